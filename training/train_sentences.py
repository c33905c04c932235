"""Learns which sentences of search's hits are worth reading: the weights of `qa.ranking.LOOK_WEIGHTS`.

    python -m training.train_sentences NEWS_DATA ../shared/data

The ranker's part of the written questions (training/asked_news.py), ASKED of each wording, is asked of all that NEWS_DATA, an archive
of all of crud_news.jsonl.gz, holds; a linear score over USED is fitted with a softmax over each question's sentences, so that the
answering one comes first. Questions whose answering sentence search does not bring are left out. Prints the weights, on the scale of the
present ones, and how often the answering sentence of SCORED held questions is among the first few, with the present weights and with
these.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from qa.features import SENTENCE_NAMES, view
from qa.finding import Finder
from qa.ranking import LOOK_WEIGHTS
from training.archived import opened
from training.asked_news import Part, Wording
from training.reading_data import Example, dated_news, sampled, written_examples

SEED = 20260206
ASKED, SCORED = 2500, 700
USED = tuple(LOOK_WEIGHTS)
FIRST = (1, 3, 6, 8, 10, 15)
EPOCHS, RATE, BATCH = 30, 1e-2, 128


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences of one question's hits."""

    features: torch.Tensor
    """float32 (sentences, features)"""
    gold: int
    """Which of them answers."""


def found_of(finder: Finder, example: Example) -> Found | None:
    """What search brings; None where the answering sentence is not among it."""
    rows = finder.sentences(view(finder.read(example.question), home=finder.home))
    if example.place is None:
        return None
    for i, (sentence, _) in enumerate(rows):
        own = sentence.story.bulletin.name == example.id
        if own and any(span.start <= example.place.start < span.end for span in sentence.spans):
            return Found(torch.tensor([values for _, values in rows], dtype=torch.float32), i)
    return None


def fitted(taught: list[Found]) -> torch.Tensor:
    """Weights of the features, float32 (features,); 0 for those not in USED."""
    torch.manual_seed(SEED)
    every = torch.cat([one.features for one in taught])
    scale = every.std(0) + 1e-6
    used = torch.tensor([float(name in USED) for name in SENTENCE_NAMES])
    rows = torch.nn.utils.rnn.pad_sequence([one.features / scale * used for one in taught], batch_first=True)
    lengths = torch.tensor([len(one.features) for one in taught])
    beyond = torch.arange(rows.shape[1]) >= lengths[:, None]
    gold = torch.tensor([one.gold for one in taught])
    weights = torch.zeros(len(SENTENCE_NAMES), requires_grad=True)
    optimiser = torch.optim.AdamW([weights], lr=RATE, weight_decay=1e-3)
    for _ in range(EPOCHS):
        for part in torch.randperm(len(taught)).split(BATCH):
            scores = (rows[part] @ weights).masked_fill(beyond[part], -1e4)
            loss = torch.nn.functional.cross_entropy(scores, gold[part])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return weights.detach() * used / scale


def among(held: list[Found], weights: torch.Tensor) -> dict[int, float]:
    """How often the answering sentence is among the first few."""
    ranks = []
    for one in held:
        scores = one.features @ weights
        ranks.append(int((scores > scores[one.gold]).sum()))
    return {n: round(float((np.asarray(ranks) < n).mean()), 3) for n in FIRST}


def main() -> None:
    """Asks, fits, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    news = dated_news(options.data / "crud_news.jsonl.gz")
    archive, finder = opened(options.archive)

    def drawn(part: Part, wording: Wording, most: int) -> list[Found]:
        asked = [e for e in written_examples(part, news, wording) if e.place]
        return [found for e in sampled(asked, most) if (found := found_of(finder, e)) is not None]

    taught = [one for wording in Wording for one in drawn(Part.RANKER, wording, ASKED)]
    present = torch.tensor([LOOK_WEIGHTS.get(name, 0.0) for name in SENTENCE_NAMES])
    weights = fitted(taught)
    spread = torch.stack([(one.features @ present).std() / (one.features @ weights).std() for one in taught])
    weights = weights * spread[spread.isfinite()].median()
    print({name: round(float(w), 2) for name, w in zip(SENTENCE_NAMES, weights, strict=True) if w})
    for wording in Wording:
        held = drawn(Part.HELD, wording, SCORED)
        print(wording, len(held), "present", among(held, present), "fitted", among(held, weights))
    archive.close()


if __name__ == "__main__":
    main()
