"""The results of a run in its folder: scores.json, report.md and report.html."""

import json
from pathlib import Path

from api.runs.drawing import html
from api.runs.folders import PREDICTIONS, write_files
from api.runs.settings import RunSettings
from qa.evaluating.evaluation import Report
from qa.evaluating.reports import markdown, scores_of


def write_results(report: Report, folder: Path, *, settings: RunSettings) -> None:
    """Write the scores and the report of a run beside its answers. BadRequest where the folder cannot be written."""
    title = "、".join(settings.sets)
    write_scores(report, folder, title=title)
    write_files(folder, {"report.html": html(report, title=title, settings=settings)})


def write_scores(report: Report, folder: Path, *, title: str) -> None:
    """scores.json and report.md."""
    write_files(
        folder,
        {
            "report.md": markdown(report, title=title),
            "scores.json": json.dumps(scores_of(report), ensure_ascii=False, indent=1) + "\n",
        },
    )


def write_judged(report: Report, folder: Path, *, title: str) -> None:
    """The scores, and the answers that were judged, in the order of the questions: for one that kept no run folder."""
    said = [judged.prediction.to_json() for judged in report.judged if judged.prediction]
    write_files(folder, {PREDICTIONS: "".join(line + "\n" for line in said)})
    write_scores(report, folder, title=title)
