"""Several stories give a figure of the same thing: which one is meant, and whether they contradict each other.

The same measure of the same place has one value in one period. Where two stories print different values for it, the
desk takes no side. Where their periods differ and the question names none, the latest counts; the others are shown.
A page that was corrected is not searched any more, so a correction contradicts nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from corpus.figures import Figure, Qualifier
from corpus.text import fold, simplify
from qa.candidates import measured_of
from qa.features import periods_of
from qa.ranking import Ranked

_SHORTEST_MEASURE = 3
"""Characters; 人数 or 面积 alone is said of too many things for two of them to be one."""
_OURS = ("我市", "本市", "全市")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a candidate's figure says, its words resolved as far as they are."""

    ranked: Ranked
    figure: Figure
    measure: str
    place: str
    """Without the home city's name; empty for the home city itself."""
    days: tuple[date, date] | None
    """First and last day of its period; None where the page names none."""
    issue: date | None

    def same_thing(self, other: "Fact") -> bool:
        """Whether both are of one measure of one place, counted in one unit and one way."""
        mine, theirs = self.figure, other.figure
        return (
            len(self.measure) >= _SHORTEST_MEASURE
            and (self.measure, self.place) == (other.measure, other.place)
            and (mine.unit, mine.direction) == (theirs.unit, theirs.direction)
        )

    def same_time(self, other: "Fact") -> bool:
        """Whether both are of one period; without a printed one, of one issue."""
        return self.days == other.days and (self.days is not None or self.issue == other.issue)

    @property
    def when(self) -> date:
        """The last day it is about, as far as is known."""
        return self.days[1] if self.days else self.issue or date.min


@dataclass(frozen=True, slots=True)
class Settled:
    """The candidate that is meant, with what other stories say of the same thing."""

    best: Ranked
    against: Ranked | None
    """One that gives another value for the same period; None where none does."""
    others: tuple[Ranked, ...]
    """Those of other periods, the latest first."""


def settle(
    ranked: Sequence[Ranked],
    *,
    home: Sequence[str],
    named_period: bool,
    may_be_said: Callable[[Ranked], bool],
) -> Settled:
    """What other stories say of the thing that the first of `ranked` gives a figure of.

    `named_period`: the question says of which period it asks, so the first is meant. `may_be_said`: whether nothing
    speaks against a candidate as an answer.
    """
    first = _fact(ranked[0], home)
    if first is None:
        return Settled(ranked[0], None, ())
    told: dict[int, Fact] = {ranked[0].candidate.sentence.story.id: first}
    for other in ranked[1:]:
        story = other.candidate.sentence.story.id
        fact = _fact(other, home) if story not in told else None
        if fact is not None and first.same_thing(fact) and may_be_said(other):
            told[story] = fact
    facts = list(told.values())
    latest = max(facts, key=lambda fact: (fact.when, fact is first))
    # a later story with the same value is no better than the one that fits the question best
    best = latest if not named_period and differ(latest.figure, first.figure) else first
    rest = [fact for fact in facts if fact is not best]
    against = [fact for fact in rest if fact.same_time(best) and differ(fact.figure, best.figure)]
    others = sorted((f for f in rest if not f.same_time(best)), key=lambda f: f.when, reverse=True)
    return Settled(best.ranked, against[0].ranked if against else None, tuple(fact.ranked for fact in others))


def differ(one: Figure, other: Figure) -> bool:
    """Whether two printed values cannot be the same: 282 and 280 can, the second being rounded; so can 超280 and 282."""
    if not one.qualifier is other.qualifier is Qualifier.EXACT or one.upper != other.upper:
        return False
    digits = min(_digits(one.value), _digits(other.value))
    context = Context(prec=digits)
    return context.plus(one.value) != context.plus(other.value)


def _digits(value: Decimal) -> int:
    return max(len(value.normalize().as_tuple().digits), 1)


def _fact(ranked: Ranked, home: Sequence[str]) -> Fact | None:
    measured = measured_of(ranked.candidate)
    if measured is None:
        return None
    issue = ranked.candidate.sentence.story.bulletin.date
    return Fact(
        ranked=ranked,
        figure=measured.figure,
        measure=_plain(measured.measure),
        place=_own(_plain(measured.place), home),
        days=_days(measured.period, measured.year, issue),
        issue=issue,
    )


def _days(period: str, year: int | None, issue: date | None) -> tuple[date, date] | None:
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    periods = periods_of(period, issue) if period else []
    return (periods[0].start, periods[0].end) if periods else None


def _plain(text: str) -> str:
    return simplify(fold(text).text).strip()


def _own(place: str, home: Sequence[str]) -> str:
    """`place` without the home city: 太原市市区 -> 市区, 我市 and 太原市 -> empty."""
    for name in sorted((*home, *_OURS), key=len, reverse=True):
        if place.startswith(name):
            return place.removeprefix(name)
    return place
