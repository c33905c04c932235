from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.calendar import LunarDate, Period, lunar_of_solar, read_periods, solar_of_lunar
from corpus.spans import Span

ISSUE = date(2026, 2, 6)  # the first issue's day


def _days(text: str, today: date | None = ISSUE) -> list[tuple[str, str, str]]:
    return [(p.text, p.start.isoformat(), p.end.isoformat()) for p in read_periods(text, today=today)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025年", "2025-01-01", "2025-12-31"),
        ("２０２５年", "2025-01-01", "2025-12-31"),
        ("二〇二五年八月十五日", "2025-08-15", "2025-08-15"),
        ("2025年1月至12月", "2025-01-01", "2025-12-31"),
        ("2025年1—6月", "2025-01-01", "2025-06-30"),
        ("2023年至2025年", "2023-01-01", "2025-12-31"),
        ("2023—2025年", "2023-01-01", "2025-12-31"),
        ("2021年到2023年底", "2021-01-01", "2023-12-31"),
        ("2025年9月", "2025-09-01", "2025-09-30"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2025年年底", "2025-12-01", "2025-12-31"),
        ("2025年上半年", "2025-01-01", "2025-06-30"),
        ("2025年前三季度", "2025-01-01", "2025-09-30"),
        ("2025年第二季度", "2025-04-01", "2025-06-30"),
        ("2025年前7个月", "2025-01-01", "2025-07-31"),
        ("2025年头两个月", "2025-01-01", "2025-02-28"),
        ("2025年5月下旬", "2025-05-21", "2025-05-31"),
        ("2025年春", "2025-03-01", "2025-05-31"),
        ("2022年8月3日", "2022-08-03", "2022-08-03"),
        ("2024-05-20", "2024-05-20", "2024-05-20"),
        ("2025年8月1日至5日", "2025-08-01", "2025-08-05"),
        ("2025年12月30日至2026年1月2日", "2025-12-30", "2026-01-02"),
    ],
)
def test_a_date_with_its_year_needs_no_issue(text: str, start: str, end: str) -> None:
    assert _days(text, None) == [(text, start, end)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("今年上半年", "2026-01-01", "2026-06-30"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("去年下半年", "2025-07-01", "2025-12-31"),
        ("前年", "2024-01-01", "2024-12-31"),
        ("明年一季度", "2027-01-01", "2027-03-31"),
        ("去年12月至今年3月", "2025-12-01", "2026-03-31"),
        ("本月", "2026-02-01", "2026-02-28"),
        ("上月", "2026-01-01", "2026-01-31"),
        ("下月初", "2026-03-01", "2026-03-10"),
        ("昨天", "2026-02-05", "2026-02-05"),
        ("明日", "2026-02-07", "2026-02-07"),
        ("5日", "2026-02-05", "2026-02-05"),
        ("30日", "2026-01-30", "2026-01-30"),
        ("2月5日", "2026-02-05", "2026-02-05"),
        ("2月份", "2026-02-01", "2026-02-28"),
        ("12月", "2025-12-01", "2025-12-31"),
        ("1至12月", "2025-01-01", "2025-12-31"),
        ("8月1日至5日", "2025-08-01", "2025-08-05"),
        ("上周五", "2026-01-30", "2026-01-30"),
        ("本周", "2026-02-02", "2026-02-08"),
        ("年底", "2026-12-01", "2026-12-31"),
        ("腊月二十三", "2026-02-10", "2026-02-10"),
        ("腊月廿三", "2026-02-10", "2026-02-10"),
        ("腊月十七", "2026-02-04", "2026-02-04"),
        ("正月初八", "2026-02-24", "2026-02-24"),
        ("正月十二", "2026-02-28", "2026-02-28"),
        ("腊月", "2026-01-19", "2026-02-16"),
        ("除夕", "2026-02-16", "2026-02-16"),
        ("除夕前一周", "2026-02-09", "2026-02-15"),
        ("春节", "2026-02-17", "2026-02-17"),
        ("元宵节", "2026-03-03", "2026-03-03"),
        ("立春", "2026-02-04", "2026-02-04"),
        ("中秋节", "2025-10-06", "2025-10-06"),
    ],
)
def test_a_relative_word_leans_on_the_issue(text: str, start: str, end: str) -> None:
    assert _days(text) == [(text, start, end)]
    assert _days(text, None) == []


@pytest.mark.parametrize(
    "text", ["连续3年", "6个月", "5日内", "第三方", "13月", "2月30日", "两个月", "闰六月三十"]
)
def test_a_stretch_or_an_impossible_day_is_no_period(text: str) -> None:
    assert _days(text) == []


def test_the_same_time_last_year_follows_the_period_before_it() -> None:
    assert _days("2025年1月至12月,优良天数282天,比上年同期增加34天")[1] == (
        "上年同期",
        "2024-01-01",
        "2024-12-31",
    )


def test_a_month_takes_the_year_of_its_sentence_but_not_of_the_one_before() -> None:
    assert [p[1] for p in _days("2022年3月开工，8月完工。12月通车。")] == [
        "2022-03-01",
        "2022-08-01",
        "2025-12-01",
    ]


def test_a_day_takes_the_month_of_its_sentence() -> None:
    assert [p[1] for p in _days("8月3日开幕，5日闭幕。")] == ["2025-08-03", "2025-08-05"]


def test_a_lunar_month_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="does not occur"):
        solar_of_lunar(LunarDate(2025, 12, 30))
    with pytest.raises(ValueError, match="not a lunar date"):
        LunarDate(2025, 13, 1)


def test_the_lunar_name_of_a_day() -> None:
    assert str(lunar_of_solar(date(2026, 2, 10))) == "腊月二十三"
    assert str(lunar_of_solar(date(2026, 2, 17))) == "正月初一"
    assert str(lunar_of_solar(date(2025, 8, 1))) == "闰六月初八"


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_the_lunar_calendar_inverts(day: date) -> None:
    assert solar_of_lunar(lunar_of_solar(day)) == day


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_a_printed_lunar_day_is_read_back(day: date) -> None:
    printed = str(lunar_of_solar(day))
    assert [(p.start, p.end) for p in read_periods("农历" + printed, today=day)] == [(day, day)]


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2190, 12, 31)), st.integers(0, 400))
def test_a_printed_range_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    text = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    assert [(p.text, p.start, p.end) for p in read_periods(text, today=None)] == [(text, first, last)]


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.sampled_from("今去前明年上下本月日号至到—0123456789二三季度周初底旬腊正十廿春节同期-/. ，。")
        | st.characters()
    ),
    st.none() | st.dates(date(1950, 1, 1), date(2090, 1, 1)),
)
def test_any_text_gives_periods_that_slice_and_do_not_overlap(text: str, today: date | None) -> None:
    found = read_periods(text, today=today)
    assert all(p.span.of(text) == p.text and p.start <= p.end for p in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def test_periods_compare_by_their_days() -> None:
    year, half = read_periods("2025年和2025年上半年", today=None)
    assert year.covers(half)
    assert not half.covers(year)
    assert half.meets(year)
    with pytest.raises(ValueError, match="not a period"):
        Period(date(2025, 1, 2), date(2025, 1, 1), "一", Span(0, 1))
