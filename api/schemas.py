"""The shapes that cross the door as JSON; the only module that knows pydantic.

`POST /api/v1/ask` and `bulletin ask --json` give the same `AnswerOut`. Quotations are sent as the words
before, inside and after the answer, because browsers count UTF-16 units and must never slice by ours.
"""

import datetime
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.places import source_url
from corpus.bulletins import Bulletin, PageStories, Story
from corpus.checks import Fault
from corpus.figures import Measured
from corpus.pages import Doubt, PageReading
from corpus.stored import BulletinRow
from qa.answers import Answer, Answered, Derivation, Quote, Reason, Refused, Related, Source

MAX_QUESTION = 500
"""Longest question, in code points; several times the longest that a reader typed in any question set."""


class Shape(BaseModel):
    """What all shapes share: nothing unnamed comes in, nothing changes once made."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class QuestionIn(Shape):
    """One question, in Chinese."""

    question: Annotated[
        str,
        Field(min_length=1, max_length=MAX_QUESTION, examples=["2025年太原市市区优良天数是多少天？"]),
    ]


class FigureOut(Shape):
    """A printed number: the text is the truth, the rest our reading of it."""

    text: str
    value: Annotated[
        str, Field(description="Exact decimal, as a string so that no reader makes a float of it")
    ]
    unit: str
    qualifier: str
    measure: str
    period: str
    place: str

    @classmethod
    def of(cls, measured: Measured) -> Self:
        """The shape of a measured figure."""
        figure = measured.figure
        return cls(
            text=figure.text,
            value=format(figure.value, "f"),
            unit=figure.unit,
            qualifier=figure.qualifier.value,
            measure=measured.measure,
            period=measured.period,
            place=measured.place,
        )


class QuoteOut(Shape):
    """The whole sentence or sentences printed on the page, the answer standing in `text`."""

    before: str
    text: str
    after: str

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """The shape of a quotation."""
        return cls(before=quote.before, text=quote.text, after=quote.after)


class SourceOut(Shape):
    """Where it stands: `start` and `end` are code points of the page's text."""

    bulletin: str
    date: datetime.date | None
    story: int
    title: str | None
    section: str | None
    byline: str | None
    start: int
    end: int
    url: Annotated[str, Field(description="Opens the story with the place marked; relative to this server")]

    @classmethod
    def of(cls, source: Source) -> Self:
        """The shape of a source."""
        return cls(
            bulletin=source.bulletin,
            date=source.date,
            story=source.story,
            title=source.title,
            section=source.section,
            byline=source.byline,
            start=source.start,
            end=source.end,
            url=source_url(source),
        )


class QuotedOut(Shape):
    """A quotation with its place."""

    quote: QuoteOut
    source: SourceOut


class DerivationOut(Shape):
    """How a value that is not printed follows from printed ones, each quoted."""

    expression: str
    from_: Annotated[tuple[QuotedOut, ...], Field(alias="from")]

    @classmethod
    def of(cls, derivation: Derivation) -> Self:
        """The shape of a derivation."""
        parts = tuple(
            QuotedOut(quote=QuoteOut.of(quote), source=SourceOut.of(source))
            for quote, source in derivation.quotes
        )
        return cls(expression=derivation.expression, from_=parts)


class RelatedOut(Shape):
    """A passage near the question; not an answer."""

    text: str
    source: SourceOut

    @classmethod
    def of(cls, related: Related) -> Self:
        """The shape of a related passage."""
        return cls(text=related.text, source=SourceOut.of(related.source))


class AnswerOut(Shape):
    """An answer in the page's words, or a refusal with its reason."""

    status: Literal["answered", "refused"]
    answer: Annotated[
        str | None, Field(description="Verbatim from the page, or computed where `derivation` says so")
    ]
    answers: Annotated[tuple[str, ...], Field(description="Every item, for a list")]
    figures: tuple[FigureOut, ...]
    quote: QuoteOut | None
    source: SourceOut | None
    derivation: DerivationOut | None
    reason: Reason | None
    explanation: Annotated[
        str | None, Field(description="Why it was refused, in one Chinese sentence for the reader")
    ]
    related: tuple[RelatedOut, ...]
    ms: Annotated[float, Field(description="Time the answer took, in milliseconds")]

    @classmethod
    def of(cls, answer: Answer, *, ms: float) -> Self:
        """The shape of an answer that took `ms` milliseconds."""
        took = round(ms, 1)
        match answer:
            case Answered():
                return cls(
                    status="answered",
                    answer=answer.text,
                    answers=answer.items,
                    figures=tuple(map(FigureOut.of, answer.figures)),
                    quote=QuoteOut.of(answer.quote),
                    source=SourceOut.of(answer.source),
                    derivation=DerivationOut.of(answer.derivation) if answer.derivation else None,
                    reason=None,
                    explanation=None,
                    related=tuple(map(RelatedOut.of, answer.related)),
                    ms=took,
                )
            case Refused():
                return cls(
                    status="refused",
                    answer=None,
                    answers=(),
                    figures=(),
                    quote=QuoteOut.of(answer.quote) if answer.quote else None,
                    source=SourceOut.of(answer.source) if answer.source else None,
                    derivation=None,
                    reason=answer.reason,
                    explanation=answer.explanation,
                    related=tuple(map(RelatedOut.of, answer.related)),
                    ms=took,
                )


class StoryOut(Shape):
    """A story as read from a page; `spans` are half-open code-point ranges, in reading order."""

    title: str | None
    kicker: str | None
    byline: str | None
    spans: tuple[tuple[int, int], ...]
    confidence: Annotated[
        float, Field(description="Chance that the story is whole and holds nothing else; 1 where ruled")
    ]

    @classmethod
    def of(cls, story: Story, bulletin: Bulletin) -> Self:
        """The shape of one of the page's stories."""
        text = bulletin.text
        return cls(
            title=story.headline(bulletin),
            kicker=story.kicker.of(text) if story.kicker else None,
            byline=story.byline.of(text) if story.byline else None,
            spans=tuple((span.start, span.end) for p in story.paragraphs for span in p.spans),
            confidence=story.confidence,
        )


class DoubtOut(Shape):
    """A join to be looked at: half-open code-point ranges of the line before it and the line after it."""

    end: tuple[int, int]
    start: tuple[int, int]
    probability: Annotated[float, Field(description="Chance that the line after it is in its place")]
    reason: Annotated[str, Field(description="What was decided and what else it might be, in Chinese")]

    @classmethod
    def of(cls, doubt: Doubt) -> Self:
        """The shape of a doubtful join."""
        return cls(
            end=(doubt.end.start, doubt.end.end),
            start=(doubt.start.start, doubt.start.end),
            probability=doubt.probability,
            reason=doubt.reason,
        )


class StoriesOut(Shape):
    """The stories of one page, and the joins in doubt."""

    stories: tuple[StoryOut, ...]
    doubts: tuple[DoubtOut, ...]

    @classmethod
    def of(cls, bulletin: Bulletin, read: PageReading) -> Self:
        """The shape of a page as read."""
        return cls(
            stories=tuple(StoryOut.of(story, bulletin) for story in read.page.stories),
            doubts=tuple(map(DoubtOut.of, read.doubts)),
        )


class RowOut(Shape):
    """One page of the archive."""

    name: str
    date: datetime.date | None
    stories: int
    characters: int


class ContentsOut(Shape):
    """What is in the archive."""

    bulletins: tuple[RowOut, ...]

    @classmethod
    def of(cls, rows: Sequence[BulletinRow]) -> Self:
        """The shape of the archive's rows."""
        return cls(
            bulletins=tuple(
                RowOut(name=row.name, date=row.date, stories=row.stories, characters=row.characters)
                for row in rows
            )
        )


class BulletinOut(Shape):
    """A page of the archive with its text, which the spans of its stories count in."""

    name: str
    date: datetime.date | None
    sha256: Annotated[str, Field(description="Of the file the page was read from")]
    read_as: Annotated[str, Field(description="The file's encoding, or docx or pdf")]
    text: str
    stories: tuple[StoryOut, ...]

    @classmethod
    def of(cls, bulletin: Bulletin, page: PageStories) -> Self:
        """The shape of a page and its stories."""
        return cls(
            name=bulletin.name,
            date=bulletin.date,
            sha256=bulletin.digest,
            read_as=bulletin.encoding,
            text=bulletin.text,
            stories=tuple(StoryOut.of(story, bulletin) for story in page.stories),
        )


class FaultOut(Shape):
    """Something in the archive or the index that is not as it was written."""

    where: str
    what: str

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """The shape of a fault."""
        return cls(where=fault.where, what=fault.what)


class VerifiedOut(Shape):
    """What a look at everything found."""

    pages: int
    faults: tuple[FaultOut, ...]


class HealthOut(Shape):
    """The server's own state."""

    status: Literal["ok", "ready", "opening"]


class FieldProblem(Shape):
    """What is wrong with one field of a request."""

    field: str
    detail: str


class Problem(Shape):
    """A problem object (RFC 9457), with a stable English `code` and a Chinese `detail`."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    errors: tuple[FieldProblem, ...] = ()
