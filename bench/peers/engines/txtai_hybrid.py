"""txtai: one embeddings index, by terms, by vectors of our encoder, or by both."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from txtai.embeddings import Embeddings

from bench.peers.protocol import Desk, Said, Text, Way, words


@dataclass(frozen=True, slots=True)
class _Opened:
    index: Embeddings
    segmented: bool

    def ask(self, question: str, limit: int) -> Said:
        text = " ".join(words(question)) if self.segmented else question
        return Said(tuple(int(number) for number, _ in self.index.search(text, limit)))


@dataclass(frozen=True, slots=True)
class Txtai:
    """An index without a content database: numbers in, numbers out."""

    note: str
    segmented: bool

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Both halves in one pass; numbers are ours."""
        terms: dict[str, object] = {"method": "bm25", "terms": True, "normalize": True}
        if self.segmented:
            terms["tokenizer"] = {
                "lowercase": True,
                "whitespace": True,
                "alphanum": False,
                "stopwords": False,
                "emoji": False,
            }
        index = Embeddings(
            path=str(model),
            method="sentence-transformers",
            hybrid=True,
            scoring=terms,
            content=False,
            backend="faiss",
        )
        index.index((t.id, " ".join(words(t.text)) if self.segmented else t.text, None) for t in texts)
        index.save(str(folder / "index"))
        index.close()

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The saved index."""
        del texts, model
        index = Embeddings()
        index.load(str(folder / "index"))
        return _Opened(index, self.segmented)


_NO_READER = (
    "its extractive pipeline needs a question-answering model from the hub, so it gives passages only"
)

WAYS: dict[str, Way] = {
    "defaults": Txtai(
        f"txtai hybrid with our encoder and its own term tokenizer; {_NO_READER}", segmented=False
    ),
    "words": Txtai(f"txtai hybrid with our encoder over rjieba words; {_NO_READER}", segmented=True),
}
