"""Looking things up in the figure ledger: by measure in printed or everyday words, period, place, unit, day of issue.

Nothing is answered here: every row that bears the words is listed, the best first, each as printed with its sentence
and its place. A word is borne by a measure, or by the place it is of, as `qa.matching` weighs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from corpus.archive import Archive
from corpus.calendar import read_periods
from corpus.errors import BadRequest
from corpus.ledger import searched
from corpus.ledger_rows import FigureKey, Sought, StoredFigure
from corpus.spans import Span, joined
from corpus.stored import StoredStory
from corpus.text import fold, simplify
from qa.answers import Quote, Source
from qa.locality import home_of, place_names
from qa.matching import Weighed, coverage, weigh
from qa.questions import read_question
from qa.quoting import hold, printed, source_of
from qa.units import bare

LONGEST_WORDS = 100
"""Characters looked for at once; the longest measure of the first issue has 24."""

BORNE = 0.5
"""Share of the words' weight that a row's measure and place must bear: of 空气优良天数 the page may print 优良天数. Reasoned."""


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What is looked for; what is empty narrows nothing."""

    words: str = ""
    """Of the measure: 优良天数, 好天气, 優良天數."""
    period: str = ""
    """As anyone writes it: 2025年, 去年, 9月. Rows that share a day with it."""
    place: str = ""
    unit: str = ""
    since: date | None = None
    """First day of issue."""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CitedFigure:
    """A row of the ledger as the page shows it."""

    row: StoredFigure
    quote: Quote
    source: Source


@dataclass(frozen=True, slots=True)
class Bearings:
    """What words lean on: the latest issue's day and the home city."""

    today: date | None
    home: tuple[str, ...]


_REMEMBERED: WeakKeyDictionary[Archive, tuple[int, Bearings]] = WeakKeyDictionary()
"""Each open archive's bearings at a generation: reading the home city from 200 issues takes a second."""


class Ledger:
    """The ledger of one archive as it is at each call, pages of an older reading read again first."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def bearings(self) -> Bearings:
        """Of the archive as it is now. ArchiveError where figures have to be read and it cannot be written."""
        generation = self.archive.generation
        known = _REMEMBERED.get(self.archive)
        if known is None or known[0] != generation:
            self.archive.read_ledger()
            today = max((row.date for row in self.archive.bulletins() if row.date), default=None)
            known = (generation, Bearings(today, home_of(self.archive)))
            _REMEMBERED[self.archive] = known
        return known[1]

    def find(self, query: FigureQuery) -> list[int]:
        """The numbers of all rows that are looked for: those that bear the words best first, then the shortest measure (优良天数
        before 二级以上优良天数), then the latest issue, then as printed.

        BadRequest for a period that is none, or words of more than `LONGEST_WORDS` characters.
        """
        bearings = self.bearings()
        text = _plain(query.words)
        if len(text) > LONGEST_WORDS:
            raise BadRequest(
                f"{len(text)} characters are looked for, {LONGEST_WORDS} are allowed",
                detail=f"要查的指标太长了（{len(text)} 字），请不要超过 {LONGEST_WORDS} 字。",
            )
        days = _days(query.period, today=bearings.today)
        places = place_names(_plain(query.place), home=bearings.home)
        units = (
            tuple(dict.fromkeys((_plain(query.unit), bare(_plain(query.unit))))) if query.unit.strip() else ()
        )
        terms = _terms(text, bearings)
        measures = self._measures(terms, text)
        keys = self.archive.figure_keys(
            Sought(
                measures=measures,
                units=units,
                places=places,
                days=days,
                since=query.since,
                until=query.until,
            )
        )
        return _ranked(keys, terms, bearings) if terms else [key.id for key in keys]

    def rows(self, numbers: Sequence[int]) -> list[StoredFigure]:
        """The rows that `find` numbered, in the order given."""
        return self.archive.figures_numbered(numbers)

    def cite(self, rows: Sequence[StoredFigure]) -> list[CitedFigure]:
        """The rows as their pages show them, in the order given."""
        stories: dict[int, StoredStory] = {}
        for row in rows:
            if row.story_id not in stories:
                stories[row.story_id] = self.archive.story(row.story_id)
        return [_cited(row, stories[row.story_id]) for row in rows]

    def _measures(self, terms: Sequence[Weighed], text: str) -> tuple[int, ...] | None:
        """The measures that hold one of the words; None where all words may be a place's, and any measure will do."""
        if not text:
            return None
        words = {text, *(word for term in terms for word in (term.text, *term.variants))}
        found = self.archive.measures(sorted({searched(word) for word in words if word}))
        home = self.bearings().home
        if not found and terms and all(term.name or term.text in home for term in terms):
            return None
        return tuple(measure.id for measure in found)


def _plain(text: str) -> str:
    return simplify(fold(text.strip()).text)


def _days(period: str, *, today: date | None) -> tuple[date, date] | None:
    if not period.strip():
        return None
    found = read_periods(_plain(period), today=today)
    if not found:
        raise BadRequest(
            f"{period!r} is no period",
            detail=f"“{period}”不是时间。可以写 2025年、去年、2025年9月、上半年 这样的词。",
        )
    return min(p.start for p in found), max(p.end for p in found)


def _terms(text: str, bearings: Bearings) -> tuple[Weighed, ...]:
    if not text:
        return ()
    read = read_question(text, today=bearings.today)
    return weigh(read.terms, read.text, home=bearings.home)


def _ranked(keys: Sequence[FigureKey], terms: Sequence[Weighed], bearings: Bearings) -> list[int]:
    """The rows that bear enough of the terms; of equal ones, the order they came in stays."""
    ours = place_names("我市", home=bearings.home)
    scores: dict[tuple[str, str], float] = {}
    kept: list[tuple[float, int, int]] = []
    for key in keys:
        said = (key.measure, key.place)
        if said not in scores:
            home = " ".join(bearings.home) if key.place in ours else ""
            scores[said] = round(coverage(terms, f"{searched(key.measure)} {_plain(key.place)} {home}"), 3)
        if scores[said] >= BORNE:
            kept.append((-scores[said], len(key.measure), key.id))
    return [number for _, _, number in sorted(kept, key=lambda entry: entry[:2])]


def _cited(row: StoredFigure, story: StoredStory) -> CitedFigure:
    page = story.bulletin.text
    figure = row.figure
    hold(joined(page, figure.spans), figure.text)
    sentence = joined(page, figure.sentence)
    start = _offset(figure.sentence, figure.spans[0].start)
    end = _offset(figure.sentence, figure.spans[-1].end - 1) + 1
    hold(sentence[start:end], figure.text)
    section = next(
        (
            story.story.section_of(index)
            for index, paragraph in enumerate(story.story.paragraphs)
            if any(span.covers(figure.spans[0]) for span in paragraph.spans)
        ),
        None,
    )
    quote = Quote(sentence[:start], printed(story.bulletin, figure.spans), sentence[end:], figure.sentence)
    source = source_of(story, section.of(page) if section else None, figure.spans)
    return CitedFigure(row, quote, source)


def _offset(spans: Sequence[Span], at: int) -> int:
    """Where the page's code point `at` stands in the text that `spans` join to."""
    before = 0
    for span in spans:
        if span.start <= at < span.end:
            return before + at - span.start
        before += len(span)
    raise ValueError(f"{at} lies in none of {spans}")
