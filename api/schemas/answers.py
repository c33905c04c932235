"""A question, and the answer or refusal it gets: `POST /api/v1/ask` and `bulletin ask --json` give the same `AnswerOut`.

Quotations are sent as the words before, inside and after the answer, because browsers count UTF-16 units and
must never slice by ours.
"""

import datetime
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.places import source_url
from api.schemas.shape import Shape
from corpus.figures import Measured
from qa.answers import Answer, Answered, Derivation, Quote, Reason, Refused, Related, Source

MAX_QUESTION = 500
"""Longest question, in code points; several times the longest that a reader typed in any question set."""


MAX_TURNS = 8
"""Earlier questions that may be sent along. A follow-up leans on the last ones; each is asked again, at the price
of a question."""

Asked = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]


class QuestionIn(Shape):
    """One question, in Chinese; a follow-up (那综改区呢？) with the questions before it."""

    question: Annotated[Asked, Field(examples=["2025年太原市市区优良天数是多少天？"])]
    turns: Annotated[
        tuple[Asked, ...],
        Field(
            default=(),
            max_length=MAX_TURNS,
            description="The questions asked before it, oldest first; not together with `conversation`",
            examples=[[]],
        ),
    ]
    conversation: Annotated[
        str | None,
        Field(
            default=None,
            pattern=r"^[A-Za-z0-9_-]{22}$",
            description="The `id` of a conversation that this question goes on with",
            examples=[None],
        ),
    ]

    @model_validator(mode="after")
    def _one_past(self) -> Self:
        if self.turns and self.conversation is not None:
            raise ValueError("turns and conversation exclude each other")
        return self


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


class CorrectionOut(Shape):
    """A word of the question that was read as another."""

    typed: str
    read: str


class AnswerOut(Shape):
    """An answer in the page's words, or a refusal with its reason."""

    id: Annotated[str, Field(description="The same for the same answer to the same question; for `feedback`")]
    status: Literal["answered", "refused"]
    understood: Annotated[
        str | None,
        Field(description="The full question that was answered, where it is not the one that came in"),
    ]
    corrections: Annotated[
        tuple[CorrectionOut, ...], Field(description="Slips of typing, and what was looked for instead")
    ]
    answer: Annotated[
        str | None, Field(description="Verbatim from the page, or computed where `derivation` says so")
    ]
    answers: Annotated[tuple[str, ...], Field(description="Every item, for a list")]
    figures: tuple[FigureOut, ...]
    quote: QuoteOut | None
    source: SourceOut | None
    paper: Annotated[
        str | None, Field(description="The paper's name, for citations; null where it was not given")
    ]
    derivation: DerivationOut | None
    reason: Reason | None
    explanation: Annotated[
        str | None, Field(description="Why it was refused, in one Chinese sentence for the reader")
    ]
    related: tuple[RelatedOut, ...]
    ms: Annotated[float, Field(description="Time the answer took, in milliseconds")]

    @classmethod
    def of(cls, answer: Answer, *, ms: float, paper: str = "") -> Self:
        """The shape of an answer that took `ms` milliseconds, out of the paper of that name."""
        took, own = round(ms, 1), answer_id(answer)
        corrections = tuple(CorrectionOut(typed=one.typed, read=one.read) for one in answer.corrections)
        match answer:
            case Answered():
                return cls(
                    id=own,
                    status="answered",
                    understood=answer.understood or None,
                    corrections=corrections,
                    answer=answer.text,
                    answers=answer.items,
                    figures=tuple(map(FigureOut.of, answer.figures)),
                    quote=QuoteOut.of(answer.quote),
                    source=SourceOut.of(answer.source),
                    paper=paper or None,
                    derivation=DerivationOut.of(answer.derivation) if answer.derivation else None,
                    reason=None,
                    explanation=None,
                    related=tuple(map(RelatedOut.of, answer.related)),
                    ms=took,
                )
            case Refused():
                return cls(
                    id=own,
                    status="refused",
                    understood=answer.understood or None,
                    corrections=corrections,
                    answer=None,
                    answers=(),
                    figures=(),
                    quote=QuoteOut.of(answer.quote) if answer.quote else None,
                    source=SourceOut.of(answer.source) if answer.source else None,
                    paper=paper or None,
                    derivation=None,
                    reason=answer.reason,
                    explanation=answer.explanation,
                    related=tuple(map(RelatedOut.of, answer.related)),
                    ms=took,
                )


ID_DIGITS = 16
"""Of a SHA-256: enough to tell answers apart, and nothing can be read from it."""


def answer_id(answer: Answer) -> str:
    """A name for the answer: of its full question, its words and its place."""
    said = (answer.text, *answer.items) if isinstance(answer, Answered) else (answer.reason.value,)
    source = answer.source
    place = (source.bulletin, source.version, str(source.start), str(source.end)) if source else ()
    # no line or page holds U+001F, the unit separator
    whole = "\x1f".join((answer.understood or answer.question, *said, *place))
    return sha256(whole.encode()).hexdigest()[:ID_DIGITS]
