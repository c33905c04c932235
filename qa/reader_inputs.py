"""What the reader sees of a question and a sentence: their characters, and a little of what stands around the sentence.

Everything counts in the folded sentence and the read question, so that a span found leads home to the page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.calendar import Period
from qa.evidence import Sentence
from qa.features import View, periods_of
from qa.matching import printed_classes
from qa.reader_network import BORDER, LONGEST_SENTENCE, OPENING, SPECIAL, UNKNOWN

LONGEST_QUESTION = 60
"""Characters of a question that are read, those around the slot first."""
HEADING = 12
"""Characters of headline and section that are read: the first ones."""
BEFORE = 20
"""Characters of the sentence before that are read: the last ones."""

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The characters that have a vector, from SPECIAL on."""

    characters: Mapping[str, int]

    @property
    def size(self) -> int:
        """Rows of the table of vectors."""
        return len(self.characters) + SPECIAL

    def numbers(self, text: str) -> list[int]:
        """The row of each character of `text`."""
        known = self.characters
        return [known.get(c) or known.get(c.lower(), UNKNOWN) for c in text]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question beside one sentence: int64 (n,) each."""

    question: Places
    around: Places
    """The beginning of the sentence's headings, the end of the one before it."""
    sentence: Places

    def row(self) -> Places:
        """The row that the network reads; the sentence starts at `start`."""
        return np.concatenate(
            [[OPENING], self.question, [BORDER], self.around, [BORDER], self.sentence, [BORDER]]
        )

    def kinds(self) -> Places:
        """Which text each place of the row belongs to."""
        q, a, s = len(self.question) + 2, len(self.around) + 1, len(self.sentence) + 1
        return np.repeat(np.arange(3), (q, a, s))

    @property
    def start(self) -> int:
        """Where the sentence starts in the row."""
        return len(self.question) + len(self.around) + 3


class Encoder:
    """Turns questions and sentences into what the network reads, with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._numbers = lru_cache(maxsize=8192)(lambda text: np.asarray(vocabulary.numbers(text), np.int64))

    def pairs(self, seen: View, sentences: Sequence[Sentence]) -> list[Pair]:
        """`seen` beside each sentence."""
        cut = _cut_question(seen)
        days = [period for period in seen.question.periods if period.start == period.end]
        classes = printed_classes(cut)
        pairs = []
        for one in sentences:
            question = _with_printed_days(seen, days, one) or cut
            pairs.append(
                Pair(
                    self._numbers(_as_printed(question, classes, one.folded.text)),
                    self._numbers(f"{one.heading[:HEADING]}|{one.before[-BEFORE:]}"),
                    self._numbers(one.folded.text[:LONGEST_SENTENCE]),
                )
            )
        return pairs


def _cut_question(seen: View) -> str:
    """The part of a long question that is read."""
    text, slot = seen.question.text, seen.question.slot
    if len(text) <= LONGEST_QUESTION:
        return text
    middle = slot.end if slot else len(text)
    start = max(0, min(middle - LONGEST_QUESTION * 2 // 3, len(text) - LONGEST_QUESTION))
    return text[start : start + LONGEST_QUESTION]


def _as_printed(question: str, classes: Sequence[tuple[str, str]], text: str) -> str:
    """The question with II类 for 二类 where the sentence prints that: the reader has not learned that they are the same. Other
    everyday words are left to it: given the page's for them, it read 700 held questions in a resident's words a little worse.
    """
    for asked, printed in classes:
        if asked not in text and re.search(rf"(?<![IVX]){printed}", text):
            question = question.replace(asked, printed)
    return question[:LONGEST_QUESTION]


def _with_printed_days(seen: View, days: Sequence[Period], sentence: Sentence) -> str:
    """The question with 腊月二十三 for 2月10日, or 5日 for 昨天, where the sentence prints that day so; empty where it prints none, or
    the question would be too long to be read whole.
    """
    text = seen.question.text
    printed = periods_of(sentence.folded.text, sentence.story.bulletin.date) if days else []
    for asked in sorted(days, key=lambda day: -day.span.start):
        same = (one.text for one in printed if one.start == one.end == asked.start)
        text = text[: asked.span.start] + next(same, asked.text) + text[asked.span.end :]
    return text if text != seen.question.text and len(text) <= LONGEST_QUESTION else ""
