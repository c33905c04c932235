"""The figure ledger: every printed figure of a story, with what it measures, of when, where, and against what.

Read paragraph by paragraph, so that a measure or a period named in one sentence carries to the next, under the
headline and the section. Dates and times of day are no entries of their own: they stand in `period`. A credit
line (邓寅明 摄) has no figures. What a figure measures is `corpus.measures`' reading; the printed form is the page's.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from corpus.bulletins import Bulletin, Paragraph, ParagraphKind, Story
from corpus.calendar import read_periods
from corpus.figures import Direction, FigureKind, Measured, Qualifier
from corpus.measures import measure_figures
from corpus.sentences import sentences
from corpus.spans import Span
from corpus.text import fold, simplify

READING = 4
"""The number of this way of reading, kept with each page. Raised with every release whose reader of figures, measures,
periods or places reads any page otherwise: older pages are then read again when the ledger is next asked."""

_SAY_WHEN = (FigureKind.DATE, FigureKind.TIME)


@dataclass(frozen=True, slots=True)
class LedgerFigure:
    """One printed figure of a story, and what the page says of it; words are the page's, empty where it has none."""

    text: str
    """As printed; `joined(page, spans)`."""
    spans: tuple[Span, ...]
    """On the page; several where a column end cuts the figure."""
    sentence: tuple[Span, ...]
    """The sentence it stands in, on the page."""
    kind: FigureKind
    value: Decimal
    upper: Decimal | None
    unit: str
    qualifier: Qualifier
    direction: Direction
    measure: str
    """优良天数"""
    base: str
    """What a change is measured against: 上年同期 of 比上年同期增加34天, 同比 of 同比增长5%."""
    period: str
    """2025年1月至12月"""
    days: tuple[date, date] | None
    """First and last day of `period` (of the one year meant, in a series of years); None where it cannot be told."""
    place: str


def read_ledger(bulletin: Bulletin, story: Story) -> list[LedgerFigure]:
    """The figures of one story in the order of its paragraphs; dates and times of day are left out."""
    headline = story.headline(bulletin)
    out: list[LedgerFigure] = []
    section: str | None = None
    for paragraph in story.paragraphs:
        if paragraph.kind is ParagraphKind.CREDIT:
            continue
        text = paragraph.of(bulletin.text)
        if paragraph.kind is ParagraphKind.SECTION:
            section = text
        headings = [heading for heading in (headline, section) if heading and heading != text]
        read = [m for m in measure_figures(text, headings=headings) if m.figure.kind not in _SAY_WHEN]
        out += _entries(bulletin, paragraph, text, read)
    return out


def _entries(bulletin: Bulletin, paragraph: Paragraph, text: str, read: list[Measured]) -> list[LedgerFigure]:
    spans = sentences(text) if read else []
    out: list[LedgerFigure] = []
    at = 0
    for measured in read:
        figure = measured.figure
        while spans[at].end <= figure.span.start:
            at += 1
        out.append(
            LedgerFigure(
                text=figure.text,
                spans=paragraph.home(figure.span),
                sentence=paragraph.home(spans[at]),
                kind=figure.kind,
                value=figure.value,
                upper=figure.upper,
                unit=figure.unit,
                qualifier=figure.qualifier,
                direction=figure.direction,
                measure=measured.measure,
                base=_base(text, spans[at], figure.span.start)
                if figure.direction is not Direction.LEVEL
                else "",
                period=measured.period,
                days=days_of(measured.period, measured.year, today=bulletin.date),
                place=measured.place,
            )
        )
    return out


@lru_cache(maxsize=4096)  # a story's figures mostly share one period
def days_of(period: str, year: int | None, *, today: date | None) -> tuple[date, date] | None:
    """First and last day of a printed period, as read on the day `today`; all of `year` where one is given."""
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    found = read_periods(period, today=today) if period else []
    return (found[0].start, found[-1].end) if found and found[0].start <= found[-1].end else None


_BASE = re.compile(
    r"(?P<rate>同比|环比)|[比较](?P<than>(?!例|重|率|为|多数)[^，,。；;：:、比较]{1,14}?)(?:同比)?"
    r"(?:[增提上下减降多少高低回收扩缩涨跌翻升])"
)
_CLAUSE = "，,。；;：:"


def _base(text: str, sentence: Span, until: int) -> str:
    """The last comparison in the clause before `until`: 上年同期, 2024年, 同比; empty where there is none."""
    begin = max(sentence.start, 1 + max(text.rfind(mark, sentence.start, until) for mark in _CLAUSE))
    last = ""
    # the verb of the change may itself be the figure's neighbour: 比上年同期增加|34天
    for match in _BASE.finditer(text, begin, until):
        last = match["rate"] or match["than"]
    return last


def searched(measure: str) -> str:
    """A measure as it is looked for: one width, simplified characters, small letters."""
    return simplify(fold(measure).text).lower()
