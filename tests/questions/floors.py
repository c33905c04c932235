"""The floors under the scores of the question set: what was once reached is held.

`floors.json` keeps, with the fingerprint of the questions, the lowest score that each split may have, one
point below what was measured when it was last raised. It is changed only by
`python -m tests.questions.raise_floors`, which never lowers; to lower one, delete the file, raise anew, and
say why in the commit.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.evaluating.datasets import Question
from qa.evaluating.evaluation import Report, evaluate, fingerprint
from qa.evaluating.measures import mean
from qa.evaluating.predictions import Prediction
from qa.evaluating.reading import read_questions

HERE = Path(__file__).parent
FIRST_ISSUE = HERE.parents[1] / "api" / "first_issue" / "2026-02-06.md"
QUESTIONS = read_questions(HERE / "first_issue.jsonl")
FILE = HERE / "floors.json"
SPLITS = ("dev", "held")
PINNED = (
    "right",
    "f1",
    "figure",
    "quote",
    "precision",
    "citation_precision",
    "citation_recall",
    "refusal_precision",
    "refusal_recall",
)
"""Measures that have a floor, by their names in `qa.evaluating.measures`."""
MARGIN = 1.0
"""Points between a floor and what was measured: one to two questions of a split, so that another machine's
arithmetic does not fail a build."""

Points = Mapping[str, Mapping[str, float]]
"""Split -> measure -> percent."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The lowest scores allowed, for exactly the questions that were measured."""

    fingerprint: str
    points: Points


def measured(predictions: Sequence[Prediction]) -> Points:
    """The pinned measures of a run over `QUESTIONS`, by split, in percent."""
    return {split: _points(predictions, split) for split in SPLITS}


def _points(predictions: Sequence[Prediction], split: str) -> Mapping[str, float]:
    judged = evaluate(of_split(split), predictions).judged
    return {name: round(100 * (mean(name, judged) or 0.0), 2) for name in PINNED}


def of_split(split: str) -> list[Question]:
    """The questions of one split, in the order of the file."""
    return [question for question in QUESTIONS if question.split == split]


def below(points: Points, floors: Points) -> list[str]:
    """Each measure that fell under its floor, worded for whoever reads the failure."""
    return [
        f"{split} {name}: {points[split][name]:.2f} is below the floor {floor:.1f}"
        for split, measures in floors.items()
        for name, floor in measures.items()
        if points[split][name] < floor
    ]


def raised(points: Points, before: Points) -> Points:
    """`MARGIN` below `points`, rounded down to a tenth, and nowhere lower than `before`."""
    return {
        split: {
            name: max(math.floor((value - MARGIN) * 10) / 10, before.get(split, {}).get(name, 0.0))
            for name, value in measures.items()
        }
        for split, measures in points.items()
    }


def questions_fingerprint() -> str:
    """What the floors belong to: SHA-256 over the questions and what scores them, in hex."""
    return fingerprint(QUESTIONS)


def read_floors() -> Floors | None:
    """The floors kept; None where there are none."""
    if not FILE.exists():
        return None
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return Floors(kept["fingerprint"], kept["points"])


def write_floors(floors: Floors) -> None:
    """Keep `floors`."""
    FILE.write_text(json.dumps(asdict(floors), indent=2) + "\n", encoding="utf-8")


def fallen_below(floors: Mapping[str, float], report: Report) -> dict[str, float]:
    """What was reached of each measure (`right`, `figure`, `refused`, 0..1) that stands below its floor."""
    scores = report.overall
    reached = {"right": scores.right, "figure": scores.figure, "refused": scores.refusal.recall}
    return {name: reached[name] or 0.0 for name, floor in floors.items() if (reached[name] or 0.0) < floor}
