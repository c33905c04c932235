"""Figures as printed, with our reading of them.

`Figure.text` is the truth; `value`, `unit` and the rest are how we read it. Values are `Decimal`, never
float.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.spans import Span


class FigureKind(StrEnum):
    """What sort of number it is."""

    QUANTITY = "quantity"
    """282天, 13.18万亩, 3834.29亿元, a bare 4.13."""
    SHARE = "share"
    """77.3%, 百分之三十, 三分之二, 三成."""
    POINTS = "points"
    """16.7个百分点, 15个基点."""
    MULTIPLE = "multiple"
    """2倍, 翻番."""
    ORDINAL = "ordinal"
    """第三, 第22届."""
    DATE = "date"
    """2025年, 2022年8月, 2月5日, 腊月二十三."""
    TIME = "time"
    """17时30分, 上午9点."""
    SCORE = "score"
    """2:0."""


class Qualifier(StrEnum):
    """How exact the printed number says it is."""

    EXACT = "exact"
    OVER = "over"
    """超 逾 余 多 以上 至少"""
    UNDER = "under"
    """近 不足 不到 以下 至多"""
    ABOUT = "about"
    """约 左右 上下 大约"""


class Direction(StrEnum):
    """Whether the number is a level or a change."""

    LEVEL = "level"
    UP = "up"
    """增加34天, 提高16.7%, 同比增长5%"""
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number in a text."""

    text: str
    """As printed, with its qualifier and unit: 超1150个, 780余个, 26.5万立方米/日."""
    span: Span
    """Of `text`, in the text it was read from (a paragraph's, a sentence's)."""
    kind: FigureKind
    value: Decimal
    """For a date: the year, month or day that leads; for a range: the lower end."""
    upper: Decimal | None
    """Upper end of a range (3至5天), the other side of a score (2:0), else None."""
    unit: str
    """As printed (天, 万亩 gives 亩 with the 万 in `value`); 百分之三十 and 三成 give %; empty if bare."""
    qualifier: Qualifier
    direction: Direction
    number: Span
    """The number with its unit, without the words of bound before it (1150个 of 超1150个); inside `span`."""

    def __post_init__(self) -> None:
        if len(self.text) != len(self.span) or not self.span.covers(self.number):
            raise ValueError(f"figure {self.text!r} does not fit its span {self.span}")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with what it measures, each part as the page words it; empty where the page does not say."""

    figure: Figure
    measure: str
    """优良天数"""
    period: str
    """2025年1月至12月"""
    place: str
    """太原市市区"""
    year: int | None = None
    """The year meant, where a series runs through a range of years (2023年至2025年…分别为a、b、c): the page
    prints only the ends of the range, which is then the `period` of all of them."""
