"""A judged run in words: Markdown for people, a mapping for scores.json.

Same report, same text: nothing here asks for the time of day or the machine's name, or reads or writes a file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import numpy as np

from qa.evaluating.bootstrap import Interval, interval
from qa.evaluating.calibration import coverage_at, risk_coverage
from qa.evaluating.datasets import SEARCH
from qa.evaluating.evaluation import Group, Report, Scores, sure_of
from qa.evaluating.judging import Judged
from qa.evaluating.measures import MEASURES, values

_SHARES = ("exact", "f1", "contains", "figure", "quote", "document", "answered", "right")
"""Columns of the table, in percent."""

RISKS = (0.05, 0.1, 0.2)
"""Shares of wrong answers for which a report says how much could be answered."""


def scores_of(report: Report) -> dict[str, object]:
    """What scores.json holds: the fingerprint of the questions, and the scores as a whole, by kind, wording and set,
    each with the bounds of its measures.
    """
    return {
        "fingerprint": report.fingerprint,
        "overall": {**asdict(report.overall), "bounds": _bounds(report.judged)},
        "kinds": _of_groups(report.kinds),
        "tags": _of_groups(report.tags),
        "sets": _of_groups(report.sets),
        "answerable_at_risk": {str(risk): share for risk, share in answerable_at_risk(report.judged).items()},
    }


def _of_groups(groups: Sequence[Group]) -> dict[str, object]:
    return {each.name: {**asdict(each.scores), "bounds": _bounds(each.judged)} for each in groups}


def _bounds(judged: Sequence[Judged]) -> dict[str, list[float]]:
    return {name: [round(each.low, 4), round(each.high, 4)] for name, each in bounds(judged).items()}


def bounds(judged: Sequence[Judged], measures: Iterable[str] = MEASURES) -> dict[str, Interval]:
    """The 95 % interval of each of `measures` that applies, by the bootstrap over questions."""
    found = {name: interval(values(name, judged)) for name in measures}
    return {name: each for name, each in found.items() if each}


def answerable_at_risk(judged: Sequence[Judged]) -> Mapping[float, float]:
    """For each of `RISKS`, the largest share of the questions that could be answered at it."""
    asked = sum(each.question.kind != SEARCH for each in judged)
    points = risk_coverage(sure_of(judged), asked=asked)
    return {risk: coverage_at(points, risk=risk) for risk in RISKS}


def table(report: Report) -> str:
    """The scores by kind and overall, as a Markdown table that is also readable on a terminal."""
    return _table("kind", [*_named(report.kinds), ("all", report.overall)])


def _named(groups: Sequence[Group]) -> list[tuple[str, Scores]]:
    return [(each.name, each.scores) for each in groups]


def summary(scores: Scores) -> str:
    """One line below the table: precision, refusal and latency."""
    refusal = scores.refusal
    parts = [
        f"precision {percent(scores.precision)}",
        f"citation P {percent(scores.citation_precision)} R {percent(scores.citation_recall)}",
        f"refused {scores.refused} of {scores.questions}",
        f"refusal P {percent(refusal.precision)} R {percent(refusal.recall)} F1 {percent(refusal.f1)}",
        f"reason {percent(scores.reason)}",
        f"ms p50 {_ms(scores.ms_p50)} p95 {_ms(scores.ms_p95)} p99 {_ms(scores.ms_p99)}",
        f"missing {scores.missing}",
    ]
    if scores.mrr_10 is not None:
        parts.append(
            f"recall@1 {percent(scores.recall_1)} @5 {percent(scores.recall_5)} @10 {percent(scores.recall_10)}"
            f" MRR {percent(scores.mrr_10)} nDCG {percent(scores.ndcg_10)}"
        )
    if scores.ece is not None:
        parts.append(f"ECE {percent(scores.ece)} Brier {percent(scores.brier)} AURC {percent(scores.aurc)}")
    return "; ".join(parts)


def markdown(report: Report, *, title: str) -> str:
    """The whole report: scores by kind and by wording, then every question that went wrong."""
    wrong = report.wrong
    lines = [
        f"# {title}",
        "",
        f"{report.overall.questions} questions, fingerprint `{report.fingerprint[:16]}`. Shares in percent.",
        "",
        table(report),
        "",
        summary(report.overall),
        "",
    ]
    lines += ["## With 95 % bounds", "", _bounded(report), ""]
    if report.sets:
        lines += ["## By set", "", _table("set", _named(report.sets)), ""]
    if report.tags:
        lines += ["## By wording", "", _table("wording", _named(report.tags)), ""]
    at_risk = answerable_at_risk(report.judged)
    lines += ["## Answering and risk", ""]
    lines += [
        f"- with at most {percent(risk)} % of the answers wrong, {percent(share)} % of the questions could be answered"
        for risk, share in at_risk.items()
    ]
    lines += [""]
    lines += [f"## Wrong: {len(wrong)}", ""]
    for judged in wrong:
        lines += _error(judged)
    return "\n".join(lines)


def _bounded(report: Report) -> str:
    """Each measure that applies, with its bootstrap interval."""
    rows = [["measure", "%", "low", "high"]]
    for name, each in bounds(report.judged).items():
        applies = values(name, report.judged)
        mean = float(applies[~np.isnan(applies)].mean())
        rows.append([name, percent(mean), percent(each.low), percent(each.high)])
    return aligned(rows)


def _table(first: str, rows: Iterable[tuple[str, Scores]]) -> str:
    head = [first, "n", *_SHARES]
    body = [
        [name, str(scores.questions), *(percent(share) for share in _shares(scores))] for name, scores in rows
    ]
    return aligned([head, *body])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table of which the first row is the head, its columns of one width each."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join([_row(rows[0], widths), _rule(widths), *(_row(row, widths) for row in rows[1:])])


def _shares(scores: Scores) -> list[float | None]:
    return [
        scores.exact,
        scores.f1,
        scores.contains,
        scores.figure,
        scores.quote,
        scores.document,
        scores.answered,
        scores.right,
    ]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if not at else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {first} | {' | '.join(rest)} |"


def _rule(widths: Sequence[int]) -> str:
    return (
        "|"
        + "|".join("-" * (width + 2 - bool(at)) + (":" if at else "") for at, width in enumerate(widths))
        + "|"
    )


def _error(judged: Judged) -> list[str]:
    """What was asked, expected and said, as a list entry."""
    asked, said = judged.question, judged.prediction
    gold = expected(judged)
    lines = [f"- `{asked.id}` [{asked.kind}] {flat(asked.question)}", f"  - gold: {flat(gold)}"]
    if said is None:
        return [*lines, "  - got: (no prediction)"]
    if said.refused:
        return [*lines, f"  - got: (refused: {said.reason}, score {said.score:.3f})"]
    if asked.kind == SEARCH:
        return [*lines, f"  - found: {flat('、'.join(hit.doc_id for hit in said.hits[:5]))}"]
    place = f"{said.doc_id} {said.start}..{said.end}"
    return [
        *lines,
        f"  - got: {flat(said.answer)} (score {said.score:.3f})",
        f"  - from {place}: {flat(said.quote)}",
    ]


def expected(judged: Judged) -> str:
    """The gold answers in one line, or that it had to be refused, or the documents to be found."""
    asked = judged.question
    if asked.kind == SEARCH:
        return "、".join(asked.doc_ids)
    return " | ".join("、".join(items) for items in asked.gold) or f"(refuse: {asked.reason or 'no answer'})"


def flat(text: str) -> str:
    """One line, with nothing that Markdown would read as its own."""
    return " ".join(text.split()).replace("<", "&lt;").replace("|", "\\|")


def percent(share: float | None) -> str:
    """A share in percent with one decimal; `-` for none."""
    return "-" if share is None else f"{100 * share:.1f}"


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
