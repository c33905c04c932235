"""Learns how `qa.ranking` weighs candidates, from span questions on paragraphs whose answer is known.

    python -m training.train_ranker ../shared/data out/ranker

Questions: the first 60 % of DRCD's test part, the half of ChineseSquad that the reader was not trained on, and CRUD-RAG's hard
set. Held back and only scored: the rest of DRCD's test part, CMRC-2018 trial, `crud_qa_dev.jsonl`. Each question's paragraph is read
as a page of one story by the very code that answers, the bundled reader included; its candidates are scored against the gold, and a
small network (features -> 32 -> 1) is fitted with a softmax over each question's candidates, on top of the reader's own
log-odds (`PRIOR`), which it only corrects. Writes `ranker.json` and `log.jsonl`; what was built of a set is kept in the folder, so
give a new one after the reader has changed.
"""

import argparse
import hashlib
import json
import random
from pathlib import Path

import numpy as np
import torch

from qa.candidates import Candidate
from qa.evaluating.metrics import character_f1, figures_exact
from qa.features import sentence_features, view
from qa.offering import Offering
from qa.questions import Expects, read_question
from qa.ranking import FEATURES, GROUPS, best_sentences, group_inputs
from qa.reader import load_reader
from training.reading_data import Example, dated_news, halves, held_back, paragraph_of, read_crud, read_squad

SEED = 20260206
NEGATIVES = 120
"""Wrong candidates kept of a training question; a sentence offers a hundred, most of them alike."""
MORE = 8
"""Characters that a nearly right answer may have too many."""
NEARLY = 0.9
LACKING = 0.8
"""What the F1 of a text counts that lacks a part of the answer."""
PRIOR = {
    "rank": 1.0,
    "closeness": 2.0,
    "covered": 3.0,
    "covered_in_context": 1.0,
    "measure_covers": 3.0,
    "change_differs": -2.0,
    "unit_differs": -2.0,
    "segment_best": 0.5,
    "period_agrees": 2.0,
    "relevance": 1.0,
    "read": 4.0,
}
"""Added linearly to the network's score. Rank and closeness no paragraph of the training sets has; the others are
what a page of many alike figures needs more than an encyclopaedia does. One of six settings tried on the dev splits
of the first issue and 20 development pages (all six within 2 points; this one best on each)."""
_READ = FEATURES.index("read")
DROPOUT = 0.3
HELD = ("cmrc", "crud_dev", "drcd_held")


def candidates_of(example: Example) -> tuple[Expects, list[tuple[Candidate, list[float]]]]:
    """The candidates of the text's most promising sentences with their features, as the desk would weigh them."""
    paragraph = paragraph_of(example.id, example.text, example.date)
    question = read_question(example.question, today=example.date)
    seen = view(question)
    rows = [(s, sentence_features(seen, s, paragraph.words)) for s in paragraph.sentences]
    offering = Offering(seen, best_sentences(rows, len(rows)), load_reader())
    return question.expects, [(o.candidate, [*o.sentence_features, *o.features]) for o in offering.offered()]


def target(candidate: Candidate, answers: tuple[str, ...]) -> float:
    """0..1: how right a candidate is; figures by value and unit, text by character F1 from 0.6 up.

    A text that holds all of the answer and a little more (首尔家庭法院 for 家庭法院) is nearly right, one that lacks a part
    (资质 for 资质审核) is not.
    """
    text = candidate.text
    if candidate.figure is None and not any(0.4 < len(text) / len(answer) < 2.6 for answer in answers):
        return 0.0  # too short or too long for an F1 of 0.6
    if candidate.figure is not None and any(figures_exact((answer,), text) for answer in answers):
        return 1.0
    if any(answer in text and len(text) <= len(answer) + MORE for answer in answers):
        return max(NEARLY, max(character_f1((answer,), text) for answer in answers))
    best = max(character_f1((answer,), text) for answer in answers)
    return best * LACKING if best >= 0.6 else 0.0


def build(
    examples: list[Example], *, name: str, out: Path, sampled: bool
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
        expects, found = candidates_of(example)
        y = [target(c, example.answers) for c, _ in found]
        answered += any(y)
        kept = list(range(len(found)))
        if sampled and len(kept) > NEGATIVES:
            wrong = [i for i in kept if not y[i]]
            kept = sorted({*draw.sample(wrong, min(NEGATIVES, len(wrong))), *(i for i in kept if y[i])})
        rows.append(
            np.asarray([found[i][1] for i in kept], dtype=np.float16).reshape(len(kept), len(FEATURES))
        )
        targets += [y[i] for i in kept]
        starts.append(starts[-1] + len(kept))
        groups.append(group_inputs(expects))
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
    constant = (
        scale < 1e-3
    )  # rank and closeness: a paragraph was not searched for; `prior` weighs them instead
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
                y = torch.from_numpy(s[1] ** 4)
                loss = loss - (y / y.sum() * torch.log_softmax(scores[k : k + n], 0)).sum()
                k += n
            loss = loss / len(batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        row = {"epoch": epoch, "loss": round(total / len(sets), 4)}
        row |= {name: measure(net, mean, scale, data) for name, data in held.items()}
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
    net: torch.nn.Module, mean: np.ndarray, scale: np.ndarray, data: tuple[np.ndarray, ...]
) -> dict[str, float]:
    """Mean target of the best candidate, and how often it is exactly right, over all questions of a set."""
    x, y, starts, groups = data
    got, right = 0.0, 0
    for i in range(len(starts) - 1):
        a, b = int(starts[i]), int(starts[i + 1])
        if a == b:
            continue
        inputs = np.concatenate(
            [(x[a:b].astype(np.float32) - mean) / scale, np.tile(groups[i], (b - a, 1))], 1
        )
        with torch.no_grad():
            trusted = torch.from_numpy(x[a:b, _READ].astype(np.float32))
            best = int((net(torch.from_numpy(inputs).float())[:, 0] + PRIOR["read"] * trusted).argmax())
        got += float(y[a + best])
        right += y[a + best] >= 0.999
    n = len(starts) - 1
    return {"f1": round(got / n, 4), "exact": round(right / n, 4)}


def _drawn(examples: list[Example], most: int) -> list[Example]:
    return examples if len(examples) <= most else random.Random(SEED).sample(examples, most)


def main() -> None:
    """Reads the sets, fits, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument(
        "--nets", type=int, default=4, help="networks of different seeds whose scores are averaged"
    )
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--most", type=int, default=100_000, help="questions of each set, for a quick try")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    news = dated_news(options.data / "crud_news.jsonl.gz")
    drcd, held_drcd = held_back(list(read_squad(options.data / "drcd_test_s.json")))
    _, squad = halves(read_squad(options.data / "squad2_dev_zh.json"))
    sets = {
        "crud_dev": list(read_crud(options.data / "crud_qa_dev.jsonl", news)),
        "crud_hard": list(read_crud(options.data / "crud_qa_dev_hard.jsonl", news)),
        "drcd": drcd,
        "squad": [e for e in squad if e.place],
        "cmrc": list(read_squad(options.data / "cmrc2018_trial.json")),
        "drcd_held": held_drcd,
    }
    built = {
        name: build(
            _drawn(examples, options.most),
            name=name,
            out=options.out,
            sampled=name not in HELD,
        )
        for name, examples in sets.items()
    }
    train = [built[name] for name in ("drcd", "squad", "crud_hard")]
    train += [built["crud_hard"]] * 2  # news, and the questions that people ask of it, count for more
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
