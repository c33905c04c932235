"""The value of the year before, which the page does not print but which follows from two that it does, in `Decimal`.

A `Step` is any one such computation (qa.counts and qa.arithmetic take others), always marked as computed. Only one is
taken, and only where the question asks exactly for it: here the value a year before, from this year's
value and its change (优良天数282天 … 比上年同期增加34天: 248天 the year before). A change in percent of a share is
taken as percentage points, as the press writes it (优良水体比例为100%,较2024年提高16.7%), and the expression says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.figures import Direction, Figure, FigureKind, Qualifier
from corpus.spans import Span
from qa.candidates import candidate_at, clauses_of, figures_of, measured_of
from qa.evidence import Sentence
from qa.features import View, periods_of
from qa.matching import coverage, pairs
from qa.questions import COMPARED

_YEAR_BEFORE = re.compile(
    r"(?:比|较)(?P<year>\d{4})年|(?:比|较)(?:上一?年|去年|前一年|上年)(?:同期)?|同比|(?:比|较)同期"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One computed value with the printed parts that it comes from."""

    sentence: Sentence
    """The one that is quoted."""
    whole: Span
    """The stretch of the folded sentence that holds the parts printed in it."""
    parts: tuple[tuple[Sentence, Span], ...]
    """Each part with the sentence that prints it, the span counting in its folded text."""
    text: str
    """248天"""
    expression: str
    """282天 - 34天 = 248天"""


def year_before(seen: View, sentence: Sentence) -> Step | None:
    """The asked value of the year before the sentence's own, where the sentence prints level and change of it."""
    asked = [p for p in seen.question.periods if (p.end - p.start).days > 300]
    if len(asked) != 1 or seen.question.change:
        return None
    text = sentence.folded.text
    day = sentence.story.bulletin.date
    years = _years(text, day) or _years(sentence.before, day)
    if asked[0].start.year in years or asked[0].start.year + 1 not in years:
        return None
    figures = figures_of(text)
    levels = [
        (coverage(seen.terms, _measure(sentence, figure)), figure)
        for figure in figures
        if figure.kind in (FigureKind.QUANTITY, FigureKind.SHARE)
        and figure.direction is Direction.LEVEL
        and figure.upper is None
        and _about(seen, sentence, figure)
    ]
    fit, level = max(levels, key=lambda pair: (pair[0], -pair[1].span.start), default=(0.0, None))
    if level is None or not fit:
        return None
    for change in figures:
        if change.span.start <= level.span.end or change.direction is Direction.LEVEL:
            continue
        points = level.kind is FigureKind.SHARE and change.kind in (FigureKind.SHARE, FigureKind.POINTS)
        if not points and (change.unit != level.unit or change.kind is not level.kind):
            continue
        of_level, of_change = _measure(sentence, level), _measure(sentence, change)
        if of_change not in of_level and of_level not in of_change:
            continue
        clause = next(c for c in clauses_of(text) if c.start <= change.span.start < c.end)
        found = _YEAR_BEFORE.search(clause.of(text))
        base = int(found["year"]) if found and found["year"] else asked[0].start.year
        if not found or base != asked[0].start.year:
            continue
        if change.qualifier is not Qualifier.EXACT or level.qualifier is not Qualifier.EXACT:
            return None
        sign = -1 if change.direction is Direction.UP else 1
        (one, unit), (other, _) = in_one_scale([(text, level), (text, change)])
        said = f"{one + sign * other:f}{unit}"
        printed = (
            f"{one:f}{unit} {'-' if sign < 0 else '+'} {other:f}{'个百分点' if points else unit} = {said}"
        )
        return Step(
            sentence,
            whole=Span(level.span.start, change.span.end),
            parts=((sentence, level.span), (sentence, change.span)),
            text=said,
            expression=printed,
        )
    return None


WEIGHTY = 3.0
"""Weight from which a term has to be what the figure measures, or where; lighter ones (的, 情况) may be missing."""
_SCALED = re.compile(r"(?P<number>[\d.]+)(?P<unit>(?:千万|百万|万亿|亿|万|千)?.*)")


def _about(seen: View, sentence: Sentence, figure: Figure) -> bool:
    """Whether every weighty term of the question is borne by the figure's own measure and place."""
    measured = measured_of(candidate_at(sentence, figure.span, figure))
    said = f"{measured.place} {measured.measure}" if measured else ""
    said_pairs = pairs(said)
    return bool(said) and all(
        t.borne_by(said, said_pairs) >= 0.5
        for t in seen.terms
        if t.weight >= WEIGHTY and t.text not in seen.question.head
    )


def in_one_scale(printed: Sequence[tuple[str, Figure]]) -> list[tuple[Decimal, str]]:
    """The values of figures, each with the text that prints it, and their unit: as printed (18.6, 万吨) where the scale
    is the same, else unscaled (186000, 吨).
    """
    shown = [_SCALED.fullmatch(f.number.of(text).replace(",", "")) for text, f in printed]
    if all(shown) and len({m["unit"] for m in shown if m}) == 1:
        return [(Decimal(m["number"]), m["unit"]) for m in shown if m]
    return [(figure.value, figure.unit) for _, figure in printed]


def _measure(sentence: Sentence, figure: Figure) -> str:
    measured = measured_of(candidate_at(sentence, figure.span, figure))
    return measured.measure if measured else ""


def _years(text: str, day: date | None) -> set[int]:
    """The years that values of a text belong to, without those it compares with."""
    return {
        p.start.year
        for p in periods_of(text, day)
        if (p.end - p.start).days > 300 and not COMPARED.search(text, 0, p.span.start)
    }
