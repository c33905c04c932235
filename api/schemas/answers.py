"""A question, and the answer or refusal it gets: `POST /api/v1/ask` and `bulletin ask --json` give the same `AnswerOut`.

Quotations are sent as the words before, inside and after the answer, because browsers count UTF-16 units and
must never slice by ours.
"""

import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from api.places import source_url
from api.schemas.shape import Shape
from corpus.figures import Measured
from qa.answers import Answer, Answered, Derivation, Quote, Reason, Refused, Related, Source

MAX_QUESTION = 500
"""Longest question, in code points; several times the longest that a reader typed in any question set."""


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
