"""Dates, times of day and scores among the figures: what tells `2023年` from `561年`, `9:00` from `2:0`.

Which day a date means is `calendar`'s affair; here it is a figure whose value is the number that leads.
"""

import re
from decimal import Decimal
from re import Match

from corpus import figure_patterns as patterns
from corpus.dates import HALF_DAY
from corpus.figure_context import bound_before, direction_before
from corpus.figure_pieces import Page, exact_figure
from corpus.figures import Direction, Figure, FigureKind
from corpus.numerals import HAN, read_numeral

_FIRST_YEAR, _LAST_YEAR = 1000, 2200
"""`2023年` is a date, `5000年` and `561年` are stretches of time."""

_STRETCH_AFTER = ("历史", "的历史", "文明", "前的", "间", "多")

_LEVEL_AFTER = ("全年", "同期", "水平", "的水平", "的同期")
"""After 超过2022年: what that year reached, so a year after all."""

_ADVICE_AFTER = (
    "建议",
    "意见",
    "要求",
    "共识",
    "倡议",
    "举措",
    "主张",
    "经验",
    "希望",
    "启示",
    "内容",
    "变化",
    "原因",
)
"""After 3点: points made, not three o'clock."""


def solar_date(page: Page, at: int) -> Figure | None:
    """A date, a part of one, or an era at `at`; None where the digits are a stretch of time instead."""
    text = page.plain
    match = patterns.ANY_DATE.match(text, at) or patterns.ANY_DAY.match(text, at)
    if match is None:
        return None
    printed = match.group()
    lead, unit = _leading(printed)
    if lead is None:
        return None
    if unit == "号":
        return None  # 3号线, 5号楼: a number on a door, unless a month stands before it
    if unit == "年" and printed.endswith("年"):
        if not _FIRST_YEAR <= lead <= _LAST_YEAR or text.startswith(_STRETCH_AFTER, match.end()):
            return None
        bounded = bound_before(text, at, "个") is not None
        if bounded and not text.startswith(_LEVEL_AFTER, match.end()):
            return None
    elif (unit == "月" and not 1 <= lead <= 12) or (
        unit == "日"
        and (not 1 <= lead <= 31 or text.startswith(("内", "之内", "以内", "游", "龄"), match.end()))
    ):
        return None
    upper = None
    parts = patterns.RANGE_MARK.split(printed, maxsplit=1)
    if len(parts) == 2 and unit != "-":
        high, high_unit = _leading(parts[1])
        if high is not None and high > lead and (high_unit == unit or parts[0].isdigit()):
            upper = high
        if parts[0].isdigit() and high_unit:
            unit = high_unit
    return exact_figure(
        page,
        at,
        match.end(),
        kind=FigureKind.DATE,
        value=lead,
        upper=upper,
        unit="年" if unit == "-" else unit,
    )


def _leading(printed: str) -> tuple[Decimal | None, str]:
    """The number a date begins with, and the character after it (年 of 2023年8月, - of 2023-08-05)."""
    at = 0
    while at < len(printed) and not (printed[at].isdigit() or printed[at] in HAN):
        at += 1
    begin = at
    while at < len(printed) and (("0" <= printed[at] <= "9") or printed[at] in HAN):
        at += 1
    value = read_numeral(printed[begin:at])
    rest = printed[at:].lstrip()
    unit = rest[:1]
    if unit in ("-", "/", ".") and len(rest) > 3 and at - begin == 4:
        return value, "-"
    if unit not in ("年", "月", "日", "号", "世"):
        tail, tail_unit = _leading(rest[1:]) if rest else (None, "")
        return value, tail_unit if tail is not None else unit
    return value, "世纪" if unit == "世" else unit


def time_or_score(page: Page, at: int) -> Figure | None:
    """A time of day or a score at `at`; None where neither stands there."""
    text = page.plain
    clock = patterns.ANY_TIME.match(text, at)
    score = patterns.SCORE.match(text, at)
    if score is not None:
        end = score.end()
        played = patterns.SCORE_AROUND.search(text, max(0, at - 4), at) or patterns.SCORE_AFTER.match(
            text, end
        )
        if clock is None or played:
            return exact_figure(
                page,
                at,
                end,
                kind=FigureKind.SCORE,
                value=Decimal(score[1]),
                upper=Decimal(score[2]),
                unit="",
            )
    if clock is None:
        return None
    hour = Decimal(re.split(r"\D", clock.group(), maxsplit=1)[0])
    if hour > 24:
        return None
    if clock.group().endswith("点") and (
        text.startswith(_ADVICE_AFTER, clock.end()) or direction_before(text, at) is not Direction.LEVEL
    ):
        return None
    return _clock_figure(page, at, clock, hour)


def _clock_figure(page: Page, at: int, clock: Match[str], hour: Decimal) -> Figure:
    parts = patterns.RANGE_MARK.split(clock.group(), maxsplit=1)
    upper = None
    if len(parts) == 2 and (digits := patterns.DIGITS.search(parts[1])):
        until = Decimal(digits[0])
        upper = until if until > hour else None
    return exact_figure(page, at, clock.end(), kind=FigureKind.TIME, value=hour, upper=upper, unit="时")


def dash_score(page: Page, at: int) -> Figure | None:
    """3-0: a score where it falls, or where words of play stand around it."""
    text = page.plain
    match = patterns.DASH_SCORE.match(text, at)
    if match is None:
        return None
    quantity = patterns.ARABIC_QUANTITY.match(text, match.start(2))
    if quantity is not None and quantity["unit"]:
        return None
    left, right = Decimal(match[1]), Decimal(match[2])
    played = patterns.SCORE_AROUND.search(text, max(0, at - 4), at) or patterns.SCORE_AFTER.match(
        text, match.end()
    )
    if left < right and not played:
        return None
    return exact_figure(page, at, match.end(), kind=FigureKind.SCORE, value=left, upper=right, unit="")


_PART_OF_DAY = re.compile(f"{HALF_DAY}$")
_LONGEST_PART = 2
"""Characters of 上午 and its like; a look further back would find 早 in 更早一点."""


def han_date(page: Page, at: int) -> Figure | None:
    """A date of Chinese digits: 二〇二五年, 三月; None where it is none."""
    text = page.plain
    match = patterns.ANY_DATE.match(text, at)
    if match is None:
        return None
    lead, unit = _leading(match.group())
    if lead is None or (unit == "月" and not 1 <= lead <= 12) or unit not in ("年", "月"):
        return None
    if unit == "年" and not _FIRST_YEAR <= lead <= _LAST_YEAR:
        return None
    return exact_figure(page, at, match.end(), kind=FigureKind.DATE, value=lead, upper=None, unit=unit)


def han_time(page: Page, at: int, run: str) -> Figure | None:
    """九点半, 下午三点; a bare 三点 is points unless a part of the day stands before it."""
    text = page.plain
    clock = patterns.ANY_TIME.match(text, at)
    hour = read_numeral(run)
    if clock is None or hour is None or hour > 24:
        return None
    bare = len(clock.group()) == len(run) + 1
    part = _PART_OF_DAY.search(text, max(0, at - _LONGEST_PART), at)
    if bare and (part is None or (run == "一" and len(part.group()) < _LONGEST_PART)):
        return None
    return _clock_figure(page, at, clock, hour)


def lunar_figure(page: Page, at: int, match: Match[str]) -> Figure:
    """The lunar date that `match` found; its value is the month."""
    printed = match.group()
    month = printed[: printed.index("月")]
    value = {"正": Decimal(1), "冬": Decimal(11), "腊": Decimal(12), "臘": Decimal(12)}.get(month[-1:])
    if value is None:
        digits = "".join(c for c in month.rpartition("年")[2] if c in HAN)
        value = read_numeral(digits) or Decimal(0)
    return exact_figure(page, at, match.end(), kind=FigureKind.DATE, value=value, upper=None, unit="月")


def named_date(page: Page, at: int) -> Figure | int:
    """A lunar date or one of 公元."""
    lunar = patterns.ANY_LUNAR.match(page.plain, at)
    if lunar is not None:
        return lunar_figure(page, at, lunar)
    if page.plain.startswith("公元", at):
        date = patterns.ANY_DATE.match(page.plain, at)
        if date is not None:
            lead, unit = _leading(date.group())
            if lead is not None:
                return exact_figure(
                    page, at, date.end(), kind=FigureKind.DATE, value=lead, upper=None, unit=unit
                )
    return at + 1
