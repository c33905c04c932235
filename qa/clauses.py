"""Answers that are clauses: of the sentences read, the one that settles a question of whether, or says why or how.

A conditional logit (McFadden 1974): every clause of the sentences that were read has a linear score, that none of them answers has 0, and
the softmax over all is how likely each is. So one set of weights says which clause is best and how sure it is. The weights
(`data/clauses.json`) are fitted by training/train_clauses.py, one set
each for whether, why and how.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from corpus.spans import Span
from qa.candidates import Candidate, candidate_at, clauses_of, tokens_of, whole_words
from qa.evidence import Sentence
from qa.features import SENTENCE_NAMES, View, periods_of
from qa.matching import coverage
from qa.questions import Expects, Question
from qa.reader import Reading
from qa.reader_features import bounded
from qa.timing import agrees

SORTS: dict[Expects, str] = {
    Expects.YES_NO: "whether",
    Expects.ANY: "whether",
    Expects.REASON: "why",
    Expects.MANNER: "how",
}
"""Which weights order the clauses of a question of that sort."""
INPUTS = (*SENTENCE_NAMES, "holds", "within", "borne", "borne_beside", "terms", "period_within")
"""What a clause is weighed by: its sentence's features, what the reader thinks of sentence and clause, how much of the question it and its
neighbours bear, and how much there is to bear. Of twelve more (its length and place, negations, words of cause, the names that it bears,
the reader's best span) none changed what is answered rightly of 1,426 held questions by a point.
"""

_CAUSE = re.compile(r"因为|由于|(?<![主原起诱成病死])因(?![此而素])|鉴于|出于|旨在|为了|以便")
"""What is said of a cause begins here: 因为感念家乡养育之恩 of 他因为感念家乡养育之恩."""
_NEGATED = re.compile(r"[不没未非无别勿]")
"""Before words of cause in a clause: 并不是因为待遇低 is no 因为待遇低."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear score of `INPUTS`."""

    weights: Floats
    """(inputs,)"""
    bias: float

    def scores(self, rows: Floats) -> Floats:
        """One score a clause, (clauses,), of rows (clauses, inputs): its log-odds against there being no answer."""
        return np.asarray(rows @ self.weights + self.bias, np.float64)


@cache
def load_weights() -> dict[str, Weights]:
    """The bundled weights by the names in SORTS. ValueError where they were fitted for other inputs than these."""
    stored = json.loads(files("qa").joinpath("data/clauses.json").read_text(encoding="utf-8"))
    if tuple(stored["inputs"]) != INPUTS:
        raise ValueError("qa/data/clauses.json was fitted for other inputs; run training/train_clauses.py")
    return {
        name: Weights(np.asarray(stored[name]["weights"], np.float64), float(stored[name]["bias"]))
        for name in set(SORTS.values())
    }


def clause_inputs(seen: View, sentence: Sentence, values: Sequence[float], reading: Reading) -> Floats:
    """One row a clause of the sentence, float64, (clauses, inputs), in the order of INPUTS; `values`: the sentence's features."""
    text = sentence.folded.text
    parts = clauses_of(text)
    borne = [coverage(seen.terms, part.of(text)) for part in parts]
    period = float(_within_period(seen.question, sentence))
    rows = []
    for i, part in enumerate(parts):
        beside = max((borne[k] for k in (i - 1, i + 1) if 0 <= k < len(parts)), default=0.0)
        thought = bounded(reading.holds), bounded(reading.within(part))
        rows.append([*values, *thought, borne[i], beside, len(seen.terms) / 10, period])
    return np.asarray(rows, np.float64).reshape(len(parts), len(INPUTS))


def _within_period(question: Question, sentence: Sentence) -> bool:
    """Whether the sentence states each asked period, and none the longer for it: for 2月10日 not 2月份."""
    printed = periods_of(sentence.folded.text, sentence.story.bulletin.date)
    return bool(question.periods) and all(
        any(agrees(asked, one) and one.end - one.start <= asked.end - asked.start for one in printed)
        for asked in question.periods
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """What one sentence says to the question."""

    candidate: Candidate
    score: float
    """Log-odds that the answer stands in the sentence, against there being none: the log-sum-exp over its clauses."""


def settled(seen: View, sentence: Sentence, values: Sequence[float], reading: Reading) -> Settled | None:
    """What the likeliest clause of a sentence says; None where it has no words."""
    text = sentence.folded.text
    rows = clause_inputs(seen, sentence, values, reading)
    if not len(rows):
        return None
    scores = load_weights()[SORTS[seen.question.expects]].scores(rows)
    parts = clauses_of(text)
    said = said_with(parts, scores.tolist())
    if seen.question.expects is Expects.REASON:
        said = _from_cause(text, parts[int(scores.argmax())], said)
    marked = reading.marked(said) if len(said) > TERSE else None
    span = _trimmed(text, whole_words(sentence, marked) if marked else said)
    return (
        Settled(candidate_at(sentence, span, exact=True), float(np.logaddexp.reduce(scores)))
        if span
        else None
    )


def share(odds: Sequence[float]) -> float:
    """How likely it is that the first of some sentences answers, rather than another one or none; `odds`: their `Settled.score`."""
    return float(np.exp(odds[0] - np.logaddexp.reduce([0.0, *odds])))


TERSE = 24
"""Characters of what is said: a clause with its neighbours where they are as short (优良率80%,与上年持平); of a longer one the words that the
reader marks. Of 1,142 written questions of whether 64.0 % are so answered by what holds the answer and is not much longer, in 16 characters
on average; 60.2 % and 23 characters where long clauses are said whole, 54.6 % and 10 where marked words alone are. Of 1,015 of why 66.2,
65.3 and 51.6 %."""
_NEARLY = 5.0
"""How far, in log-odds, the neighbour may be less likely. Reasoned."""


def said_with(parts: Sequence[Span], scores: Sequence[float]) -> Span:
    """The best of the clauses `parts` with its neighbours, the likelier one first, as far as they are terse."""
    best = max(range(len(parts)), key=lambda i: (scores[i], -i))
    first = last = best
    while True:
        beside = [i for i in (first - 1, last + 1) if 0 <= i < len(parts)]
        beside = [i for i in beside if parts[max(last, i)].end - parts[min(first, i)].start <= TERSE]
        beside = [i for i in beside if scores[i] > scores[best] - _NEARLY]
        if not beside:
            return Span(parts[first].start, parts[last].end)
        added = max(beside, key=lambda i: scores[i])
        first, last = min(first, added), max(last, added)


def _from_cause(text: str, clause: Span, said: Span) -> Span:
    """What is said, from the word that gives the cause in `clause` on; as it is where none does, or what stands before it denies it."""
    words = {token.span.start for token in tokens_of(text)}
    for found in _CAUSE.finditer(text, clause.start, clause.end):
        if found.start() in words:
            denied = _NEGATED.search(text, clause.start, found.start())
            return said if denied else Span(found.start(), said.end)
    return said


def _trimmed(text: str, span: Span) -> Span | None:
    """Without the marks at its edges; a quotation mark or bracket goes where its other half lies outside."""
    start, end = span.start, span.end

    def lone(mark: str, other: str) -> bool:
        inside = text[start:end]
        return inside.count('"') % 2 == 1 if mark == '"' else mark in "()" and other not in inside

    while end > start and (text[end - 1] in ",。;:、!? " or lone(text[end - 1], "(")):
        end -= 1
    while start < end and (text[start] in "、 " or lone(text[start], ")")):
        start += 1
    return Span(start, end) if start < end else None
