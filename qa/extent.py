"""Where a phrase ends: of the candidates that go on where the best one ends, that from which most is to be expected.

Minimum Bayes risk decoding (Kumar and Byrne 2004). The ranker's softmax over the candidates of one sentence says how likely each is to be just
what is asked for; what is said is worth the F1 of its characters against that, and HOLDS more where it holds all of it. A Chinese phrase ends
with its head, so what follows completes it (全景天气主题 for 全景天气, 保护海洋环境的义务), where what stands before would only add to it.
"""

import math
from collections.abc import Sequence

from corpus.spans import Span
from qa.questions import Expects
from qa.ranking import Ranked

SORTS = (Expects.THING, Expects.LIST)
"""Sorts whose answers are phrases without fixed ends."""
HOLDS = 0.2
"""What holding the whole answer is worth, of 1; the rest is its F1. On the development pages and the news (325 such questions; 513 harder ones)
what is said holds the gold answer 1.8 (1.0) points more often than the best candidate does, and is just the gold answer 0.3 (2.3) less
often. With 0 nothing changes, with 0.4 it is 2.8 (1.2) and 2.5 (5.7). Going on to the left too gives 1.8 (1.9) and 2.2 (4.7)."""
MORE = 8
"""Characters that may follow; with 4 it is 0.9 (1.0) and 0.6 (2.1)."""
_LOOKED_AT = 12
_TOO_LONG = 3
_AND_MORE = 10
"""Three times as long as the answer and ten characters more is said too much (docs/evaluation.md)."""


def best_extent(expects: Expects, chosen: Sequence[Ranked]) -> Ranked:
    """The candidate to be said where the first of `chosen`, which come best first, is the best: that or one that goes on behind it."""
    best = chosen[0]
    if expects not in SORTS or best.clausal:
        return best
    near = [one for one in chosen if one.candidate.sentence is best.candidate.sentence][:_LOOKED_AT]
    chances = [math.exp(one.score - best.score) for one in near]
    onward = [
        one
        for one in near
        if one.candidate.span.start == best.candidate.span.start
        and 0 <= one.candidate.span.end - best.candidate.span.end <= MORE
    ]

    def worth(one: Ranked) -> float:
        return sum(
            chance * _worth(one.candidate.span, other.candidate.span)
            for chance, other in zip(chances, near, strict=True)
        )

    return max(onward, key=lambda one: (worth(one), one is best))


def _worth(said: Span, answer: Span) -> float:
    """What saying `said` is worth where `answer` is asked for, 0..1."""
    shared = max(0, min(said.end, answer.end) - max(said.start, answer.start))
    holds = said.covers(answer) and len(said) <= _TOO_LONG * len(answer) + _AND_MORE
    return HOLDS * holds + (1 - HOLDS) * 2 * shared / (len(said) + len(answer))
