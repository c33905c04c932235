"""Rankings made one: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

K = 5
"""Damping of the first ranks. The paper has 60 for rankings of a thousand; ours are of a hundred, and of two that differ
in worth: at 60 the second passage of the worse half outranks the tenth of the better one. Measured in index.hybrid."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and how well it fits, in the measure of whoever ranked it; higher is closer."""

    passage_id: int
    score: float


def fused(rankings: Sequence[tuple[float, Sequence[Scored]]]) -> list[Scored]:
    """One ranking of all that stand in any: score `sum(weight / (K + rank))`, ranks from 1, ties by number.

    Only the order within each ranking counts, so their scores need not be comparable.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for weight, ranking in rankings:
        for rank, one in enumerate(ranking, start=1):
            scores[one.passage_id] += weight / (K + rank)
    return [
        Scored(number, score)
        for number, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    ]
