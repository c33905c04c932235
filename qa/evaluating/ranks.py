"""How high the right documents stand among those that search found: recall, reciprocal rank and nDCG, by ir-measures.

The library is the extra `evaluation`; it is imported here and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

DEPTH = 10
"""Documents looked at for the reciprocal rank and nDCG, the field's usual depth."""
CUTS = (1, 5, 10)
"""Documents looked at for recall."""
INSTALL = "pip install 'bulletin-desk[evaluation]'"


@dataclass(frozen=True, slots=True)
class RankScores:
    """Of one question, each 0..1."""

    recall_1: float
    """The share of its right documents among the first 1, 5 and 10 found."""
    recall_5: float
    recall_10: float
    mrr_10: float
    """1 / the place of the first right one, 0 where it is not among the first 10."""
    ndcg_10: float


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("ir_measures") is not None


def rank_scores(
    found: Mapping[str, Sequence[str]], relevant: Mapping[str, Mapping[str, int]]
) -> dict[str, RankScores]:
    """The scores of each question that `relevant` names (question -> document -> grade, 1 or more).

    `found`: question -> documents, best first; a document named twice counts where it stands first.
    """
    from ir_measures import RR, Qrel, R, ScoredDoc, iter_calc, nDCG

    measures = {f"recall_{cut}": R @ cut for cut in CUTS} | {
        "mrr_10": RR @ DEPTH,
        "ndcg_10": nDCG @ DEPTH,
    }
    names = {str(measure): name for name, measure in measures.items()}
    wanted = [
        Qrel(question, document, grade) for question, of in relevant.items() for document, grade in of.items()
    ]
    run = [
        ScoredDoc(question, document, float(-place))
        for question in relevant
        for place, document in enumerate(dict.fromkeys(found.get(question, ())))
    ]
    values: dict[str, dict[str, float]] = {question: dict.fromkeys(measures, 0.0) for question in relevant}
    for each in iter_calc(list(measures.values()), wanted, run):
        values[each.query_id][names[str(each.measure)]] = float(each.value)
    return {question: RankScores(**of) for question, of in values.items()}
