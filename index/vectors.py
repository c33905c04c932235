"""Vector search: inner product over unit rows kept in half precision, through FAISS.

A flat index: a question is compared with every passage, but in large files. Half precision takes half the memory
and half the time: over 192,561 rows of 512, 8.1 ms a question on one core instead of 15.1, and the same 100 best rows for
each of 60 questions. Eight bits would take 6.1 ms and lose one row in a hundred and fifty. This is the only module that
knows FAISS.

Of a large file `Codes` find which rows may be among the closest in a tenth of the time: product quantisation, four bits a part. A row is
cut into parts of COLUMNS columns, each written as the nearest of 16 that were learned from the rows themselves (Jégou et al. 2011); sums
over such codes are looked up in the processor's registers (André et al. 2015). They are rough, so `index.segments` compares the rows of
several times as many candidates exactly.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray

from index.fusion import Scored

Rows = NDArray[np.float32]

Kind = TypeVar("Kind", bound=faiss.Index)

COLUMNS = 2
"""Columns of a part of a row, for codes. Over 192,561 rows of 512, of 200 questions, .9999 of the 100 closest are among eight times as many
by codes of two columns, .977 by those of four; that and comparing them takes 2.2 and 1.9 ms of a core where comparing all takes 26.6."""
LEARNED_FROM = 40_000
"""Rows at most that parts are learned from, evenly taken."""
_BITS = 4
_BATCH = 16_384


class Vectors:
    """Rows kept as float16, each under its passage's number, by rising number."""

    def __init__(self, index: "faiss.IndexIDMap2", *, mapped: bool = False) -> None:
        self._index = index
        self._mapped = mapped

    @classmethod
    def empty(cls, dimension: int) -> "Vectors":
        """No rows yet, of `dimension` columns."""
        half = faiss.ScalarQuantizer.QT_fp16
        rows = faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)
        return cls(faiss.IndexIDMap2(rows))

    @classmethod
    def read(cls, file: Path) -> "Vectors":
        """The rows whose dump is in `file`, in memory. OSError or ValueError where there are none."""
        return cls(_read(file, 0, faiss.IndexIDMap2))

    @classmethod
    def map(cls, file: Path) -> "Vectors":
        """The same rows left where they are, in memory that all processes which map them share; none can be changed.

        The file may be deleted meanwhile, but not written to. Raises as `read`.
        """
        return cls(_read(file, faiss.IO_FLAG_MMAP_IFC, faiss.IndexIDMap2), mapped=True)

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

    @property
    def numbers(self) -> tuple[int, int]:
        """The lowest and the highest number held; (0, 0) where there are none."""
        held = faiss.vector_to_array(self._index.id_map)
        return (int(held[0]), int(held[-1])) if len(held) else (0, 0)

    @property
    def held(self) -> list[int]:
        """The numbers of the rows held, in their order."""
        return [int(number) for number in faiss.vector_to_array(self._index.id_map)]

    def add(self, numbers: Sequence[int], rows: Rows) -> None:
        """Put in `rows`, (len(numbers), dimension); numbers rise and are above all that are held."""
        self._hold_writable()
        self._index.add_with_ids(
            np.ascontiguousarray(rows, dtype=np.float32), np.asarray(numbers, dtype=np.int64)
        )

    def extend(self, other: "Vectors") -> None:
        """Move all rows of `other` behind these; `other` is empty afterwards."""
        self._hold_writable()
        other._hold_writable()
        self._index.merge_from(other._index, 0)

    def drop(self, numbers: Sequence[int]) -> None:
        """Take out the rows of those numbers that are held."""
        if numbers and self.count:
            self._hold_writable()
            self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(numbers, dtype=np.int64)))

    def rows(self, places: NDArray[np.int64]) -> Rows:
        """The rows at those places, counted from 0 in the order held: float32, (len(places), dimension)."""
        return np.asarray(self._index.index.reconstruct_batch(places), np.float32)

    def closeness(self, row: Rows, numbers: Sequence[int]) -> dict[int, float]:
        """The inner product of `row`, (dimension,), with the row of each of `numbers`. All of them must be held."""
        if not numbers:
            return {}
        rows = self._index.reconstruct_batch(np.asarray(numbers, dtype=np.int64))
        return dict(zip(numbers, (rows @ row).tolist(), strict=True))

    def search(self, row: Rows, *, limit: int) -> list[Scored]:
        """The closest rows to `row`, (dimension,), best first, ties by number; score: inner product.

        Nothing where `row` is zero, which is what an encoder gives for a text without words.
        """
        if limit < 1 or not self.count or not row.any():
            return []
        # One thread a question: on two cores that had other work, two threads waiting for each other took
        # 109 ms over 193,000 rows where one takes 16, and a server has other questions to answer anyway.
        faiss.omp_set_num_threads(1)
        question = np.ascontiguousarray(row[None, :], dtype=np.float32)
        asked = limit
        while True:
            wanted = min(asked + 1, self.count)
            scores, numbers = self._index.search(question, wanted)
            # Where equals straddle the limit, FAISS keeps the ones with the higher numbers; so look until
            # the last one kept is better than the next.
            if wanted <= asked or scores[0][limit - 1] > scores[0][asked]:
                break
            asked *= 4
        found = [
            Scored(int(number), float(score)) for score, number in zip(scores[0], numbers[0], strict=True)
        ]
        found.sort(key=lambda one: (-one.score, one.passage_id))
        return found[:limit]

    def _hold_writable(self) -> None:
        """TypeError for mapped rows: FAISS itself would write into the file's pages and end the process."""
        if self._mapped:
            raise TypeError("mapped rows cannot be changed; read them instead")


class Codes:
    """The codes of a file of rows, each under its passage's number."""

    def __init__(self, index: "faiss.IndexIDMap") -> None:
        self._index = index

    @classmethod
    def of(cls, rows: Vectors) -> "Codes":
        """Learned from `rows`, and of all of them: at least 16, of a `fitting` number of columns. The same rows give the same codes."""
        faiss.omp_set_num_threads(1)
        quantised = faiss.IndexPQFastScan(
            rows.dimension, rows.dimension // COLUMNS, _BITS, faiss.METRIC_INNER_PRODUCT
        )
        index = faiss.IndexIDMap(quantised)
        index.train(rows.rows(np.linspace(0, rows.count - 1, min(rows.count, LEARNED_FROM)).astype(np.int64)))
        held = np.asarray(rows.held, np.int64)
        for start in range(0, rows.count, _BATCH):
            places = np.arange(start, min(start + _BATCH, rows.count))
            index.add_with_ids(rows.rows(places), held[places])
        return cls(index)

    @classmethod
    def read(cls, file: Path) -> "Codes":
        """The codes whose dump is in `file`, in memory. OSError or ValueError where there are none."""
        index = _read(file, 0, faiss.IndexIDMap)
        held = faiss.downcast_index(index.index)
        if not isinstance(held, faiss.IndexPQFastScan):
            raise ValueError(f"{file} holds no codes but {type(held).__name__}")
        return cls(index)

    def dumped(self) -> bytes:
        """The codes as FAISS writes them."""
        return bytes(faiss.serialize_index(self._index).data)

    @property
    def count(self) -> int:
        """Rows coded."""
        return int(self._index.ntotal)

    def drop(self, numbers: Sequence[int]) -> None:
        """Take out the rows of those numbers."""
        self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(numbers, dtype=np.int64)))

    def near(self, row: Rows, *, limit: int) -> list[int]:
        """The numbers of the `limit` rows whose codes are closest to `row`, (dimension,)."""
        faiss.omp_set_num_threads(1)  # as in Vectors.search
        question = np.ascontiguousarray(row[None, :], dtype=np.float32)
        _, numbers = self._index.search(question, min(limit, self.count))
        return [int(number) for number in numbers[0] if number >= 0]


def fitting(dimension: int) -> bool:
    """Whether rows of so many columns can be coded: parts go in pairs."""
    return dimension % (2 * COLUMNS) == 0


def _read(file: Path, flags: int, kind: "type[Kind]") -> "Kind":
    """What FAISS wrote into `file`, which has to be a `kind`. OSError or ValueError where it is none."""
    file.stat()  # FAISS says RuntimeError for a missing file too
    try:
        index = faiss.read_index(str(file), flags)
    except RuntimeError as error:
        raise ValueError(f"{file} is not a vector index: {error}") from error
    if not isinstance(index, kind):
        raise ValueError(f"{file} is no {kind.__name__} but {type(index).__name__}")
    return index
