"""The plots of a report as geometry: shares and points in, places on a drawing out. The template draws them as SVG.

A drawing is 360 units wide; the plot itself lies inside margins that hold the ticks.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.evaluating.bootstrap import Interval
from qa.evaluating.calibration import Bin, RiskPoint

WIDTH = 360.0
HEIGHT = 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 12.0, 34.0
"""Margins."""
ROW = 30.0
"""Height of a row of bars, and what its label takes at the left: six Chinese characters."""
LABEL = 96.0
_TIMES = 12
"""Columns of the histogram of times."""
_LEAST_DOT, _MOST_DOT = 3.0, 9.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis with what is written there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class RowBar:
    """A horizontal bar with its bounds."""

    label: str
    value: str
    y: float
    """Of its middle."""
    length: float
    low: float
    high: float
    """Ends of the bounds, x."""


@dataclass(frozen=True, slots=True)
class RowChart:
    """Horizontal bars from 0 to 100 %."""

    height: float
    bars: tuple[RowBar, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point, its radius, and what it says."""

    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A vertical bar and what it says."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Two axes with a line, dots or columns between."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    line: str
    """Points of a polyline, `x,y x,y`; empty for none."""
    guide: str
    """The same for what would be ideal."""
    dots: tuple[Dot, ...]
    columns: tuple[Column, ...]


def share_rows(rows: Sequence[tuple[str, float, Interval]]) -> RowChart:
    """A bar for each label with its share (0..1) and bounds."""
    room = WIDTH - LABEL - RIGHT

    def x(share: float) -> float:
        return _rounded(LABEL + share * room)

    bars = [
        RowBar(
            label=label,
            value=f"{100 * share:.0f}",
            y=(number + 0.5) * ROW,
            length=_rounded(share * room),
            low=x(bounds.low),
            high=x(bounds.high),
        )
        for number, (label, share, bounds) in enumerate(rows)
    ]
    ticks = tuple(Tick(x(share / 4), f"{25 * share}") for share in range(5))
    return RowChart(len(rows) * ROW + BOTTOM, tuple(bars), ticks)


def risk_curve(points: Sequence[RiskPoint]) -> Chart:
    """Risk (up) against coverage (right): the surest answers stand at the left."""
    most = max((point.risk for point in points), default=0.0)
    top = min(1.0, max(0.1, math.ceil(most * 10) / 10))
    steps: list[tuple[float, float]] = []
    before = 0.0
    for point in points:  # a threshold holds for all the answers it takes in, so the curve moves in steps
        steps += [(before, point.risk), (point.coverage, point.risk)]
        before = point.coverage
    return Chart(
        x_ticks=_share_ticks(4, 1.0, _x),
        y_ticks=_share_ticks(2, top, lambda share: _y(share / top)),
        line=" ".join(f"{_x(coverage)},{_y(risk / top)}" for coverage, risk in steps),
        guide="",
        dots=(),
        columns=(),
    )


def calibration_dots(bins: Sequence[Bin]) -> Chart:
    """Share of right answers (up) against confidence (right); a dot is as large as its bin."""
    most = max((each.answers for each in bins), default=1)
    dots = tuple(
        Dot(
            _x(each.confidence),
            _y(each.right),
            _rounded(_LEAST_DOT + (_MOST_DOT - _LEAST_DOT) * math.sqrt(each.answers / most)),
            f"把握 {each.low:.1f}–{each.high:.1f}：{each.answers} 题，答对 {100 * each.right:.0f}%",
        )
        for each in bins
    )
    return Chart(
        x_ticks=_share_ticks(4, 1.0, _x),
        y_ticks=_share_ticks(4, 1.0, _y),
        line="",
        guide=f"{_x(0)},{_y(0)} {_x(1)},{_y(1)}",
        dots=dots,
        columns=(),
    )


def time_columns(times: Sequence[float], *, longest: float) -> Chart:
    """How many questions took how long, in milliseconds; those above `longest` stand in the last column."""
    wide = _step(longest / _TIMES)
    counts = [0] * max(1, math.ceil(longest / wide))
    for time in times:
        counts[min(int(time / wide), len(counts) - 1)] += 1
    most = max(counts)
    width = (WIDTH - LEFT - RIGHT) / len(counts)
    columns = tuple(
        Column(
            x=_rounded(LEFT + number * width + 1),
            y=_y(count / most if most else 0),
            width=_rounded(width - 2),
            height=_rounded(HEIGHT - BOTTOM - _y(count / most if most else 0)),
            text=f"{number * wide:g} 毫秒起：{count} 题",
        )
        for number, count in enumerate(counts)
    )
    marks = range(0, len(counts) + 1, max(1, math.ceil(len(counts) / 4)))
    return Chart(
        x_ticks=tuple(Tick(_rounded(LEFT + mark * width), f"{mark * wide:g}") for mark in marks),
        y_ticks=(Tick(_y(0), "0"), Tick(_y(1), str(most))),
        line="",
        guide="",
        dots=(),
        columns=columns,
    )


def _step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, ... (or 0.5, 0.2, ...) that is at least `least`."""
    if least <= 0:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least * (1 - 1e-9))


def _share_ticks(parts: int, top: float, place: Callable[[float], float]) -> tuple[Tick, ...]:
    return tuple(
        Tick(place(top * part / parts), f"{100 * top * part / parts:g}") for part in range(parts + 1)
    )


def _x(share: float) -> float:
    return _rounded(LEFT + share * (WIDTH - LEFT - RIGHT))


def _y(share: float) -> float:
    return _rounded(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM))


def _rounded(value: float) -> float:
    return round(value, 1)
