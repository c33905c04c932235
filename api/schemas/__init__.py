"""The shapes that cross the door as JSON; only this package knows pydantic."""

from api.schemas.answers import (
    MAX_QUESTION,
    AnswerOut,
    DerivationOut,
    FigureOut,
    QuestionIn,
    QuotedOut,
    QuoteOut,
    RelatedOut,
    SourceOut,
)
from api.schemas.faults import FaultOut, VerifiedOut
from api.schemas.pages import BulletinOut, ContentsOut, DoubtOut, RowOut, StoriesOut, StoryOut
from api.schemas.problems import FieldProblem, HealthOut, Problem
from api.schemas.shape import Shape

__all__ = [
    "MAX_QUESTION",
    "AnswerOut",
    "BulletinOut",
    "ContentsOut",
    "DerivationOut",
    "DoubtOut",
    "FaultOut",
    "FieldProblem",
    "FigureOut",
    "HealthOut",
    "Problem",
    "QuestionIn",
    "QuoteOut",
    "QuotedOut",
    "RelatedOut",
    "RowOut",
    "Shape",
    "SourceOut",
    "StoriesOut",
    "StoryOut",
    "VerifiedOut",
]
