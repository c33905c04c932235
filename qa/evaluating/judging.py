"""One prediction held against its question: which measures apply to it, and whether it is right.

What each measure is stands in `qa.evaluating.metrics`.
"""

from dataclasses import dataclass

from qa.evaluating.datasets import SEARCH, Question
from qa.evaluating.metrics import character_f1, contains, exact_match, figures_exact, quote_supports
from qa.evaluating.predictions import Prediction
from qa.evaluating.ranks import RankScores

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
    cited: bool | None
    """Whether the quotation given bears the gold answer out and stands in a right document; None where nothing was
    quoted and nothing was to be."""
    reason: bool | None
    """Whether a refusal gave the set's reason."""
    ranks: RankScores | None
    """None where the set names no document, or the run holds no hits."""
    right: bool

    @property
    def refused(self) -> bool:
        """Whether the desk refused; a missing prediction is not a refusal."""
        return self.prediction is not None and self.prediction.refused

    @property
    def answered(self) -> bool:
        """Whether the desk answered."""
        return self.prediction is not None and not self.prediction.refused and self.question.kind != SEARCH


def judge(question: Question, prediction: Prediction | None, *, ranks: RankScores | None = None) -> Judged:
    """How right one prediction is."""
    if question.kind == SEARCH:
        first = prediction.hits[0].doc_id if prediction and prediction.hits else None
        return _judged(question, prediction, ranks=ranks, right=first in question.doc_ids)
    if not question.answerable:
        refused = prediction is not None and prediction.refused
        same = prediction.reason == question.reason if prediction and refused and question.reason else None
        cited = False if prediction and not refused else None
        return _judged(question, prediction, cited=cited, reason=same, right=refused)
    said = "" if prediction is None or prediction.refused else prediction.answer
    quote = prediction.quote if prediction and said else ""
    exact = any(exact_match(alternative, said) for alternative in question.gold)
    within = any(contains(alternative, said) for alternative in question.gold)
    figure = _figure(question, said, exact=exact, within=within) if question.kind in FIGURE_KINDS else None
    quoted = bool(quote) and quote_supports(question.gold, quote, holds=question.quote_contains)
    document = bool(said) and prediction is not None and prediction.doc_id in question.doc_ids
    return Judged(
        question=question,
        prediction=prediction,
        exact=exact,
        f1=max(character_f1(alternative, said) for alternative in question.gold),
        contains=within,
        figure=figure,
        quote=quoted,
        document=document if question.doc_ids else None,
        cited=quoted and (document or not question.doc_ids),
        reason=None,
        ranks=ranks,
        right=within if figure is None else figure,
    )


def _judged(
    question: Question,
    prediction: Prediction | None,
    *,
    cited: bool | None = None,
    reason: bool | None = None,
    ranks: RankScores | None = None,
    right: bool,
) -> Judged:
    """Of a question without an answer to compare with."""
    return Judged(question, prediction, None, None, None, None, None, None, cited, reason, ranks, right)


def _figure(question: Question, said: str, *, exact: bool, within: bool) -> bool:
    """Whether the numbers are right; where no alternative has one (ⅠⅠ类), whether the words are."""
    if not said or exact:
        return exact
    derived = question.kind == "derived"
    found = [figures_exact(alternative, said, derived=derived) for alternative in question.gold]
    return any(found) or (within and all(each is None for each in found))
