"""How often each visitor has come, counted by all workers of one server together: a storage for the library `limits`.

A small SQLite file in the server's temporary folder, which goes with the server. What is counted for whom stands in
it under a digest that only this server's processes can make, so the file names no address.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from math import floor
from multiprocessing import current_process
from pathlib import Path
from threading import RLock
from time import time

from limits.storage.base import SlidingWindowCounterSupport, Storage, TimestampedSlidingWindow

from corpus.schema import explained, log_writes_ahead

FILE = "rates.sqlite"

BUSY_S = 1.0
"""How long a count waits for another worker's, in seconds. On two busy cores 99 of 100 were done in 2 ms, waiting and
all, and the slowest of 6,000 took 9."""

SWEPT = 4
"""Counts whose time is over that are dropped as one is added: more than come, so they do not pile up, and few, so no
request pays for many."""

DIGEST_BYTES = 16

Window = tuple[int, float, int, float]
"""What `limits` wants to know: hits of the window before and the seconds they still weigh, hits of this one and the
seconds they are kept."""


class SharedCounts(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """The counts of one server, open in one of its workers."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file = folder / FILE
        self._lock = RLock()
        with explained(self._file):
            self._connection = sqlite3.connect(
                self._file, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            # a worker that is killed while it writes harms no file in this mode; a power cut ends the server anyway
            log_writes_ahead(self._connection, patience_s=BUSY_S)
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS counts"
                " (key BLOB PRIMARY KEY, hits INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID"
            )
            self._connection.execute("CREATE INDEX IF NOT EXISTS counts_ends ON counts (ends)")

    @property
    def base_exceptions(self) -> type[Exception]:
        """What `limits` may expect of the file; `explained` has made ArchiveErrors of it by then."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` more under `key`, for `expiry` seconds from the first, and say how many it makes."""
        with self._writing():
            return self._add(key, expiry, amount)

    def get(self, key: str) -> int:
        """How many are counted under `key` now."""
        return self._row(key)[0]

    def get_expiry(self, key: str) -> float:
        """When the count of `key` is forgotten, in seconds since 1970; now, where there is none."""
        return self._row(key)[1]

    def check(self) -> bool:
        """Whether the file can be read. ArchiveError where it cannot."""
        self.get("")
        return True

    def reset(self) -> int:
        """Forget all; how many there were."""
        with self._writing():
            return self._connection.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget the count of `key`."""
        with self._writing():
            self._connection.execute("DELETE FROM counts WHERE key = ?", (_digest(key),))

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` more, unless that makes more than `limit` in `expiry` seconds; whether it was counted."""
        now = time()
        with self._writing():
            before, weighing, current, _ = self._window(key, expiry, now)
            if floor(before * weighing / expiry + current) + amount > limit:
                return False
            self._add(self.sliding_window_keys(key, expiry, now)[1], 2 * expiry, amount)
            return True

    def get_sliding_window(self, key: str, expiry: int) -> Window:
        """The window before and the current one."""
        return self._window(key, expiry, time())

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget both windows of `key`."""
        for window in self.sliding_window_keys(key, expiry, time()):
            self.clear(window)

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def _window(self, key: str, expiry: int, now: float) -> Window:
        before, current = (self._row(window)[0] for window in self.sliding_window_keys(key, expiry, now))
        left = expiry - now % expiry
        return before, left if before else 0.0, current, left + expiry

    def _row(self, key: str) -> tuple[int, float]:
        now = time()
        with self._lock, explained(self._file):
            row: tuple[int, float] | None = self._connection.execute(
                "SELECT hits, ends FROM counts WHERE key = ? AND ends > ?", (_digest(key), now)
            ).fetchone()
        return row or (0, now)

    def _add(self, key: str, expiry: float, amount: int) -> int:
        now = time()
        self._connection.execute(
            "DELETE FROM counts WHERE key IN (SELECT key FROM counts WHERE ends <= ? ORDER BY ends LIMIT ?)",
            (now, SWEPT),
        )
        # a count of this key may be over and not swept yet: then it begins anew
        [hits] = self._connection.execute(
            "INSERT INTO counts VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET"
            " hits = CASE WHEN ends > ?4 THEN hits ELSE 0 END + ?2, ends = CASE WHEN ends > ?4 THEN ends ELSE ?3 END"
            " RETURNING hits",
            (_digest(key), amount, now + expiry, now),
        ).fetchone()
        return int(hits)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What is read inside still holds when it is written."""
        with self._lock, explained(self._file):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _digest(key: str) -> bytes:
    # the secret is drawn by the parent process and handed to each worker as it is started; it is written nowhere
    return blake2b(key.encode(), key=current_process().authkey, digest_size=DIGEST_BYTES).digest()
