"""Fits which clause answers a question of whether, why or how: the weights of `qa.clauses`.

    python -m training.train_clauses ../shared/data out/clauses [--build ranker | --build held]

Questions: those written on news (training/asked_news.py, both files, the ranker's part), one wording of each in turn, asked of an archive
of all articles of that part (OUT/ranker, made on the first run) as the desk asks; one whose article does not answer counts as answered by
nothing, one whose answer was not read is left out. For each set of weights a conditional logit over all clauses of the sentences read, and
over there being no answer, is fitted by the logarithm of the likelihood of the clause where the answer starts, with the whole data at each
step (L-BFGS), so that the same data gives the same weights. Prints, for the held part in an archive of its own (OUT/held), how often the
likeliest sentence is the right one, and the clauses chosen of it hold the answer, and what share is answered or refused rightly at some
thresholds; writes `clauses.json`. What was read of a part is kept in OUT (`--build` does no more), so give a new folder after reader or
search have changed.
"""

import argparse
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import torch

from corpus.spans import Span
from corpus.text import fold
from qa.candidates import clauses_of
from qa.clauses import INPUTS, SORTS, Floats, Weights, clause_inputs, said_with, share
from qa.evidence import Sentence
from qa.features import view
from qa.finding import Finder
from qa.offering import Offering
from qa.reader import load_reader
from training.archived import filled, opened
from training.asked_news import ASKED, HARDER, Part, Wording, documents
from training.reading_data import Example, dated_news, written_examples

DECAY = 3e-3
"""Of the squared weights of the scaled inputs, a question."""
STEPS = 200
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Read:
    """One sentence that was read."""

    text: str
    """Folded."""
    first: int
    """The number of its first clause among all."""
    parts: tuple[Span, ...]
    """Its clauses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the clauses that were read for it."""

    sort: str
    """Which weights it is for."""
    answer: str
    """Folded; empty where its article does not answer."""
    rows: Floats
    """(clauses, inputs)"""
    gold: int
    """Which of them the answer starts in; -1 where none does."""
    sentences: tuple[Read, ...]


def asked_of(finder: Finder, example: Example) -> Asked | None:
    """What is read for a question; None where no clause answers its sort, or nothing is found."""
    seen = view(finder.read(example.question), home=finder.home)
    sort = SORTS.get(seen.question.expects)
    if sort is None:
        return None
    rows: list[Floats] = []
    read: list[Read] = []
    gold, count = -1, 0
    for sentence, values, reading in Offering(seen, finder.sentences(seen), load_reader()).read():
        parts = clauses_of(sentence.folded.text)
        if example.place and sentence.story.bulletin.name == example.id:
            start = start_in(sentence, example.place)
            gold = next((count + i for i, part in enumerate(parts) if part.start <= start < part.end), gold)
        rows.append(clause_inputs(seen, sentence, values, reading))
        read.append(Read(sentence.folded.text, count, parts))
        count += len(parts)
    answer = fold(example.answers[0]).text if example.answers else ""
    return Asked(sort, answer, np.concatenate(rows), gold, tuple(read)) if count else None


def start_in(sentence: Sentence, place: Span) -> int:
    """Where a place on the page starts in the folded sentence; -1 where it starts in another."""
    own = sentence.spans[0]
    if not own.start <= place.start < own.end:
        return -1
    at = place.start - own.start
    inner = sentence.folded.away(Span(at, at + 1))
    return inner.start if inner else -1


def every_second(part: Part, news: dict[str, tuple[str, date | None]]) -> Iterator[Example]:
    """The questions of one part of both files, one wording of each in turn."""
    for path in (HARDER, ASKED):
        for i, both in enumerate(
            zip(*(written_examples(part, news, w, path=path) for w in Wording), strict=True)
        ):
            yield both[i % 2]


def fitted(asked: Sequence[Asked]) -> Weights:
    """The weights. Questions that are answered by a clause that was not read are left out."""
    used = [one for one in asked if one.gold >= 0 or not one.answer]
    every = np.concatenate([one.rows for one in used])
    scale = every.std(0)
    constant = scale < 1e-6
    scale[constant] = 1.0
    mean = every.mean(0)
    rows = torch.from_numpy((every - mean) / scale * ~constant)
    owners = torch.from_numpy(np.repeat(np.arange(len(used)), [len(one.rows) for one in used]))
    firsts = np.cumsum([0, *(len(one.rows) for one in used)])[:-1]
    golds = torch.tensor([first + one.gold for first, one in zip(firsts, used, strict=True) if one.gold >= 0])
    weights = torch.zeros(rows.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = rows @ weights[:-1] + weights[-1]
        sums = torch.ones(len(used), dtype=torch.float64).index_add(0, owners, scores.exp())
        value = (sums.log().sum() - scores[golds].sum()) / len(used) + DECAY * (weights[:-1] ** 2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    own = weights.detach().numpy()
    plain = own[:-1] / scale * ~constant
    return Weights(plain, float(own[-1] - plain @ mean))


def measure(asked: Sequence[Asked], weights: Weights) -> dict[str, float]:
    """How often the likeliest sentence of the answered questions is the right one, and the clauses chosen of it hold the answer (of long ones
    the desk says less); and of all, what share is so answered, or refused, rightly at each of THRESHOLDS.
    """
    right, held, rightly = 0, 0, dict.fromkeys(THRESHOLDS, 0)
    for one in asked:
        scores = weights.scores(one.rows)
        odds = [np.logaddexp.reduce(scores[r.first : r.first + len(r.parts)]) for r in one.sentences]
        first = int(np.argmax(odds))
        best = one.sentences[first]
        own = scores[best.first : best.first + len(best.parts)]
        holds = bool(one.answer) and one.answer in said_with(best.parts, own.tolist()).of(best.text)
        right += best.first <= one.gold < best.first + len(best.parts)
        held += holds
        sure = share([odds.pop(first), *odds])
        for threshold in THRESHOLDS:
            rightly[threshold] += holds if sure >= threshold else not one.answer
    answered = sum(bool(one.answer) for one in asked)
    shares = {str(threshold): count / len(asked) for threshold, count in rightly.items()}
    found = {"answered": answered, "sentence": right / answered, "holds": held / answered, "all": len(asked)}
    return {name: round(float(value), 3) for name, value in (found | shares).items()}


def main() -> None:
    """Asks, fits, prints, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--build", choices=[Part.RANKER, Part.HELD], help="only read for this part")
    options = parser.parse_args()
    news = dated_news(options.data / "crud_news.jsonl.gz")

    def asked(part: Part) -> list[Asked]:
        path = options.out / f"{part}.pickle"
        if path.exists():
            kept: list[Asked] = pickle.loads(path.read_bytes())  # noqa: S301 - our own
            return kept
        filled(options.out / part, documents(part, HARDER, ASKED), news)
        archive, finder = opened(options.out / part)
        with archive:
            read = [one for example in every_second(part, news) if (one := asked_of(finder, example))]
        beside = path.with_suffix(".part")
        beside.write_bytes(pickle.dumps(read))
        beside.rename(path)
        return read

    if options.build:
        asked(Part(options.build))
        return
    taught, held = asked(Part.RANKER), asked(Part.HELD)
    stored: dict[str, object] = {"inputs": list(INPUTS)}
    for sort in sorted(set(SORTS.values())):
        fit = fitted([one for one in taught if one.sort == sort])
        print(sort, measure([one for one in held if one.sort == sort], fit), flush=True)
        weights, bias = fit.weights.tolist(), fit.bias
        print({name: round(w, 2) for name, w in zip(INPUTS, weights, strict=True)}, round(bias, 2))
        stored[sort] = {"weights": [round(w, 5) for w in weights], "bias": round(bias, 5)}
    (options.out / "clauses.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
