"""The figure ledger and what a draft's figures come to, as JSON."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from api.schemas.answers import QuoteOut, SourceOut
from api.schemas.shape import Shape
from api.verdicts import remark, summary
from qa.drafts import LONGEST_DRAFT, CheckedFigure, Verdict
from qa.ledger import CitedFigure


class LedgerFigureOut(Shape):
    """A printed figure with all that the page says of it, its sentence and its place; empty where it says nothing."""

    text: Annotated[str, Field(description="As printed")]
    value: Annotated[
        str, Field(description="Exact decimal, as a string so that no reader makes a float of it")
    ]
    upper: Annotated[str | None, Field(description="Upper end of a range, other side of a score")]
    unit: str
    kind: str
    qualifier: str
    direction: Annotated[str, Field(description="level, or the way of a change: up, down")]
    measure: str
    base: Annotated[str, Field(description="What a change is measured against: 上年同期, 同比")]
    period: str
    first: Annotated[datetime.date | None, Field(description="First day of the period, where it can be told")]
    last: datetime.date | None
    place: str
    quote: QuoteOut
    source: SourceOut

    @classmethod
    def of(cls, cited: CitedFigure) -> Self:
        """The shape of a row of the ledger."""
        figure = cited.row.figure
        first, last = figure.days or (None, None)
        return cls(
            text=figure.text,
            value=format(figure.value, "f"),
            upper=None if figure.upper is None else format(figure.upper, "f"),
            unit=figure.unit,
            kind=figure.kind.value,
            qualifier=figure.qualifier.value,
            direction=figure.direction.value,
            measure=figure.measure,
            base=figure.base,
            period=figure.period,
            first=first,
            last=last,
            place=figure.place,
            quote=QuoteOut.of(cited.quote),
            source=SourceOut.of(cited.source),
        )


class FiguresOut(Shape):
    """Figures of the ledger, those that bear the words best first."""

    figures: tuple[LedgerFigureOut, ...]
    total: int
    next: Annotated[str | None, Field(description="The address of the next page; null on the last")]


class DraftIn(Shape):
    """A draft whose figures are to be compared with what was printed."""

    draft: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_DRAFT,
            examples=["2025年，太原市市区优良天数283天，优良率77.3%。"],
        ),
    ]


class CheckedFigureOut(Shape):
    """A figure of the draft and what the bulletin says to it."""

    text: Annotated[str, Field(description="As the draft has it")]
    start: Annotated[int, Field(description="Its place in the draft, in code points")]
    end: int
    verdict: Verdict
    remark: Annotated[str, Field(description="The verdict in one Chinese sentence for the editor")]
    bound_differs: Annotated[
        bool, Field(description="Equal in value, but printed with another word of bound (超, 近, 约)")
    ]
    printed: Annotated[
        tuple[LedgerFigureOut, ...],
        Field(description="What bears it out or contradicts it; where not found, others of that measure"),
    ]

    @classmethod
    def of(cls, checked: CheckedFigure) -> Self:
        """The shape of a checked figure."""
        return cls(
            text=checked.figure.text,
            start=checked.span.start,
            end=checked.span.end,
            verdict=checked.verdict,
            remark=remark(checked),
            bound_differs=checked.bound_differs,
            printed=tuple(map(LedgerFigureOut.of, checked.printed)),
        )


class CheckOut(Shape):
    """What the bulletin says to a draft: each of its figures, dates and ordinals left out, in order."""

    summary: Annotated[str, Field(description="All of it in one Chinese sentence")]
    borne_out: int
    contradicted: int
    not_found: int
    figures: tuple[CheckedFigureOut, ...]

    @classmethod
    def of(cls, checked: Sequence[CheckedFigure]) -> Self:
        """The shape of a checked draft."""
        counts = Counter(figure.verdict for figure in checked)
        return cls(
            summary=summary(checked),
            borne_out=counts[Verdict.BORNE_OUT],
            contradicted=counts[Verdict.CONTRADICTED],
            not_found=counts[Verdict.NOT_FOUND],
            figures=tuple(map(CheckedFigureOut.of, checked)),
        )
