"""The figure ledger and what a draft's figures come to, as JSON."""

import datetime
from typing import Annotated, Self

from pydantic import Field

from api.schemas.answers import QuoteOut, SourceOut
from api.schemas.shape import Shape
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
