"""A tiny encoder and pages for the index tests."""

import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.bulletins import Bulletin, PageStories
from corpus.files import ready_story

Page = tuple[Bulletin, PageStories]


class CharacterEncoder:
    """Texts as the characters they hold: enough meaning for a test, and no model to load."""

    dimension = 32

    def __init__(self, name: str = "characters") -> None:
        self.fingerprint = name
        self.encoded = 0
        """Passages encoded so far: what a test may hold the index to."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return self.encode_questions(texts)

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(questions), self.dimension), np.float32)
        for row, text in zip(rows, questions, strict=True):
            for character in text:
                if character.isalnum():
                    row[hashlib.sha256(character.encode()).digest()[0] % self.dimension] += 1
            if row.any():
                row /= np.linalg.norm(row)
        return rows


def rewrite(file: Path, content: bytes) -> None:
    """Put another file in its place: one that is still mapped by tantivy's threads must not shrink under them."""
    beside = file.with_name(f"{file.name}.other")
    beside.write_bytes(content)
    beside.replace(file)


def page(name: str, text: str, headline: str | None = None) -> Page:
    """A page of one story whose lines are `text`."""
    day = datetime.date(2026, 2, 6)
    return Bulletin(name, day, text, digest=text, headline=headline), ready_story(text)
