from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.site.shelf import Month, shelved, sliced
from corpus.stored import BulletinRow


def row(number: int, day: date | None, stories: int = 1) -> BulletinRow:
    return BulletinRow(number, f"{number}.md", day, stories, 100)


FEBRUARY, MARCH, LAST_YEAR = date(2026, 2, 6), date(2026, 3, 1), date(2025, 12, 31)
ROWS = [
    row(3, None),
    row(2, FEBRUARY, 4),
    row(5, LAST_YEAR),
    row(1, FEBRUARY, 9),
    row(4, MARCH, 2),
]


def test_a_days_pages_stand_together_in_the_order_they_came_newest_day_first() -> None:
    shelf = shelved(ROWS)
    assert [(day, [r.id for r in rows]) for day, rows in shelf.days.items()] == [
        (MARCH, [4]),
        (FEBRUARY, [1, 2]),
        (LAST_YEAR, [5]),
    ]
    assert [r.id for r in shelf.undated] == [3]
    assert shelf.latest == MARCH
    assert (shelf.stories(FEBRUARY), shelf.stories(date(2026, 2, 7))) == (13, 0)


def test_neighbours_are_the_nearest_days_that_have_an_issue() -> None:
    shelf = shelved(ROWS)
    assert shelf.neighbours(FEBRUARY) == (LAST_YEAR, MARCH)
    assert shelf.neighbours(MARCH) == (FEBRUARY, None)
    assert shelf.neighbours(LAST_YEAR) == (None, FEBRUARY)


def test_only_months_with_an_issue_are_listed() -> None:
    assert list(map(str, shelved(ROWS).months())) == ["2026-03", "2026-02", "2025-12"]


def test_an_empty_archive_has_no_latest_day() -> None:
    shelf = shelved([])
    assert (shelf.latest, shelf.months(), shelf.undated) == (None, [], ())


def test_a_month_is_laid_out_from_monday() -> None:
    weeks = Month(2026, 2).weeks()
    assert weeks[0] == [None] * 6 + [date(2026, 2, 1)]
    assert weeks[-1] == [date(2026, 2, day) for day in range(23, 29)] + [None]


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-2-1", "x"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month"):
        Month.read(text)


@settings(max_examples=60)
@given(st.integers(0, 40), st.integers(1, 12))
def test_the_pages_of_a_list_hold_every_row_once(count: int, length: int) -> None:
    rows = [row(number, None) for number in range(count)]
    seen: list[BulletinRow] = []
    number = 1
    while True:
        part = sliced(rows, number, length=length)
        assert part is not None
        seen += part.rows
        if not part.more:
            break
        number += 1
    assert seen == rows
    assert sliced(rows, number + 1, length=length) is None
