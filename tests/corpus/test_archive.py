"""The archive: what goes in comes out, changes are whole, and nothing is lost."""

import dataclasses
import datetime
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import schema
from corpus.archive import FILE, Archive
from corpus.bulletins import Bulletin, PageStories, Paragraph, ParagraphKind, Story
from corpus.errors import ArchiveError
from corpus.files import ready_story
from corpus.passages import passages
from corpus.spans import Span, joined
from corpus.stored import BulletinRow, Version

DAY = datetime.date(2026, 2, 6)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as archive:
        yield archive


def page(
    name: str, text: str, *, digest: str = "", headline: str | None = None
) -> tuple[Bulletin, PageStories]:
    digest = digest or text
    return Bulletin(name=name, date=DAY, text=text, digest=digest, headline=headline), ready_story(text)


def test_a_new_archive_is_empty_and_adding_makes_one_generation(archive: Archive) -> None:
    assert (archive.generation, archive.bulletins(), archive.passage_count(0)) == (0, [], 0)
    report = archive.add([page("a", "甲。\n乙。"), page("b", "丙。")])
    assert (report.added, report.replaced, report.unchanged) == (2, 0, 0)
    assert (report.stories, report.passages, report.generation) == (2, 2, 1)
    assert archive.generation == 1
    assert archive.bulletins() == [BulletinRow(1, "a", DAY, 1, 5), BulletinRow(2, "b", DAY, 1, 2)]


def test_everything_comes_back_as_it_went_in(archive: Archive) -> None:
    text = "肩题\r\n## 大标题\n正文前\n[图]\n后半。空气好。\n张三"
    story = Story(
        number=0,
        paragraphs=(
            Paragraph(ParagraphKind.KICKER, (Span(0, 2),)),
            Paragraph(ParagraphKind.TITLE, (Span(7, 10),)),
            Paragraph(ParagraphKind.BODY, (Span(11, 14), Span(19, 26))),
        ),
        title=Span(7, 10),
        kicker=Span(0, 2),
        byline=Span(27, 29),
        confidence=0.75,
    )
    other = Story(1, (Paragraph(ParagraphKind.CAPTION, (Span(15, 18),)),), None, None, None)
    stories = PageStories(
        (story, other), (Span(2, 7), Span(10, 11), Span(14, 15), Span(18, 19), Span(26, 29))
    )
    bulletin = Bulletin("p.md", None, text, "ab" * 32, headline=None, encoding="gb18030")
    archive.add([(bulletin, stories)])
    stored = archive.bulletin_named("p.md")
    assert stored is not None
    assert stored.bulletin == archive.bulletin(stored.id) == bulletin
    assert archive.page(stored.id) == stories
    assert [one.story for one in archive.stories(stored.id)] == [story, other]
    assert archive.story(2).story == other
    assert archive.story(2).bulletin == bulletin
    assert archive.stories_numbered([2, 1, 99]) == [archive.story(1), archive.story(2)]
    cut = [one for each in (story, other) for one in passages(bulletin, each)]
    assert [one.passage for one in archive.passages([1, 2])] == cut
    assert [one.text for one in archive.passages([2, 1])] == ["[图]", "正文前后半。空气好。"]


def test_what_is_not_there_is_a_key_error(archive: Archive) -> None:
    archive.add([page("a", "甲。")])
    assert archive.bulletin_named("b") is None
    assert archive.stories(9) == []
    for missing in (archive.bulletin, archive.story, archive.page):
        with pytest.raises(KeyError):
            missing(9)
    with pytest.raises(KeyError):
        archive.passages([1, 9])


def test_adding_the_same_again_changes_nothing(archive: Archive) -> None:
    archive.add([page("a", "甲。"), page("b", "乙。")])
    before = archive.version
    report = archive.add([page("a", "甲。"), page("b", "乙。")])
    assert (report.unchanged, report.added, report.generation) == (2, 0, 1)
    assert archive.version == before


def test_a_corrected_page_takes_the_place_of_the_old_one_whose_numbers_still_resolve(
    archive: Archive,
) -> None:
    archive.add([page("a", "优良天数281天。"), page("b", "乙。")])
    report = archive.add([page("a", "优良天数282天。"), page("b", "乙。")])
    assert (report.replaced, report.unchanged, report.generation) == (1, 1, 2)
    assert [row.name for row in archive.bulletins()] == ["b", "a"]
    assert archive.passages([1])[0].text == "优良天数281天。"
    assert archive.story(1).bulletin.text == "优良天数281天。"
    stored = archive.bulletin_named("a")
    assert stored is not None
    assert stored.bulletin.text == "优良天数282天。"
    assert [one.id for one in archive.passage_texts(after=0, until=2)] == [2, 3]
    assert archive.retired_bulletins(after=1, until=2) == [1]
    assert archive.retired_passages(until=2) == [1]
    assert archive.passage_count(2) == 2


def test_another_date_or_headline_is_another_version(archive: Archive) -> None:
    bulletin, stories = page("a", "甲。")
    archive.add([(bulletin, stories)])
    assert archive.add([(dataclasses.replace(bulletin, date=None), stories)]).replaced == 1
    assert archive.add([(dataclasses.replace(bulletin, headline="题"), stories)]).replaced == 1


def test_each_generation_can_still_be_read_as_it_was(archive: Archive) -> None:
    archive.add([page("a", "一。"), page("b", "二。")])
    archive.add([page("a", "三。")])
    archive.add([page("c", "四。"), page("c", "五。")])

    def texts(after: int, until: int) -> list[str]:
        return [one.text for one in archive.passage_texts(after=after, until=until)]

    assert [texts(0, until) for until in range(4)] == [
        [],
        ["一。", "二。"],
        ["二。", "三。"],
        ["二。", "三。", "五。"],
    ]
    assert [archive.passage_count(until) for until in range(4)] == [0, 2, 2, 3]
    assert texts(1, 2) == ["三。"]
    assert texts(1, 3) == ["三。", "五。"]
    assert archive.retired_bulletins(after=0, until=3) == []
    assert archive.retired_bulletins(after=1, until=3) == [1]


def test_a_passage_brings_its_headline_and_section(archive: Archive) -> None:
    text = "肩\n## 题\n## 空气\n甲。"
    story = Story(
        number=0,
        paragraphs=(
            Paragraph(ParagraphKind.SECTION, (Span(10, 12),)),
            Paragraph(ParagraphKind.BODY, (Span(13, 15),)),
        ),
        title=Span(5, 6),
        kicker=Span(0, 1),
        byline=None,
    )
    archive.add(
        [(Bulletin("p", DAY, text, "00"), PageStories((story,), ())), page("q", "乙。", headline="给的题")]
    )
    assert [one.heading for one in archive.passage_texts(after=0, until=1)] == ["肩 题 空气", "给的题"]


def test_versions_tell_archives_and_histories_apart(archive: Archive, tmp_path: Path) -> None:
    empty = archive.version
    archive.add([page("a", "甲。")])
    backup = tmp_path / "backup"
    backup.mkdir()
    with sqlite3.connect(backup / FILE) as copy, sqlite3.connect(tmp_path / "data" / FILE) as source:
        source.backup(copy)
    copy.close()
    source.close()
    archive.add([page("b", "乙。")])
    with Archive.open(backup) as restored, Archive.open(tmp_path / "other") as other:
        restored.add([page("c", "丙。")])
        assert restored.generation == archive.generation == 2
        assert archive.passed(empty)
        assert archive.passed(archive.version)
        assert not archive.passed(restored.version)
        assert not archive.passed(other.version)
        assert not archive.passed(Version(empty.archive, 9, empty.seal))


class MishapError(Exception):
    pass


def failing(*pages: tuple[Bulletin, PageStories]) -> Iterator[tuple[Bulletin, PageStories]]:
    yield from pages
    raise MishapError


def test_a_failure_half_way_leaves_everything_as_it_was(archive: Archive) -> None:
    archive.add([page("a", "甲。")])
    before = archive.version
    with pytest.raises(MishapError):
        archive.add(failing(page("a", "改。"), page("b", "乙。")))
    assert archive.version == before
    assert [row.name for row in archive.bulletins()] == ["a"]
    assert archive.passages([1])[0].text == "甲。"
    assert archive.add([page("b", "乙。")]).added == 1


def test_readers_see_nothing_of_an_unfinished_issue_and_do_not_wait(archive: Archive, tmp_path: Path) -> None:
    archive.add([page("a", "甲。")])
    with Archive.open(tmp_path / "data") as reader:

        def watched() -> Iterator[tuple[Bulletin, PageStories]]:
            yield page("b", "乙。")
            for each in (archive, reader):
                assert [row.name for row in each.bulletins()] == ["a"]
                assert each.generation == 1

        archive.add(watched())
        assert [row.name for row in reader.bulletins()] == ["a", "b"]


def test_a_second_writer_is_told_that_another_is_writing(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "BUSY_MS", 20)
    with Archive.open(tmp_path / "data") as second:

        def meanwhile() -> Iterator[tuple[Bulletin, PageStories]]:
            with pytest.raises(ArchiveError, match="another process is writing") as caught:
                second.add([page("b", "乙。")])
            assert "另一个程序正在写入" in caught.value.detail
            yield page("a", "甲。")

        archive.add(meanwhile())
        second.add([page("b", "乙。")])
    assert [row.name for row in archive.bulletins()] == ["a", "b"]


def test_a_second_writer_waits_for_a_short_one(archive: Archive, tmp_path: Path) -> None:
    begun, done = threading.Event(), threading.Event()

    def slow() -> Iterator[tuple[Bulletin, PageStories]]:
        begun.set()
        done.wait(5)
        yield page("a", "甲。")

    writer = threading.Thread(target=archive.add, args=(slow(),))
    writer.start()
    begun.wait(5)
    threading.Timer(0.1, done.set).start()
    with Archive.open(tmp_path / "data") as second:
        assert second.add([page("b", "乙。")]).generation == 2
    writer.join()


def test_threads_read_one_archive_together(archive: Archive) -> None:
    archive.add(page(f"p{number}", f"第{number}篇。") for number in range(30))
    wrong: list[int] = []

    def read() -> None:
        for number in range(1, 31):
            if archive.passages([number])[0].text != f"第{number - 1}篇。":
                wrong.append(number)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_full_disk_is_told_and_nothing_is_lost(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add([page("a", "甲。")])
    real = schema._opened

    def cramped(uri: str) -> sqlite3.Connection:
        connection = real(uri)
        connection.execute("PRAGMA max_page_count = 30")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(schema, "_opened", cramped)
        with pytest.raises(ArchiveError, match="disk is full") as caught:
            archive.add(page(f"b{number}", "满" * 5000) for number in range(50))
    assert "磁盘空间不足" in caught.value.detail
    assert [row.name for row in archive.bulletins()] == ["a"]
    assert archive.add([page("b", "乙。")]).generation == 2


def test_files_that_are_no_archive_are_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_bytes(b"not a database, but long enough to be looked at" * 30)
    with pytest.raises(ArchiveError, match="not a database") as caught:
        Archive.open(tmp_path)
    assert "--data" in caught.value.detail
    assert file.read_bytes().startswith(b"not a database")
    file.unlink()
    foreign = sqlite3.connect(file)
    foreign.execute("CREATE TABLE notes (text)")
    foreign.close()
    with pytest.raises(ArchiveError, match="another program"):
        Archive.open(tmp_path)
    with pytest.raises(ArchiveError):
        Archive.open(file)


def test_an_archive_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    Archive.open(tmp_path).close()
    later = sqlite3.connect(tmp_path / FILE)
    later.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    later.close()
    with pytest.raises(ArchiveError, match="later version") as caught:
        Archive.open(tmp_path)
    assert "升级" in caught.value.detail


def test_an_interrupted_first_open_is_begun_again(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / FILE).close()
    with Archive.open(tmp_path) as archive:
        assert archive.generation == 0


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder with an archive that this process may read but not write."""
    if os.name != "posix":
        pytest.skip("needs POSIX permissions")
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent) / "data"
        with Archive.open(folder) as archive:
            archive.add([page("a", "甲。")])
        folder.chmod(0o555)
        (folder / FILE).chmod(0o444)
        root = os.geteuid() == 0  # whom permissions do not bind
        if root:
            os.seteuid(65534)
        yield folder
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_read_only_folder_is_read_and_not_written(read_only_folder: Path) -> None:
    with Archive.open(read_only_folder) as archive:
        assert archive.passages([1])[0].text == "甲。"
        with pytest.raises(ArchiveError, match="cannot be written") as caught:
            archive.add([page("b", "乙。")])
        assert "只读" in caught.value.detail
    with pytest.raises(ArchiveError, match="Permission denied") as caught:
        Archive.open(read_only_folder / "inner")
    assert "权限" in caught.value.detail


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.text(alphabet="甲乙。\n\0😀", min_size=1).filter(str.strip)),
        max_size=8,
    )
)
@settings(max_examples=25, deadline=None)
def test_after_any_additions_every_page_and_passage_is_what_was_given(changes: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder)) as archive:
        for name, text in changes:
            archive.add([page(name, text, digest=text)])
        assert {row.name: archive.bulletin(row.id).text for row in archive.bulletins()} == dict(changes)
        live = list(archive.passage_texts(after=0, until=archive.generation))
        assert [one.id for one in live] == sorted(one.id for one in live)
        assert len(live) == archive.passage_count(archive.generation)
        for one in archive.passages([one.id for one in live]):
            assert one.text == joined(archive.bulletin(one.bulletin_id).text, one.passage.spans)
