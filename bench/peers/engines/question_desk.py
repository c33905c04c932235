"""Our own desk, behind the same runner: its search alone, and its answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.peers.protocol import Desk, Said, Text, Way
from corpus.archive import Archive
from index.encoder import load_encoder
from index.hybrid import Index
from qa.answers import Answered
from qa.assistant import Assistant

ARCHIVE = "archive"
"""Folder beside `texts.jsonl` that holds the archive the texts were written from."""


@dataclass(frozen=True, slots=True)
class _Opened:
    assistant: Assistant
    index: Index
    answers: bool

    def ask(self, question: str, limit: int) -> Said:
        if not self.answers:
            return Said(tuple(hit.passage_id for hit in self.index.search(question, limit=limit)))
        answer = self.assistant.ask(question)
        if isinstance(answer, Answered):
            return Said((), answer.text, answer.source.bulletin, str(answer.quote))
        return Said(())


@dataclass(frozen=True, slots=True)
class QuestionDesk:
    """The index as `bulletin add` makes it; the archive is there, as the others' texts are."""

    note: str
    answers: bool

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Words and vectors from the archive."""
        del texts
        with Archive.open(_archive(folder)) as archive:
            Index.open(folder / "index", archive, load_encoder(str(model)))

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The index by memory map, and an assistant over it."""
        del texts
        archive = Archive.open(_archive(folder))
        index = Index.open(folder / "index", archive, load_encoder(str(model)))
        return _Opened(Assistant(archive, index), index, self.answers)


def _archive(folder: Path) -> Path:
    return folder.parents[1] / ARCHIVE


WAYS: dict[str, Way] = {
    "search": QuestionDesk("this project's search: tantivy and FAISS, fused", answers=False),
    "answers": QuestionDesk("this project's answers, in the page's own words", answers=True),
}
