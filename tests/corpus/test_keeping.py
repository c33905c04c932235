"""Removing, saving, writing out and checking: nothing is lost, and every fault is found."""

import datetime
import json
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from corpus.archive import FILE, Archive
from corpus.bulletins import Bulletin, PageStories
from corpus.corrections import corrected
from corpus.errors import ArchiveError, BadRequest
from corpus.exports import write_export
from corpus.files import read_bulletins, readable_files, ready_story
from corpus.rulings import Start
from tests.kills import killed

DAY = datetime.date(2026, 2, 6)
FIRST_ISSUE = Path(__file__).resolve().parents[2] / "api/first_issue/2026-02-06.md"
KILLS = int(os.environ.get("BULLETIN_KILLS", "24"))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as archive:
        yield archive


def page(name: str, text: str) -> tuple[Bulletin, PageStories]:
    return Bulletin(name=name, date=DAY, text=text, digest=text), ready_story(text)


def names(archive: Archive) -> list[str]:
    return [row.name for row in archive.bulletins()]


# Removing


def test_a_removed_page_is_searched_no_more_and_still_resolves(archive: Archive) -> None:
    archive.add([page("a", "甲。"), page("b", "乙。")])
    assert archive.remove(["a"]) == 1
    assert names(archive) == ["b"]
    assert archive.generation == 2
    assert archive.story(1).bulletin.text == "甲。"
    assert [one.text for one in archive.passage_texts(after=0, until=2)] == ["乙。"]
    assert archive.retired_bulletins(after=1, until=2) == [1]
    assert archive.verify() == []


def test_a_removed_page_can_be_added_again(archive: Archive) -> None:
    archive.add([page("a", "甲。")])
    archive.remove(["a", "a"])
    assert archive.add([page("a", "甲。")]).added == 1
    assert names(archive) == ["a"]
    assert archive.verify() == []


def test_an_unknown_name_removes_nothing(archive: Archive) -> None:
    archive.add([page("a", "甲。")])
    with pytest.raises(BadRequest) as caught:
        archive.remove(["a", "丙"])
    assert "没有“丙”" in caught.value.detail
    assert (names(archive), archive.generation) == (["a"], 1)


# Saving


def test_a_backup_is_the_archive_of_that_moment(archive: Archive, tmp_path: Path) -> None:
    archive.add([page("a", "甲。"), page("b", "乙。")])
    archive.remove(["b"])
    (tmp_path / "copy").mkdir()
    archive.backup(tmp_path / "copy" / FILE)
    archive.add([page("c", "丙。")])
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == [FILE]
    with Archive.open(tmp_path / "copy") as restored:
        assert names(restored) == ["a"]
        assert archive.passed(restored.version)
        assert restored.story(2).bulletin.text == "乙。"
        assert restored.verify() == []


def test_a_backup_overwrites_nothing(archive: Archive, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("x", encoding="utf-8")
    with pytest.raises(ArchiveError, match="exists already"):
        archive.backup(kept)
    assert kept.read_text(encoding="utf-8") == "x"
    with pytest.raises(ArchiveError) as caught:
        archive.backup(tmp_path / "no" / "such" / "folder")
    assert "folder" in caught.value.detail


# Checking


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    """A data folder with the first issue, in two versions, and a removed page."""
    with Archive.open(tmp_path / "data") as archive:
        [(bulletin, read)] = read_bulletins(FIRST_ISSUE)
        archive.add([(bulletin, read), page("a", "甲。")])
        archive.remove(["a"])
        archive.add([(bulletin, corrected(bulletin.text, read, [Start("三个开发区")]))])
        assert archive.verify() == []
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE pages SET text = replace(text, '282', '283')", "校验值不符"),
        ("UPDATE pages SET furniture = ''", "不属于任何报道"),
        ("UPDATE pages SET furniture = 'x-y'", "读不懂"),
        ("DELETE FROM passages WHERE id = 3", "段落数"),
        ("UPDATE stories SET title = '0-1' WHERE id = 1", "标题、小标题或署名不在"),
        ("UPDATE passages SET spans = '0-30' WHERE id = 5", "检索段落不在"),
        ("UPDATE passages SET spans = '9-99' WHERE id = 5", "第 1 次改动"),
        ("UPDATE bulletins SET date = '2026-02-07' WHERE id = 1", "第 1 次改动"),
        ("UPDATE bulletins SET name = 'b' WHERE name = 'a'", "第 2 次改动"),
        ("UPDATE bulletins SET rulings = NULL", "第 3 次改动"),
        ("DELETE FROM pages WHERE bulletin_id = 2", "文字不见了"),
    ],
)
def test_every_change_from_outside_is_found(issue: Path, change: str, told: str) -> None:
    with closing(sqlite3.connect(issue / FILE)) as raw:
        raw.execute(change)
        raw.commit()
    with Archive.open(issue) as archive:
        assert any(told in fault.what for fault in archive.verify())


# Writing out


def test_an_export_added_elsewhere_gives_the_same_stories(archive: Archive, tmp_path: Path) -> None:
    [(bulletin, read)] = read_bulletins(FIRST_ISSUE)
    archive.add([(bulletin, corrected(bulletin.text, read, [Start("三个开发区")]))])
    ready = Bulletin(name="n/1", date=DAY, text="甲。\r\n乙。", digest="00", headline="题")
    archive.add([(ready, ready_story(ready.text))])
    converted = Bulletin(name="早报20260207.pdf", date=DAY, text="丙。\n", digest="11", encoding="pdf")
    archive.add([(converted, ready_story(converted.text))])
    report = write_export(archive, tmp_path / "out")
    assert (report.pages, report.stories) == (2, 1)
    figures = (tmp_path / "out" / "figures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(figures) == report.figures + 1
    assert any(line.startswith("282天,282,,天,,,优良天数,") for line in figures)
    contents = [
        json.loads(line)
        for line in (tmp_path / "out" / "contents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert contents[0] == {
        "name": "2026-02-06.md",
        "file": "2026-02-06.md",
        "date": "2026-02-06",
        "sha256": bulletin.digest,
        "read_as": "utf-8",
    }
    assert [one["file"] for one in contents[1:]] == ["stories.jsonl", "早报20260207.pdf.md"]
    (tmp_path / "out" / "contents.jsonl").unlink()
    with Archive.open(tmp_path / "again") as again:
        for file in readable_files(tmp_path / "out"):
            again.add(read_bulletins(file))
        assert names(again) == ["2026-02-06.md", "n/1", "早报20260207.pdf.md"]
        for name in names(again)[:2]:
            before, after = archive.bulletin_named(name), again.bulletin_named(name)
            assert before is not None
            assert after is not None
            assert before.bulletin.text == after.bulletin.text
            assert archive.page(before.id) == again.page(after.id)


def test_an_export_goes_into_an_empty_folder_only(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(BadRequest):
        write_export(archive, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


# Killed


def work(folder: Path, number: int) -> None:
    """Remove the odd pages, add the next issue, save."""
    with Archive.open(folder) as archive:
        odd = [name for name in names(archive) if name.endswith(("1", "3", "5", "7", "9"))]
        archive.remove(odd)
        archive.add(page(f"{number}-{place}", f"第{place}版。" + "水质好转。" * 200) for place in range(40))
        archive.backup(folder / f"backup-{number}")


def lasting(folder: Path, number: int) -> float:
    """Seconds that `work` takes."""
    begun = time.perf_counter()
    work(folder, number)
    return time.perf_counter() - begun


# Newer Pythons warn of fork beside threads; the child makes its own and takes no lock of the parent's.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_killed_while_removing_or_saving_all_or_nothing_is_done(tmp_path: Path) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    chance = random.Random(2026)  # noqa: S311 - moments, not secrets
    whole = min(lasting(tmp_path, -number) for number in range(3))  # one alone may be slow for other reasons
    in_time = 0
    for number in range(1, KILLS + 1):
        with Archive.open(tmp_path) as archive:
            before = set(names(archive))
        in_time += killed(partial(work, tmp_path, number), after=chance.uniform(0, whole))
        even = {name for name in before if not name.endswith(("1", "3", "5", "7", "9"))}
        added = {f"{number}-{place}" for place in range(40)}
        with Archive.open(tmp_path) as archive:
            assert set(names(archive)) in (before, even, even | added)
            assert archive.verify() == []
        for kept in tmp_path.glob("backup-*"):
            with closing(sqlite3.connect(f"{kept.as_uri()}?mode=ro&immutable=1", uri=True)) as saved:
                assert saved.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            kept.unlink()
    assert in_time > KILLS // 4, "too few kills came before the end to show anything"
