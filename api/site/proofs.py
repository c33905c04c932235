"""The quotations that prove an answer, gathered by the story they stand in.

A derivation often takes both its parts from one story; the page then names that story once and opens it
with both places marked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from api.places import story_url
from qa.answers import Answer, Answered, Quote, Source


@dataclass(frozen=True, slots=True)
class Proof:
    """Quotations of one story, in the order they are needed."""

    quotes: tuple[Quote, ...]
    source: Source
    """The first one's source."""
    url: str
    """Opens the story with all of them marked."""


def proofs(answer: Answer) -> tuple[Proof, ...]:
    """What proves an answer, or a refusal that the page itself states (暂无数据); empty for any other."""

    def story(pair: tuple[Quote, Source]) -> tuple[str, int]:
        return pair[1].bulletin, pair[1].story

    return tuple(_proof(list(pairs)) for _, pairs in groupby(_pairs(answer), key=story))


def _pairs(answer: Answer) -> Iterable[tuple[Quote, Source]]:
    if isinstance(answer, Answered) and answer.derivation:
        return answer.derivation.quotes
    if answer.quote and answer.source:
        return [(answer.quote, answer.source)]
    return []


def _proof(pairs: list[tuple[Quote, Source]]) -> Proof:
    first = pairs[0][1]
    marks = tuple(span for _, source in pairs for span in source.spans)
    return Proof(
        quotes=tuple(quote for quote, _ in pairs),
        source=first,
        url=story_url(first.bulletin, first.story, marks=marks, version=first.version),
    )
