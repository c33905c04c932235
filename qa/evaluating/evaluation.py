"""A run judged: every prediction against its question, and the shares of right ones by kind.

Over the questions with an answer (a refused one scores 0): exact, f1, contains, quote, document, answered,
and figure for the kinds `figure` and `derived`. Over all: right (figure for those two kinds, contains for
the others, refused for `none`), precision (right among those answered) and how well refusing tells the two
apart. A question without a prediction counts as wrong. What each measure is stands in `qa.evaluating.metrics`;
`qa.evaluating.reports` writes a report down.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from qa.evaluating.datasets import Question
from qa.evaluating.metrics import (
    RefusalScore,
    character_f1,
    contains,
    exact_match,
    figures_exact,
    percentile,
    quote_supports,
    refusal_score,
)
from qa.evaluating.predictions import Prediction

FIGURE_KINDS = frozenset({"figure", "derived"})
"""Kinds that are right only when every number is."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with what was said to it and how right that is; None where a measure does not apply."""

    question: Question
    prediction: Prediction | None
    """None where the run holds none for this question."""
    exact: bool | None
    f1: float | None
    contains: bool | None
    figure: bool | None
    quote: bool | None
    document: bool | None
    reason: bool | None
    """Whether a refusal gave the set's reason."""
    right: bool

    @property
    def refused(self) -> bool:
        """Whether the desk refused; a missing prediction is not a refusal."""
        return self.prediction is not None and self.prediction.refused

    @property
    def answered(self) -> bool:
        """Whether the desk answered."""
        return self.prediction is not None and not self.prediction.refused


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares (0..1) over a group of judged questions; None where the group has nothing to measure."""

    questions: int
    answerable: int
    missing: int
    refused: int
    exact: float | None
    f1: float | None
    contains: float | None
    figure: float | None
    quote: float | None
    document: float | None
    answered: float | None
    reason: float | None
    """Refusals that were due and gave the set's reason, among those due and given that the set gives
    reasons for."""
    right: float | None
    precision: float | None
    refusal: RefusalScore
    ms_p50: float | None
    ms_p95: float | None
    ms_p99: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """A run judged as a whole and by kind of question."""

    fingerprint: str
    """SHA-256 over the questions with their gold answers, in hex: two reports compare only where it is
    equal."""
    overall: Scores
    kinds: tuple[tuple[str, Scores], ...]
    """By name of kind."""
    tags: tuple[tuple[str, Scores], ...]
    """By way of wording (colloquial, typo, ...), where the set names it."""
    judged: tuple[Judged, ...]
    """In the order of the questions."""

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """The questions that were not answered (or refused) rightly, in the order of the set."""
        return tuple(judged for judged in self.judged if not judged.right)


def judge(question: Question, prediction: Prediction | None) -> Judged:
    """How right one prediction is."""
    if not question.answerable:
        refused = prediction is not None and prediction.refused
        same = prediction.reason == question.reason if prediction and refused and question.reason else None
        return Judged(question, prediction, None, None, None, None, None, None, same, right=refused)
    said = "" if prediction is None or prediction.refused else prediction.answer
    quote = prediction.quote if prediction and said else ""
    exact = any(exact_match(alternative, said) for alternative in question.gold)
    within = any(contains(alternative, said) for alternative in question.gold)
    figure = _figure(question, said, exact=exact, within=within) if question.kind in FIGURE_KINDS else None
    return Judged(
        question=question,
        prediction=prediction,
        exact=exact,
        f1=max(character_f1(alternative, said) for alternative in question.gold),
        contains=within,
        figure=figure,
        quote=bool(quote) and quote_supports(question.gold, quote, holds=question.quote_contains),
        document=bool(said) and prediction is not None and prediction.doc_id in question.doc_ids
        if question.doc_ids
        else None,
        reason=None,
        right=within if figure is None else figure,
    )


def _figure(question: Question, said: str, *, exact: bool, within: bool) -> bool:
    """Whether the numbers are right; where no alternative has one (ⅠⅠ类), whether the words are."""
    if not said or exact:
        return exact
    derived = question.kind == "derived"
    found = [figures_exact(alternative, said, derived=derived) for alternative in question.gold]
    return any(found) or (within and all(each is None for each in found))


def evaluate(questions: Sequence[Question], predictions: Iterable[Prediction]) -> Report:
    """The predictions judged against their questions; those to other questions are left aside.

    Where an id was predicted twice, the later one counts (a run that was taken up again).
    """
    said = {prediction.id: prediction for prediction in predictions}
    judged = tuple(judge(question, said.get(question.id)) for question in questions)
    kinds = sorted({each.question.kind for each in judged})
    tags = sorted({tag for each in judged for tag in each.question.tags})
    return Report(
        fingerprint=fingerprint(questions),
        overall=totals(judged),
        kinds=tuple((kind, totals([j for j in judged if j.question.kind == kind])) for kind in kinds),
        tags=tuple((tag, totals([j for j in judged if tag in j.question.tags])) for tag in tags),
        judged=judged,
    )


def fingerprint(questions: Iterable[Question]) -> str:
    """SHA-256 over the questions and what scores them, in hex; their order counts, splits and tags do not."""
    digest = hashlib.sha256()
    for question in questions:
        row = asdict(question)
        del row["tags"], row["split"]
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def totals(judged: Sequence[Judged]) -> Scores:
    """The shares over a group."""
    answerable = [j for j in judged if j.question.answerable]
    times = [j.prediction.ms for j in judged if j.prediction and not math.isnan(j.prediction.ms)]
    return Scores(
        questions=len(judged),
        answerable=len(answerable),
        missing=sum(j.prediction is None for j in judged),
        refused=sum(j.refused for j in judged),
        exact=_mean(j.exact for j in judged),
        f1=_mean(j.f1 for j in judged),
        contains=_mean(j.contains for j in judged),
        figure=_mean(j.figure for j in judged),
        quote=_mean(j.quote for j in judged),
        document=_mean(j.document for j in judged),
        answered=_mean(j.answered for j in answerable),
        reason=_mean(j.reason for j in judged),
        right=_mean(j.right for j in judged),
        precision=_mean(j.right for j in judged if j.answered),
        refusal=refusal_score(
            due=[not j.question.answerable for j in judged], refused=[j.refused for j in judged]
        ),
        ms_p50=percentile(times, 0.50) if times else None,
        ms_p95=percentile(times, 0.95) if times else None,
        ms_p99=percentile(times, 0.99) if times else None,
    )


def _mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that apply; None where none does."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
