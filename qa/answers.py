"""What the desk says: an answer in the page's own words, or a refusal with its reason.

Refusing is a result, not an error. Every `Answer` that is answered carries the spans that prove it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.figures import Measured
from corpus.spans import Span


class Reason(StrEnum):
    """Why a question is refused."""

    NOT_IN_BULLETIN = "not_in_bulletin"
    NO_DATA_STATED = "no_data_stated"
    """The page itself says that there is no figure (暂无数据)."""
    OTHER_PLACE = "other_place"
    """The measure is printed, for another place than the one asked."""
    OTHER_PERIOD = "other_period"
    OTHER_MEASURE = "other_measure"
    STORIES_DISAGREE = "stories_disagree"
    OUT_OF_SCOPE = "out_of_scope"
    """Small talk, or nothing a newspaper could say."""
    NO_ISSUES = "no_issues"
    """The archive is empty."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The whole sentence or sentences an answer stands in; `before + text + after` is what the page prints."""

    before: str
    text: str
    after: str
    spans: tuple[Span, ...]
    """Where `before + text + after` stands on the page, in reading order."""

    def __str__(self) -> str:
        return self.before + self.text + self.after


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quote stands."""

    bulletin: str
    """`Bulletin.name`."""
    version: str
    """First hex digits of `Bulletin.digest`: tells a page from its later correction under the same name."""
    date: date | None
    story: int
    title: str | None
    section: str | None
    byline: str | None
    spans: tuple[Span, ...]
    """The answer's own place on the page (of the first item, for a list not printed in one run)."""

    @property
    def start(self) -> int:
        """First code point of the answer on the page."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past the answer's last code point on the page."""
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a value that the page does not print follows from two that it does."""

    expression: str
    """282天 - 34天 = 248天"""
    quotes: tuple[tuple[Quote, Source], ...]
    """The sentences that print the parts."""


@dataclass(frozen=True, slots=True)
class Related:
    """A passage near the question, offered beside an answer or after a refusal, never as the answer."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question that was read as another: 按“优良天数”查找."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in the page's words (or, with `derivation`, computed from them)."""

    question: str
    """As asked."""
    text: str
    items: tuple[str, ...]
    """Every item of a list; one item otherwise."""
    figures: tuple[Measured, ...]
    quote: Quote
    source: Source
    derivation: Derivation | None
    related: tuple[Related, ...]
    score: float
    """Confidence, 0..1."""
    understood: str = ""
    """The full question as it was taken; empty where that is the question as asked."""
    corrections: tuple[Correction, ...] = ()
    """The words of the question that were read as others."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal, its reason in one word, and the nearest passages."""

    question: str
    """As asked."""
    reason: Reason
    explanation: str
    """One Chinese sentence for the reader, naming what is missing."""
    quote: Quote | None
    """The sentence that says so, where the page itself does (暂无数据)."""
    source: Source | None
    related: tuple[Related, ...]
    score: float
    """Confidence of the best candidate that was not good enough, 0..1."""
    understood: str = ""
    """As of an answer."""
    corrections: tuple[Correction, ...] = ()


Answer = Answered | Refused
