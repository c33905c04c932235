"""The measures that are means over questions, by name: what a run is summed up, bounded and compared by.

Each gives the value of one judged question, or None where it does not apply to it, so that a share among some of the
questions (precision: among those answered) is a mean like any other.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

import numpy as np

from corpus.errors import BadRequest
from qa.evaluating.bootstrap import Values
from qa.evaluating.judging import Judged
from qa.evaluating.ranks import RankScores

Value = Callable[[Judged], float | None]


def _rank(name: str) -> Value:
    of = attrgetter(name)

    def value(judged: Judged) -> float | None:
        ranks: RankScores | None = judged.ranks
        return float(of(ranks)) if ranks else None

    return value


def _refusal_precision(judged: Judged) -> float | None:
    return float(not judged.question.answerable) if judged.refused else None


def _refusal_recall(judged: Judged) -> float | None:
    return float(judged.refused) if judged.question.must_refuse else None


MEASURES: Mapping[str, Value] = {
    "right": lambda judged: judged.right,
    "exact": lambda judged: judged.exact,
    "f1": lambda judged: judged.f1,
    "contains": lambda judged: judged.contains,
    "figure": lambda judged: judged.figure,
    "quote": lambda judged: judged.quote,
    "document": lambda judged: judged.document,
    "answered": lambda judged: judged.answered if judged.question.answerable else None,
    "precision": lambda judged: judged.right if judged.answered else None,
    "citation_precision": lambda judged: judged.cited if judged.answered else None,
    "citation_recall": lambda judged: judged.cited if judged.question.answerable else None,
    "refusal_precision": _refusal_precision,
    "refusal_recall": _refusal_recall,
    "reason": lambda judged: judged.reason,
    "recall_1": _rank("recall_1"),
    "recall_5": _rank("recall_5"),
    "recall_10": _rank("recall_10"),
    "mrr_10": _rank("mrr_10"),
    "ndcg_10": _rank("ndcg_10"),
}
"""All from 0 to 1, higher is better; in the order that reports show them."""


def values(measure: str, judged: Sequence[Judged]) -> Values:
    """What `measure` gives for each question, NaN where it does not apply."""
    given = _given(measure, judged)
    return np.array([np.nan if value is None else float(value) for value in given], dtype=np.float64)


def mean(measure: str, judged: Sequence[Judged]) -> float | None:
    """The mean of `measure` over those it applies to; None where there are none."""
    known = [value for value in _given(measure, judged) if value is not None]
    return sum(known) / len(known) if known else None


def _given(measure: str, judged: Sequence[Judged]) -> list[float | None]:
    if measure == "refusal_precision" and not any(each.question.must_refuse for each in judged):
        return [None] * len(judged)  # a set that has nothing to refuse does not measure refusing
    of = MEASURES[measure]
    return [of(each) for each in judged]


def floors(given: Sequence[str]) -> dict[str, float]:
    """The lowest values asked for as `figure=0.8`. BadRequest where one names no measure or is no share."""
    wanted: dict[str, float] = {}
    for one in given:
        name, _, text = one.partition("=")
        if name not in MEASURES:
            raise BadRequest(
                f"no measure {name!r}; known: {', '.join(MEASURES)}",
                detail=f"没有“{name}”这项指标。可用的有：{'、'.join(MEASURES)}。例如 figure=0.8。",
            )
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise BadRequest(
                f"{one!r}: the lowest value of a measure is a number from 0 to 1",
                detail=f"“{one}”写得不对：请写 指标=下限，下限是 0 到 1 之间的小数，例如 figure=0.8。",
            )
        wanted[name] = share
    return wanted


def fallen(wanted: Mapping[str, float], judged: Sequence[Judged]) -> list[tuple[str, float | None, float]]:
    """Each measure below its floor: its name, its value (None: the set cannot tell) and the floor."""
    found = [(name, mean(name, judged), floor) for name, floor in wanted.items()]
    return [(name, value, floor) for name, value, floor in found if value is None or value < floor]
