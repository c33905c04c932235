"""A small SQLite file of the desk's own, shared by its worker processes.

Not the archive's file: that one is backed up, handed on and copied to other machines, and holds nothing but
what was printed. Nothing here is ever joined with an address.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import Any, Self

from corpus.errors import ArchiveError
from corpus.schema import explained, log_writes_ahead, reachable

FILE = "private.sqlite"

VERSION = 1
"""Of the tables below, as `PRAGMA user_version`."""

BUSY_S = 5.0
"""How long a writer waits for another, in seconds; each write takes well under a millisecond."""

MODE = 0o600
"""The file is for the service's user alone."""

_TABLES = """
CREATE TABLE IF NOT EXISTS tokens (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    note TEXT NOT NULL,
    created TEXT NOT NULL,
    expires TEXT NOT NULL,
    used TEXT
);
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    answer TEXT NOT NULL,
    useful INTEGER NOT NULL,
    word TEXT NOT NULL,
    question TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS feedback_day ON feedback (day);
CREATE TABLE IF NOT EXISTS questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    question TEXT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS questions_day ON questions (day);
"""


class Database:
    """An open private file (or one in memory), safe from several threads and processes."""

    def __init__(self, connection: sqlite3.Connection, *, place: Path) -> None:
        self._connection = connection
        self._place = place
        self._lock = RLock()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The private file in the data folder, made if there is none. ArchiveError where it cannot be opened."""
        file = folder / FILE
        with explained(file), reachable(file):
            folder.mkdir(parents=True, exist_ok=True)
            file.touch(mode=MODE)
            file.chmod(MODE)  # also of one that was restored from a copy
            connection = sqlite3.connect(file, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            log_writes_ahead(connection, patience_s=BUSY_S)
        return cls(connection, place=file)._ready()

    @classmethod
    def in_memory(cls) -> Self:
        """One that is forgotten when the process ends: for an app built around an assistant without a folder."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        return cls(connection, place=Path(":memory:"))._ready()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of one statement. ArchiveError where SQLite fails."""
        with self._lock, explained(self._place):
            return self._connection.execute(statement, values).fetchall()

    def change(self, statement: str, *values: object) -> int:
        """Carry out one statement, at once and whole, and say how many rows it touched. ArchiveError as `rows`."""
        with self._lock, explained(self._place):
            return self._connection.execute(statement, values).rowcount

    def changes(self, steps: Sequence[tuple[str, tuple[object, ...]]]) -> None:
        """Carry out several statements, all of them or none. ArchiveError as `rows`."""
        with self._lock, explained(self._place):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for statement, values in steps:
                    self._connection.execute(statement, values)
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def _ready(self) -> Self:
        with explained(self._place):
            # what is deleted is overwritten: a purged question must not be found in the file again
            self._connection.execute("PRAGMA secure_delete = ON")
            [(version,)] = self._connection.execute("PRAGMA user_version").fetchall()
            if version > VERSION:
                raise ArchiveError(
                    f"{self._place}: written by a later version (tables {version}, known {VERSION})",
                    detail=f"“{self._place}”由更新的版本写成，请升级本程序后再打开。",
                )
            self._connection.executescript(_TABLES)
            self._connection.execute(f"PRAGMA user_version = {VERSION}")
        return self
