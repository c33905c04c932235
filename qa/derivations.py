"""The value of the period before, which the page does not print but which follows from two that it does, in `Decimal`.

A `Step` is any one such computation (qa.counts, qa.arithmetic and qa.remainders take others), always marked as computed.
Only one is taken, and only where the question asks exactly for it: here the value a year, quarter or month before, from
a value and its change (优良天数282天 … 比上年同期增加34天: 248天 the year before; 7月份…为49.5%,比上月上升0.9个百分点: 48.6%
in June). A change in percent of a share is taken as percentage points, as the press writes it
(优良水体比例为100%,较2024年提高16.7%), and the expression says so.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from corpus.calendar import Period
from corpus.figures import Direction, Figure, FigureKind, Qualifier
from corpus.spans import Span
from qa.candidates import candidate_at, clauses_of, figures_of, measured_of
from qa.evidence import Sentence
from qa.features import View, periods_of
from qa.matching import coverage
from qa.questions import COMPARED
from qa.timing import any_year


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


def value_before(seen: View, sentence: Sentence, story: str) -> Step | None:
    """The asked value of the period before the sentence's own, where the sentence prints level and change of it; `story`
    is the folded text of its story.
    """
    asked = seen.question.periods
    if len(asked) != 1 or seen.question.change:
        return None
    text, day = sentence.folded.text, sentence.story.bulletin.date
    if any(_is_asked(asked[0], p) for p in _own_periods(text, day)):
        return None
    figures = figures_of(text)
    level = _level(seen, sentence, figures)
    if level is None:
        return None
    told = _own_tiers(sentence, level, story)
    for change in figures:
        if change.span.start <= level.span.end or change.direction is Direction.LEVEL:
            continue
        if _is_change_of(sentence, level, change) and _leads_to(asked[0], sentence, level, change, told):
            exact = change.qualifier is Qualifier.EXACT and level.qualifier is Qualifier.EXACT
            return _undone(sentence, level, change) if exact else None
    return None


def _level(seen: View, sentence: Sentence, figures: Sequence[Figure]) -> Figure | None:
    """The one figure of the sentence that the question is about; None where there is none, or two fit alike."""
    levels = [
        (coverage(seen.terms, _measure(sentence, figure)), figure)
        for figure in figures
        if figure.kind in (FigureKind.QUANTITY, FigureKind.SHARE)
        and figure.direction is Direction.LEVEL
        and figure.upper is None
        and _about(seen, sentence, figure)
    ]
    best = max((fit for fit, _ in levels), default=0.0)
    fitting = [figure for fit, figure in levels if fit == best]
    return fitting[0] if best and len(fitting) == 1 else None


def _is_change_of(sentence: Sentence, level: Figure, change: Figure) -> bool:
    """Whether the change is one of that level: of its unit, and of its measure in the page's words."""
    of_level, of_change = _measure(sentence, level), _measure(sentence, change)
    alike = _points(level, change) or (change.unit == level.unit and change.kind is level.kind)
    return alike and of_level == of_change


def _points(level: Figure, change: Figure) -> bool:
    return level.kind is FigureKind.SHARE and change.kind in (FigureKind.SHARE, FigureKind.POINTS)


def _undone(sentence: Sentence, level: Figure, change: Figure) -> Step:
    """The level without the change."""
    text = sentence.folded.text
    sign = -1 if change.direction is Direction.UP else 1
    (one, unit), (other, _) = in_one_scale([(text, level), (text, change)])
    said = f"{one + sign * other:f}{unit}"
    by = "个百分点" if _points(level, change) else unit
    return Step(
        sentence,
        whole=Span(level.span.start, change.span.end),
        parts=((sentence, level.span), (sentence, change.span)),
        text=said,
        expression=f"{one:f}{unit} {'-' if sign < 0 else '+'} {other:f}{by} = {said}",
    )


_COMPARISON = re.compile(
    r"(?P<month>[比较与](?:上一?个?|前一个?)月)|(?P<quarter>[比较与](?:上一?个?|前一个?)季度)|(?P<chain>环比)"
    r"|(?P<year>[比较与](?:上一?年|去年|前一年)(?:同期|同月)?|同比|[比较与]同期)"
)
"""What a change is counted from, in words that lean on the value's own period."""
_AS_OF = re.compile(r"截[至止]到?$")
_MONTH, _QUARTER, _YEAR = 1, 3, 12
"""Months by which a comparison goes back."""
_LENGTHS = {_MONTH: range(28, 32), _QUARTER: range(90, 93)}
"""Days of a month and of a quarter."""
_VALUED = 28
"""Days from which a period is one that a value may belong to; a shorter one dates an event, but for 截至6月30日 and 7月末."""


def _leads_to(
    asked: Period, sentence: Sentence, level: Figure, change: Figure, told: Sequence[Sequence[Period]]
) -> bool:
    """Whether what the change is counted from is the value of the asked period."""
    text, day = sentence.folded.text, sentence.story.bulletin.date
    clause = next(c for c in clauses_of(text) if c.start <= change.span.start < c.end)
    leaning = list(_COMPARISON.finditer(text, clause.start, change.number.start))
    named = [
        p
        for p in periods_of(text, day)
        if clause.start <= p.span.start < change.number.start
        and COMPARED.search(text, 0, p.span.start)
        and not any(found.start() <= p.span.start < found.end() for found in leaning)
    ]
    if len(leaning) + len(named) != 1:  # 比上月和上年同期分别…
        return False
    if named:
        return _is_base(asked, named[0], text, level, told)
    word = str(leaning[0].lastgroup)
    earlier = _earlier(word, told)
    return earlier is not None and _is_asked(asked, earlier) and not (word == "year" and any_year(asked))


def _is_base(asked: Period, base: Period, text: str, level: Figure, told: Sequence[Sequence[Period]]) -> bool:
    """Whether a base that the page names (比2022年, 较一季度) is the asked period, and a value of it can be told from the
    level: of a share always, of an amount only where the level is of as long a time.
    """
    own = next((tier[-1] for tier in told if tier), None)
    if text.startswith("同期", base.span.end):
        return own is not None and _is_asked(asked, _moved(own, _YEAR * (own.start.year - base.start.year)))
    if not _is_asked(asked, base) or (own is not None and _is_asked(asked, own)):
        return False
    if level.kind is FigureKind.SHARE:
        return True
    return own is not None and abs(_days(own) - _days(base)) <= _SLACK


_SLACK = 3
"""Days by which two months or quarters may differ."""


def _earlier(word: str, told: Sequence[Sequence[Period]]) -> Period | None:
    """The period before the value's own by what the change is counted from; None where the page names no own one."""
    months = {"month": (_MONTH,), "quarter": (_QUARTER,), "chain": (_MONTH, _QUARTER), "year": (_YEAR,)}[word]
    for tier in told:
        fitting = [
            (period, back)
            for period in tier
            for back in months
            if back == _YEAR or _days(period) in _LENGTHS[back] or (back == _MONTH and _ends_month(period))
        ]
        if fitting or (tier and tier is told[0]):  # 1月至7月 of its own sentence is no month
            return _moved(*fitting[-1]) if fitting else None
    return None


def _days(period: Period) -> int:
    return (period.end - period.start).days + 1


def _ends_month(period: Period) -> bool:
    return period.text.endswith(("末", "底")) and period.start.month == period.end.month


def _moved(period: Period, months: int) -> Period:
    """The period so many months earlier, whole months staying whole."""
    start, end = (_back(day, months) for day in (period.start, period.end))
    return replace(period, start=start, end=end)


def _back(day: date, months: int) -> date:
    """The same day some months earlier, the last of a month for the last."""
    month = day.year * 12 + day.month - 1 - months
    year, number = divmod(month, 12)
    last = monthrange(day.year, day.month)[1] == day.day
    length = monthrange(year, number + 1)[1]
    return date(year, number + 1, length if last else min(day.day, length))


def _is_asked(asked: Period, printed: Period) -> bool:
    """Whether the two are the same days, in whatever year where the question leaves it open; the last day of 6月底 is it too."""
    start, end = printed.start, printed.end
    if any_year(asked):
        start, end = (_back(d, 12 * (printed.start.year - asked.start.year)) for d in (start, end))
    return (start, end) == (asked.start, asked.end) or (_ends_month(asked) and start == end == asked.end)


def _own_periods(text: str, day: date | None) -> list[Period]:
    """The periods that values of a text may belong to, without those it compares with."""
    return [
        p
        for p in periods_of(text, day)
        if not COMPARED.search(text, 0, p.span.start)
        and (_days(p) >= _VALUED or _ends_month(p) or _AS_OF.search(text, 0, p.span.start))
    ]


def _own_tiers(sentence: Sentence, level: Figure, story: str) -> list[list[Period]]:
    """The periods that the level may belong to, from the nearest place that names one: its sentence, the one before, the
    headline, the story so far; within a place the nearest last.
    """
    text, day = sentence.folded.text, sentence.story.bulletin.date
    so_far = story[: max(story.find(text), 0)]
    places = (text[: level.span.start], sentence.before, sentence.heading, so_far)
    return [_own_periods(place, day) for place in places]


WEIGHTY = 3.0
"""Weight from which a term has to be what the figure measures, or where; lighter ones (的, 情况) may be missing."""
_SCALED = re.compile(r"(?P<number>[\d.]+)(?P<unit>(?:千万|百万|万亿|亿|万|千)?.*)")
_AMONG = re.compile(r"^.*(?:里面?(?:的|,)?|[其当]?中(?:的|,))(?=.)")
"""What the asked value is one of: 制造业PMI里的."""
_SAID_BY_UNIT = {"天": ("日子", "天数")}
"""Nouns that a unit already says: 有几天 of 重污染的日子."""


def _about(seen: View, sentence: Sentence, figure: Figure) -> bool:
    """Whether every weighty term of the question is borne by the figure's own clause, measure and place; of names, and of
    what it is one of, by the sentence up to it and what stands above.
    """
    measured = measured_of(candidate_at(sentence, figure.span, figure))
    if measured is None or not measured.measure:
        return False
    question, text = seen.question, sentence.folded.text
    clause = next(c for c in clauses_of(text) if c.start <= figure.span.start < c.end)
    said = f"{measured.place} {measured.measure} {clause.of(text)}"
    around = f"{said} {sentence.heading} {sentence.before} {text[: figure.span.start]}"
    among = _AMONG.match(question.text[: question.slot.start] if question.slot else question.text)
    wider = question.text[: among.end()] if among else ""
    own = coverage([t for t in seen.terms if t.text not in wider], measured.measure)
    return bool(own) and all(
        t.stands_in(place)
        for t in seen.terms
        if t.weight >= WEIGHTY
        and t.text not in question.head
        and t.text not in _SAID_BY_UNIT.get(figure.unit, ())
        for place in (around if t.name or t.text in wider else said,)
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
