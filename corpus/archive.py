"""The archive: every page as read, with its stories and passages, in one SQLite file. The only truth.

Nothing in it is ever rewritten. A corrected page of the same name retires the version before it, which is
searched no more but still resolves by its numbers. Each committed change is one generation; what is derived
from the archive (the index) asks what changed between two of them.
"""

import datetime
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

from corpus.additions import added, removed
from corpus.bulletins import Bulletin, PageStories, Passage, Story
from corpus.checks import Fault, faults
from corpus.errors import ArchiveError
from corpus.ledger import read_ledger
from corpus.ledger_rows import (
    FigureKey,
    KnownMeasure,
    Sought,
    StoredFigure,
    measures_holding,
    measures_named,
    numbered_figures,
    rewrite_figures,
    sought_figures,
    sought_keys,
    unread_pages,
)
from corpus.rulings import read_rulings
from corpus.schema import connected, explained, reachable
from corpus.spans import joined
from corpus.stored import (
    AddReport,
    BulletinRow,
    PassageText,
    StoredBulletin,
    StoredPassage,
    StoredStory,
    Version,
    loaded_paragraphs,
    loaded_span,
    loaded_spans,
)

FILE = "archive.sqlite"

_BATCH = 500
"""Pages held in memory at once while an index reads them."""


class Archive:
    """An open archive. Reading is safe from several threads; other processes may read and write meanwhile."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self._file = file
        self._connection = connection
        self._lock = RLock()

    @classmethod
    def open(cls, folder: Path) -> "Archive":
        """The archive in `folder`, made there if there is none; read-only where the folder is.

        Raises ArchiveError where it can be neither opened nor made.
        """
        file = folder / FILE
        with reachable(file):
            folder.mkdir(parents=True, exist_ok=True)
        return cls(file, connected(file, create=True))

    def close(self) -> None:
        """Let the file go; the archive answers no more."""
        self._connection.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What is in it

    @property
    def generation(self) -> int:
        """Changes committed so far, by any process."""
        return self.version.generation

    @property
    def version(self) -> Version:
        """The archive's present state."""
        rows = self._rows(
            "SELECT identity, generation, seal FROM archive, changes ORDER BY generation DESC LIMIT 1", ()
        )
        identity, generation, seal = rows[0]
        return Version(archive=identity, generation=generation, seal=seal)

    def passed(self, version: Version) -> bool:
        """Whether this archive is, or once was, in the state `version`."""
        rows = self._rows(
            "SELECT 1 FROM archive, changes WHERE identity = ? AND generation = ? AND seal = ?",
            (version.archive, version.generation, version.seal),
        )
        return bool(rows)

    def bulletins(self) -> list[BulletinRow]:
        """The pages that are searched, by date (undated first), then in the order they were added."""
        rows = self._rows(
            "SELECT id, name, date, stories, characters FROM bulletins WHERE retired IS NULL"
            " ORDER BY date, id",
            (),
        )
        return [
            BulletinRow(id_, name, _date(date), stories, characters)
            for id_, name, date, stories, characters in rows
        ]

    def bulletin(self, bulletin_id: int) -> Bulletin:
        """The page of that number, replaced or not. KeyError where there is none."""
        return self._bulletins([bulletin_id])[bulletin_id]

    def bulletin_named(self, name: str) -> StoredBulletin | None:
        """The version of that page that is searched."""
        rows = self._rows("SELECT id FROM bulletins WHERE name = ? AND retired IS NULL", (name,))
        if not rows:
            return None
        bulletin_id = rows[0][0]
        return StoredBulletin(bulletin_id, self.bulletin(bulletin_id), live=True)

    def version_named(self, name: str, version: str) -> StoredBulletin | None:
        """The newest page of that name whose digest begins with `version` (hex), searched or replaced; None for none."""
        rows = self._rows(
            "SELECT id, retired IS NULL FROM bulletins WHERE name = ? AND substr(digest, 1, ?) = ?"
            " ORDER BY id DESC LIMIT 1",
            (name, len(version), version),
        )
        if not rows:
            return None
        bulletin_id, live = rows[0]
        return StoredBulletin(bulletin_id, self.bulletin(bulletin_id), live=bool(live))

    def page(self, bulletin_id: int) -> PageStories:
        """The page's stories and furniture. KeyError where there is no such page."""
        rows = self._rows(
            "SELECT furniture, rulings, name FROM pages JOIN bulletins ON id = bulletin_id"
            " WHERE bulletin_id = ?",
            (bulletin_id,),
        )
        if not rows:
            raise KeyError(f"no bulletin {bulletin_id} in {self._file}")
        stories = tuple(stored.story for stored in self.stories(bulletin_id))
        furniture, rulings, name = rows[0]
        return PageStories(stories, loaded_spans(furniture), read_rulings(rulings, name) if rulings else None)

    def story(self, story_id: int) -> StoredStory:
        """The story of that number, of a replaced page or not. KeyError where there is none."""
        found = self._stories([story_id])
        if not found:
            raise KeyError(f"no story {story_id} in {self._file}")
        return found[0]

    def stories_numbered(self, ids: Sequence[int]) -> list[StoredStory]:
        """The stories of those numbers in page order, fetched together; those that there are not are left out."""
        return self._stories(ids)

    def stories(self, bulletin_id: int) -> list[StoredStory]:
        """The stories of a page in their order; empty where there is no such page."""
        rows = self._rows("SELECT id FROM stories WHERE bulletin_id = ?", (bulletin_id,))
        return self._stories([story_id for (story_id,) in rows])

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """The passages of those numbers, in the order asked. KeyError where one is missing."""
        found = self._rows(
            "SELECT passages.id, story_id, bulletin_id, number, spans, section"
            " FROM passages JOIN stories ON stories.id = story_id"
            " WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        rows = {row[0]: row for row in found}
        pages = self._texts(sorted({row[2] for row in rows.values()}))
        out = []
        for passage_id in ids:
            if passage_id not in rows:
                raise KeyError(f"no passage {passage_id} in {self._file}")
            _, story_id, bulletin_id, number, spans, section = rows[passage_id]
            passage = Passage(number, loaded_spans(spans), loaded_span(section))
            text = joined(pages[bulletin_id], passage.spans)
            out.append(StoredPassage(passage_id, story_id, bulletin_id, passage, text))
        return out

    # The figure ledger

    def read_ledger(self, progress: Callable[[str, int, int], None] | None = None) -> int:
        """Read the figures of the pages that came before the ledger, or that an older reading read; say how many.

        Does nothing where there are none, as for pages that this version added. Some pages at a time, each
        lot whole or not at all, so a stopped run goes on where it was. Raises ArchiveError as `add` does.
        """
        with self._lock, explained(self._file):
            pages = unread_pages(self._connection)
        for start in range(0, len(pages), _BATCH):
            batch = pages[start : start + _BATCH]
            stories = [stored for page in batch for stored in self.stories(page)]
            read = [(stored.id, read_ledger(stored.bulletin, stored.story)) for stored in stories]
            with self._changing() as connection:
                rewrite_figures(connection, batch, read)
            if progress is not None:
                progress("读数", start + len(batch), len(pages))
        return len(pages)

    def measures(self, words: Sequence[str]) -> list[KnownMeasure]:
        """The measures in the ledger that hold any of `words`, which are as `corpus.ledger.searched` makes them."""
        with self._lock, explained(self._file):
            return measures_holding(self._connection, words)

    def measures_named(self, name: str) -> list[KnownMeasure]:
        """The measures in the ledger whose whole name is `name`, which is as `corpus.ledger.searched` makes it."""
        with self._lock, explained(self._file):
            return measures_named(self._connection, name)

    def figures(self, sought: Sought) -> list[StoredFigure]:
        """The ledger's rows on searched pages that are wanted: the latest issue first, then as printed."""
        with self._lock, explained(self._file):
            return sought_figures(self._connection, sought)

    def figure_keys(self, sought: Sought) -> list[FigureKey]:
        """The same rows in the same order, as keys to rank them by."""
        with self._lock, explained(self._file):
            return sought_keys(self._connection, sought)

    def figures_numbered(self, ids: Sequence[int]) -> list[StoredFigure]:
        """The rows of those numbers in the order asked, without those whose page was read again since."""
        with self._lock, explained(self._file):
            return numbered_figures(self._connection, ids)

    # What an index asks

    def passage_count(self, until: int, *, after: int = 0) -> int:
        """How many passages `passage_texts` of the same generations gives."""
        rows = self._rows(
            "SELECT coalesce(sum(passages), 0) FROM bulletins"
            " WHERE added > ? AND added <= ? AND (retired IS NULL OR retired > ?)",
            (after, until, until),
        )
        return int(rows[0][0])

    def passage_texts(self, *, after: int, until: int) -> Iterator[PassageText]:
        """The passages added after one generation and searched at another, by rising number.

        What later generations add or retire does not show, so a reader may take its time.
        """
        found = self._rows(
            "SELECT id FROM bulletins WHERE added > ? AND added <= ? AND (retired IS NULL OR retired > ?)"
            " ORDER BY id",
            (after, until, until),
        )
        bulletin_ids = [bulletin_id for (bulletin_id,) in found]
        for start in range(0, len(bulletin_ids), _BATCH):
            batch = bulletin_ids[start : start + _BATCH]
            texts = self._texts(batch)
            # Passages are numbered page by page, so the batches' numbers follow each other.
            for passage_id, bulletin_id, spans, section, title, kicker, headline in self._rows(
                "SELECT passages.id, bulletin_id, spans, section, title, kicker, headline"
                " FROM bulletins JOIN stories ON bulletin_id = bulletins.id"
                " JOIN passages ON story_id = stories.id"
                " WHERE bulletins.id IN (SELECT value FROM json_each(?)) ORDER BY passages.id",
                (json.dumps(batch),),
            ):
                text = texts[bulletin_id]
                headings = [joined(text, loaded_spans(part)) for part in (kicker, title, section)]
                if not title and headline:
                    headings.insert(0, headline)
                yield PassageText(
                    id=passage_id,
                    bulletin_id=bulletin_id,
                    text=joined(text, loaded_spans(spans)),
                    heading=" ".join(heading for heading in headings if heading),
                )

    def retired_bulletins(self, *, after: int, until: int) -> list[int]:
        """Pages searched at generation `after` and no more at `until`, by rising number."""
        rows = self._rows(
            "SELECT id FROM bulletins WHERE added <= ? AND retired > ? AND retired <= ? ORDER BY id",
            (after, after, until),
        )
        return [row[0] for row in rows]

    def retired_passages(self, *, until: int) -> list[int]:
        """All passages searched once but no more at generation `until`, by rising number."""
        rows = self._rows(
            "SELECT passages.id FROM bulletins JOIN stories ON bulletin_id = bulletins.id"
            " JOIN passages ON story_id = stories.id WHERE retired <= ? ORDER BY passages.id",
            (until,),
        )
        return [row[0] for row in rows]

    # Adding

    def add(self, pages: Iterable[tuple[Bulletin, PageStories]]) -> AddReport:
        """Add pages with their stories, all of them or, where anything fails, none.

        A page already there, byte for byte and with the same date and headline, is left alone; one of the
        same name but other content takes its place. Whatever `pages` raises passes through. Raises
        ArchiveError where the archive cannot be written, or another process is writing for too long.
        """
        with self._changing() as connection:
            return added(connection, pages)

    # Keeping it

    def remove(self, names: Sequence[str]) -> int:
        """Take the pages of those names out of the search, all or none, and say how many.

        Their text is kept, so that links to them still resolve. Raises BadRequest where a name is unknown,
        ArchiveError as `add` does.
        """
        with self._changing() as connection:
            return removed(connection, names)

    def verify(self) -> list[Fault]:
        """What is not as it was written, at one moment; empty for a sound archive. Changes nothing."""
        with explained(self._file), closing(connected(self._file, create=False)) as connection:
            connection.execute("BEGIN")
            return list(faults(connection))

    def backup(self, file: Path) -> None:
        """Write the archive as it is at this moment to `file`, whole or not at all.

        Writers may go on meanwhile. Raises ArchiveError where `file` exists or cannot be written.
        """
        if file.exists():
            raise ArchiveError(
                f"{file}: exists already", detail=f"“{file}”已经存在；备份不会覆盖文件，请换一个名字。"
            )
        beside = file.with_name(f".{file.name}.part")
        # SQLite would take the journal of a backup killed before for this one's, and undo it
        parts = [beside, *(beside.with_name(f"{beside.name}-{kind}") for kind in ("journal", "wal", "shm"))]
        with reachable(file):
            for part in parts:
                part.unlink(missing_ok=True)
            try:
                with (
                    explained(file),
                    closing(connected(self._file, create=False)) as source,
                    closing(sqlite3.connect(beside)) as copy,
                ):
                    source.backup(copy)
                beside.replace(file)
            finally:
                for part in parts:
                    part.unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that is committed at the end, or undone where anything is raised."""
        with explained(self._file), closing(connected(self._file, create=False)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                # A full disk makes SQLite roll back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _rows(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._lock, explained(self._file):
            return self._connection.execute(statement, values).fetchall()

    def _texts(self, bulletin_ids: Sequence[int]) -> dict[int, str]:
        rows = self._rows(
            "SELECT bulletin_id, text FROM pages WHERE bulletin_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(bulletin_ids)),),
        )
        return dict(rows)

    def _bulletins(self, bulletin_ids: Sequence[int]) -> dict[int, Bulletin]:
        out: dict[int, Bulletin] = {}
        texts = self._texts(bulletin_ids)
        for bulletin_id in bulletin_ids:
            rows = self._rows(
                "SELECT name, date, digest, headline, encoding FROM bulletins WHERE id = ?", (bulletin_id,)
            )
            if not rows:
                raise KeyError(f"no bulletin {bulletin_id} in {self._file}")
            name, date, digest, headline, encoding = rows[0]
            out[bulletin_id] = Bulletin(
                name=name,
                date=_date(date),
                text=texts[bulletin_id],
                digest=digest,
                headline=headline,
                encoding=encoding,
            )
        return out

    def _stories(self, ids: Sequence[int]) -> list[StoredStory]:
        rows = self._rows(
            "SELECT id, bulletin_id, number, title, kicker, byline, confidence, paragraphs"
            " FROM stories WHERE id IN (SELECT value FROM json_each(?)) ORDER BY bulletin_id, number",
            (json.dumps(list(ids)),),
        )
        bulletins = self._bulletins(sorted({row[1] for row in rows}))
        return [
            StoredStory(
                id=story_id,
                bulletin_id=bulletin_id,
                bulletin=bulletins[bulletin_id],
                story=Story(
                    number=number,
                    paragraphs=loaded_paragraphs(paragraphs),
                    title=loaded_span(title),
                    kicker=loaded_span(kicker),
                    byline=loaded_span(byline),
                    confidence=confidence,
                ),
            )
            for story_id, bulletin_id, number, title, kicker, byline, confidence, paragraphs in rows
        ]


def _date(stored: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(stored) if stored else None
