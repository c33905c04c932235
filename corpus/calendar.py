"""Which days a printed date or relative word means: `2025年1月至12月`, `去年`, `5日`, `腊月二十三`.

Words that lean on the day of the issue (今年, 昨天, a month without its year) are read only where that day
is given. A month or day without its year takes the year named earlier in its sentence, else the one that
brings it nearest to the issue (rather before than after). Stretches without an end in print (近三年, 连续3年)
are not periods.
"""

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, timedelta

from corpus import period_patterns as patterns
from corpus.lunar import LunarDate, lunar_of_solar, read_lunar, read_named_day, solar_of_lunar
from corpus.numerals import WIDE, read_numeral
from corpus.sentences import sentences
from corpus.spans import Span

__all__ = ["LunarDate", "Period", "lunar_of_solar", "read_periods", "solar_of_lunar"]


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, as a text names them."""

    start: date
    end: date
    """The last day, included."""
    text: str
    span: Span

    def __post_init__(self) -> None:
        if self.start > self.end or len(self.text) != len(self.span):
            raise ValueError(f"not a period: {self.text!r} {self.start}..{self.end}")

    def covers(self, other: "Period") -> bool:
        """Whether every day of `other` is one of these."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class _Fields:
    """What a printed point of time names, each field empty where it does not."""

    year: int | None = None
    season: str | None = None
    month: int | None = None
    part: str | None = None
    day: int | None = None

    def over(self, first: "_Fields") -> "_Fields":
        """These fields, with the larger ones that only `first` names: 12月 after 2025年1月至."""
        year = self.year if self.year is not None else first.year
        month = self.month if self.month is not None or self.year is not None else first.month
        if self.season is not None:
            month = None
        return _Fields(year, self.season, month, self.part, self.day)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What a date without its year leans on."""

    today: date | None
    year: int | None = None
    """Named earlier in the sentence."""
    month: int | None = None


def read_periods(text: str, *, today: date | None) -> list[Period]:
    """The periods that `text` names, left to right, disjoint.

    `today` is the day of the issue; without it only dates that name their year, or follow one that does in
    the same sentence, are read.
    """
    plain = text.translate(WIDE)
    found: list[Period] = []
    for sentence in sentences(text):
        anchor = _Anchor(today)
        at = sentence.start
        while (begin := patterns.BEGINS.search(plain, at, sentence.end)) is not None:
            match = patterns.EXPRESSION.match(plain, begin.start(), sentence.end)
            if match is None:
                at = begin.end()
                continue
            end, days, fields = _read(plain, match, sentence.end, anchor, found)
            at = max(end, match.start() + 1)
            if fields is not None and fields.year is not None:
                anchor = _Anchor(today, fields.year, fields.month)
            elif fields is not None and fields.month is not None:
                anchor = _Anchor(today, anchor.year, fields.month)
            if days is not None and days[0] <= days[1]:
                span = Span(match.start(), end)
                found.append(Period(days[0], days[1], span.of(text), span))
    return found


_SOME_DAY = date(2000, 1, 1)
"""Any day serves where only the places of periods are asked for."""


def period_spans(text: str) -> list[Span]:
    """Where `text` names periods, relative ones too, whatever day they lean on."""
    return [period.span for period in read_periods(text, today=_SOME_DAY)]


_Days = tuple[date, date]


def _read(
    text: str, match: re.Match[str], stop: int, anchor: _Anchor, before: list[Period]
) -> tuple[int, _Days | None, _Fields | None]:
    """Where the expression at `match` ends, the days it means, and the fields that later ones may lean on."""
    if match["iso"]:
        iso = _Fields(int(match["iso_year"]), None, int(match["iso_month"]), None, int(match["iso_day"]))
        return match.end(), _days_of(iso, anchor), iso
    if match["first"]:
        return _bare_range(text, match, stop, anchor)
    if match["same"]:
        return match.end(), _a_year_earlier(before, anchor), None
    fields = _fields(match, anchor)
    if fields is None:
        return match.end(), _leaning(match, anchor), None
    days = _days_of(fields, anchor)
    if fields.season is None and fields.day is None and fields.part is None and days is not None:
        within = (patterns.MONTHS_WITHIN if fields.month is None else patterns.DAYS_WITHIN).match(
            text, match.end(), stop
        )
        inner = _within(fields, within, days) if within is not None else None
        if within is not None and inner is not None:
            return within.end(), inner, fields
    mark = patterns.RANGE.match(text, match.end(), stop)
    last = patterns.POINT_ALONE.match(text, mark.end(), stop) if mark is not None else None
    last_fields = _fields(last, anchor) if last is not None else None
    if last is None or last_fields is None or days is None:
        return match.end(), days, fields
    if last_fields.year is None and last_fields.month is None and fields.day is None:
        return match.end(), days, fields
    until = _days_of(last_fields.over(fields), _Anchor(days[0], fields.year, fields.month))
    if until is None or until[1] < days[0]:
        return match.end(), days, fields
    return last.end(), (days[0], until[1]), last_fields.over(fields)


def _within(fields: _Fields, match: re.Match[str], days: _Days) -> _Days | None:
    """2025年1—6月, 8月1—5日: a range inside the year or month that `days` is."""
    low, high = int(match["low"]), int(match["high"])
    year = days[0].year
    if fields.month is None:
        first, last = _in_year(_Fields(), year, low), _in_year(_Fields(), year, high)
    else:
        first, last = (_in_year(_Fields(day=day), year, fields.month) for day in (low, high))
    return None if first is None or last is None or first[0] > last[1] else (first[0], last[1])


def _bare_range(
    text: str, match: re.Match[str], stop: int, anchor: _Anchor
) -> tuple[int, _Days | None, _Fields | None]:
    """2023—2025年, 1至12月, 5-8日: the first number takes the unit of the second."""
    mark = patterns.RANGE.match(text, match.end(), stop)
    last = patterns.POINT_ALONE.match(text, mark.end(), stop) if mark is not None else None
    fields = _fields(last, anchor) if last is not None else None
    if last is None or fields is None:
        return match.end(), None, None
    number = int(match["first"])
    if fields.year is not None:
        first = _Fields(year=number)
    elif fields.month is not None:
        first = _Fields(month=number)
        fields = _Fields(
            month=fields.month, part=None if fields.part == "份" else fields.part, day=fields.day
        )
    else:
        first = _Fields(month=anchor.month, day=number)
    until = _days_of(fields, anchor)
    start = _days_of(first, anchor if until is None else _Anchor(until[0], until[0].year, until[0].month))
    if start is None or until is None or start[0] > until[1]:
        return last.end(), None, None
    return last.end(), (start[0], until[1]), fields


def _fields(match: re.Match[str] | None, anchor: _Anchor) -> _Fields | None:
    """The fields of a point of time; None for other expressions and for words that need the issue's day."""
    if match is None:
        return None
    year: int | None = None
    if match["year"]:
        value = read_numeral(match["year"])
        year = None if value is None else int(value)
    elif match["word"]:
        if anchor.today is None:
            return None
        year = anchor.today.year + patterns.YEARS[match["word"]]
    season = match["season"] or match["bare_season"]
    month = _small(match["month"] or match["month2"])
    day = _small(match["day"] or match["day2"] or match["day3"])
    part = match["part"] or match["part2"]
    if year is None and season is None and month is None and day is None:
        return None
    return _Fields(year, season, month, part, day)


def _small(printed: str | None) -> int | None:
    value = read_numeral(printed) if printed else None
    return None if value is None else int(value)


def _days_of(fields: _Fields, anchor: _Anchor) -> _Days | None:
    """First and last day of a point; None where the calendar has no such day or the year cannot be known."""
    year = fields.year if fields.year is not None else anchor.year
    month = fields.month
    if fields.day is not None and month is None:
        month = anchor.month
    if fields.day is not None and month is None:
        return _day_near(fields.day, anchor.today)
    if year is None:
        if anchor.today is None:
            return None
        candidates = [
            days
            for near in range(anchor.today.year - 1, anchor.today.year + 2)
            if (days := _in_year(fields, near, month)) is not None
        ]
        if fields.season is not None:
            return _in_year(fields, anchor.today.year, month)
        this_month = anchor.today.replace(day=1)
        return min(candidates, key=lambda d: (_distance(d[0], this_month), d[0]), default=None)
    return _in_year(fields, year, month)


def _distance(day: date, issue: date) -> int:
    """Days between, those to come twice: news tells more of what was than of what will be."""
    days = (day - issue).days
    return 2 * days if days > 0 else -days


def _in_year(fields: _Fields, year: int, month: int | None) -> _Days | None:
    """The days of `fields` in `year`."""
    if not 1 <= year <= 9998:
        return None
    if month is None:
        first, last = _months_of(fields.season)
        return date(year, first, 1), date(year, last, months.monthrange(year, last)[1])
    if not 1 <= month <= 12:
        return None
    length = months.monthrange(year, month)[1]
    if fields.day is not None:
        return (date(year, month, fields.day),) * 2 if 1 <= fields.day <= length else None
    low, high = patterns.MONTH_PARTS.get(fields.part or "份", (1, 31))
    return date(year, month, low), date(year, month, min(high, length))


def _months_of(season: str | None) -> tuple[int, int]:
    """First and last month of a part of the year; of all of it for None."""
    if season is None:
        return 1, 12
    known = patterns.SEASONS.get(season) or patterns.SEASONS.get(season[0])
    if known is not None:
        return known
    if season.endswith("月"):  # 前7个月
        last = int(read_numeral(season[1:].removesuffix("月").removesuffix("个")) or 0)
        return 1, last if 1 <= last <= 12 else 12
    quarter = int(read_numeral(season.removesuffix("季度").rstrip("个").lstrip("前第")) or 1)
    return (1, 3 * quarter) if season.startswith("前") else (3 * quarter - 2, 3 * quarter)


def _day_near(day: int, today: date | None) -> _Days | None:
    """The day of that number nearest to the issue: 5日 in an issue of the 6th is yesterday."""
    if today is None:
        return None
    candidates: list[date] = []
    for shift in (-1, 0, 1):
        first = _shifted(today, shift)
        if 1 <= day <= months.monthrange(first.year, first.month)[1]:
            candidates.append(first.replace(day=day))
    nearest = min(candidates, key=lambda d: (abs((d - today).days), d), default=None)
    return None if nearest is None else (nearest, nearest)


def _shifted(day: date, by: int) -> date:
    """The first of the month `by` months away."""
    month = day.year * 12 + day.month - 1 + by
    return date(month // 12, month % 12 + 1, 1)


def _leaning(match: re.Match[str], anchor: _Anchor) -> _Days | None:
    """Days that only the day of the issue can tell: 昨天, 本月, 腊月二十三, 除夕, 上周五."""
    today = anchor.today
    if today is None:
        return None
    if match["lunar"]:
        return read_lunar(match["lunar"], today)
    if match["named"]:
        day = read_named_day(match["named"], today)
        if day is None:
            return None
        week = timedelta(days=7)
        one = timedelta(days=1)
        return {"前": (day - week, day - one), "后": (day + one, day + week)}.get(match["side"], (day, day))
    if match["relative"]:
        day = today + timedelta(days=patterns.DAYS[match["relative"]])
        return day, day
    if match["of_month"]:
        first = _shifted(today, patterns.MONTHS[match["of_month"]])
        return _in_year(_Fields(part=match["of_part"]), first.year, first.month)
    monday = today - timedelta(days=today.weekday())
    if match["weekday"]:
        day = monday + timedelta(days=7 * patterns.WEEKS[match["week"]] + patterns.WEEKDAYS[match["weekday"]])
        return day, day
    if match["whole_week"]:
        first = monday + timedelta(days=7 * patterns.WEEKS[match["whole_week"][0]])
        return first, first + timedelta(days=6)
    return None


def _a_year_earlier(before: list[Period], anchor: _Anchor) -> _Days | None:
    """去年同期: the last period named, a year earlier; the whole year where none was."""
    if before:
        last = before[-1]
        return _back_a_year(last.start), _back_a_year(last.end)
    if anchor.today is None:
        return None
    return date(anchor.today.year - 1, 1, 1), date(anchor.today.year - 1, 12, 31)


def _back_a_year(day: date) -> date:
    """The same day a year earlier; the end of February for its 29th."""
    length = months.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, length))
