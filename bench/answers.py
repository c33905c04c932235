"""Scores of whole answers on the question sets: the first issue, the pages, the news collection, residents' own words.

    python -m bench.answers WORK [--sets first pages news residents harder] [--shared ../shared/data] [--model NAME]

WORK keeps the archives (WORK/first, WORK/pages/..., WORK/news: made on the first run, 58,135 stories take
minutes) and one report a set (WORK/reports/...). Run from the repository root. The sets `pages`, `news`, `residents` and `harder`
need the data beside the project; where the scorer lies there too, its table is printed below ours. `residents` are questions of all kinds
worded as people ask, few of them in the page's words, on the first issue and on the pages (bench/residents.jsonl; of its held split, twelve
pages, the totals only are read). `harder` are the held part of training/asked_harder.tsv.gz, asked of its articles together.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.runs.results import write_judged
from corpus.archive import Archive
from corpus.files import read_bulletins
from index.encoder import Encoder, load_encoder
from index.hybrid import Index
from qa.assistant import Assistant
from qa.evaluating.asking import predict
from qa.evaluating.datasets import Question
from qa.evaluating.evaluation import Report, evaluate
from qa.evaluating.predictions import Prediction
from qa.evaluating.reading import read_questions
from qa.evaluating.reports import summary, table
from training.archived import filled
from training.asked_news import HARDER, Part, documents
from training.asked_questions import question_set
from training.reading_data import dated_news

ROOT = Path(__file__).parents[1]
ISSUE = ROOT / "api" / "first_issue" / "2026-02-06.md"
ISSUE_DATE = date(2026, 2, 6)
PAGES_DATE = date(2023, 8, 15)
"""The pages print no date; their stories are of July and August 2023."""
ISSUE_QUESTIONS = ROOT / "tests" / "questions" / "first_issue.jsonl"
RESIDENTS = ROOT / "tests" / "questions" / "residents.jsonl"
RESIDENTS_OF_PAGES = ROOT / "bench" / "residents.jsonl"


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a run keeps its archives and reports, and what it reads them with."""

    work: Path
    shared: Path
    encoder: Encoder

    def opened(self, name: str, file: Path | None, *, day: date | None) -> Assistant:
        """A desk over the archive WORK/`name`, filled from `file` where it is new; no file where it has been filled."""
        archive = Archive.open(self.work / name)
        if file and not archive.bulletins():
            archive.add(read_bulletins(file, date=day))
        return Assistant(archive, Index.open(self.work / name / "index", archive, self.encoder))

    def first(self) -> None:
        """The first issue: the split to tune on in full, of the held one the totals only."""
        questions = read_questions(ISSUE_QUESTIONS)
        with self.opened("first", ISSUE, day=ISSUE_DATE) as desk:
            said = list(predict(desk, questions))
        dev = [question for question in questions if question.split == "dev"]
        self.report("first-dev", dev, said, golds=[ISSUE_QUESTIONS])
        held = [question for question in questions if question.split == "held"]
        for name, asked in {"first, held": held, "first, all": questions}.items():
            report = evaluate(asked, said)
            print(f"\n## {name}\n{table(report)}\n{summary(report.overall)}")

    def pages(self) -> None:
        """Newspaper pages, each its own archive."""
        path = self.shared / "pages_dev" / "qa.jsonl"
        questions = read_questions(path)
        self.report("pages", questions, self.asked_of_pages(questions), golds=[path])

    def residents(self) -> None:
        """What residents ask, of the first issue and of the pages."""
        questions = read_questions(RESIDENTS)
        with self.opened("first", ISSUE, day=ISSUE_DATE) as desk:
            said = list(predict(desk, questions))
        self.report("residents-first", questions, said, golds=[RESIDENTS])
        questions = read_questions(RESIDENTS_OF_PAGES)
        said = self.asked_of_pages(questions)
        dev = [question for question in questions if question.split == "dev"]
        self.report("residents-pages", dev, said, golds=[RESIDENTS_OF_PAGES])
        report = evaluate([question for question in questions if question.split == "held"], said)
        print(f"\n## residents-pages, held\n{table(report)}\n{summary(report.overall)}")

    def asked_of_pages(self, questions: Sequence[Question]) -> list[Prediction]:
        """The answers, each page in an archive of its own."""
        folder = self.shared / "pages_dev"
        said: list[Prediction] = []
        for page in sorted({question.page for question in questions if question.page}):
            asked = [question for question in questions if question.page == page]
            with self.opened(f"pages/{page}", folder / page, day=PAGES_DATE) as desk:
                said.extend(predict(desk, asked))
        return said

    def news(self) -> None:
        """All of the news collection: what it answers, what it does not, and both together."""
        golds = [self.shared / "crud_qa_dev.jsonl", self.shared / "unanswerable_dev.jsonl"]
        questions = [question for path in golds for question in read_questions(path)]
        with self.opened("news", self.shared / "crud_news.jsonl.gz", day=None) as desk:
            said = list(predict(desk, questions))
        self.report("news", questions, said, golds=golds)

    def harder(self) -> None:
        """What half remembers its article: whether, why, one among several alike; no model has learned from these."""
        news = dated_news(self.shared / "crud_news.jsonl.gz")
        questions = question_set(Part.HELD, news, path=HARDER)
        filled(self.work / "harder", documents(Part.HELD, HARDER), news)
        with self.opened("harder", None, day=None) as desk:
            said = list(predict(desk, questions))
        self.report("harder", questions, said, golds=[])

    def report(
        self, name: str, questions: Sequence[Question], said: Iterable[Prediction], *, golds: Sequence[Path]
    ) -> None:
        """Prints our table and the scorer's, and writes WORK/reports/`name`."""
        report = evaluate(questions, said)
        folder = self.work / "reports" / name
        write_judged(report, folder, title=name)
        print(f"\n## {name} ({report.fingerprint[:16]})\n{table(report)}\n{summary(report.overall)}")
        scorer = self.shared / "score_qa.py"
        if golds and scorer.exists():
            print(f"\nscore_qa.py:\n{_scored(scorer, report, folder, golds)}")


def _scored(scorer: Path, report: Report, folder: Path, golds: Sequence[Path]) -> str:
    """The table of the scorer beside the project, over the same questions and predictions."""
    asked = {judged.question.id for judged in report.judged}
    lines = (line for path in golds for line in path.read_text(encoding="utf-8").splitlines())
    gold = folder / "gold.jsonl"
    gold.write_text(
        "".join(f"{line}\n" for line in lines if str(json.loads(line)["id"]) in asked), encoding="utf-8"
    )
    command = [sys.executable, str(scorer), str(gold), str(folder / "predictions.jsonl")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip()  # noqa: S603 - our own


def main() -> None:
    """Parses the command line and runs the sets asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument(
        "--sets", nargs="+", choices=["first", "pages", "news", "residents", "harder"], default=["first"]
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--model", default=None)
    given = parser.parse_args()
    bench = Bench(given.work, given.shared, load_encoder(given.model))
    runs = {
        "first": bench.first, "pages": bench.pages, "news": bench.news, "residents": bench.residents, "harder": bench.harder,
    }  # fmt: skip
    for name in given.sets:
        runs[name]()


if __name__ == "__main__":
    main()
