"""Which period a question means where it names no year."""

from datetime import date

import pytest

from corpus.calendar import Period, read_periods
from qa.timing import agrees, any_year, names_year

TODAY = date(2026, 2, 6)
STORY = date(2023, 8, 19)


def period(text: str, today: date = TODAY) -> Period:
    (found,) = read_periods(text, today=today)
    return found


@pytest.mark.parametrize(
    ("words", "named", "open_"),
    [
        ("2025年7月", True, False),
        ("7月份", False, True),
        ("二季度", False, True),
        ("上半年", False, True),
        ("8月6日", False, True),
        ("今年上半年", False, False),
        ("去年", False, False),
        ("昨天", False, False),
        ("本月", False, False),
        ("腊月二十三", False, False),
    ],
)
def test_a_period_names_its_year_leaves_it_open_or_leans_on_the_issue(
    words: str, named: bool, open_: bool
) -> None:
    assert (names_year(period(words)), any_year(period(words))) == (named, open_)


@pytest.mark.parametrize(
    ("asked", "printed", "same"),
    [
        ("7月份", "7月", True),
        ("7月份", "6月", False),
        ("二季度", "二季度", True),
        ("一季度", "上半年", True),
        ("8月6日", "8月5日", False),
        ("8月6日", "8月5日至6日", True),
        ("2025年7月", "7月", False),
        ("今年上半年", "上半年", False),
    ],
)
def test_a_period_without_year_is_that_of_the_story_it_is_found_in(
    asked: str, printed: str, same: bool
) -> None:
    assert agrees(period(asked), period(printed, STORY)) is same
