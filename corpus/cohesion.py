"""Whether two stretches of text speak of the same thing, by the rare words they share.

A story goes on using its own names, figures and terms: 人工湿地 and 潜流湿地 stand in one story, 招聘会 in
another. A stretch of text is taken as the set of its pairs of Chinese characters, its Latin words and its
numbers; sharing one that is rare in news (`corpus.joins.JoinModel.chances`) is evidence for one story,
sharing 的一 is not. What a stretch means is not looked at: two floods in one issue look alike.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.joins import JoinModel

_RUN = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z]{2,}|\d[\d.]*\d|\d")

_LATIN_CHANCE = 2e-6
"""How common a Latin word is taken to be: as a rare pair of characters, for most are names."""
_NUMBER_CHANCE = 2e-5
"""The same for a number of three or more digits; shorter ones are left out, for every story prints them."""
_YEAR = re.compile(r"(?:19|20)\d\d")

_KEPT = 0.05
"""Share of a story's further words taken to be drawn from those it has printed, the rest from all news. Best
of .03 to .75 at telling pieces of one article (30-200 characters after 60-400) from another's, on 6,000 pairs
from crud_news without the development pages' documents: area under the curve .957."""
_SLOPE, _OFFSET = 3.87, -0.73
"""Logistic fit on those pairs, of log likelihood ratio / sqrt(number of terms): log loss .245."""
_MOST = 8.0
"""No pile of shared words counts for more than this many nats."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a stretch of text speaks of: each term once, with how common it is in news."""

    chances: Mapping[str, float]

    def __len__(self) -> int:
        return len(self.chances)


def terms(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters, Latin words in lower case, numbers of three digits on."""
    out: list[str] = []
    for run in _RUN.findall(text):
        if run[0] >= "\u3400":
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
        elif run[0].isdigit():
            if len(run) >= 3 and not _YEAR.fullmatch(run):
                out.append(run)
        else:
            out.append(run.lower())
    return out


def words_of(text: str, model: JoinModel) -> Words:
    """The terms of `text`, in order of first appearance."""
    distinct = list(dict.fromkeys(terms(text)))
    pairs = [term for term in distinct if term[0] >= "\u3400"]
    chances = dict(zip(pairs, model.chances(pairs).tolist(), strict=True)) if pairs else {}
    return Words(
        {
            term: chances[term]
            if term in chances
            else (_NUMBER_CHANCE if term[0].isdigit() else _LATIN_CHANCE)
            for term in distinct
        }
    )


def together(parts: Iterable[Words]) -> Words:
    """The terms of several stretches as one."""
    chances: dict[str, float] = {}
    for part in parts:
        chances.update(part.chances)
    return Words(chances)


def affinity(piece: Words, whole: Words) -> float:
    """Log odds that `piece` goes on the story of `whole` rather than comes from another; 0 if unknown."""
    if not piece.chances or not whole.chances:
        return 0.0
    kept = _KEPT / len(whole.chances)
    total = len(piece.chances) * math.log1p(-_KEPT)
    for term, chance in piece.chances.items():
        if term in whole.chances:
            total += math.log1p(kept / (chance * (1.0 - _KEPT)))
    return max(-_MOST, min(_MOST, _SLOPE * total / math.sqrt(len(piece.chances)) + _OFFSET))
