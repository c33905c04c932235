"""What came back, scored, and the table and picture of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.plots import scatter
from bench.retrieval import first_right
from qa.evaluating.datasets import Question
from qa.evaluating.metrics import contains, figures_exact, percentile, quote_supports

FIGURE_KINDS = ("figure", "derived")


@dataclass(frozen=True, slots=True)
class Row:
    """One peer's way on one set. Shares of 1; None where it was not measured, or has no meaning."""

    name: str
    build_cpu_s: float | None
    disk_mb: float | None
    build_mb: float | None
    ask_mb: float | None
    p50: float | None
    p95: float | None
    cpu: float | None
    """Milliseconds of processor a question, the middle one: two machines' loads do not show in it."""
    recall_1: float | None
    recall_5: float | None
    recall_10: float | None
    mrr: float | None
    passage_1: float | None
    """Answerable questions whose first passage (for an answer, its quotation) holds a gold answer."""
    passage_5: float | None
    contains: float | None
    figure: float | None
    refused_rightly: float | None
    """Questions that must be refused and were."""
    asked: int
    note: str


def row_of(
    name: str,
    built: Mapping[str, Any],
    asked: Mapping[str, Any],
    questions: Sequence[Question],
    texts: Mapping[int, str],
) -> Row:
    """The scores of one way; questions that a slow peer was not asked any more do not count against it."""
    said = {record["id"]: record for record in asked["said"]}
    judged = [(question, said[question.id]) for question in questions if question.id in said]
    answerable = [(q, s) for q, s in judged if q.answerable]
    due = [s for q, s in judged if q.must_refuse]
    gives_answers = any(s["answer"] is not None for _, s in judged)
    ranked = [first_right(s["documents"], frozenset(q.doc_ids)) for q, s in answerable if q.doc_ids]
    held = [_holds(q, [texts[n] for n in s["passages"][:5]] or [s["quote"]]) for q, s in answerable]
    answers = answerable if gives_answers else []
    milliseconds = [s["ms"] for _, s in judged]
    return Row(
        name=name,
        build_cpu_s=built["cpu_s"],
        disk_mb=built["disk_mb"],
        build_mb=built["peak_mb"],
        ask_mb=asked["peak_mb"],
        p50=percentile(milliseconds, 0.5),
        p95=percentile(milliseconds, 0.95),
        cpu=median(s["cpu_ms"] for _, s in judged),
        recall_1=_share([rank is not None and rank <= 1 for rank in ranked]),
        recall_5=_share([rank is not None and rank <= 5 for rank in ranked]),
        recall_10=_share([rank is not None and rank <= 10 for rank in ranked]),
        mrr=_share([1 / rank if rank else 0.0 for rank in ranked]),
        passage_1=_share([place is not None and place < 1 for place in held]),
        passage_5=_share([place is not None and place < 5 for place in held]),
        contains=_share([any(contains(gold, s["answer"] or "") for gold in q.gold) for q, s in answers]),
        figure=_share(
            [
                any(figures_exact(gold, s["answer"] or "", derived=q.kind == "derived") for gold in q.gold)
                for q, s in answers
                if q.kind in FIGURE_KINDS
            ]
        ),
        refused_rightly=_share([s["answer"] is None for s in due]) if gives_answers else None,
        asked=len(judged),
        note=str(asked["note"]),
    )


def _holds(question: Question, shown: Sequence[str]) -> int | None:
    return next((place for place, text in enumerate(shown) if quote_supports(question.gold, text)), None)


def _share(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


_COLUMNS = (
    ("build_cpu_s", "build, CPU s", "{:.0f}"),
    ("disk_mb", "disk, MB", "{:.0f}"),
    ("build_mb", "memory building, MB", "{:.0f}"),
    ("ask_mb", "asking, MB", "{:.0f}"),
    ("p50", "p50 ms", "{:.1f}"),
    ("p95", "p95 ms", "{:.1f}"),
    ("cpu", "CPU ms", "{:.1f}"),
    ("recall_1", "recall@1", "{:.3f}"),
    ("recall_5", "recall@5", "{:.3f}"),
    ("mrr", "MRR", "{:.3f}"),
    ("passage_1", "answer in passage 1", "{:.3f}"),
    ("passage_5", "in first 5", "{:.3f}"),
    ("contains", "answer contains", "{:.3f}"),
    ("figure", "figure exact", "{:.3f}"),
    ("refused_rightly", "refused rightly", "{:.3f}"),
)


def markdown(rows: Sequence[Row], failed: Mapping[str, str]) -> str:
    """The table, the notes below it, and what failed and why."""
    shown = [column for column in _COLUMNS if any(getattr(row, column[0]) is not None for row in rows)]
    lines = [
        "| | " + " | ".join(title for _, title, _ in shown) + " |",
        "|---|" + "---:|" * len(shown),
    ]
    for row in rows:
        values = [getattr(row, name) for name, _, _ in shown]
        cells = ["–" if v is None else form.format(v) for v, (_, _, form) in zip(values, shown, strict=True)]
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    most = max((row.asked for row in rows), default=0)
    notes = [
        f"- {row.name}: {row.note}" + (f"; asked {row.asked} of {most}, for time" if row.asked < most else "")
        for row in rows
    ]
    notes += [f"- {name}: failed: {why}" for name, why in failed.items()]
    return "\n".join([*lines, "", *notes, ""])


def as_json(rows: Sequence[Row], failed: Mapping[str, str]) -> str:
    """The same for machines."""
    return json.dumps(
        {"rows": [asdict(row) for row in rows], "failed": dict(failed)}, ensure_ascii=False, indent=1
    )


def picture(rows: Sequence[Row], *, title: str) -> str:
    """An SVG: quality up, milliseconds of processor a question to the right, on a scale of tens."""
    points = [
        (row.name, row.cpu, row.mrr if row.mrr is not None else row.passage_1)
        for row in rows
        if row.cpu and (row.mrr is not None or row.passage_1 is not None)
    ]
    return scatter(
        points,
        title=title,
        across="CPU ms a question",
        up="MRR" if any(r.mrr for r in rows) else "answer in passage 1",
    )


def write_tables(folder: Path, rows: Sequence[Row], failed: Mapping[str, str], *, title: str) -> None:
    """`table.md`, `table.json` and `plot.svg` in `folder`."""
    (folder / "table.md").write_text(markdown(rows, failed), encoding="utf-8")
    (folder / "table.json").write_text(as_json(rows, failed), encoding="utf-8")
    (folder / "plot.svg").write_text(picture(rows, title=title), encoding="utf-8")
