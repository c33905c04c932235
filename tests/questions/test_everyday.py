"""Everyday questions on invented pages: what was once reached is held, and every gold answer stands on its page."""

from datetime import date

import pytest

from corpus.archive import Archive
from corpus.files import read_bulletins
from corpus.text import fold
from qa.assistant import Assistant
from qa.evaluating.asking import predict
from qa.evaluating.evaluation import Report, evaluate
from qa.evaluating.predictions import Prediction
from qa.evaluating.reading import read_questions
from tests.questions.floors import HERE, fallen_below

PAGES = HERE / "pages"
ISSUED = date(2026, 3, 10)
ASKED = read_questions(HERE / "everyday.jsonl")
FLOORS = {"right": 0.88, "figure": 0.93, "refused": 0.65}
"""One to two questions below what was reached on 2026-11-24: 0.903, 0.952 and 0.692."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The answers, each page in an archive of its own, judged."""
    folder = tmp_path_factory.mktemp("everyday")
    said: list[Prediction] = []
    for page in sorted(PAGES.glob("*.md")):
        with Archive.open(folder / page.stem) as archive:
            archive.add(read_bulletins(page, date=ISSUED))
        with Assistant.open(folder / page.stem) as desk:
            said += predict(desk, [question for question in ASKED if question.page == page.name])
    return evaluate(ASKED, said)


def test_no_measure_falls_below_its_floor(report: Report) -> None:
    fallen = fallen_below(FLOORS, report)
    assert not fallen, (fallen, [judged.question.id for judged in report.wrong])


@pytest.mark.parametrize("name", sorted(page.name for page in PAGES.glob("*.md")))
def test_every_gold_answer_stands_on_its_page(name: str) -> None:
    text = fold((PAGES / name).read_text(encoding="utf-8")).text
    asked = [question for question in ASKED if question.page == name]
    assert len(asked) >= 8
    assert all(part in text for question in asked for gold in question.gold for part in gold)
