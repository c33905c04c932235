"""What a peer is given and what it gives back. Standard library only: every peer's own environment reads it.

A peer is a module of `bench.peers.engines` with `WAYS`, its ways of searching by name. A way builds its index in
a folder in one process and answers from it in another, so that what it keeps on disk and in memory is seen apart.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Text:
    """A passage: the unit that everyone indexes."""

    id: int
    document: str
    text: str
    """With its story's headline before it, where one is printed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Said:
    """What came back for a question."""

    passages: tuple[int, ...]
    """Passage numbers, best first."""
    answer: str | None = None
    """The answer in the page's words, where the peer gives one; None where it gives passages only or refuses."""
    document: str | None = None
    """Where the answer stands."""
    quote: str = ""


class Desk(Protocol):
    """An opened index."""

    def ask(self, question: str, limit: int) -> Said:
        """Up to `limit` passages, and an answer where the peer gives one."""


class Way(Protocol):
    """One way of searching: a library with its settings."""

    note: str
    """What it is, and what it cannot do offline; printed below the table."""

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Writes the index of `texts` into the empty `folder`; `model` is our encoder's folder."""

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The index in `folder`, ready to be asked. `texts` is for peers that keep no text or no number."""


def words(text: str) -> list[str]:
    """The words of a text as the desk's own term search cuts them, but for its folding of widths."""
    import rjieba  # the peers that are asked with their own defaults do not have it

    return [word for word in rjieba.cut(text.lower()) if _WORD.search(word)]


def read_texts(path: Path) -> list[Text]:
    """The passages of a JSON Lines file, in its order."""
    return [Text(**record) for record in _records(path)]


def read_asked(path: Path) -> list[Asked]:
    """The questions of a JSON Lines file; fields besides `id` and `question` are left alone."""
    return [Asked(str(record["id"]), str(record["question"])) for record in _records(path)]


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
