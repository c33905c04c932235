"""The issues by day and month, as the archive's pages are put on a shelf.

A day's issue is every page that bears its date. Pure: a shelf is made from the archive's rows and is
good for one generation of the archive.
"""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Self

from corpus.stored import BulletinRow

_WEEKS = Calendar(firstweekday=0)
"""Monday first, as Chinese calendars print it."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; in order of time."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Self:
        """The month written 2026-02. ValueError for anything else."""
        day = date.fromisoformat(f"{text}-01")
        return cls.of(day)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def weeks(self) -> list[list[date | None]]:
        """Its days in weeks from Monday to Sunday; None where a week reaches into another month."""
        # not itermonthdates: it would leave the calendar in January of year 1
        numbers = _WEEKS.monthdayscalendar(self.year, self.month)
        return [
            [date(self.year, self.month, number) if number else None for number in week] for week in numbers
        ]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The archive's pages by day, and those without a date."""

    days: dict[date, tuple[BulletinRow, ...]]
    """Newest day first; the pages of a day in the order they came."""
    undated: tuple[BulletinRow, ...]
    """In the order they came."""

    @property
    def latest(self) -> date | None:
        """The newest day that has a page."""
        return next(iter(self.days), None)

    def months(self) -> list[Month]:
        """The months that have an issue, newest first."""
        return [month for month, _ in groupby(self.days, key=Month.of)]

    def stories(self, day: date) -> int:
        """How many stories a day's issue prints; 0 for a day without one."""
        return sum(row.stories for row in self.days.get(day, ()))

    def neighbours(self, day: date) -> tuple[date | None, date | None]:
        """The last day with an issue before `day`, and the next one after it."""
        earlier = next((other for other in self.days if other < day), None)
        later = next((other for other in reversed(self.days) if other > day), None)
        return earlier, later


def shelved(rows: Iterable[BulletinRow]) -> Shelf:
    """The shelf of an archive's rows, in whatever order they come."""
    days: dict[date, list[BulletinRow]] = {}
    undated: list[BulletinRow] = []
    for row in sorted(rows, key=lambda row: row.id):
        if row.date:
            days.setdefault(row.date, []).append(row)
        else:
            undated.append(row)
    return Shelf({day: tuple(days[day]) for day in sorted(days, reverse=True)}, tuple(undated))


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a long list."""

    rows: Sequence[BulletinRow]
    number: int
    """From 1."""
    more: bool
    """Whether another page follows."""


def sliced(rows: Sequence[BulletinRow], number: int, *, length: int) -> Slice | None:
    """Page `number` of `rows`; None past the end, though an empty list has one page."""
    start = (number - 1) * length
    if number < 1 or (start >= len(rows) and number > 1):
        return None
    return Slice(rows[start : start + length], number, start + length < len(rows))
