"""What each part of the desk is worth: the scores of whole answers with it left out, as a table.

    python -m bench.ablations WORK [--sets first pages] [--shared ../shared/data] [--only NAME...]

WORK keeps the archives, made on the first run, as bench.answers does and where it left them. A part is left out by
building the desk from other parts; nothing in the desk itself knows of it. `first` is the first issue's dev split.
The set `pages` needs the data beside the project.
"""

import argparse
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bench.answers import ISSUE, ISSUE_DATE, ISSUE_QUESTIONS, PAGES_DATE, ROOT
from corpus.archive import Archive
from corpus.files import read_bulletins
from index.encoder import Encoder, load_encoder
from index.hybrid import Hit, Index
from qa.answers import Answer
from qa.assistant import Assistant
from qa.evaluating.asking import predict
from qa.evaluating.datasets import Question
from qa.evaluating.evaluation import Scores, evaluate
from qa.evaluating.predictions import Prediction
from qa.evaluating.reading import read_questions
from qa.evidence import Sentence
from qa.features import View
from qa.finding import Finder, Found, Placed
from qa.reader import Reading
from qa.reader_network import LONGEST_ANSWER
from qa.relevance import story_relevance


class ByTerms(Index):
    """Search by words alone: what the encoder is worth."""

    def search(
        self, question: str, *, also: str = "", limit: int = 50, vector_weight: float = 0.0
    ) -> list[Hit]:
        """The passages nearest by BM25; none of them has a cosine."""
        del vector_weight
        found = self.search_terms(question, also=also, limit=limit)
        return [Hit(one.passage_id, one.score, one.score, 0.0) for one in found]


class ByVectors(Index):
    """Search by meaning alone: what BM25 is worth."""

    def search(
        self, question: str, *, also: str = "", limit: int = 50, vector_weight: float = 1.0
    ) -> list[Hit]:
        """The passages nearest by cosine; printed words for everyday ones are of no use to it."""
        del also, vector_weight
        found = self.search_vectors(question, limit=limit)
        return [Hit(one.passage_id, one.score, None, one.score) for one in found]


class InSearchOrder(Finder):
    """Hits are read in the order in which search gives them."""

    def _placed(self, seen: View) -> list[Placed]:
        passages, _, hits = self._borne(seen)
        scores = [-math.log(place) for place in range(1, len(hits) + 1)]
        relevance = story_relevance([passage.story_id for passage in passages], scores)
        pairs = zip(passages, hits, strict=True)
        return [Placed(passage, hit.dense, relevance[passage.story_id]) for passage, hit in pairs]


class WithoutReordering(Assistant):
    """What ordering the hits by how they bear the question is worth."""

    def _new_finder(self) -> Finder | None:
        whole = super()._new_finder()
        return whole and InSearchOrder(self.archive, self._index, today=whole.today, home=whole.home)


class WithoutCalendar(Assistant):
    """No day to lean on in the question (去年, 上半年, 腊月二十三) and no turning of lunar days into solar ones."""

    def _new_finder(self) -> Finder | None:
        whole = super()._new_finder()
        return whole and Finder(self.archive, self._index, today=None, home=whole.home)

    def _from_calendar(self, found: Found) -> Answer | None:
        del found
        return None


class WithoutHome(Assistant):
    """The home city is a place like any other: what reading 我市 as its name is worth."""

    def _new_finder(self) -> Finder | None:
        whole = super()._new_finder()
        return whole and Finder(self.archive, self._index, today=whole.today, home=())


class WithoutOrders(Assistant):
    """Printed orders (由多到少依次为) are not read; what they say has to be found like anything else."""

    def _from_order(self, found: Found) -> Answer | None:
        del found
        return None

    def _from_position(self, found: Found) -> Answer | None:
        del found
        return None


class Blind:
    """A reader to which all spans of all sentences are alike."""

    def read(self, seen: View, sentences: Sequence[Sentence]) -> list[Reading]:
        """Nothing speaks for or against any span."""
        del seen
        return [Reading(np.zeros((len(s.folded.text), LONGEST_ANSWER), np.float32), 0.0) for s in sentences]


class WithoutReader(Assistant):
    """Candidates are weighed by rules and printed words alone: what the trained reader is worth."""

    def _new_finder(self) -> Finder | None:
        whole = super()._new_finder()
        return whole and Finder(self.archive, self._index, today=whole.today, home=whole.home, reader=Blind())


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of building the desk."""

    index: type[Index] = Index
    assistant: type[Assistant] = Assistant
    measures: bool = True
    """Whether what a figure measures is read (`corpus.measures`, what the ledger holds)."""


VARIANTS: Mapping[str, Variant] = {
    "whole": Variant(),
    "without vectors": Variant(index=ByTerms),
    "without terms": Variant(index=ByVectors),
    "without reordering": Variant(assistant=WithoutReordering),
    "without reader": Variant(assistant=WithoutReader),
    "without measures": Variant(measures=False),
    "without calendar": Variant(assistant=WithoutCalendar),
    "without home city": Variant(assistant=WithoutHome),
    "without orders": Variant(assistant=WithoutOrders),
}
"""What is measured, in the order of the table."""

Asked = tuple[list[Question], list[Prediction]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a run keeps its archives, and what it reads them with."""

    work: Path
    shared: Path
    encoder: Encoder

    def desk(self, variant: Variant, name: str, file: Path, *, day: date) -> Assistant:
        """The desk of that variant over the archive WORK/`name`, filled from `file` where it is new."""
        archive = Archive.open(self.work / name)
        if not archive.bulletins():
            archive.add(read_bulletins(file, date=day))
        index = variant.index.open(self.work / name / "index", archive, self.encoder)
        return variant.assistant(archive, index)

    def first(self, variant: Variant) -> Asked:
        """The first issue's dev questions and what is said to them."""
        questions = [question for question in read_questions(ISSUE_QUESTIONS) if question.split == "dev"]
        with closing(self.desk(variant, "first", ISSUE, day=ISSUE_DATE)) as desk:
            return questions, list(predict(desk, questions))

    def pages(self, variant: Variant) -> Asked:
        """The questions on the pages, each page its own archive, and what is said to them."""
        folder = self.shared / "pages_dev"
        questions = read_questions(folder / "qa.jsonl")
        said: list[Prediction] = []
        for page in sorted({question.page for question in questions if question.page}):
            asked = [question for question in questions if question.page == page]
            with closing(self.desk(variant, f"pages/{page}", folder / page, day=PAGES_DATE)) as desk:
                said += predict(desk, asked)
        return questions, said


def rows(
    names: Sequence[str], sets: Mapping[str, Callable[[Variant], Asked]]
) -> Iterator[tuple[str, str, Scores]]:
    """Set, variant and scores, one set after the other."""
    for where, asked in sets.items():
        for name in names:
            unread = patch("qa.candidates.measured_in", return_value=())
            with nullcontext() if VARIANTS[name].measures else unread:
                questions, said = asked(VARIANTS[name])
            yield where, name, evaluate(questions, said).overall


def line(where: str, name: str, scores: Scores) -> str:
    """A row of the Markdown table."""
    shares = (scores.right, scores.contains, scores.figure, scores.quote, scores.answered)
    refusal = (scores.refusal.precision, scores.refusal.recall)
    told = [f"{100 * share:.1f}" if share is not None else "–" for share in (*shares, *refusal)]
    return f"| {where} | {name} | {' | '.join(told)} |"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--sets", nargs="+", choices=["first", "pages"], default=["first", "pages"])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--only", nargs="+", choices=[*VARIANTS], default=[*VARIANTS])
    given = parser.parse_args()
    ground = Ground(given.work, given.shared, load_encoder(None))
    sets = {"first": ground.first, "pages": ground.pages}
    print("| set | desk | right | contains | figure | quote | answered | refusal P | refusal R |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for where, name, scores in rows(given.only, {where: sets[where] for where in given.sets}):
        print(line(where, name, scores), flush=True)


if __name__ == "__main__":
    main()
