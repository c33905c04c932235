"""Vector search: exact inner product over unit rows, through FAISS.

A flat index: every question is compared with every passage, so nothing is missed. This is the only module
that knows FAISS.
"""

from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from index.fusion import Scored

Rows = NDArray[np.float32]


class Vectors:
    """Rows of float32, each under its passage's number, by rising number."""

    def __init__(self, index: "faiss.IndexIDMap2") -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> "Vectors":
        """No rows yet, of `dimension` columns."""
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @classmethod
    def loaded(cls, stored: bytes) -> "Vectors":
        """The rows that `dumped` gave. ValueError where `stored` is something else."""
        try:
            index = faiss.deserialize_index(np.frombuffer(stored, dtype=np.uint8))
        except RuntimeError as error:
            raise ValueError(f"not a vector index: {error}") from error
        if not isinstance(index, faiss.IndexIDMap2):
            raise ValueError(f"not an index of numbered rows but {type(index).__name__}")
        return cls(index)

    def dumped(self) -> bytes:
        """The rows as FAISS writes them."""
        return bytes(faiss.serialize_index(self._index).data)

    @property
    def count(self) -> int:
        """Rows held."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Columns of each row."""
        return int(self._index.d)

    def add(self, numbers: Sequence[int], rows: Rows) -> None:
        """Put in `rows`, (len(numbers), dimension); numbers rise and are above all that are held."""
        self._index.add_with_ids(
            np.ascontiguousarray(rows, dtype=np.float32), np.asarray(numbers, dtype=np.int64)
        )

    def extend(self, other: "Vectors") -> None:
        """Move all rows of `other` behind these; `other` is empty afterwards."""
        self._index.merge_from(other._index, 0)

    def drop(self, numbers: Sequence[int]) -> None:
        """Take out the rows of those numbers that are held."""
        if numbers and self.count:
            self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(numbers, dtype=np.int64)))

    def search(self, row: Rows, *, limit: int) -> list[Scored]:
        """The closest rows to `row`, (dimension,), best first, ties by number; score: inner product.

        Nothing where `row` is zero, which is what an encoder gives for a text without words.
        """
        wanted = min(limit, self.count)
        if wanted < 1 or not row.any():
            return []
        # One thread a question: on two cores that had other work, two threads waiting for each other took
        # 109 ms over 193,000 rows where one takes 16, and a server has other questions to answer anyway.
        faiss.omp_set_num_threads(1)
        # Of equals FAISS keeps the row that comes first, which is the lower number: rows are in order.
        scores, numbers = self._index.search(np.ascontiguousarray(row[None, :], dtype=np.float32), wanted)
        found = [
            Scored(int(number), float(score)) for score, number in zip(scores[0], numbers[0], strict=True)
        ]
        return sorted(found, key=lambda one: (-one.score, one.passage_id))
