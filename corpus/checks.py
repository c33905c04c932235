"""Whether an archive holds what it should: every text, span and seal looked at again.

Nothing is changed. A fault is told in Chinese, for whoever keeps the desk; what to do about any of them is
the same: restore a backup, or add the page again.
"""

import hashlib
import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.additions import chained_page, chained_passages, chained_removal
from corpus.ledger_rows import figure_faults
from corpus.schema import text_seal
from corpus.spans import Span
from corpus.stored import loaded_paragraphs, loaded_span, loaded_spans


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the archive that is not as it was written."""

    where: str
    """The page's name, or the file's."""
    what: str
    """One Chinese sentence."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A story as stored, its spans still text."""

    id: int
    number: int
    paragraphs: str
    marked: tuple[str, ...]
    """Title, kicker and byline."""
    passages: tuple[tuple[str, str], ...]
    """Spans and section of each."""


def faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """All that is wrong in the archive behind `connection`: the file, the history, then page by page."""
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Fault(str(table), f"第 {row} 行所属的 {parent} 记录不见了。")
    for (message,) in connection.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield Fault("archive.sqlite", f"数据库文件已损坏：{message}。")
    yield from _chain_faults(connection)
    for bulletin_id, name, stories, passages, characters in connection.execute(
        "SELECT id, name, stories, passages, characters FROM bulletins ORDER BY id"
    ).fetchall():
        page = connection.execute(
            "SELECT text, furniture, sealed FROM pages WHERE bulletin_id = ?", (bulletin_id,)
        ).fetchone()
        if page is None:
            yield Fault(name, "版面的文字不见了。")
            continue
        text, furniture, sealed = page
        if text_seal(text) != sealed:
            yield Fault(name, "版面的文字与加入时的校验值不符。")
        rows = _rows(connection, bulletin_id)
        held = (len(rows), sum(len(row.passages) for row in rows), len(text))
        if held != (stories, passages, characters):
            yield Fault(name, "报道数、段落数或字数与记录不符。")
        try:
            yield from (Fault(name, what) for what in _page_faults(text, loaded_spans(furniture), rows))
            yield from (Fault(name, what) for what in figure_faults(connection, bulletin_id, text))
        except ValueError as error:
            yield Fault(name, f"位置记录读不懂：{error}。")


def _rows(connection: sqlite3.Connection, bulletin_id: int) -> list[_Row]:
    return [
        _Row(
            id_,
            number,
            paragraphs,
            marked,
            tuple(
                connection.execute(
                    "SELECT spans, section FROM passages WHERE story_id = ? ORDER BY id", (id_,)
                ).fetchall()
            ),
        )
        for id_, number, paragraphs, *marked in connection.execute(
            "SELECT id, number, paragraphs, title, kicker, byline FROM stories"
            " WHERE bulletin_id = ? ORDER BY number",
            (bulletin_id,),
        ).fetchall()
    ]


def _page_faults(text: str, furniture: Sequence[Span], rows: Sequence[_Row]) -> Iterator[str]:
    stories = [loaded_paragraphs(row.paragraphs) for row in rows]
    owned = [
        (span, place)
        for place, paragraphs in enumerate(stories)
        for paragraph in paragraphs
        for span in paragraph.spans
    ]
    owned.sort()
    at = 0
    for span in sorted([*furniture, *(span for span, _ in owned)]):
        if span.start != at:
            yield f"第 {min(at, span.start)} 字处有文字不属于任何报道，或属于两处。"
            return
        at = span.end
    if at != len(text):
        yield f"第 {min(at, len(text))} 字之后有文字不属于任何报道，或位置超出了版面。"
        return
    for place, row in enumerate(rows):
        if row.number != place:
            yield f"第 {place + 1} 篇报道的编号不对。"
        sections = [section for _, section in row.passages]
        marked = [loaded_span(stored) for stored in (*row.marked, *sections) if stored]
        if not all(span and _owners(owned, span) == {place} for span in marked):
            yield f"第 {place + 1} 篇报道的标题、小标题或署名不在这篇报道里。"
        searched = [span for spans, _ in row.passages for span in loaded_spans(spans)]
        ends = [Span(at, at + 1) for span in searched for at in (span.start, span.end - 1)]
        if not all(_owners(owned, span) == {place} for span in (*searched, *ends)):
            yield f"第 {place + 1} 篇报道有检索段落不在这篇报道里。"


def _owners(owned: Sequence[tuple[Span, int]], span: Span) -> set[int]:
    """The stories that have characters in `span`; a passage may run over the blank lines between two."""
    first = max(0, bisect_right(owned, span.start, key=lambda pair: pair[0].start) - 1)
    found = set()
    for one, place in islice(owned, first, None):
        if one.start >= span.end:
            break
        if one.end > span.start:
            found.add(place)
    return found


def _chain_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Generations whose seal does not follow from the one before and from what they changed."""
    before = ""
    for generation, seal in connection.execute("SELECT generation, seal FROM changes ORDER BY generation"):
        if generation and _sealed(connection, generation, before) != seal:
            yield Fault("archive.sqlite", f"第 {generation} 次改动的记录与校验值不符。")
        before = seal


def _sealed(connection: sqlite3.Connection, generation: int, before: str) -> str:
    chain = hashlib.sha256(before.encode())
    names = set()
    for bulletin_id, name, date, digest, rulings in connection.execute(
        "SELECT id, name, date, digest, rulings FROM bulletins WHERE added = ? ORDER BY id", (generation,)
    ).fetchall():
        names.add(name)
        chain.update(chained_page(name, date, digest, rulings))
        for (spans,) in connection.execute(
            "SELECT (SELECT json_group_array(spans) FROM (SELECT spans FROM passages"
            " WHERE story_id = stories.id ORDER BY id)) FROM stories WHERE bulletin_id = ? ORDER BY number",
            (bulletin_id,),
        ):
            chain.update(chained_passages(json.loads(spans)))
    retired = connection.execute("SELECT name FROM bulletins WHERE retired = ?", (generation,)).fetchall()
    for name in sorted(name for (name,) in retired if name not in names):
        chain.update(chained_removal(name))
    return chain.hexdigest()
