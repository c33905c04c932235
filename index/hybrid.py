"""Hybrid search: the passages nearest to a question by its words and by its meaning, in one ranking.

An `Index` is derived from an `Archive` and lives in a folder beside it. Opening it brings it up to date;
`refresh` follows the archive while it is open. Searching is safe from several threads.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from corpus.archive import Archive
from corpus.errors import IndexStale
from index.bm25 import Terms
from index.encoder import Encoder
from index.fusion import Scored, fused
from index.manifest import FILE, Manifest
from index.segments import LoadedFile, loaded_vectors
from index.sync import Progress, found, synced
from index.vectors import Rows

logger = logging.getLogger(__name__)

LOCK = "lock"

TERM_WEIGHT = 1.0
VECTOR_WEIGHT = 0.2
"""What each half's ranks count in the fusion.

Mean reciprocal rank by document, of the 306 questions of crud_qa_dev and of 60 of them in everyday words, with the bundled
model over 60,939 documents: words alone .876 and .576; with vectors at K 60 and weight 0.3 .837 and .574; at K 5 and 0.2
.870 and .584; 0.3 .859 and .586; 0.5 .844 and .587. The questions of that collection reuse the words of the articles,
which a reader does not. Who orders the hits anew asks for more of the vectors' (qa.finding).
"""

DEPTH = 100
"""Ranks of each half that are fused, at least."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found."""

    passage_id: int
    score: float
    """Of the fusion; comparable only within one search."""
    bm25: float | None
    """Its score by words; None where it is not among the best by words."""
    dense: float
    """Its cosine with the question; 0 for a question without words."""


@dataclass(frozen=True, slots=True)
class _State:
    """One state of the index, all of it in memory or open; swapped as a whole."""

    manifest: Manifest
    terms: Terms
    vectors: tuple[LoadedFile, ...]


def _nearest(state: _State, row: Rows, *, limit: int) -> list[Scored]:
    """The passages closest to `row`, best first, ties by number."""
    found = [one for file in state.vectors for one in file.search(row, limit=limit)]
    return sorted(found, key=lambda one: (-one.score, one.passage_id))[:limit]


def _closeness(state: _State, row: Rows, numbers: Sequence[int]) -> dict[int, float]:
    """The cosine of each of `numbers` with `row`."""
    out: dict[int, float] = {}
    for file in state.vectors:
        low, high = file.numbers
        out |= file.rows.closeness(row, [number for number in numbers if low <= number <= high])
    return out


class Index:
    """An index open for searching."""

    def __init__(
        self, folder: Path, archive: Archive, encoder: Encoder, *, progress: Progress | None = None
    ) -> None:
        self._folder = folder
        self._archive = archive
        self._encoder = encoder
        self._state = self._brought(progress, None)

    @classmethod
    def open(
        cls, folder: Path, archive: Archive, encoder: Encoder, *, progress: Progress | None = None
    ) -> "Index":
        """The index in `folder`, brought to the archive's present state: only what is missing is made.

        Whatever of it is damaged, or belongs to another archive or model, is made anew, and the log says so.
        Waits while another process does the same. Raises IndexStale where it cannot be written, or, for a
        user who may not write to the folder, where it does not fit as it is.
        """
        return cls(folder, archive, encoder, progress=progress)

    @property
    def count(self) -> int:
        """Passages searched."""
        return self._state.manifest.passages

    @property
    def generation(self) -> int:
        """The archive's generation that is searched."""
        return self._state.manifest.version.generation

    def refresh(self, *, progress: Progress | None = None) -> bool:
        """Follow the archive; whether anything changed. Questions asked meanwhile see the state before.

        Raises IndexStale as `open` does; the state before stays in use then.
        """
        if self._archive.version == self._state.manifest.version:
            return False
        self._state = self._brought(progress, self._state)
        return True

    def search(
        self, question: str, *, also: str = "", limit: int = 50, vector_weight: float = VECTOR_WEIGHT
    ) -> list[Hit]:
        """The passages nearest to `question`, best first, ties by number; none for one without words.

        `also`: words that a page may print instead of the question's own; they count less, and only by words.
        """
        depth = max(limit, DEPTH)
        state, row = self._state, self._encoder.encode_questions([question])[0]
        terms = state.terms.search(question, also=also, limit=depth)
        vectors = _nearest(state, row, limit=depth)
        bm25 = {one.passage_id: one.score for one in terms}
        dense = {one.passage_id: one.score for one in vectors}
        best = fused([(TERM_WEIGHT, terms), (vector_weight, vectors)])[:limit]
        dense |= _closeness(state, row, [one.passage_id for one in best if one.passage_id not in dense])
        return [
            Hit(one.passage_id, one.score, bm25.get(one.passage_id), dense[one.passage_id]) for one in best
        ]

    def search_terms(self, question: str, *, also: str = "", limit: int = 50) -> list[Scored]:
        """The passages nearest by words alone, scored by BM25."""
        return self._state.terms.search(question, also=also, limit=limit)

    def search_vectors(self, question: str, *, limit: int = 50) -> list[Scored]:
        """The passages nearest by meaning alone, scored by cosine."""
        return _nearest(self._state, self._encoder.encode_questions([question])[0], limit=limit)

    def holding(self, words: Sequence[str], pairs: Sequence[str] = ()) -> int:
        """How many passages hold all of `words` and of `pairs` of neighbouring characters."""
        return self._state.terms.holding(words, pairs)

    def _brought(self, progress: Progress | None, before: _State | None) -> _State:
        lock = FileLock(self._folder / LOCK)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except OSError:
            # A reader that may not write here: the index as it is, or none.
            manifest = found(self._folder, self._archive, self._encoder)
            return self._loaded(manifest, Terms.open_unwritable, before)
        try:
            read = before.manifest.seals() if before else frozenset()
            manifest = synced(self._folder, self._archive, self._encoder, progress=progress, read=read)
            try:
                return self._loaded(manifest, Terms.open, before)
            except IndexStale as error:
                logger.warning("%s: making it anew", error)
                (self._folder / FILE).unlink()
                manifest = synced(self._folder, self._archive, self._encoder, progress=progress)
                return self._loaded(manifest, Terms.open, None)
        finally:
            lock.release()

    def _loaded(
        self, manifest: Manifest, open_terms: Callable[[Path], Terms], before: _State | None
    ) -> _State:
        retired = self._archive.retired_passages(until=manifest.version.generation)
        try:
            terms = open_terms(self._folder / manifest.terms.folder)
            vectors = loaded_vectors(
                self._folder, manifest.vectors, retired=retired, loaded=before.vectors if before else ()
            )
        except (OSError, ValueError) as error:
            raise IndexStale(
                f"{self._folder}: the index cannot be read: {error}",
                detail=f"无法读取索引“{self._folder}”（{error}）；请删除这个文件夹后重试，它会重新生成。",
            ) from error
        rows = sum(file.rows.count for file in vectors)
        if not terms.count == rows == manifest.passages:
            raise IndexStale(
                f"{self._folder}: {terms.count} passages by terms and {rows} by vectors,"
                f" not {manifest.passages}",
                detail=f"索引“{self._folder}”不完整；请删除这个文件夹后重试，它会重新生成。",
            )
        return _State(manifest, terms, vectors)
