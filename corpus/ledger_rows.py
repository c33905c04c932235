"""The ledger's rows in the archive: written with a page, read again where an older reading wrote them, and sought.

A measure is kept once, in `measures`, also as it is looked for; a search first finds measures, then their rows.
Rows of replaced and removed pages stay, as their passages do, and are not found.
"""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from corpus.figures import Direction, FigureKind, Qualifier
from corpus.ledger import READING, LedgerFigure, searched
from corpus.spans import joined
from corpus.stored import dumped_spans, loaded_spans


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A row of the ledger with where it stands."""

    id: int
    story_id: int
    bulletin_id: int
    bulletin: str
    """The page's name."""
    digest: str
    date: datetime.date | None
    """Of the issue."""
    story: int
    """The story's number on its page."""
    figure: LedgerFigure


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """A measure that some figure has."""

    id: int
    searched: str
    """As `corpus.ledger.searched` makes it."""


@dataclass(frozen=True, slots=True)
class FigureKey:
    """What a row is ranked by: a tenth of the row to read, of which a common word finds tens of thousands."""

    id: int
    measure: str
    place: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which rows are wanted; what is left out narrows nothing."""

    measures: tuple[int, ...] | None = None
    """Numbers of measures."""
    value: Decimal | None = None
    """The row's value is this, whatever its digits (4.7910 is 4.791)."""
    units: tuple[str, ...] = ()
    """Any of these, as printed without its scale (亩, not 万亩)."""
    places: tuple[str, ...] = ()
    """The row's place holds any of these."""
    days: tuple[datetime.date, datetime.date] | None = None
    """The row's period shares a day with these."""
    since: datetime.date | None = None
    """First day of issue."""
    until: datetime.date | None = None
    """Last day of issue."""
    bulletins: tuple[int, ...] = ()
    """Any of these pages."""
    limit: int | None = None
    """At most so many, the latest."""


def write_figures(connection: sqlite3.Connection, story_id: int, figures: Sequence[LedgerFigure]) -> None:
    """Write the rows of one story, in the open transaction."""
    if not figures:
        return
    names = sorted({figure.measure for figure in figures})
    connection.executemany(
        "INSERT OR IGNORE INTO measures (text, searched) VALUES (?, ?)",
        ((name, searched(name)) for name in names),
    )
    connection.executemany(
        "INSERT INTO figures (story_id, measure_id, text, spans, sentence, kind, value, upper, unit, qualifier,"
        " direction, base, period, first, last, place)"
        " VALUES (?, (SELECT id FROM measures WHERE text = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((story_id, *_row(figure)) for figure in figures),
    )


def rewrite_figures(
    connection: sqlite3.Connection,
    bulletin_ids: Sequence[int],
    stories: Iterable[tuple[int, Sequence[LedgerFigure]]],
) -> None:
    """Put `stories` (by number, with their rows) in the place of all rows of those pages, in the open transaction."""
    pages = json.dumps(list(bulletin_ids))
    connection.execute(
        "DELETE FROM figures WHERE story_id IN"
        " (SELECT id FROM stories WHERE bulletin_id IN (SELECT value FROM json_each(?)))",
        (pages,),
    )
    for story_id, figures in stories:
        write_figures(connection, story_id, figures)
    connection.execute(
        "UPDATE bulletins SET reading = ?, figures = (SELECT count(*) FROM figures JOIN stories ON stories.id = story_id"
        " WHERE bulletin_id = bulletins.id) WHERE id IN (SELECT value FROM json_each(?))",
        (READING, pages),
    )


def unread_pages(connection: sqlite3.Connection) -> list[int]:
    """The searched pages whose figures were never read, or by an older reading."""
    rows = connection.execute(
        "SELECT id FROM bulletins WHERE retired IS NULL AND reading < ? ORDER BY id", (READING,)
    )
    return [row[0] for row in rows]


def measures_holding(connection: sqlite3.Connection, words: Sequence[str]) -> list[KnownMeasure]:
    """The measures that hold any of `words`, each as `searched` makes it; by number."""
    if not words:
        return []
    holds = " OR ".join("instr(searched, ?)" for _ in words)
    rows = connection.execute(f"SELECT id, searched FROM measures WHERE {holds} ORDER BY id", list(words))  # noqa: S608 - only marks
    return [KnownMeasure(*row) for row in rows]


def measures_named(connection: sqlite3.Connection, name: str) -> list[KnownMeasure]:
    """The measures that `searched` makes `name` of (优良天数, 優良天數); by number."""
    rows = connection.execute("SELECT id, searched FROM measures WHERE searched = ? ORDER BY id", (name,))
    return [KnownMeasure(*row) for row in rows]


def sought_figures(connection: sqlite3.Connection, sought: Sought) -> list[StoredFigure]:
    """The rows of searched pages that are wanted: the latest issue first, then as the page prints them."""
    where, values = _tests(sought)
    return list(map(_stored, connection.execute(f"{_SELECT}{where}", values)))


def sought_keys(connection: sqlite3.Connection, sought: Sought) -> list[FigureKey]:
    """The same rows in the same order, as keys."""
    where, values = _tests(sought)
    rows = connection.execute(f"SELECT figures.id, measures.text, place{_FROM}{where}", values)
    return [FigureKey(*row) for row in rows]


def numbered_figures(connection: sqlite3.Connection, ids: Sequence[int]) -> list[StoredFigure]:
    """The rows of those numbers, in the order asked; one whose page was read again since has none."""
    found = connection.execute(
        f"{_SELECT} WHERE figures.id IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own words
        (json.dumps(list(ids)),),
    )
    rows = {row.id: row for row in map(_stored, found)}
    return [rows[id_] for id_ in ids if id_ in rows]


_FROM = (
    " FROM figures JOIN measures ON measures.id = measure_id JOIN stories ON stories.id = story_id"
    " JOIN bulletins ON bulletins.id = bulletin_id"
)
_SELECT = (
    "SELECT figures.id, story_id, bulletin_id, bulletins.name, digest, bulletins.date, number,"
    " figures.text, spans, sentence, kind, value, upper, unit, qualifier, direction,"
    f" measures.text, base, period, first, last, place{_FROM}"
)


def _tests(sought: Sought) -> tuple[str, list[object]]:
    """What follows `_FROM`, and the values of its marks."""
    tests: list[tuple[str, list[object]]] = [("retired IS NULL", [])]
    if sought.measures is not None:
        tests.append(("measure_id IN (SELECT value FROM json_each(?))", [json.dumps(sought.measures)]))
    if sought.value is not None:
        # as the nearest doubles, which equal decimals share; the caller compares exactly
        tests.append(("CAST(value AS REAL) = ?", [float(sought.value)]))
    if sought.units:
        tests.append(("unit IN (SELECT value FROM json_each(?))", [json.dumps(sought.units)]))
    if sought.places:
        tests.append((" OR ".join("instr(place, ?)" for _ in sought.places), list(sought.places)))
    if sought.days is not None:
        tests.append(("first <= ? AND last >= ?", [day.isoformat() for day in reversed(sought.days)]))
    if sought.since is not None:
        tests.append(("bulletins.date >= ?", [sought.since.isoformat()]))
    if sought.until is not None:
        tests.append(("bulletins.date <= ?", [sought.until.isoformat()]))
    if sought.bulletins:
        tests.append(("bulletin_id IN (SELECT value FROM json_each(?))", [json.dumps(sought.bulletins)]))
    where = " AND ".join(f"({test})" for test, _ in tests)
    order = "bulletins.date DESC, bulletin_id, figures.id LIMIT ?"
    limit = -1 if sought.limit is None else sought.limit
    return f" WHERE {where} ORDER BY {order}", [*(value for _, values in tests for value in values), limit]


def figure_faults(connection: sqlite3.Connection, bulletin_id: int, text: str) -> Iterator[str]:
    """What is wrong with the rows of a page that prints `text`, each in one Chinese sentence. ValueError as
    `loaded_spans` raises it.
    """
    counted, reading = connection.execute(
        "SELECT figures, reading FROM bulletins WHERE id = ?", (bulletin_id,)
    ).fetchone()
    if not reading:
        return
    rows = connection.execute(
        "SELECT figures.text, spans, sentence FROM figures JOIN stories ON stories.id = story_id"
        " WHERE bulletin_id = ? ORDER BY figures.id",
        (bulletin_id,),
    ).fetchall()
    if len(rows) != counted:
        yield f"数据台账应有 {counted} 条，实有 {len(rows)} 条。"
    for printed, spans, sentence in rows:
        places = loaded_spans(spans)
        if joined(text, places) != printed:
            yield f"数据台账的“{printed}”与版面上的文字不符。"
        around = loaded_spans(sentence)
        if not all(any(whole.covers(place) for whole in around) for place in places):
            yield f"数据台账的“{printed}”不在它的句子里。"


def _row(figure: LedgerFigure) -> tuple[str | None, ...]:
    first, last = figure.days or (None, None)
    return (
        figure.measure,
        figure.text,
        dumped_spans(figure.spans),
        dumped_spans(figure.sentence),
        figure.kind.value,
        format(figure.value, "f"),
        None if figure.upper is None else format(figure.upper, "f"),
        figure.unit,
        figure.qualifier.value,
        figure.direction.value,
        figure.base,
        figure.period,
        first.isoformat() if first else None,
        last.isoformat() if last else None,
        figure.place,
    )


def _stored(row: tuple[Any, ...]) -> StoredFigure:
    (
        id_,
        story_id,
        bulletin_id,
        name,
        digest,
        issued,
        number,
        text,
        spans,
        sentence,
        kind,
        value,
        upper,
        unit,
    ) = row[:14]
    (qualifier, direction, measure, base, period, first, last, place) = row[14:]
    day = datetime.date.fromisoformat
    return StoredFigure(
        id=id_,
        story_id=story_id,
        bulletin_id=bulletin_id,
        bulletin=name,
        digest=digest,
        date=day(issued) if issued else None,
        story=number,
        figure=LedgerFigure(
            text=text,
            spans=loaded_spans(spans),
            sentence=loaded_spans(sentence),
            kind=FigureKind(kind),
            value=Decimal(value),
            upper=None if upper is None else Decimal(upper),
            unit=unit,
            qualifier=Qualifier(qualifier),
            direction=Direction(direction),
            measure=measure,
            base=base,
            period=period,
            days=(day(first), day(last)) if first and last else None,
            place=place,
        ),
    )
