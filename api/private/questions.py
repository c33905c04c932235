"""Questions kept for improving the desk, where its operator has turned that on: the day, the words, the outcome.

No address, no time of day, nothing that ties two questions together. After the operator's number of days they
are deleted, and all of them once the setting is off.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from api.private.database import Database


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """One question as it was asked."""

    day: date
    question: str
    outcome: str
    """`answered`, or the reason of the refusal."""


class KeptQuestions:
    """The kept questions of one desk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, question: str, *, outcome: str, days: int, today: date) -> None:
        """Write one down, and delete those of more than `days` days ago."""
        self._database.changes(
            [
                (
                    "INSERT INTO questions (day, question, outcome) VALUES (?, ?, ?)",
                    (today.isoformat(), question, outcome),
                ),
                ("DELETE FROM questions WHERE day < ?", ((today - timedelta(days=days)).isoformat(),)),
            ]
        )

    def purge(self, *, days: int, today: date) -> int:
        """Delete those of more than `days` days ago (all of them for 0 and less), and say how many."""
        end = today - timedelta(days=days) if days > 0 else date.max
        return self._database.change("DELETE FROM questions WHERE day < ?", end.isoformat())

    def all(self) -> list[KeptQuestion]:
        """Every kept question, in the order they came."""
        rows = self._database.rows("SELECT day, question, outcome FROM questions ORDER BY id")
        return [KeptQuestion(date.fromisoformat(day), question, outcome) for day, question, outcome in rows]
