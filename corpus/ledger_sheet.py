"""The ledger as a table for an office: Chinese headings, one row a figure, exact values, safe to open.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula. Print that begins so is led by an apostrophe,
which shows it as text; a number (-1.2) stays one.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from corpus.archive import Archive
from corpus.figures import Direction, Qualifier
from corpus.ledger_rows import Sought, StoredFigure
from corpus.spans import joined
from corpus.stored import StoredStory

HEADINGS = (
    "印刷原文",
    "数值",
    "上限",
    "单位",
    "限定",
    "增减",
    "指标",
    "对比",
    "时间",
    "地点",
    "所在句子",
    "报道",
    "报纸日期",
    "期名",
    "起",
    "止",
)
"""起 and 止 count code points of the page, as everywhere."""

QUALIFIERS = {Qualifier.EXACT: "", Qualifier.OVER: "超过", Qualifier.UNDER: "不足", Qualifier.ABOUT: "约"}
DIRECTIONS = {Direction.LEVEL: "", Direction.UP: "增", Direction.DOWN: "减"}

_RISKY = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def cells(row: StoredFigure, story: StoredStory) -> tuple[str, ...]:
    """One row under `HEADINGS`, as text; values are exact decimals."""
    figure, page = row.figure, story.bulletin.text
    return (
        figure.text,
        exact(figure.value),
        "" if figure.upper is None else exact(figure.upper),
        figure.unit,
        QUALIFIERS[figure.qualifier],
        DIRECTIONS[figure.direction],
        figure.measure,
        figure.base,
        figure.period,
        figure.place,
        joined(page, figure.sentence).strip(),
        story.story.headline(story.bulletin) or "",
        row.date.isoformat() if row.date else "",
        row.bulletin,
        str(figure.spans[0].start),
        str(figure.spans[-1].end),
    )


def exact(value: Decimal) -> str:
    """The value without exponent, to its last printed digit: 4.7910, 383429000000."""
    return format(value, "f")


def safe(cell: str) -> str:
    """The cell, led by an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{cell}" if _RISKY.match(cell) and not _NUMBER.fullmatch(cell) else cell


def rows_of(archive: Archive, rows: Iterable[StoredFigure]) -> Iterator[tuple[str, ...]]:
    """The rows as text; one story at a time is held in memory."""
    story: StoredStory | None = None
    for row in rows:
        if story is None or story.id != row.story_id:
            story = archive.story(row.story_id)
        yield cells(row, story)


def write_csv(file: Path, table: Iterable[tuple[str, ...]]) -> int:
    """Write the table with its headings in UTF-8, marked so that office programs see it, and say how many rows.

    OSError where the file cannot be written.
    """
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        for row in table:
            writer.writerow(map(safe, row))
            count += 1
    return count


def write_ledger(archive: Archive, file: Path) -> int:
    """Write all figures of the searched pages as CSV, page by page in their order, and say how many.

    ArchiveError where older pages' figures have to be read and the archive cannot be written.
    """
    archive.read_ledger()
    pages = (archive.figures(Sought(bulletins=(page.id,))) for page in archive.bulletins())
    return write_csv(file, (row for page in pages for row in rows_of(archive, page)))
