"""Looking around rather than asking: passages near a few words, and what one who types may be after."""

from typing import Annotated, Literal, Self

from pydantic import Field

from api.measures import PrintedMeasure
from api.places import story_url
from api.schemas.answers import SourceOut
from api.schemas.shape import Shape
from qa.searching import FoundPassage
from qa.suggestions import Suggestion, SuggestionKind

MAX_FOUND = 200
"""Passages that one search goes down to; further down they have little to do with the words."""


class PassageOut(Shape):
    """A passage as printed, with its place."""

    text: str
    source: SourceOut
    score: Annotated[float, Field(description="Higher is nearer; comparable only within one search")]

    @classmethod
    def of(cls, found: FoundPassage) -> Self:
        """The shape of a passage found."""
        return cls(text=found.text, source=SourceOut.of(found.source), score=round(found.score, 6))


class SearchOut(Shape):
    """The passages nearest to the words, nearest first."""

    passages: tuple[PassageOut, ...]
    next: Annotated[str | None, Field(description="The address of the next page; null on the last")]


class SuggestionOut(Shape):
    """A question to ask, a headline or a reporter to read, or a measure to ask about."""

    kind: SuggestionKind | Literal["measure"]
    text: str
    url: Annotated[str, Field(description="The story it was drawn from, relative to this server")]

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        """The shape of a suggestion."""
        return cls(
            kind=suggestion.kind, text=suggestion.text, url=story_url(suggestion.bulletin, suggestion.story)
        )

    @classmethod
    def of_measure(cls, measure: PrintedMeasure) -> Self:
        """The shape of a measure."""
        return cls(kind="measure", text=measure.text, url=story_url(measure.bulletin, measure.story))


class SuggestOut(Shape):
    """What one who has typed so much may be after, best first."""

    suggestions: tuple[SuggestionOut, ...]
