"""A run judged: every prediction against its question, and the shares of right ones by kind.

Over the questions with an answer (a refused one scores 0): exact, f1, contains, quote, document, answered,
and figure for the kinds `figure` and `derived`. Over all: right (figure for those two kinds, contains for
the others, refused for `none`), precision (right among those answered) and how well refusing tells the two
apart. A question that only asks for documents (kind `search`) is right where the first one found is one of its own.
A question without a prediction counts as wrong. What each measure is stands in `qa.evaluating.metrics`, `ranks` and
`calibration`; `qa.evaluating.reports` writes a report down.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from qa.evaluating.calibration import (
    Sure,
    area_under_risk,
    brier,
    calibration_bins,
    calibration_error,
    risk_coverage,
)
from qa.evaluating.datasets import SEARCH, Question
from qa.evaluating.judging import Judged, judge
from qa.evaluating.measures import MEASURES, mean
from qa.evaluating.metrics import RefusalScore, percentile, refusal_score
from qa.evaluating.predictions import Prediction
from qa.evaluating.ranks import RankScores, installed, rank_scores


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
    citation_precision: float | None
    """Quotations given that bear a gold answer out, among all given."""
    citation_recall: float | None
    """Questions with an answer whose gold answer is borne out by the quotation given."""
    recall_1: float | None
    recall_5: float | None
    recall_10: float | None
    mrr_10: float | None
    ndcg_10: float | None
    aurc: float | None
    """Area under the risk-coverage curve; lower is better."""
    ece: float | None
    """Expected calibration error; lower is better."""
    brier: float | None
    ms_p50: float | None
    ms_p95: float | None
    ms_p99: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The judged questions of one kind, wording or set."""

    name: str
    judged: tuple[Judged, ...]
    scores: Scores


@dataclass(frozen=True, slots=True)
class Report:
    """A run judged as a whole and by kind of question."""

    fingerprint: str
    """SHA-256 over the questions with their gold answers, in hex: two reports compare only where it is
    equal."""
    overall: Scores
    kinds: tuple[Group, ...]
    """By name of kind."""
    tags: tuple[Group, ...]
    """By way of wording (colloquial, typo, ...), where the set names it."""
    sets: tuple[Group, ...]
    """By set, in the order given, where several were asked together."""
    judged: tuple[Judged, ...]
    """In the order of the questions."""

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """The questions that were not answered (or refused) rightly, in the order of the set."""
        return tuple(judged for judged in self.judged if not judged.right)


def evaluate(questions: Sequence[Question], predictions: Iterable[Prediction]) -> Report:
    """The predictions judged against their questions; those to other questions are left aside.

    Where an id was predicted twice, the later one counts (a run that was taken up again). The ranks of documents are
    judged where the run holds hits and the extra `evaluation` is installed.
    """
    said = {prediction.id: prediction for prediction in predictions}
    ranks = _ranks(questions, said)
    judged = tuple(judge(q, said.get(q.id), ranks=ranks.get(q.id)) for q in questions)
    kinds = sorted({each.question.kind for each in judged})
    tags = sorted({tag for each in judged for tag in each.question.tags})
    sets = tuple(dict.fromkeys(each.question.set for each in judged))
    return Report(
        fingerprint=fingerprint(questions),
        overall=totals(judged),
        kinds=tuple(_group(kind, [j for j in judged if j.question.kind == kind]) for kind in kinds),
        tags=tuple(_group(tag, [j for j in judged if tag in j.question.tags]) for tag in tags),
        sets=tuple(_group(name, [j for j in judged if j.question.set == name]) for name in sets)
        if len(sets) > 1
        else (),
        judged=judged,
    )


def _group(name: str, judged: Sequence[Judged]) -> Group:
    return Group(name, tuple(judged), totals(judged))


def _ranks(questions: Sequence[Question], said: Mapping[str, Prediction]) -> dict[str, RankScores]:
    found = {number: [hit.doc_id for hit in prediction.hits] for number, prediction in said.items()}
    if not any(found.values()) or not installed():
        return {}
    return rank_scores(found, {question.id: question.grades for question in questions if question.doc_ids})


def fingerprint(questions: Iterable[Question]) -> str:
    """SHA-256 over the questions and what scores them, in hex; their order counts, splits and tags do not."""
    digest = hashlib.sha256()
    for question in questions:
        row = asdict(question)
        del row["tags"], row["split"], row["set"]
        if not row["doc_grades"]:  # most sets grade no document; their fingerprints are older than the field
            del row["doc_grades"]
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def totals(judged: Sequence[Judged]) -> Scores:
    """The shares over a group."""
    means = {name: mean(name, judged) for name in MEASURES}
    asked = [each for each in judged if each.question.kind != SEARCH]
    times = [j.prediction.ms for j in judged if j.prediction and not math.isnan(j.prediction.ms)]
    sure = sure_of(judged)
    return Scores(
        questions=len(judged),
        answerable=sum(each.question.answerable for each in judged),
        missing=sum(each.prediction is None for each in judged),
        refused=sum(each.refused for each in judged),
        exact=means["exact"],
        f1=means["f1"],
        contains=means["contains"],
        figure=means["figure"],
        quote=means["quote"],
        document=means["document"],
        answered=means["answered"],
        reason=means["reason"],
        right=means["right"],
        precision=means["precision"],
        refusal=refusal_score(
            due=[not each.question.answerable for each in asked], refused=[each.refused for each in asked]
        ),
        citation_precision=means["citation_precision"],
        citation_recall=means["citation_recall"],
        recall_1=means["recall_1"],
        recall_5=means["recall_5"],
        recall_10=means["recall_10"],
        mrr_10=means["mrr_10"],
        ndcg_10=means["ndcg_10"],
        aurc=area_under_risk(risk_coverage(sure, asked=len(asked))),
        ece=calibration_error(calibration_bins(sure)),
        brier=brier(sure),
        ms_p50=percentile(times, 0.50) if times else None,
        ms_p95=percentile(times, 0.95) if times else None,
        ms_p99=percentile(times, 0.99) if times else None,
    )


def sure_of(judged: Iterable[Judged]) -> list[Sure]:
    """The confidence of each answer given and whether it was right; those of a run that records none are left out."""
    return [
        Sure(each.prediction.score, each.right)
        for each in judged
        if each.answered and each.prediction and not math.isnan(each.prediction.score)
    ]
