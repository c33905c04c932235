"""Reading with the text given: the answer's words in a paragraph or an article that is known to hold it.

    python -m bench.reading [--shared ../shared/data] [--most 1000]

For each set the exact match and the F1 (CMRC 2018's) of the reader's best span alone and of the desk's best candidate, which
also weighs the rules' features; and the time that 16 sentences of a news article take the reader on one core. DRCD's part is
the last 40 % of its test set, CMRC-2018's the trial set: neither reader nor ranker has seen them. The CRUD sets are read
in their article; the ranker was fitted on the hard one. The written and the harder ones are the held parts of training/asked_news.py, in
an editor's and in a resident's wording; the confidence alone was fitted on every third of the written.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from corpus.spans import Span
from qa.evaluating.metrics import character_f1, exact_match
from qa.evidence import Sentence
from qa.features import View, sentence_features, view
from qa.finding import ranked_among
from qa.lists import said_span
from qa.questions import read_question
from qa.ranking import best_sentences
from qa.reader import load_reader
from training.asked_news import ASKED, HARDER, Part, Wording
from training.reading_data import (
    Example,
    dated_news,
    held_back,
    paragraph_of,
    read_crud,
    read_squad,
    sampled,
    written_examples,
)

ROOT = Path(__file__).parents[1]
TIMED = 16
"""Sentences read when the reader is timed."""

Rows = Sequence[tuple[Sentence, Sequence[float]]]


def rows_of(example: Example) -> tuple[View, Rows]:
    """The question as read, and the sentences of its text, best first."""
    paragraph = paragraph_of(example.id, example.text, example.date)
    seen = view(read_question(example.question, today=example.date))
    rows = [(s, sentence_features(seen, s, paragraph.words)) for s in paragraph.sentences]
    return seen, best_sentences(rows, len(rows))


def read_alone(seen: View, rows: Rows) -> str:
    """The reader's best span of all sentences."""
    readings = load_reader().read(seen, [sentence for sentence, _ in rows])
    best = max(range(len(rows)), key=lambda i: (float(readings[i].scores.max()), -i))
    return readings[best].best(1)[0].of(rows[best][0].folded.text)


def weighed(seen: View, rows: Rows) -> str:
    """The best candidate as the desk would say it; empty where there is none."""
    ranked = ranked_among(seen, rows, load_reader())
    if not ranked:
        return ""
    span: Span = said_span(seen.question, ranked[0].candidate)[0]
    return span.of(ranked[0].candidate.sentence.folded.text)


def main() -> None:
    """Prints one line a set, and the time."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--most", type=int, default=1000, help="questions of each set")
    given = parser.parse_args()
    news = dated_news(given.shared / "crud_news.jsonl.gz")
    sets = {
        "CMRC-2018 trial": list(read_squad(given.shared / "cmrc2018_trial.json")),
        "DRCD held back": held_back(list(read_squad(given.shared / "drcd_test_s.json")))[1],
        "crud_qa_dev": list(read_crud(given.shared / "crud_qa_dev.jsonl", news)),
        "crud_qa_dev_hard": list(read_crud(given.shared / "crud_qa_dev_hard.jsonl", news)),
    }
    for name, path in {"written": ASKED, "harder": HARDER}.items():
        for wording in Wording:
            held = [e for e in written_examples(Part.HELD, news, wording, path=path) if e.place]
            sets[f"{name}, {wording}"] = sampled(held, given.most)
    times: list[float] = []
    for name, examples in sets.items():
        scores = {"reader": [0.0, 0.0], "desk": [0.0, 0.0]}
        for example in examples[: given.most]:
            seen, rows = rows_of(example)
            if name == "crud_qa_dev":
                began = time.process_time()
                load_reader().read(seen, [sentence for sentence, _ in rows[:TIMED]])
                times.append((time.process_time() - began) * 1000)
            for way, said in (("reader", read_alone(seen, rows)), ("desk", weighed(seen, rows))):
                gold = [(answer,) for answer in example.answers]
                scores[way][0] += max(float(exact_match(g, said)) for g in gold)
                scores[way][1] += max(character_f1(g, said) for g in gold)
        n = min(given.most, len(examples))
        line = "  ".join(
            f"{way} EM {100 * em / n:.1f} F1 {100 * f1 / n:.1f}" for way, (em, f1) in scores.items()
        )
        print(f"{name:18} {n:5}  {line}", flush=True)
    times.sort()
    print(
        f"{TIMED} sentences: p50 {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms of one core"
    )


if __name__ == "__main__":
    main()
