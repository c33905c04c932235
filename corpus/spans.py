"""Places on a page, counted in Unicode code points of the text as read."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in one text; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters this span covers in `text`. ValueError where it runs past the end."""
        if self.end > len(text):
            raise ValueError(f"span {self.start}..{self.end} is outside a text of {len(text)} characters")
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """The same length, `by` code points further on."""
        return Span(self.start + by, self.end + by)

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


def joined(text: str, spans: Iterable[Span]) -> str:
    """The characters of several spans, one after the other, with nothing put between."""
    return "".join(span.of(text) for span in spans)


def home(spans: tuple[Span, ...], inner: Span) -> tuple[Span, ...]:
    """The places on the page of `inner`, a span of `joined(page, spans)`.

    One span where `inner` lies within one of `spans`, several where it crosses from one to the next
    (a word cut by a column end). ValueError where it runs past the end.
    """
    out: list[Span] = []
    at = 0
    for span in spans:
        start, end = max(inner.start, at), min(inner.end, at + len(span))
        if start < end:
            out.append(Span(span.start + start - at, span.start + end - at))
        at += len(span)
    if inner.end > at:
        raise ValueError(f"span {inner.start}..{inner.end} is outside a text of {at} characters")
    return tuple(out)
