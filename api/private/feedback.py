"""What readers said of answers: useful or not, and in a word why. Kept with the day, without an address."""

from dataclasses import dataclass
from datetime import date, timedelta

from api.private.database import Database

KEPT_DAYS = 365
"""Days that feedback is kept: a year's round of topics."""

KEPT_ROWS = 100_000
"""Rows kept at most, some 20 MB; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reader's word on one answer."""

    id: int
    day: date
    answer: str
    """`AnswerOut.id` of the answer it is about."""
    useful: bool
    word: str
    """What the reader wrote; empty for nothing."""
    question: str
    """The question, where the reader's page sent it along; empty otherwise."""


class FeedbackBook:
    """The feedback of one desk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *, answer: str, useful: bool, word: str, question: str, today: date) -> None:
        """Write one opinion down, and forget those that are too old or too many."""
        self._database.changes(
            [
                (
                    "INSERT INTO feedback (day, answer, useful, word, question) VALUES (?, ?, ?, ?, ?)",
                    (today.isoformat(), answer, int(useful), word, question),
                ),
                ("DELETE FROM feedback WHERE day < ?", ((today - timedelta(days=KEPT_DAYS)).isoformat(),)),
                ("DELETE FROM feedback WHERE id <= (SELECT max(id) FROM feedback) - ?", (KEPT_ROWS,)),
            ]
        )

    def count(self) -> int:
        """How many opinions are kept."""
        return int(self._database.rows("SELECT count(*) FROM feedback")[0][0])

    def page(self, *, limit: int, offset: int = 0) -> list[Opinion]:
        """The opinions, newest first."""
        rows = self._database.rows(
            "SELECT id, day, answer, useful, word, question FROM feedback ORDER BY id DESC LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return [
            Opinion(id_, date.fromisoformat(day), answer, bool(useful), word, question)
            for id_, day, answer, useful, word, question in rows
        ]
