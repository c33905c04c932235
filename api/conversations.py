"""Conversations: the questions asked so far under one id, so that a follow-up (那综改区呢？) is understood.

Only the questions are remembered, briefly, in a file that all workers share and that goes with the server:
never in the data folder, so in no backup. The answers are the desk's to give again.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from time import time

from api.schemas import MAX_TURNS
from corpus.schema import explained

FILE = "conversations.sqlite"

REMEMBERED_S = 1800.0
"""Seconds after its last question that a conversation is remembered: one sitting."""

MOST = 10_000
"""Conversations remembered at once, some 5 MB; beyond it the ones longest silent are forgotten."""

ID_BYTES = 16
"""Of an id, which is all that its conversation is known by: it cannot be guessed."""

BUSY_S = 5.0
"""How long a writer waits for another worker's write, in seconds."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as remembered."""

    id: str
    questions: tuple[str, ...]
    """As asked, oldest first, the latest `MAX_TURNS`."""
    ends: float
    """When it will be forgotten, in seconds since 1970."""


class Conversations:
    """The conversations of one server."""

    def __init__(self, connection: sqlite3.Connection, *, clock: Callable[[], float] = time) -> None:
        self._connection = connection
        self._clock = clock
        self._lock = RLock()
        # secure_delete: a question that is forgotten is overwritten; none of this need survive a power cut
        for line in ("secure_delete = ON", "synchronous = OFF", "journal_mode = MEMORY"):
            connection.execute(f"PRAGMA {line}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, ends REAL NOT NULL, questions TEXT NOT NULL)"
        )
        connection.execute("CREATE INDEX IF NOT EXISTS conversations_ends ON conversations (ends)")

    @classmethod
    def open(cls, folder: Path) -> "Conversations":
        """Those in the server's own temporary folder, shared with its other workers."""
        file = folder / FILE
        return cls(sqlite3.connect(file, timeout=BUSY_S, isolation_level=None, check_same_thread=False))

    @classmethod
    def in_memory(cls, *, clock: Callable[[], float] = time) -> "Conversations":
        """Those of one process, which end with it."""
        return cls(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), clock=clock)

    def create(self) -> Conversation:
        """A new one, without questions."""
        now = self._clock()
        made = Conversation(secrets.token_urlsafe(ID_BYTES), (), now + REMEMBERED_S)
        self._change("DELETE FROM conversations WHERE ends <= ?", now)
        self._change("INSERT INTO conversations VALUES (?, ?, '[]')", made.id, made.ends)
        self._change(
            "DELETE FROM conversations WHERE id IN"
            " (SELECT id FROM conversations ORDER BY ends DESC, id LIMIT -1 OFFSET ?)",
            MOST,
        )
        return made

    def get(self, conversation_id: str) -> Conversation | None:
        """The one of that id; None where there is none, or none any more."""
        with self._lock, explained(Path(FILE)):
            row = self._connection.execute(
                "SELECT ends, questions FROM conversations WHERE id = ? AND ends > ?",
                (conversation_id, self._clock()),
            ).fetchone()
        return Conversation(conversation_id, tuple(json.loads(row[1])), row[0]) if row else None

    def add(self, conversation: Conversation, question: str) -> Conversation:
        """The conversation with one more question, remembered anew from now on."""
        questions = (*conversation.questions, question)[-MAX_TURNS:]
        longer = Conversation(conversation.id, questions, self._clock() + REMEMBERED_S)
        self._change(
            "UPDATE conversations SET ends = ?, questions = ? WHERE id = ?",
            longer.ends,
            json.dumps(questions, ensure_ascii=False),
            longer.id,
        )
        return longer

    def delete(self, conversation_id: str) -> bool:
        """Forget one now; whether there was one."""
        return self._change("DELETE FROM conversations WHERE id = ?", conversation_id) > 0

    def seconds_left(self, conversation: Conversation) -> int:
        """Whole seconds until it is forgotten."""
        return max(0, int(conversation.ends - self._clock()))

    def close(self) -> None:
        """Forget all that is in memory, or let the file go."""
        self._connection.close()

    def _change(self, statement: str, *values: object) -> int:
        with self._lock, explained(Path(FILE)):
            return self._connection.execute(statement, values).rowcount
