"""How sure the desk is that its best candidate answers the question, 0..1, and from where on it says so.

A logistic regression over the best candidate's features and its lead over the rest, fitted on answerable and
unanswerable questions (training/train_confidence.py). `threshold()` is the shipped trade-off between refusing too much
and answering what the bulletin does not say; the curve is in docs/evaluation.md.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from qa.candidates import Candidate
from qa.clauses import share
from qa.features import CANDIDATE_NAMES, SENTENCE_NAMES, View
from qa.questions import Expects
from qa.ranking import GROUPS, Ranked, group_inputs
from qa.reader_features import READING_NAMES

INPUT_NAMES = (
    "probability", "lead", "agreement", "lead_elsewhere", "agreement_around", "terms", "names",
    "covered", "covered_in_context", "covered_in_story", "names_missing", "names_missing_in_context",
    "names_missing_in_story", "heaviest_missing", "heaviest_missing_in_context", "heaviest_missing_in_story", "pairs", "rank", "closeness",
    "period_agrees", "period_differs", "unit_fits", "unit_differs", "clause_covered", "near",
    "relevance", "read", "read_behind", "read_holds",
)  # fmt: skip
_FROM_SENTENCE = {name: i for i, name in enumerate(SENTENCE_NAMES) if name in INPUT_NAMES}
_FROM_CANDIDATE = {
    name: i for i, name in enumerate((*CANDIDATE_NAMES, *READING_NAMES)) if name in INPUT_NAMES
}


def confidence_inputs(seen: View, ranked: Sequence[Ranked]) -> list[float]:
    """The numbers that the confidence is computed from, in the order of INPUT_NAMES and then GROUPS.

    `ranked`: the candidates, best first, at least one.
    """
    best = ranked[0]
    top = ranked[: min(len(ranked), 50)]
    exponents = [math.exp(r.score - best.score) for r in top]
    probability = 1 / sum(exponents)
    rival = next((r for r in top[1:] if r.candidate.text != best.candidate.text), None)
    agreeing = sum(e for e, r in zip(exponents, top, strict=True) if r.candidate.text == best.candidate.text)
    elsewhere = next((r for r in top[1:] if not _alike(best.candidate, r.candidate)), None)
    around = sum(e for e, r in zip(exponents, top, strict=True) if _alike(best.candidate, r.candidate))
    named = {
        "probability": probability,
        "lead": _lead(best, rival),
        "agreement": agreeing * probability,
        "lead_elsewhere": _lead(best, elsewhere),
        "agreement_around": around * probability,
        "terms": min(len(seen.terms), 10) / 10,
        "names": min(sum(t.name for t in seen.terms), 4) / 4,
        **{name: best.sentence_features[i] for name, i in _FROM_SENTENCE.items()},
        **{name: best.features[i] for name, i in _FROM_CANDIDATE.items()},
    }
    return [*(named[name] for name in INPUT_NAMES), *group_inputs(seen.question.expects)]


def _lead(best: Ranked, rival: Ranked | None) -> float:
    return min(best.score - rival.score, 6.0) / 6 if rival else 1.0


def _alike(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates say much the same: one lies in the other, or they share a part of one sentence."""
    if one.sentence is other.sentence and one.span.start < other.span.end and other.span.start < one.span.end:
        return True
    if one.figure or other.figure:
        return one.text == other.text  # 3天 lies in 13天 and is another
    return one.text in other.text or other.text in one.text


def _borne(best: Ranked) -> float:
    """How much of the question, and of its names, the sentence with its surroundings bears; enough for a list, of which the fitting sets
    hold few. Squared, so that the shipped threshold asks for a third of it. Reasoned.
    """
    covered = best.sentence_features[_FROM_SENTENCE["covered_in_context"]]
    missing = best.sentence_features[_FROM_SENTENCE["names_missing_in_context"]]
    return max(0.0, min(1.0, covered**2 * (1 - missing)))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


@cache
def _weights() -> tuple[tuple[float, ...], float, float]:
    stored = json.loads(files("qa").joinpath("data/confidence.json").read_text(encoding="utf-8"))
    if stored["inputs"] != [*INPUT_NAMES, *GROUPS]:
        raise ValueError(
            "qa/data/confidence.json was fitted for other inputs; run training/train_confidence.py"
        )
    return tuple(stored["weights"]), float(stored["bias"]), float(stored["threshold"])


def confidence(seen: View, ranked: Sequence[Ranked]) -> float:
    """The chance, 0..1, that the best candidate is right; `ranked` as for `confidence_inputs`."""
    if ranked[0].clausal:
        return share([one.score for one in ranked])
    values = confidence_inputs(seen, ranked)
    weights, bias, _ = _weights()
    z = bias + sum(w * v for w, v in zip(weights, values, strict=True))
    chance = _chance(z)
    return max(chance, _borne(ranked[0])) if seen.question.expects is Expects.LIST else chance


def threshold() -> float:
    """The confidence from which on an answer is said; chosen with the weights."""
    return _weights()[2]
