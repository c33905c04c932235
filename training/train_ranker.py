"""Learns how `qa.ranking` weighs candidates, from span questions whose answer is known.

    python -m training.train_ranker NEWS_DATA ../shared/data out/ranker

Questions: those written on news (training/asked_news.py, the ranker's part), once beside their own article and once beside all that
search finds for them in NEWS_DATA, an archive of all of crud_news.jsonl.gz; and CRUD-RAG's hard set; of all, those not answered by
a clause alone (qa.questions.CLAUSAL). Held back and only scored: the held part of the written ones, the rest of DRCD's test part, CMRC-2018 trial,
`crud_qa_dev.jsonl`. Everything is read by the very code that answers, the bundled search, reordering and reader included; candidates are
scored against the gold, and a small network (features -> 64 -> 1) is fitted with a softmax over each question's candidates, on top of the
reader's own log-odds (`PRIOR`), which it only corrects. Writes `ranker.json` and `log.jsonl`; what was built of a set is kept in the
folder, so give a new one after any of these has changed.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from corpus.spans import Span
from corpus.text import fold
from qa.candidates import Candidate
from qa.evaluating.metrics import character_f1, figures_exact
from qa.features import sentence_features, view
from qa.finding import Finder
from qa.lists import said_span
from qa.offering import Offering
from qa.questions import CLAUSAL, Question, read_question
from qa.ranking import FEATURES, GROUPS, best_sentences, group_inputs
from qa.reader import load_reader
from training.archived import opened
from training.asked_news import Part, Wording
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

SEED = 20260206
NEGATIVES = 120
"""Wrong candidates kept of a training question; a sentence offers a hundred, most of them alike."""
MORE = 8
"""Characters that a nearly right answer may have too many."""
NEARLY = 0.9
ELSEWHERE = 0.85
"""What the same words count in another sentence of the text."""
LACKING = 0.8
"""What the F1 of a text counts that lacks a part of the answer."""
PRIOR = {
    "read": 6.0,
    "covered": 2.0,
    "measure_covers": 3.0,
    "change_differs": -2.0,
    "unit_differs": -2.0,
    "period_agrees": 2.0,
}
"""Added linearly to the network's score. It is trained on top of the first; the others are what a page of many alike figures needs
more than the questions at hand teach. `log.jsonl` has both: of `crud_qa_dev`, beside its text, the three networks put 61.4, 58.2 and
61.1 % exactly right first as taught, 62.4, 58.8 and 62.1 % with all of it; on the other held sets it costs up to 1.3 points."""
_READ = FEATURES.index("read")
SHARP = 30
"""Exponent of the targets: what is nearly right (0.9) is to be said a twentieth as often as what is right. With 4 the network unlearned the
reader's edges: exactly right first of `crud_dev`, `drcd_held` and `written_held` 66.7, 50.3 and 63.5 %, with 30 71.6, 53.3 and 66.0 %, as
many holding the answer (one network of six rounds each)."""
DROPOUT = 0.2
MOST = {"cmrc": 200, "drcd_held": 300, "written_held": 400, "found_held": 400, "found": 4000}
"""Questions drawn of a set; of the others all are taken."""
HELD = ("cmrc", "crud_dev", "drcd_held", "written_held", "found_held")


@dataclass(frozen=True, slots=True)
class Offers:
    """What one question was offered."""

    group: list[float]
    rows: list[list[float]]
    """FEATURES of each candidate."""
    targets: list[float]
    """0..1: how right each is."""


def is_ranked(example: Example) -> bool:
    """Whether the question is one of those whose candidates this network orders."""
    return read_question(example.question, today=example.date).expects not in CLAUSAL


def beside_its_text(example: Example) -> Offers:
    """The candidates of the example's own text."""
    paragraph = paragraph_of("text", example.text, example.date)
    question = read_question(example.question, today=example.date)
    seen, golds = view(question), folded(example)
    rows = [(s, sentence_features(seen, s, paragraph.words)) for s in paragraph.sentences]
    offered = Offering(seen, best_sentences(rows, len(rows)), load_reader()).offered()
    targets = [target(question, o.candidate, golds, place=example.place) for o in offered]
    return Offers(
        group_inputs(question.expects), [[*o.sentence_features, *o.features] for o in offered], targets
    )


def beside_the_news(example: Example, finder: Finder) -> Offers:
    """The candidates of all that search finds; those of other articles that print the very answer count neither way."""
    question = finder.read(example.question)
    seen, golds = view(question, home=finder.home), folded(example)
    rows, targets = [], []
    for o in Offering(seen, finder.sentences(seen), load_reader()).offered():
        own = o.candidate.sentence.story.bulletin.name == example.id
        right = target(question, o.candidate, golds, place=example.place if own else None)
        if own or not right:
            rows.append([*o.sentence_features, *o.features])
            targets.append(right)
    return Offers(group_inputs(question.expects), rows, targets)


def folded(example: Example) -> tuple[str, ...]:
    """The answers as candidates are compared with them."""
    return tuple(fold(answer).text for answer in example.answers)


def target(question: Question, candidate: Candidate, golds: tuple[str, ...], *, place: Span | None) -> float:
    """0..1: how right what would be said of a candidate is; figures by value and unit, text by character F1 from 0.6 up.

    A text that holds all of the answer and a little more (首尔家庭法院 for 家庭法院) is nearly right, one that lacks a part
    (资质 for 资质审核) is not; nor quite one in another sentence than that at `place`.
    """
    text = said_span(question, candidate)[0].of(candidate.sentence.folded.text)
    spans = candidate.sentence.spans
    here = (
        1.0 if place is None or (spans[0].start <= place.start and place.end <= spans[-1].end) else ELSEWHERE
    )
    if text in golds:
        return here
    if candidate.figure is not None and any(figures_exact((gold,), text) for gold in golds):
        return NEARLY * here
    if not any(0.4 < len(text) / len(gold) < 2.6 for gold in golds):
        return 0.0  # too short or too long for an F1 of 0.6
    if any(gold in text and len(text) <= len(gold) + MORE for gold in golds):
        return max(NEARLY, max(character_f1((gold,), text) for gold in golds)) * here
    best = max(character_f1((gold,), text) for gold in golds)
    return best * LACKING * here if best >= 0.6 else 0.0


def build(
    examples: list[Example], offers: Callable[[Example], Offers], *, name: str, out: Path, thinned: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features (n, f), targets (n,), question starts (q + 1,), groups (q,); kept in `out` and read back if there."""
    path = out / f"{name}.npz"
    if path.exists():
        kept = np.load(path)
        return kept["x"], kept["y"], kept["starts"], kept["groups"]
    rows: list[np.ndarray] = []
    targets: list[float] = []
    starts = [0]
    groups: list[list[float]] = []
    answered = 0
    draw = random.Random(SEED)
    for example in examples:
        found = offers(example)
        y = found.targets
        answered += any(y)
        kept = list(range(len(y)))
        if thinned and len(kept) > NEGATIVES:
            wrong = [i for i in kept if not y[i]]
            kept = sorted({*draw.sample(wrong, min(NEGATIVES, len(wrong))), *(i for i in kept if y[i])})
        rows.append(
            np.asarray([found.rows[i] for i in kept], dtype=np.float16).reshape(len(kept), len(FEATURES))
        )
        targets += [y[i] for i in kept]
        starts.append(starts[-1] + len(kept))
        groups.append(found.group)
    x = np.concatenate(rows)
    built = (
        x,
        np.asarray(targets, dtype=np.float32),
        np.asarray(starts),
        np.asarray(groups, dtype=np.float32),
    )
    np.savez_compressed(path, x=built[0], y=built[1], starts=built[2], groups=built[3])
    print(
        f"{name}: {len(examples)} questions, {len(x)} candidates, gold among them for {answered}", flush=True
    )
    return built


def fit(
    train: list[tuple[np.ndarray, ...]],
    held: dict[str, tuple[np.ndarray, ...]],
    *,
    width: int,
    epochs: int,
    seed: int,
    log: Path,
) -> dict[str, list]:
    """The network's weights as plain lists. Softmax cross-entropy against the targets, AdamW, one thread: same seed, same weights."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    x = np.concatenate([t[0] for t in train]).astype(np.float32)
    mean, scale = x.mean(0), x.std(0)
    constant = scale < 1e-3  # what no example has must not be weighed where it first occurs
    scale = np.where(constant, 1.0, scale)
    width_in = x.shape[1] + len(GROUPS)
    net = torch.nn.Sequential(
        torch.nn.Linear(width_in, width),
        torch.nn.ReLU(),
        torch.nn.Dropout(DROPOUT),
        torch.nn.Linear(width, 1, bias=False),
    )
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-3)
    sets = []
    for tx, ty, starts, groups in train:
        for i in range(len(starts) - 1):
            a, b = int(starts[i]), int(starts[i + 1])
            if b > a and ty[a:b].max() > 0:
                sets.append((tx[a:b], ty[a:b], groups[i]))
    order = random.Random(seed)
    steps = epochs * len(sets) // 64
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=3e-3, total_steps=max(steps, 1) + epochs)
    for epoch in range(epochs):
        order.shuffle(sets)
        total = 0.0
        for at in range(0, len(sets), 64):
            batch = sets[at : at + 64]
            inputs = np.concatenate(
                [
                    np.concatenate(
                        [(s[0].astype(np.float32) - mean) / scale, np.tile(s[2], (len(s[0]), 1))], 1
                    )
                    for s in batch
                ]
            )
            trusted = np.concatenate([s[0][:, _READ] for s in batch]).astype(np.float32)
            scores = net(torch.from_numpy(inputs).float())[:, 0] + PRIOR["read"] * torch.from_numpy(trusted)
            loss, k = torch.zeros(()), 0
            for s in batch:
                n = len(s[0])
                y = torch.from_numpy(s[1] ** SHARP)
                loss = loss - (y / y.sum() * torch.log_softmax(scores[k : k + n], 0)).sum()
                k += n
            loss = loss / len(batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        row = {"epoch": epoch, "loss": round(total / len(sets), 4)}
        if epoch == epochs - 1:
            net.eval()
            for name, data in held.items():
                row[name] = measure(net, mean, scale, data, PRIOR)
                row[f"{name}, taught alone"] = measure(net, mean, scale, data, {"read": PRIOR["read"]})
        print(json.dumps(row))
        with log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
    first, last = net[0], net[3]
    hidden = first.weight.detach().numpy().T.copy()
    hidden[: len(constant)][constant] = 0
    return {
        "mean": mean.round(6).tolist(),
        "scale": scale.round(6).tolist(),
        "hidden": hidden.round(4).tolist(),
        "hidden_bias": first.bias.detach().numpy().round(5).tolist(),
        "out": last.weight.detach().numpy()[0].round(5).tolist(),
    }


def together(nets: list[dict[str, list]]) -> dict[str, list]:
    """Several networks as one wider one whose output is their mean: hidden layers side by side, outputs shared out."""
    return {
        "mean": nets[0]["mean"],
        "scale": nets[0]["scale"],
        "hidden": np.concatenate([n["hidden"] for n in nets], axis=1).tolist(),
        "hidden_bias": np.concatenate([n["hidden_bias"] for n in nets]).tolist(),
        "out": (np.concatenate([n["out"] for n in nets]) / len(nets)).round(5).tolist(),
    }


def measure(
    net: torch.nn.Module,
    mean: np.ndarray,
    scale: np.ndarray,
    data: tuple[np.ndarray, ...],
    prior: dict[str, float],
) -> dict[str, float]:
    """Mean target of the best candidate, and how often it is exactly right, over all questions of a set."""
    x, y, starts, groups = data
    columns = [FEATURES.index(name) for name in prior]
    added = x[:, columns].astype(np.float32) @ np.asarray(list(prior.values()), np.float32)
    got, right = 0.0, 0
    for i in range(len(starts) - 1):
        a, b = int(starts[i]), int(starts[i + 1])
        if a == b:
            continue
        inputs = np.concatenate(
            [(x[a:b].astype(np.float32) - mean) / scale, np.tile(groups[i], (b - a, 1))], 1
        )
        with torch.no_grad():
            scores = net(torch.from_numpy(inputs).float())[:, 0] + torch.from_numpy(added[a:b])
            best = int(scores.argmax())
        got += float(y[a + best])
        right += y[a + best] >= 0.999
    n = len(starts) - 1
    return {"f1": round(got / n, 4), "exact": round(right / n, 4)}


def main() -> None:
    """Reads the sets, fits, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument(
        "--nets", type=int, default=6, help="networks of different seeds whose scores are averaged"
    )
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--build", nargs="+", help="only build these sets, for a later run")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    news = dated_news(options.data / "crud_news.jsonl.gz")
    searched = partial(beside_the_news, finder=opened(options.archive)[1])
    _, held_drcd = held_back(list(read_squad(options.data / "drcd_test_s.json")))
    # of each written question one wording is asked of its own article, the other of all of them
    plain, everyday, held_plain, held_everyday = (
        [e for e in written_examples(part, news, wording) if e.place]
        for part in (Part.RANKER, Part.HELD)
        for wording in Wording
    )
    sets: dict[str, tuple[list[Example], Callable[[Example], Offers]]] = {
        "crud_dev": (list(read_crud(options.data / "crud_qa_dev.jsonl", news)), beside_its_text),
        "crud_hard": (list(read_crud(options.data / "crud_qa_dev_hard.jsonl", news)), beside_its_text),
        "cmrc": (list(read_squad(options.data / "cmrc2018_trial.json")), beside_its_text),
        "drcd_held": (held_drcd, beside_its_text),
        "written": (plain[::2] + everyday[1::2], beside_its_text),
        "written_held": (held_plain + held_everyday, beside_its_text),
        "found": (plain[1::2] + everyday[::2], searched),
        "found_held": (held_plain + held_everyday, searched),
    }
    built = {
        name: build(
            sampled([e for e in examples if is_ranked(e)], MOST.get(name)),
            offers,
            name=name,
            out=options.out,
            thinned=name not in HELD,
        )
        for name, (examples, offers) in sets.items()
        if name in (options.build or sets)
    }
    if options.build:
        return
    train = [built[name] for name in ("crud_hard", "written", "found")]
    train += [built["crud_hard"], built["found"]]  # as the desk is asked
    held = {name: built[name] for name in HELD}
    log = options.out / "log.jsonl"
    nets = [
        fit(train, held, width=options.width, epochs=options.epochs, seed=SEED + i, log=log)
        for i in range(options.nets)
    ]
    weights = together(nets)
    stored = {"features": list(FEATURES), "seed": SEED, "prior": PRIOR, **weights}
    text = json.dumps(stored, separators=(",", ":"))
    (options.out / "ranker.json").write_text(text, encoding="utf-8")
    print(f"{len(text)} bytes, sha256 {hashlib.sha256(text.encode()).hexdigest()}")


if __name__ == "__main__":
    main()
