"""Conversations, and what readers say of answers."""

import datetime
from typing import Annotated, Self

from pydantic import Field

from api.private.feedback import Opinion
from api.schemas.answers import ID_DIGITS, MAX_QUESTION
from api.schemas.shape import Shape

MAX_WORD = 200
"""Characters of a reader's word on an answer."""


class ConversationOut(Shape):
    """A conversation: its questions, and how long it is remembered after the last one."""

    id: str
    questions: Annotated[tuple[str, ...], Field(description="As asked, oldest first; the latest few")]
    seconds_left: int


class FeedbackIn(Shape):
    """A reader's opinion on one answer."""

    answer: Annotated[str, Field(pattern=f"^[0-9a-f]{{{ID_DIGITS}}}$", description="The answer's `id`")]
    useful: bool
    word: Annotated[str, Field(default="", max_length=MAX_WORD, description="Why, in the reader's own words")]
    question: Annotated[
        str,
        Field(
            default="", max_length=MAX_QUESTION, description="The question, if the reader agrees to send it"
        ),
    ]


class OpinionOut(Shape):
    """A reader's opinion, as kept."""

    day: datetime.date
    answer: str
    useful: bool
    word: str
    question: str

    @classmethod
    def of(cls, opinion: Opinion) -> Self:
        """The shape of an opinion."""
        return cls(
            day=opinion.day,
            answer=opinion.answer,
            useful=opinion.useful,
            word=opinion.word,
            question=opinion.question,
        )


class FeedbackListOut(Shape):
    """Opinions, newest first."""

    opinions: tuple[OpinionOut, ...]
    total: int
    next: Annotated[str | None, Field(description="The address of the next page; null on the last")]
