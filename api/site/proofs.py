"""The quotations that prove an answer, gathered by the story they stand in.

A derivation often takes both its parts from one story, or one sentence; the page then names that story once and
opens it with both places marked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.places import MAX_MARKS, Place, story_url
from api.site.reading import Piece
from qa.answers import Answer, Answered, Quote, Source

Pair = tuple[Quote, Source]


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """A quotation with every part of it that the answer takes marked."""

    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Proof:
    """Quotations of one story, in the order they are needed."""

    quotes: tuple[MarkedQuote, ...]
    source: Source
    """The first one's source."""
    url: str
    """Opens the story with all of them marked."""


def pairs_of(answer: Answer) -> tuple[Pair, ...]:
    """What proves an answer, or a refusal that the page itself states (暂无数据); empty for any other."""
    if isinstance(answer, Answered) and answer.derivation:
        return answer.derivation.quotes
    if answer.quote and answer.source:
        return ((answer.quote, answer.source),)
    return ()


def proofs_of(pairs: Iterable[Pair]) -> tuple[Proof, ...]:
    """Quotations that follow one another in one story, together."""

    def story(pair: Pair) -> tuple[str, str, int]:
        return pair[1].bulletin, pair[1].version, pair[1].story

    return tuple(_proof(list(run)) for _, run in groupby(pairs, key=story))


def places_of(answer: Answered) -> tuple[Place, ...]:
    """Where an answer was read from, for its own address."""
    return tuple(
        Place(
            source.bulletin, source.version, source.story, source.spans[:MAX_MARKS], quote.spans[:MAX_MARKS]
        )
        for quote, source in pairs_of(answer)
    )


def _proof(pairs: Sequence[Pair]) -> Proof:
    first = pairs[0][1]
    marks = tuple(span for _, source in pairs for span in source.spans)
    return Proof(
        quotes=tuple(_marked(list(run)) for _, run in groupby((quote for quote, _ in pairs), key=_printed)),
        source=first,
        url=story_url(first.bulletin, first.story, marks=marks, version=first.version),
    )


def _printed(quote: Quote) -> tuple[object, str]:
    return quote.spans, str(quote)


def _marked(quotes: Sequence[Quote]) -> MarkedQuote:
    """Quotations of one sentence, as one."""
    whole = str(quotes[0])
    inside = {at for quote in quotes for at in range(len(quote.before), len(quote.before) + len(quote.text))}
    runs = groupby(range(len(whole)), key=inside.__contains__)
    return MarkedQuote(tuple(Piece("".join(whole[at] for at in run), marked) for marked, run in runs))
