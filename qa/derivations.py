"""A value that the page does not print but that follows from two that it does, in `Decimal`, always marked as computed.

Only one step is taken, and only where the question asks exactly for it: the value a year before, from this year's
value and its change (优良天数282天 … 比上年同期增加34天: 248天 the year before). A change in percent of a share is
taken as percentage points, as the press writes it (优良水体比例为100%,较2024年提高16.7%), and the expression says so.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.figures import Direction, Figure, FigureKind, Qualifier
from corpus.spans import Span
from qa.candidates import clauses_of, figures_of
from qa.evidence import Sentence
from qa.features import View, periods_of
from qa.matching import coverage
from qa.questions import COMPARED

_YEAR_BEFORE = re.compile(r"(?:比|较|同比)(?:上一?年|去年|前一年|上年)?(?:同期)?|(?:比|较)(?P<year>\d{4})年")


@dataclass(frozen=True, slots=True)
class Step:
    """One computed value with the two figures that it comes from, both in one folded sentence."""

    sentence: Sentence
    level: Figure
    change: Figure
    text: str
    """248天"""
    expression: str
    """282天 - 34天 = 248天"""
    whole: Span
    """The stretch of the sentence that holds both figures."""


def year_before(seen: View, sentence: Sentence) -> Step | None:
    """The asked value of the year before the sentence's own, where the sentence prints level and change of it."""
    asked = [p for p in seen.question.periods if (p.end - p.start).days > 300]
    if len(asked) != 1 or seen.question.change:
        return None
    text = sentence.folded.text
    day = sentence.story.bulletin.date
    years = {
        p.start.year
        for p in periods_of(text, day)
        if (p.end - p.start).days > 300 and not COMPARED.search(text, 0, p.span.start)
    }
    if asked[0].start.year in years or asked[0].start.year + 1 not in years:
        return None
    best: tuple[float, Figure] | None = None
    figures = figures_of(text)
    for figure in figures:
        if (
            figure.kind in (FigureKind.QUANTITY, FigureKind.SHARE)
            and figure.direction is Direction.LEVEL
            and figure.upper is None
        ):
            clause = next(c for c in clauses_of(text) if c.start <= figure.span.start < c.end)
            fit = coverage(seen.terms, clause.of(text))
            if best is None or fit > best[0]:
                best = (fit, figure)
    if best is None or best[0] < 0.4:
        return None
    level = best[1]
    for change in figures:
        if change.span.start <= level.span.end or change.direction is Direction.LEVEL:
            continue
        points = level.kind is FigureKind.SHARE and change.kind in (FigureKind.SHARE, FigureKind.POINTS)
        if not points and (change.unit != level.unit or change.kind is not level.kind):
            continue
        clause = next(c for c in clauses_of(text) if c.start <= change.span.start < c.end)
        found = _YEAR_BEFORE.search(clause.of(text))
        base = int(found["year"]) if found and found["year"] else asked[0].start.year
        if not found or base != asked[0].start.year:
            continue
        if change.qualifier is not Qualifier.EXACT or level.qualifier is not Qualifier.EXACT:
            return None
        sign = -1 if change.direction is Direction.UP else 1
        value = level.value + sign * change.value
        said = f"{_plain(value)}{level.unit}"
        mark = "-" if sign < 0 else "+"
        printed = f"{_plain(level.value)}{level.unit} {mark} {_plain(change.value)}{change.unit} = {said}"
        if points:
            printed += "（按百分点计）"
        return Step(sentence, level, change, said, printed, Span(level.span.start, change.span.end))
    return None


def _plain(value: Decimal) -> str:
    return f"{value:f}"
