"""Recall and mean reciprocal rank, by document, of words, of vectors, of both fused and of the hits re-ranked.

    python -m bench.retrieval WORK [--model NAME ...] [--shared ../shared/data] [--questions FILE ...]

WORK keeps the archive of all news stories (WORK/news, the one that `bench/answers.py` uses; made on the first
run) and one index for each model but the first, which has WORK/news/index. A document is worth its best
passage. Besides `crud_qa_dev.jsonl` the everyday wordings of `bench/paraphrases.jsonl` are asked, and the
same questions in their plain wording beside them. Needs the data beside the project. Run from the
repository root.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.archive import Archive
from corpus.files import read_bulletins
from index.encoder import load_encoder
from index.hybrid import Index
from qa.finding import Finder

DEPTH = 200
"""Passages looked at; a document found beyond counts as not found."""
PARAPHRASES = Path(__file__).parent / "paraphrases.jsonl"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the names of the documents that answer it."""

    id: str
    question: str
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scores:
    """Over a set of questions; shares of 1."""

    recall: dict[int, float]
    """At 1, 5 and 10 documents."""
    mrr: float
    p50: float
    """Milliseconds a question."""


def read_asked(path: Path) -> list[Asked]:
    """The questions of a jsonl of `{id, question, doc_ids}`."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Asked(str(r["id"]), str(r["question"]), frozenset(r["doc_ids"])) for r in records]


def read_reworded(path: Path, plain: Sequence[Asked]) -> list[Asked]:
    """The `{id, question}` of `path` with the documents of the plain question of the same id."""
    documents = {one.id: one.documents for one in plain}
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Asked(r["id"], r["question"], documents[r["id"]]) for r in records if r["id"] in documents]


def first_right(found: Sequence[str], right: frozenset[str]) -> int | None:
    """The rank, from 1, of the first of `found` that is `right`, each document counted once."""
    return next((rank for rank, name in enumerate(dict.fromkeys(found), start=1) if name in right), None)


def scored(ranks: Sequence[int | None], seconds: Sequence[float]) -> Scores:
    """The scores of questions whose right document came at `ranks`."""
    count = len(ranks)
    return Scores(
        {k: sum(rank is not None and rank <= k for rank in ranks) / count for k in (1, 5, 10)},
        sum(1 / rank for rank in ranks if rank is not None) / count,
        1000 * statistics.median(seconds),
    )


def measured(
    asked: Sequence[Asked],
    search: Callable[[str], Sequence[int]],
    name_of: Callable[[Sequence[int]], list[str]],
) -> Scores:
    """The scores of `search`, which gives passage numbers, best first."""
    ranks: list[int | None] = []
    seconds: list[float] = []
    for one in asked:
        started = time.perf_counter()
        numbers = search(one.question)
        seconds.append(time.perf_counter() - started)
        ranks.append(first_right(name_of(numbers), one.documents))
    return scored(ranks, seconds)


def ways_of(index: Index, finder: Finder) -> dict[str, Callable[[str], Sequence[int]]]:
    """The ways `index` searches and `finder`, over it, reads its hits, by name; passage numbers, best first."""
    return {
        "words": lambda question: [s.passage_id for s in index.search_terms(question, limit=DEPTH)],
        "vectors": lambda question: [s.passage_id for s in index.search_vectors(question, limit=DEPTH)],
        "fused": lambda question: [s.passage_id for s in index.search(question, limit=DEPTH)],
        "re-ranked": lambda question: [p.passage.id for p in finder.placed(finder.read(question))],
    }


def opened_news(work: Path, news: Path) -> Archive:
    """The archive WORK/news, filled from `news` where it is new."""
    archive = Archive.open(work / "news")
    if not archive.bulletins():
        archive.add(read_bulletins(news, date=None))
    return archive


def main() -> None:
    """Print one line for each model, set and way of searching."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument(
        "--model", action="append", help="folder or hub name; again for another; default: bundled"
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    if not (options.shared / "crud_news.jsonl.gz").exists():
        sys.exit(f"{options.shared} holds no crud_news.jsonl.gz: this needs the data beside the project")
    plain = read_asked(options.shared / "crud_qa_dev.jsonl")
    reworded = read_reworded(PARAPHRASES, plain)
    same = [one for one in plain if one.id in {other.id for other in reworded}]
    sets = {"crud_qa_dev": plain, "paraphrases": reworded, "paraphrases, plain": same}
    print(f"{'model':24} {'questions':20} {'search':9} {'r@1':>6} {'r@5':>6} {'r@10':>6} {'MRR':>6}     ms")
    with opened_news(options.work, options.shared / "crud_news.jsonl.gz") as archive:
        rows = archive.bulletins()
        names = {row.id: row.name for row in rows}
        today = max((row.date for row in rows if row.date), default=None)

        def name_of(numbers: Sequence[int]) -> list[str]:
            return [names[passage.bulletin_id] for passage in archive.passages(numbers)]

        for number, model in enumerate(options.model or [None]):
            folder = options.work / "news" / ("index" if number == 0 else f"index-{number}")
            index = Index.open(folder, archive, load_encoder(model))
            finder = Finder(archive, index, today=today, home=())
            for title, asked in sets.items():
                for way, search in ways_of(index, finder).items():
                    one = measured(asked, search, name_of)
                    shares = " ".join(f"{value:6.3f}" for value in (*one.recall.values(), one.mrr))
                    print(f"{model or 'bundled':24} {title:20} {way:9} {shares} {one.p50:6.1f}", flush=True)


if __name__ == "__main__":
    main()
