"""Vector search in half precision, held against plain numpy."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.vectors import Vectors


def filled(rows: NDArray[np.float32], first: int = 1) -> Vectors:
    vectors = Vectors.empty(rows.shape[1])
    vectors.add(list(range(first, first + len(rows))), rows)
    return vectors


def unit_rows(count: int, seed: int, dimension: int = 8) -> NDArray[np.float32]:
    """Rows of about unit length that half precision holds to the bit."""
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_the_same_passages_as_comparing_with_every_row(count: int, limit: int, seed: int) -> None:
    rows = unit_rows(count, seed)
    question = unit_rows(1, seed + 1)[0]
    found = filled(rows).search(question, limit=limit)
    scores = rows @ question
    expected = sorted(range(count), key=lambda at: (-scores[at], at))[:limit]
    assert [one.passage_id for one in found] == [at + 1 for at in expected]
    assert [one.score for one in found] == pytest.approx([scores[at] for at in expected], abs=1e-6)


def test_of_equals_the_lower_numbers_are_kept_however_they_came_in() -> None:
    rows = np.tile(unit_rows(1, 3), (2000, 1))
    rows[7::100] = unit_rows(20, 4)
    rows[:5] = rows[500]
    whole = filled(rows)
    parts = filled(rows[:700])
    parts.extend(filled(rows[700:], first=701))
    for vectors in (whole, parts):
        assert [one.passage_id for one in vectors.search(rows[0], limit=5)] == [1, 2, 3, 4, 5]


def test_dropped_rows_are_found_no_more_and_the_rest_keep_their_numbers() -> None:
    rows = unit_rows(6, 1)
    vectors = filled(rows)
    vectors.drop([2, 5, 99])
    assert vectors.count == 4
    assert [vectors.search(rows[at], limit=1)[0].passage_id for at in (0, 2, 3, 5)] == [1, 3, 4, 6]
    assert {one.passage_id for one in vectors.search(rows[1], limit=9)} == {1, 3, 4, 6}


def test_closeness_is_the_inner_product_of_the_rows_asked_for() -> None:
    rows = np.eye(4, dtype=np.float32)
    vectors = filled(rows, first=5)
    vectors.drop([6])
    question = np.array([0.5, 0.25, 0, -1], np.float32)
    assert vectors.closeness(question, [8, 5]) == {8: -1.0, 5: 0.5}
    assert vectors.closeness(question, []) == {}


def test_what_is_dumped_answers_the_same_when_read(tmp_path: Path) -> None:
    rows = unit_rows(30, 2)
    vectors = filled(rows)
    file = tmp_path / "rows"
    file.write_bytes(vectors.dumped())
    loaded = Vectors.read(file)
    assert (loaded.count, loaded.dimension, loaded.numbers) == (30, 8, (1, 30))
    for row in rows:
        assert loaded.search(row, limit=9) == vectors.search(row, limit=9)
    assert loaded.dumped() == vectors.dumped()


@pytest.mark.parametrize("stored", [b"", b"nonsense", b"IxF2" + bytes(20)])
def test_what_is_no_index_is_a_value_error(tmp_path: Path, stored: bytes) -> None:
    file = tmp_path / "rows"
    with pytest.raises(FileNotFoundError):
        Vectors.read(file)
    file.write_bytes(stored)
    with pytest.raises(ValueError, match="not a"):
        Vectors.read(file)


def test_nothing_is_near_a_zero_row_or_in_an_empty_index() -> None:
    empty = Vectors.empty(8)
    assert empty.search(unit_rows(1, 0)[0], limit=3) == []
    assert filled(unit_rows(3, 0)).search(np.zeros(8, np.float32), limit=3) == []
    assert (empty.count, empty.numbers) == (0, (0, 0))
    one = filled(unit_rows(1, 0))
    assert one.search(unit_rows(1, 0)[0], limit=0) == []
    assert [found.passage_id for found in one.search(unit_rows(1, 0)[0], limit=1)] == [1]


def test_mapped_rows_answer_as_read_ones_and_cannot_be_changed(tmp_path: Path) -> None:
    file = tmp_path / "vectors.faiss"
    file.write_bytes(filled(unit_rows(40, 5)).dumped())
    mapped, read = Vectors.map(file), Vectors.read(file)
    question = unit_rows(1, 6)[0]
    assert mapped.search(question, limit=9) == read.search(question, limit=9)
    assert (mapped.count, mapped.numbers, mapped.held) == (read.count, read.numbers, read.held)
    changes: list[Callable[[], None]] = [
        lambda: mapped.drop([1]),
        lambda: mapped.add([99], unit_rows(1, 7)),
        lambda: mapped.extend(Vectors.empty(8)),
        lambda: Vectors.empty(8).extend(mapped),
    ]
    for change in changes:
        with pytest.raises(TypeError, match="mapped"):
            change()
    file.unlink()
    assert mapped.search(question, limit=9) == read.search(question, limit=9)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux says what is mapped")
def test_mapped_rows_stay_in_their_file(tmp_path: Path) -> None:
    file = tmp_path / "vectors.faiss"
    file.write_bytes(filled(unit_rows(40, 5)).dumped())
    mapped = Vectors.map(file)
    assert str(file) in Path("/proc/self/maps").read_text(encoding="utf-8")
    assert mapped.count == 40
