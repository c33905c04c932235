"""Codes of rows: they find what comparing every row finds, and the index makes, keeps and mends them."""

import errno
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.archive import Archive
from index import segments
from index.checks import index_faults
from index.hybrid import Index
from index.manifest import read_manifest
from index.vectors import Codes, Vectors, fitting
from tests.index.characters import CharacterEncoder, page, rewrite

ROWS = 1200
MANY = 900
"""Pages: more than eight times as many as a search asks for."""
LETTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳"


def rows_in_groups(seed: int) -> NDArray[np.float32]:
    """Unit rows that lie in groups, as those of texts do."""
    draw = np.random.default_rng(seed)
    rows = draw.standard_normal((40, 32))[draw.integers(0, 40, ROWS)] + draw.standard_normal((ROWS, 32)) / 2
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def vectors_of(rows: NDArray[np.float32]) -> Vectors:
    vectors = Vectors.empty(rows.shape[1])
    vectors.add(range(5, 5 + len(rows)), rows)
    return vectors


def test_the_closest_are_among_eight_times_as_many() -> None:
    rows = rows_in_groups(1)
    codes = Codes.of(vectors_of(rows))
    found = 0
    for question in rows_in_groups(2)[:50]:
        closest = np.argsort(-(rows @ question))[:10] + 5
        found += len(set(closest.tolist()) & set(codes.near(question, limit=80)))
    assert found >= 0.98 * 500


def test_the_same_rows_give_the_same_codes_and_they_are_read_as_written(tmp_path: Path) -> None:
    rows = rows_in_groups(3)
    codes = Codes.of(vectors_of(rows))
    assert codes.count == ROWS
    assert codes.dumped() == Codes.of(vectors_of(rows)).dumped()
    (tmp_path / "codes").write_bytes(codes.dumped())
    assert Codes.read(tmp_path / "codes").near(rows[7], limit=9) == codes.near(rows[7], limit=9)


def test_what_holds_no_codes_is_a_value_error(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(vectors_of(rows_in_groups(4)).dumped())
    (tmp_path / "text").write_bytes(b"{}")
    for name in ("rows", "text"):
        with pytest.raises(ValueError, match=name):
            Codes.read(tmp_path / name)
    with pytest.raises(OSError, match="none"):
        Codes.read(tmp_path / "none")


def test_parts_go_in_pairs() -> None:
    assert [fitting(columns) for columns in (512, 30)] == [True, False]


def text_of(number: int) -> str:
    return "".join(np.random.default_rng(number).choice(list(LETTERS), 12))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("many")) as archive:
        archive.add(page(f"{number}.md", text_of(number)) for number in range(MANY))
        yield archive


@pytest.fixture
def coded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "CODED_FROM", MANY)


def found_by(index: Index) -> list[list[int]]:
    asked = [text_of(number)[3:9] for number in range(MANY, MANY + 40)]
    return [[hit.passage_id for hit in index.search_vectors(question, limit=10)] for question in asked]


def alike(ours: list[list[int]], theirs: list[list[int]]) -> float:
    pairs = zip(ours, theirs, strict=True)
    return sum(len(set(one) & set(other)) for one, other in pairs) / sum(map(len, theirs))


def test_an_index_of_before_is_given_codes_and_finds_the_same(
    tmp_path: Path, many: Archive, encoder: CharacterEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = found_by(Index.open(tmp_path, many, encoder))
    assert not list(tmp_path.glob("*.codes.faiss"))
    monkeypatch.setattr(segments, "CODED_FROM", MANY)
    encoder.encoded = 0
    index = Index.open(tmp_path, many, encoder)
    assert encoder.encoded == 0
    assert len(list(tmp_path.glob("*.codes.faiss"))) == 1
    assert alike(found_by(index), exact) >= 0.98
    assert found_by(Index.open(tmp_path, many, encoder)) == found_by(index)


def test_an_index_of_before_is_searched_though_no_codes_can_be_written(
    tmp_path: Path,
    many: Archive,
    encoder: CharacterEncoder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    exact = found_by(Index.open(tmp_path, many, encoder))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "the disk is full")

    with monkeypatch.context() as while_full:
        while_full.setattr(segments, "CODED_FROM", MANY)
        while_full.setattr(segments, "write_whole", full)
        assert found_by(Index.open(tmp_path, many, encoder)) == exact
    assert "the disk is full" in caplog.text
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.usefixtures("coded")
def test_a_search_looks_at_the_codes_first(
    tmp_path: Path, many: Archive, encoder: CharacterEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.open(tmp_path, many, encoder)
    monkeypatch.setattr(Codes, "near", lambda *_, **__: [3, 4])
    assert sorted(hit.passage_id for hit in index.search_vectors("天地", limit=10)) == [3, 4]
    assert index.search_vectors("", limit=10) == []


@pytest.mark.usefixtures("coded")
def test_rows_of_replaced_pages_are_found_no_more(tmp_path: Path, encoder: CharacterEncoder) -> None:
    with Archive.open(tmp_path / "data") as archive:
        archive.add(page(f"{number}.md", text_of(number)) for number in range(MANY))
        index = Index.open(tmp_path / "index", archive, encoder)
        gone = set(found_by(index)[0])
        names = [row.name for row in archive.bulletins() if row.id in gone]
        archive.add(page(name, f"{name}无关的话") for name in names)
        assert index.refresh()
        for found in found_by(index):
            assert len(found) == 10
            assert not gone & set(found)
        assert not list(index_faults(tmp_path / "index", archive))


def test_dropped_codes_bring_nothing_and_the_others_what_they_did() -> None:
    rows = rows_in_groups(5)
    codes, some = Codes.of(vectors_of(rows)), Codes.of(vectors_of(rows))
    some.drop(range(5, 605))
    for question in rows_in_groups(6)[:20]:
        kept = [number for number in codes.near(question, limit=ROWS) if number >= 605]
        found = some.near(question, limit=100)
        assert min(found) >= 605
        assert len(set(found) & set(kept[:100])) >= 95  # rough sums are often equal


@pytest.mark.usefixtures("coded")
def test_damaged_codes_are_told_and_mended(
    tmp_path: Path, many: Archive, encoder: CharacterEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    before = found_by(Index.open(tmp_path, many, encoder))
    (file,) = tmp_path.glob("*.codes.faiss")
    rewrite(file, file.read_bytes()[:-1])
    assert any(file.name in fault for fault in index_faults(tmp_path, many))
    encoder.encoded = 0
    assert found_by(Index.open(tmp_path, many, encoder)) == before
    assert encoder.encoded == 0
    assert "making the codes anew" in caplog.text
    manifest = read_manifest(tmp_path)
    assert manifest is not None
    assert {seal.name for seal in manifest.vectors.seals()} == {
        path.name for path in tmp_path.glob("vectors-*")
    }
