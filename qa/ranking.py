"""Which candidate answers the question: a small learned network over `qa.features`.

One hidden layer, trained with a softmax over each question's candidates (training/train_ranker.py); its output is a
log-odds up to a constant, comparable within one question only. Whether the best is good enough to be said is for
qa.confidence. Sentences are cut to the best few first by a linear score, so that cost does not grow with the hits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

import numpy as np
from numpy.typing import NDArray

from qa.candidates import Candidate
from qa.evidence import Sentence
from qa.features import CANDIDATE_NAMES, SENTENCE_NAMES
from qa.lists import RULE_NAMES
from qa.questions import Expects
from qa.reader_features import READING_NAMES

FEATURES = (*SENTENCE_NAMES, *CANDIDATE_NAMES, *READING_NAMES, *RULE_NAMES)
"""What the network looks at."""
GROUPS: tuple[Expects, ...] = (
    Expects.FIGURE,
    Expects.DATE,
    Expects.PERSON,
    Expects.PLACE,
    Expects.ORGANISATION,
    Expects.THING,
    Expects.LIST,
    Expects.REASON,
)
"""Sorts that the network is told apart; the others share the one they are most like."""
_LIKE = {Expects.ANY: Expects.FIGURE, Expects.DEFINITION: Expects.REASON}

SENTENCE_WEIGHTS = {
    "covered": 1.0,
    "covered_in_context": 0.7,
    "covered_in_story": 0.2,
    "names_missing_in_context": -0.6,
    "pairs": 0.4,
    "rank": 0.25,
    "closeness": 0.3,
    "period_agrees": 0.15,
    "period_differs": -0.25,
}
"""How far a sentence bears the question: which of them come first where nothing has been read. Reasoned."""
LOOK_WEIGHTS = {
    "covered": 0.33,
    "covered_in_context": 0.56,
    "covered_in_story": 0.4,
    "names_missing_in_story": -0.94,
    "pairs": 0.86,
    "rank": 0.09,
    "closeness": 0.46,
    "relevance": 0.19,
    "period_agrees": 0.12,
    "period_differs": -0.14,
    "period_in_story": 0.12,
}
"""Which sentences the reader looks at. Fitted by training/train_sentences.py, and then without `short`, which cost news nothing to leave out and
pages a sentence such as 腊月十七,立春: of 700 held questions in an editor's words, asked of all news, the answering sentence is among the first
ten in 98.1 % of the cases in which search brings it; with the weights above it was in 96.0 % of another 700's."""


def _in_order(weights: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(weights.get(name, 0.0) for name in SENTENCE_NAMES)


_BEARING, _LOOK = _in_order(SENTENCE_WEIGHTS), _in_order(LOOK_WEIGHTS)


def sentence_score(values: Sequence[float]) -> float:
    """How far the sentence with these features bears the question; higher is better."""
    score: float = sum(map(mul, _BEARING, values))
    return score


def look_score(values: Sequence[float]) -> float:
    """How much the sentence with these features is worth looking at, on the scale of `sentence_score`."""
    score: float = sum(map(mul, _LOOK, values))
    return score


def best_sentences(
    rows: Sequence[tuple[Sentence, list[float]]], top: int
) -> list[tuple[Sentence, list[float]]]:
    """The `top` sentences that bear most, ties by the order given."""
    order = sorted(range(len(rows)), key=lambda i: (-sentence_score(rows[i][1]), i))
    return [rows[i] for i in order[:top]]


def group_inputs(expects: Expects) -> list[float]:
    """One number a group: 1 for the question's own."""
    own = _LIKE.get(expects, expects)
    return [float(group is own) for group in GROUPS]


@dataclass(frozen=True, slots=True)
class Ranker:
    """The network's weights."""

    mean: NDArray[np.float32]
    """(features,)"""
    scale: NDArray[np.float32]
    """(features,)"""
    hidden: NDArray[np.float32]
    """(features + groups, width)"""
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    """(width,)"""
    prior: NDArray[np.float32]
    """(features,): what search knows of the passage, added linearly"""

    def scores(self, expects: Expects, features: Sequence[Sequence[float]]) -> NDArray[np.float32]:
        """One score a candidate, float32, (n,); higher is better, comparable within one question."""
        if not features:
            return np.zeros(0, dtype=np.float32)
        seen = np.asarray(features, dtype=np.float32)
        x = (seen - self.mean) / self.scale
        groups = np.tile(np.asarray(group_inputs(expects), dtype=np.float32), (len(x), 1))
        h = np.maximum(np.concatenate([x, groups], axis=1) @ self.hidden + self.hidden_bias, 0)
        return np.asarray(h @ self.out + seen @ self.prior, dtype=np.float32)


@cache
def load_ranker() -> Ranker:
    """The bundled weights. ValueError where they were trained for other features than these."""
    stored = json.loads(files("qa").joinpath("data/ranker.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("qa/data/ranker.json was trained for other features; run training/train_ranker.py")
    arrays = {
        key: np.asarray(stored[key], dtype=np.float32)
        for key in ("mean", "scale", "hidden", "hidden_bias", "out")
    }
    prior = [float(stored["prior"].get(name, 0.0)) for name in stored["features"]]
    return Ranker(**arrays, prior=np.asarray(prior, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate with what it was ranked by."""

    candidate: Candidate
    score: float
    sentence_features: tuple[float, ...]
    features: tuple[float, ...]
    clausal: bool = False
    """Whether qa.clauses scored it rather than the network: log-odds against there being no answer."""


def rank(
    expects: Expects, rows: Sequence[tuple[Candidate, Sequence[float], Sequence[float]]]
) -> list[Ranked]:
    """Candidates (with sentence and candidate features), best first; ties by their order."""
    scores = load_ranker().scores(expects, [[*s, *c] for _, s, c in rows])
    order = sorted(range(len(rows)), key=lambda i: (-float(scores[i]), i))
    return [Ranked(rows[i][0], float(scores[i]), tuple(rows[i][1]), tuple(rows[i][2])) for i in order]
