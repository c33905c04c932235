"""What an app is made with beside its assistant, and what it does with each answer."""

import logging
from dataclasses import dataclass, field

from api.desk import TimedAnswer
from api.metrics import Metrics
from api.private.database import Database
from api.private.questions import KeptQuestions
from api.private.tokens import now_utc
from api.settings import Service
from corpus.errors import ArchiveError
from qa.answers import Answered

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What an app is made with, beside its assistant."""

    service: Service
    private: Database
    metrics: Metrics = field(default_factory=Metrics)

    def told(self, timed: TimedAnswer, generation: int) -> None:
        """Count an answer, and keep its question where the operator has turned that on."""
        answer, days = timed.answer, self.service.keep_questions
        self.metrics.answer(answer, seconds=timed.ms / 1000, generation=generation)
        if not days:
            return
        outcome = "answered" if isinstance(answer, Answered) else answer.reason.value
        try:
            KeptQuestions(self.private).keep(
                answer.understood or answer.question, outcome=outcome, days=days, today=now_utc().date()
            )
        except ArchiveError as error:
            # a reader's answer does not wait for what only the newsroom wants
            log.error("a question was not kept: %s", error)
