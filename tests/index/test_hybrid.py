"""The index as a whole: it follows the archive, tells when it cannot, and is never silently wrong."""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.archive import Archive
from corpus.errors import IndexStale
from index import bm25
from index.hybrid import LOCK, Hit, Index
from index.manifest import FILE, read_manifest
from index.sync import Stage
from tests.index.characters import CharacterEncoder, page, rewrite

TEXTS = {
    "air.md": "全市优良天数282天，优良率为77.3%。",
    "water.md": "汾河水库出口为Ⅰ类，李八沟为Ⅱ类。",
    "jobs.md": "正月初八，首场招聘会如期举行。",
}
QUESTIONS = ("优良天数是多少天？", "汾河水库水质", "招聘会哪天举行", "77.3%", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "index"


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.add(page(name, text) for name, text in TEXTS.items())
    return archive


def answers(index: Index) -> list[list[Hit]]:
    return [index.search(question) for question in QUESTIONS]


def anew(archive: Archive, encoder: CharacterEncoder) -> list[list[Hit]]:
    """What an index made from nothing answers."""
    with tempfile.TemporaryDirectory() as folder:
        return answers(Index.open(Path(folder), archive, encoder))


def test_each_half_and_both_find_the_passage(
    folder: Path, filled: Archive, encoder: CharacterEncoder
) -> None:
    index = Index.open(folder, filled, encoder)
    assert (index.count, index.generation) == (3, 1)
    hits = index.search("优良天数是多少天？")
    assert hits[0].passage_id == 1
    assert hits[0].bm25 == index.search_terms("优良天数是多少天？")[0].score
    assert hits[0].dense == index.search_vectors("优良天数是多少天？")[0].score
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert index.search("汾河", limit=1)[0].passage_id == 2
    assert len(index.search("汾河天", limit=2)) == 2


def test_every_hit_has_its_cosine_wherever_it_came_from(
    folder: Path, archive: Archive, encoder: CharacterEncoder
) -> None:
    """With two hundred passages and a hundred ranks of each half, many a hit is none of the closest."""
    archive.add(page(f"{n:03}", f"汾河{'水' * (n % 7)}第{n}段。") for n in range(200))
    index = Index.open(folder, archive, encoder)
    closest = {one.passage_id: one.score for one in index.search_vectors("汾河水质", limit=200)}
    hits = index.search("汾河水质", limit=150)
    assert len(hits) == 150
    for hit in hits:
        assert hit.dense == pytest.approx(closest[hit.passage_id], abs=1e-3)


def test_other_words_count_less_than_those_asked_with(
    folder: Path, filled: Archive, encoder: CharacterEncoder
) -> None:
    index = Index.open(folder, filled, encoder)
    alone = {hit.passage_id: hit.bm25 for hit in index.search("天数")}
    helped = {hit.passage_id: hit.bm25 for hit in index.search("天数", also="招聘会")}
    assert alone[3] is None
    assert 0 < (helped[3] or 0) < (helped[1] or 0)
    assert helped[1] == alone[1]


def test_a_heading_is_searched_with_its_passage(
    folder: Path, archive: Archive, encoder: CharacterEncoder
) -> None:
    archive.add([page("a", "由多到少依次为甲乙。"), page("b", "由多到少依次为丙丁。", "空气质量")])
    index = Index.open(folder, archive, encoder)
    assert index.search_terms("空气质量")[0].passage_id == 2
    assert index.search_vectors("空气质量")[0].passage_id == 2


@pytest.mark.parametrize("question", ["", " ", "？！。", "😀", "\0\n", "汾" * 10_000, '"(text:AND'])
def test_any_question_is_answered_or_finds_nothing(
    folder: Path, filled: Archive, encoder: CharacterEncoder, question: str
) -> None:
    assert len(Index.open(folder, filled, encoder).search(question, limit=2)) <= 2


def test_an_empty_archive_gives_an_empty_index_that_fills(
    folder: Path, archive: Archive, encoder: CharacterEncoder
) -> None:
    index = Index.open(folder, archive, encoder)
    assert (index.count, index.search("汾河")) == (0, [])
    archive.add([page("a", "汾河。")])
    assert index.refresh()
    assert index.search("汾河")[0].passage_id == 1


def test_a_saved_index_answers_as_before_and_nothing_is_made_again(
    folder: Path, filled: Archive, encoder: CharacterEncoder
) -> None:
    before = answers(Index.open(folder, filled, encoder))
    files = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != LOCK}
    encoder.encoded = 0
    assert answers(Index.open(folder, filled, encoder)) == before
    assert encoder.encoded == 0
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != LOCK} == files


def test_only_what_is_new_is_added(folder: Path, filled: Archive, encoder: CharacterEncoder) -> None:
    index = Index.open(folder, filled, encoder)
    encoder.encoded = 0
    assert not index.refresh()
    filled.add([page("more.md", "新增公园三座。")])
    assert index.refresh()
    assert encoder.encoded == 1
    assert index.count == 4
    assert index.search("公园")[0].passage_id == 4
    assert answers(index) == anew(filled, encoder)


def test_a_replaced_page_is_found_no_more(folder: Path, filled: Archive, encoder: CharacterEncoder) -> None:
    index = Index.open(folder, filled, encoder)
    filled.add([page("air.md", "全市优良天数283天。")])
    index.refresh()
    assert index.count == 3
    found = {hit.passage_id for hit in index.search("优良天数282天")}
    assert 1 not in found
    assert 4 in found


def test_what_an_open_index_shows_does_not_change_until_it_is_refreshed(
    folder: Path, filled: Archive, encoder: CharacterEncoder
) -> None:
    index = Index.open(folder, filled, encoder)
    before = answers(index)
    filled.add([page("air.md", "全市优良天数283天。")])
    other = Index.open(folder, filled, encoder)
    assert answers(index) == before
    index.refresh()
    assert answers(index) == answers(other)


def test_several_may_open_one_folder_at_once(
    folder: Path, filled: Archive, encoder: CharacterEncoder
) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: answers(Index.open(folder, filled, encoder)), range(4)))
    assert all(one == found[0] for one in found)
    assert encoder.encoded == 3


def test_progress_is_told_by_stage(folder: Path, filled: Archive, encoder: CharacterEncoder) -> None:
    told: list[tuple[Stage, int, int]] = []
    Index.open(folder, filled, encoder, progress=lambda *step: told.append(step))
    assert told == [(Stage.TERMS, 0, 3), (Stage.TERMS, 3, 3), (Stage.VECTORS, 0, 3), (Stage.VECTORS, 3, 3)]


def test_another_model_makes_the_vectors_anew_and_only_them(
    folder: Path, filled: Archive, encoder: CharacterEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    Index.open(folder, filled, encoder)
    terms = read_manifest(folder)
    other = CharacterEncoder("another")
    with caplog.at_level(logging.WARNING):
        Index.open(folder, filled, other)
    assert "another model" in caplog.text
    assert other.encoded == 3
    now = read_manifest(folder)
    assert terms is not None
    assert now is not None
    assert (now.terms, now.vectors.fingerprint) == (terms.terms, "another")


def test_an_index_of_another_archive_is_made_anew(
    folder: Path,
    filled: Archive,
    encoder: CharacterEncoder,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Archive.open(tmp_path / "other") as other:
        other.add([page("x", "别处的话。")])
        Index.open(folder, other, encoder)
    index = Index.open(folder, filled, encoder)
    assert "another archive" in caplog.text
    assert answers(index) == anew(filled, encoder)


def test_other_words_make_the_terms_anew(
    folder: Path,
    filled: Archive,
    encoder: CharacterEncoder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    Index.open(folder, filled, encoder)
    encoder.encoded = 0
    monkeypatch.setattr(bm25, "FORMAT", "other cutter")
    Index.open(folder, filled, encoder)
    assert "other cutter" in caplog.text
    assert encoder.encoded == 0


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    rewrite(file, bytes(content))


def cut(file: Path) -> None:
    rewrite(file, file.read_bytes()[:-1])


def garble(file: Path) -> None:
    rewrite(file, b"{}")


@pytest.mark.parametrize("harm", [flip, cut, garble, Path.unlink])
@pytest.mark.parametrize(
    "pattern", ["vectors-*.faiss", "terms-*/*.term", "terms-*/*.idx", "terms-*/meta.json", FILE]
)
def test_any_damage_is_seen_told_and_mended(
    folder: Path,
    filled: Archive,
    encoder: CharacterEncoder,
    caplog: pytest.LogCaptureFixture,
    harm: Callable[[Path], None],
    pattern: str,
) -> None:
    before = answers(Index.open(folder, filled, encoder))
    (file,) = folder.glob(pattern)
    harm(file)
    assert answers(Index.open(folder, filled, encoder)) == before
    if not (pattern == FILE and harm is Path.unlink):
        assert "anew" in caplog.text
    assert len(list(folder.glob("vectors-*"))) == len(list(folder.glob("terms-*"))) == 1


def test_what_a_killed_run_left_is_cleared_away(
    folder: Path, filled: Archive, encoder: CharacterEncoder
) -> None:
    Index.open(folder, filled, encoder)
    (folder / "vectors-0099.faiss.new").write_bytes(b"half")
    (folder / "terms-0099").mkdir()
    filled.add([page("more.md", "新增公园三座。")])
    assert answers(Index.open(folder, filled, encoder)) == anew(filled, encoder)
    assert not list(folder.glob("*0099*"))


def test_vector_files_stay_few_while_issues_come_in(
    folder: Path, archive: Archive, encoder: CharacterEncoder
) -> None:
    index = Index.open(folder, archive, encoder)
    for day in range(40):
        archive.add([page(f"{day}.md", f"第{day}期，汾河水质。")])
        index.refresh()
        assert len(list(folder.glob("vectors-*"))) <= 7
    assert index.count == 40
    assert answers(index) == anew(archive, encoder)


def test_rows_of_replaced_pages_do_not_pile_up(
    folder: Path, archive: Archive, encoder: CharacterEncoder
) -> None:
    for version in range(6):
        archive.add(page(f"{number}.md", f"第{version}版，汾河{number}。") for number in range(10))
        index = Index.open(folder, archive, encoder)
        manifest = read_manifest(folder)
        assert manifest is not None
        assert sum(file.passages for file in manifest.vectors.files) == index.count == 10
    assert encoder.encoded == 60


@pytest.fixture
def unwritable(folder: Path) -> Iterator[Callable[[], None]]:
    """Call it to make the data folder one that this process may only read."""
    if os.name != "posix":
        pytest.skip("needs POSIX permissions")
    root = os.geteuid() == 0  # whom permissions do not bind
    changed: list[tuple[Path, int]] = []

    def make() -> None:
        for path in [folder, *folder.rglob("*")]:
            changed.append((path, path.stat().st_mode))
            path.chmod(0o555 if path.is_dir() else 0o444)
        if root:
            for parent in list(folder.parents)[:-2]:
                changed.append((parent, parent.stat().st_mode))
                parent.chmod(0o755)
            os.seteuid(65534)

    yield make
    if root:
        os.seteuid(0)
    for path, mode in reversed(changed):
        path.chmod(mode)


def test_a_reader_that_may_not_write_uses_a_fitting_index(
    folder: Path, filled: Archive, encoder: CharacterEncoder, unwritable: Callable[[], None]
) -> None:
    before = answers(Index.open(folder, filled, encoder))
    unwritable()
    assert answers(Index.open(folder, filled, encoder)) == before


def test_a_reader_that_may_not_write_is_told_when_the_index_does_not_fit(
    folder: Path, filled: Archive, encoder: CharacterEncoder, unwritable: Callable[[], None]
) -> None:
    Index.open(folder, filled, encoder)
    filled.add([page("more.md", "新增公园三座。")])
    unwritable()
    with pytest.raises(IndexStale) as caught:
        Index.open(folder, filled, encoder)
    assert "写入权限" in caught.value.detail


def test_a_full_disk_is_told_and_the_index_made_when_there_is_room(
    folder: Path, filled: Archive, encoder: CharacterEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(IndexStale, match="No space left") as caught:
            Index.open(folder, filled, encoder)
    assert "磁盘空间" in caught.value.detail
    assert answers(Index.open(folder, filled, encoder)) == anew(filled, encoder)


changes = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from(["汾河水库。", "优良天数282天。", "招聘会。\n天天。", "水。"]),
        ),
        min_size=1,
        max_size=3,
    ),
    max_size=5,
)


@given(changes)
@settings(max_examples=12, deadline=None)
def test_an_index_kept_up_holds_the_passages_of_one_made_anew(changes: list[list[tuple[str, str]]]) -> None:
    encoder = CharacterEncoder()
    parent = Path(tempfile.mkdtemp())
    with Archive.open(parent) as archive:
        index = Index.open(parent / "index", archive, encoder)
        for pages in changes:
            archive.add(page(name, text) for name, text in pages)
            index.refresh()
        assert index.count == archive.passage_count(archive.generation)
        with tempfile.TemporaryDirectory() as other:
            fresh = Index.open(Path(other), archive, encoder)
            for question in QUESTIONS:
                assert index.search_vectors(question) == fresh.search_vectors(question)
                assert {one.passage_id for one in index.search_terms(question)} == {
                    one.passage_id for one in fresh.search_terms(question)
                }
    shutil.rmtree(parent)
