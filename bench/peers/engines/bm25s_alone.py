"""bm25s: BM25 scores computed ahead into sparse arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s

from bench.peers.protocol import Desk, Said, Text, Way, words


@dataclass(frozen=True, slots=True)
class _Opened:
    index: bm25s.BM25
    numbers: tuple[int, ...]
    segmented: bool

    def ask(self, question: str, limit: int) -> Said:
        tokens = (
            [words(question)]
            if self.segmented
            else bm25s.tokenize([question], return_ids=False, show_progress=False)
        )
        places, scores = self.index.retrieve(
            tokens, k=min(limit, len(self.numbers)), show_progress=False, n_threads=0
        )
        return Said(tuple(self.numbers[int(p)] for p, s in zip(places[0], scores[0], strict=True) if s > 0))


@dataclass(frozen=True, slots=True)
class Bm25s:
    """One index, saved as arrays."""

    note: str
    segmented: bool

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Scores of every word in every passage."""
        del model
        plain = [text.text for text in texts]
        tokens = (
            [words(text) for text in plain]
            if self.segmented
            else bm25s.tokenize(plain, return_ids=False, show_progress=False)
        )
        index = bm25s.BM25()
        index.index(tokens, show_progress=False)
        index.save(str(folder))

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The arrays by memory map."""
        del model
        return _Opened(
            bm25s.BM25.load(str(folder), mmap=True), tuple(text.id for text in texts), self.segmented
        )


WAYS: dict[str, Way] = {
    "words": Bm25s("bm25s over rjieba words", segmented=True),
    "defaults": Bm25s(
        "bm25s with its own tokenizer: runs of letters, so a Chinese clause is one word and nearly nothing is found",
        segmented=False,
    ),
}
