"""Learns how `qa.relevance` weighs search's hits, from questions whose document is known.

    python -m training.train_relevance NEWS_DATA ../shared/data out/relevance

NEWS_DATA is an archive of all of crud_news.jsonl.gz. Trained on: the questions written on news, in both wordings
(training/asked_news.py, the ranker's part, of which the encoder has seen none), and CRUD-RAG's hard set (the gold article of an
ambiguous question is one of several, which a softmax over sums bears). Only scored: the held part of the written ones,
`crud_qa_dev.jsonl` and its everyday wordings. Each question goes through the very search that the desk uses; its hits are scored,
and a small network is fitted so that the share of the softmax grows which the gold documents have, and the passages that print
the answering sentence too. Writes `relevance.json` and `log.jsonl`; what was searched is kept in the folder.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from corpus.sentences import sentences
from qa.bearing import GROUPS, NAMES, group_of
from qa.finding import Finder
from training.archived import opened
from training.asked_news import Part, Wording
from training.reading_data import Example, dated_news, sampled, written_examples

SEED = 20260206
WIDTH = 16
"""Hidden units; with 8, cross-validated on crud_qa_dev, recall@1 is 0.863 instead of 0.869."""
MOST = 5000
"""Questions drawn of a set."""
PARAPHRASES = Path("bench/paraphrases.jsonl")
HELD = ("crud_qa_dev", "everyday", "written_held_plain", "written_held_everyday")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the names of the documents that answer it."""

    question: str
    documents: frozenset[str]
    sentence: str = ""
    """The answering sentence as printed, where it is known: another article that prints it answers too."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question's hits."""

    rows: np.ndarray
    """float32, (hits, features)."""
    right: np.ndarray
    """bool, (hits,): of a document that answers."""
    documents: np.ndarray
    """(hits,): whose passage it is."""
    group: list[float]


def read_sets(data: Path, paraphrases: Path) -> dict[str, list[Asked]]:
    """The questions of every set."""
    news = dated_news(data / "crud_news.jsonl.gz")
    sets: dict[str, list[Asked]] = {"written": [], "crud_qa_dev_hard": [], **{name: [] for name in HELD}}
    sets["written"] = _asked(written_examples(Part.RANKER, news, *Wording))
    for wording in Wording:
        sets[f"written_held_{wording}"] = _asked(written_examples(Part.HELD, news, wording))
    for name in ("crud_qa_dev", "crud_qa_dev_hard"):
        rows = [json.loads(line) for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines()]
        sets[name] = [Asked(row["question"], frozenset(row["doc_ids"])) for row in rows]
        if name == "crud_qa_dev":
            documents = {row["id"]: frozenset(row["doc_ids"]) for row in rows}
    reworded = [json.loads(line) for line in paraphrases.read_text("utf-8").splitlines()]
    sets["everyday"] = [Asked(row["question"], documents[row["id"]]) for row in reworded]
    return {name: sampled(found, MOST) for name, found in sets.items()}


def _asked(examples: Iterable[Example]) -> list[Asked]:
    """Those that their article answers."""
    return [
        Asked(
            example.question,
            frozenset([example.id]),
            next(s for s in sentences(example.text) if s.end > example.place.start).of(example.text).strip(),
        )
        for example in examples
        if example.place
    ]


def samples(asked: Sequence[Asked], finder: Finder, names: dict[int, str], *, kept: Path) -> list[Sample]:
    """The hits of each question; kept in a file and read back if there."""
    if not kept.exists():
        rows, right, documents, groups, starts = [], [], [], [], [0]
        for one in asked:
            question = finder.read(one.question)
            passages, borne = finder.bearings(question)
            rows.append(borne)
            right += [
                names[p.bulletin_id] in one.documents or bool(one.sentence and one.sentence in p.text)
                for p in passages
            ]
            documents += [passage.bulletin_id for passage in passages]
            groups.append(group_of(question.expects))
            starts.append(len(right))
        np.savez_compressed(
            kept, rows=np.concatenate(rows), right=right, documents=documents, groups=groups, starts=starts
        )
    held = dict(np.load(kept).items())  # each look into the file itself would unpack it anew
    if held["rows"].shape[1] != len(NAMES):
        raise SystemExit(f"{kept} holds other features; remove it")
    return [
        Sample(held["rows"][a:b], held["right"][a:b], held["documents"][a:b], held["groups"][i].tolist())
        for i, (a, b) in enumerate(zip(held["starts"], held["starts"][1:], strict=False))
    ]


class Scorer(torch.nn.Module):
    """A linear part and one hidden layer beside it, as `qa.relevance.Network` computes them."""

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(inputs, 1, bias=False)
        self.hidden = torch.nn.Linear(inputs, width)
        self.out = torch.nn.Linear(width, 1, bias=False)
        torch.nn.init.zeros_(self.linear.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """One score a row of `x`, (rows, inputs)."""
        score: torch.Tensor = self.linear(x) + self.out(torch.relu(self.hidden(x)))
        return score[:, 0]


def inputs_of(sample: Sample, mean: np.ndarray, scale: np.ndarray) -> torch.Tensor:
    """What the network sees of one question's hits."""
    groups = np.tile(np.asarray(sample.group, np.float32), (len(sample.rows), 1))
    return torch.from_numpy(np.concatenate([(sample.rows - mean) / scale, groups], 1).astype(np.float32))


def fit(train: Sequence[Sample], *, seed: int, epochs: int, width: int) -> dict[str, np.ndarray]:
    """The network's weights, by name. Softmax over hits against the gold documents' share, AdamW, one thread."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    taught = [s for s in train if s.right.any() and not s.right.all()]
    every = np.concatenate([s.rows for s in taught])
    mean, scale = every.mean(0), np.maximum(every.std(0), 1e-3)
    net = Scorer(len(NAMES) + len(GROUPS), width)
    optimiser = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=0.02)
    seen = [(inputs_of(s, mean, scale), torch.from_numpy(s.right)) for s in taught]
    order = random.Random(seed)
    steps = epochs * (len(seen) // 32 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=4e-3, total_steps=steps)
    for _ in range(epochs):
        order.shuffle(seen)
        for at in range(0, len(seen), 32):
            batch = seen[at : at + 32]
            scores = net(torch.cat([x for x, _ in batch])).split([len(x) for x, _ in batch])
            loss = torch.stack(
                [s.logsumexp(0) - s[y].logsumexp(0) for s, (_, y) in zip(scores, batch, strict=True)]
            ).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return {
        "mean": mean,
        "scale": scale,
        "linear": net.linear.weight.detach().numpy()[0],
        "hidden": net.hidden.weight.detach().numpy().T,
        "hidden_bias": net.hidden.bias.detach().numpy(),
        "out": net.out.weight.detach().numpy()[0],
    }


def together(nets: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Several networks as one wider one whose output is their mean."""
    return {
        "mean": nets[0]["mean"],
        "scale": nets[0]["scale"],
        "linear": np.mean([n["linear"] for n in nets], axis=0),
        "hidden": np.concatenate([n["hidden"] for n in nets], axis=1),
        "hidden_bias": np.concatenate([n["hidden_bias"] for n in nets]),
        "out": np.concatenate([n["out"] for n in nets]) / len(nets),
    }


def scored(sets: Sequence[Sample], weights: dict[str, np.ndarray]) -> dict[str, float]:
    """Recall at 1 and 5 and mean reciprocal rank, by document; a document is worth its best passage."""
    places: list[float] = []
    for sample in sets:
        x = inputs_of(sample, weights["mean"], weights["scale"]).numpy()
        hidden = np.maximum(x @ weights["hidden"] + weights["hidden_bias"], 0)
        scores = x @ weights["linear"] + hidden @ weights["out"]
        order = list(dict.fromkeys(sample.documents[np.argsort(-scores, kind="stable")].tolist()))
        right = set(sample.documents[sample.right].tolist())
        places.append(next((p for p, d in enumerate(order, start=1) if d in right), np.inf))
    ranks = np.asarray(places)
    return {
        "recall@1": round(float((ranks <= 1).mean()), 4),
        "recall@5": round(float((ranks <= 5).mean()), 4),
        "mrr": round(float((1 / ranks).mean()), 4),
    }


def main() -> None:
    """Searches, fits, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--nets", type=int, default=3, help="networks of different seeds whose scores are averaged"
    )
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--width", type=int, default=WIDTH)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    archive, finder = opened(options.archive)
    names = {row.id: row.name for row in archive.bulletins()}
    sets = {
        name: samples(asked, finder, names, kept=options.out / f"{name}.npz")
        for name, asked in read_sets(options.data, PARAPHRASES).items()
    }
    train = [sample for name, found in sets.items() if name not in HELD for sample in found]
    nets = [
        fit(train, seed=SEED + i, epochs=options.epochs, width=options.width) for i in range(options.nets)
    ]
    weights = together(nets)
    with (options.out / "log.jsonl").open("a", encoding="utf-8") as log:
        for name, found in sets.items():
            row = {
                "set": name,
                "questions": len(found),
                "reached": round(np.mean([s.right.any() for s in found]), 4),
            }
            log.write(json.dumps(row | scored(found, weights)) + "\n")
            print(row | scored(found, weights))
    stored = {"features": [*NAMES], "groups": [[*group] for group in GROUPS], "seed": SEED}
    stored |= {name: np.round(values.astype(float), 5).tolist() for name, values in weights.items()}
    text = json.dumps(stored, separators=(",", ":"))
    (options.out / "relevance.json").write_text(text, encoding="utf-8")
    print(f"{len(text)} bytes, sha256 {hashlib.sha256(text.encode()).hexdigest()}")


if __name__ == "__main__":
    main()
