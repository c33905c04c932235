"""A judged run written down: scores.json for machines, report.md for people, predictions.jsonl to score
again.

Same report, same bytes: nothing here asks for the time of day or the machine's name.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.errors import BadRequest
from qa.evaluating.evaluation import Judged, Report, Scores

_SHARES = ("exact", "f1", "contains", "figure", "quote", "document", "answered", "right")
"""Columns of the table, in percent."""


def write_report(report: Report, folder: Path, *, title: str = "Evaluation") -> None:
    """Write scores.json, report.md and predictions.jsonl into `folder`, which is made where it is missing.

    Each file is written beside its place and renamed. BadRequest where the folder cannot be written.
    """
    said = [j.prediction.to_json() for j in report.judged if j.prediction]
    files = {
        "predictions.jsonl": "".join(line + "\n" for line in said),
        "report.md": markdown(report, title=title),
        "scores.json": json.dumps(scores_of(report), ensure_ascii=False, indent=1) + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            beside = folder / f".{name}.part"
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(folder / name)
    except OSError as error:
        raise BadRequest(
            f"{folder}: the report cannot be written ({error.strerror}).",
            detail=f"报告无法写入 {folder}。请换一个可写的文件夹,并检查磁盘空间。",
        ) from error


def scores_of(report: Report) -> dict[str, object]:
    """What scores.json holds: the fingerprint of the questions, and the scores as a whole, by kind and by
    wording.
    """
    return {
        "fingerprint": report.fingerprint,
        "overall": asdict(report.overall),
        "kinds": {kind: asdict(scores) for kind, scores in report.kinds},
        "tags": {tag: asdict(scores) for tag, scores in report.tags},
    }


def table(report: Report) -> str:
    """The scores by kind and overall, as a Markdown table that is also readable on a terminal."""
    return _table("kind", [*report.kinds, ("all", report.overall)])


def summary(scores: Scores) -> str:
    """One line below the table: precision, refusal and latency."""
    refusal = scores.refusal
    parts = [
        f"precision {_percent(scores.precision)}",
        f"refused {scores.refused} of {scores.questions}",
        f"refusal P {_percent(refusal.precision)} R {_percent(refusal.recall)} F1 {_percent(refusal.f1)}",
        f"reason {_percent(scores.reason)}",
        f"ms p50 {_ms(scores.ms_p50)} p95 {_ms(scores.ms_p95)} p99 {_ms(scores.ms_p99)}",
        f"missing {scores.missing}",
    ]
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
    if report.tags:
        lines += ["## By wording", "", _table("wording", report.tags), ""]
    lines += [f"## Wrong: {len(wrong)}", ""]
    for judged in wrong:
        lines += _error(judged)
    return "\n".join(lines)


def _table(first: str, rows: Iterable[tuple[str, Scores]]) -> str:
    head = [first, "n", *_SHARES]
    body = [
        [name, str(scores.questions), *(_percent(share) for share in _shares(scores))]
        for name, scores in rows
    ]
    widths = [max(len(row[column]) for row in [head, *body]) for column in range(len(head))]
    return "\n".join([_row(head, widths), _rule(widths), *(_row(row, widths) for row in body)])


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
    gold = " | ".join("、".join(items) for items in asked.gold) or f"(refuse: {asked.reason or 'no answer'})"
    lines = [f"- `{asked.id}` [{asked.kind}] {_flat(asked.question)}", f"  - gold: {_flat(gold)}"]
    if said is None:
        return [*lines, "  - got: (no prediction)"]
    if said.refused:
        return [*lines, f"  - got: (refused: {said.reason}, score {said.score:.3f})"]
    place = f"{said.doc_id} {said.start}..{said.end}"
    return [
        *lines,
        f"  - got: {_flat(said.answer)} (score {said.score:.3f})",
        f"  - from {place}: {_flat(said.quote)}",
    ]


def _flat(text: str) -> str:
    """One line, with nothing that Markdown would read as its own."""
    return " ".join(text.split()).replace("<", "&lt;").replace("|", "\\|")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
