"""The lunar calendar as news speaks of it: 腊月二十三, 除夕, 立春, and back from a date to its lunar name.

The arithmetic is `lunar_python`'s. Not read: years by stem and branch (乙巳年), and 小年, which falls on
different days in the north and the south.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, LunarYear, Solar

from corpus.numerals import read_numeral

_MONTHS = "正二三四五六七八九十冬腊"
_ONES = "一二三四五六七八九"
_DAYS = [f"初{c}" for c in _ONES + "十"] + [f"十{c}" for c in _ONES] + ["二十"]
_DAYS += [f"二十{c}" for c in _ONES] + ["三十"]

_FESTIVALS = {
    "春节": (1, 1),
    "大年初一": (1, 1),
    "元宵": (1, 15),
    "元宵节": (1, 15),
    "端午": (5, 5),
    "端午节": (5, 5),
    "七夕": (7, 7),
    "七夕节": (7, 7),
    "中秋": (8, 15),
    "中秋节": (8, 15),
    "重阳": (9, 9),
    "重阳节": (9, 9),
    "腊八": (12, 8),
    "腊八节": (12, 8),
}
_LAST_DAY = ("除夕", "大年三十")
_SOLAR_FESTIVALS = {"元旦": (1, 1), "国庆节": (10, 1), "劳动节": (5, 1), "儿童节": (6, 1), "教师节": (9, 10)}
_TERMS = [
    "立春", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "冬至",
]  # fmt: skip
"""Solar terms, without those that are weather too (大雪, 小雪, 雨水, 大寒, 小暑)."""

NAMED_DAY = "|".join(
    sorted([*_FESTIVALS, *_LAST_DAY, *_SOLAR_FESTIVALS, *_TERMS], key=lambda name: (-len(name), name))
)
"""Days of the year that have a name, as a pattern."""


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar; `year` is the one in which it begins (腊月 2025 lies in early 2026)."""

    year: int
    month: int
    """1..12"""
    day: int
    """1..30"""
    leap: bool = False
    """Whether the month is an intercalary one (闰六月)."""

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.day <= 30):
            raise ValueError(f"not a lunar date: month {self.month}, day {self.day}")

    def __str__(self) -> str:
        return f"{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}月{_DAYS[self.day - 1]}"


@lru_cache(maxsize=256)  # 8 ms of astronomy a year: a third of the time that reading figures took
def _months_of(year: int) -> Mapping[int, tuple[date, int]]:
    """The first day of each month of a lunar year, and how many days it has; an intercalary month is negative."""
    found = {}
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            first = Solar.fromJulianDay(month.getFirstJulianDay())
            day = date(first.getYear(), first.getMonth(), first.getDay())
            found[month.getMonth()] = (day, month.getDayCount())
    return found


def solar_of_lunar(lunar: LunarDate) -> date:
    """The day of our calendar on which `lunar` falls. ValueError where that lunar month has no such day."""
    first, days = _months_of(lunar.year).get(-lunar.month if lunar.leap else lunar.month, (date.min, 0))
    if lunar.day > days:
        raise ValueError(f"{lunar} does not occur in the lunar year {lunar.year}")
    return first + timedelta(days=lunar.day - 1)


def lunar_of_solar(day: date) -> LunarDate:
    """The lunar name of `day`: 2026-02-10 is 腊月二十三 of 2025."""
    year, month, first = next(
        (year, month, first)
        for year in (day.year, day.year - 1)
        for month, (first, days) in _months_of(year).items()
        if 0 <= (day - first).days < days
    )
    return LunarDate(year, abs(month), (day - first).days + 1, leap=month < 0)


_PRINTED = re.compile(
    r"(?P<leap>闰)?(?P<month>正|冬|腊|臘|十[一二]?|[二三四五六七八九])月"
    r"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?)?$"
)


def read_lunar(text: str, near: date) -> tuple[date, date] | None:
    """First and last day of a printed lunar date or month (`腊月二十三`, `正月`), in the year nearest `near`.

    None where `text` is no lunar date or no year around `near` has that day.
    """
    match = _PRINTED.search(text)
    if match is None:
        return None
    named = {"冬": 11, "腊": 12, "臘": 12, "正": 1}.get(match["month"])
    month = named or int(read_numeral(match["month"]) or 0)
    leap = match["leap"] is not None
    if match["day"] is None:
        return _nearest(
            [
                (first, first + timedelta(days=_length(first) - 1))
                for year in range(near.year - 1, near.year + 2)
                for first in _occurring(year, month, 1, leap=leap)
            ],
            near,
        )
    printed = match["day"].removeprefix("初").replace("廿", "二十")
    day = int(read_numeral(printed) or 0)
    return _nearest(
        [
            (found, found)
            for year in range(near.year - 1, near.year + 2)
            for found in _occurring(year, month, day, leap=leap)
        ],
        near,
    )


def read_named_day(name: str, near: date) -> date | None:
    """The day called `name` (除夕, 中秋节, 立春) of the year nearest to `near`; None for other names."""
    years = range(near.year - 1, near.year + 2)
    found: list[date] = []
    if name in _LAST_DAY:
        found = [solar_of_lunar(LunarDate(year + 1, 1, 1)) - timedelta(days=1) for year in years]
    elif name in _FESTIVALS:
        found = [solar_of_lunar(LunarDate(year, *_FESTIVALS[name])) for year in years]
    elif name in _SOLAR_FESTIVALS:
        found = [date(year, *_SOLAR_FESTIVALS[name]) for year in years]
    elif name in _TERMS:
        found = [_term(name, year) for year in years]
    nearest = _nearest([(day, day) for day in found], near)
    return nearest[0] if nearest else None


@lru_cache(maxsize=1024)
def _term(name: str, year: int) -> date:
    table = Lunar.fromYmd(year, 6, 1).getJieQiTable()
    solar = table[name]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _occurring(year: int, month: int, day: int, *, leap: bool) -> list[date]:
    """The day, if that lunar year has it (闰六月, and a thirtieth, are not in every year)."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return []
    if leap and -month not in _months_of(year):
        return []
    try:
        return [solar_of_lunar(LunarDate(year, month, day, leap=leap))]
    except ValueError:
        return []


def _length(first: date) -> int:
    lunar = lunar_of_solar(first)
    return _months_of(lunar.year)[-lunar.month if lunar.leap else lunar.month][1]


def _nearest(periods: list[tuple[date, date]], near: date) -> tuple[date, date] | None:
    """The period nearest to `near`, the later of two that are equally near."""
    return min(periods, key=lambda p: (abs((p[0] - near).days), -p[0].toordinal()), default=None)
