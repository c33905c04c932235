"""How long a whole news collection takes to add and index, and how well search finds in it.

    python -m bench.indexing STORIES QUESTIONS [--data DIR]

STORIES is a file for `bulletin add` (crud_news.jsonl.gz), QUESTIONS its questions with `doc_ids`
(crud_qa_dev.jsonl). Prints seconds of wall clock and of processor, recall by document of each half of the
search and of both, and milliseconds a search. With `--data` the archive is kept there, and used again.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.retrieval import first_right, read_asked
from corpus.archive import Archive
from corpus.files import read_bulletins
from index.encoder import load_encoder
from index.hybrid import Index

DEPTH = 100
"""Passages asked for; documents are ranked by their best one."""


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the inside took, in seconds of wall clock and of processor."""
    wall, processor = time.perf_counter(), time.process_time()
    yield
    print(
        f"{what}: {time.perf_counter() - wall:.1f} s, processor {time.process_time() - processor:.1f} s",
        flush=True,
    )


def measure(data: Path, stories: Path, questions: Path, model: str | None) -> None:
    """Add, index and search; print what it took and what was found."""
    with timed("load the model"):
        encoder = load_encoder(model)
    with Archive.open(data) as archive:
        with timed("add"):
            report = archive.add(read_bulletins(stories))
        print(f"  {report}")
        with timed("index"):
            index = Index.open(data / "index", archive, encoder)
        with timed("open again"):
            index = Index.open(data / "index", archive, encoder)
        names = {row.id: row.name for row in archive.bulletins()}
        searches: list[tuple[str, Callable[[str], list[int]]]] = [
            ("terms", lambda text: [one.passage_id for one in index.search_terms(text, limit=DEPTH)]),
            ("vectors", lambda text: [one.passage_id for one in index.search_vectors(text, limit=DEPTH)]),
            ("both", lambda text: [one.passage_id for one in index.search(text, limit=DEPTH)]),
        ]
        asked = read_asked(questions)
        for name, search in searches:
            ranks: list[int | None] = []
            taken: list[float] = []
            for one in asked:
                begun = time.perf_counter()
                numbers = search(one.question)
                taken.append(1000 * (time.perf_counter() - begun))
                found = [names[passage.bulletin_id] for passage in archive.passages(numbers)]
                ranks.append(first_right(found, one.documents))
            recall = "  ".join(
                f"recall@{k} {sum(place is not None and place <= k for place in ranks) / len(ranks):.3f}"
                for k in (1, 5, 10, 50)
            )
            mrr = sum(1 / place for place in ranks if place) / len(ranks)
            print(f"{name:8} {recall}  MRR {mrr:.3f}  p50 {median(taken):.1f} ms", flush=True)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stories", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--model")
    given = parser.parse_args()
    if given.data:
        measure(given.data, given.stories, given.questions, given.model)
    else:
        with TemporaryDirectory() as folder:
            measure(Path(folder), given.stories, given.questions, given.model)


if __name__ == "__main__":
    main()
