"""Trains the reader on the shards of training/reading_data.py.

    python -m training.train_reader out/reader --rounds 24 --device cpu

A round draws from the questions written on news, beside their own article and beside all of them, from those that people asked of
encyclopaedias, and from the made ones, so many of each. Two losses: each sentence by itself (its answer, or that it holds none),
and the sentences of a group against each other, so that scores can be compared from sentence to sentence. The weights that are
kept are a running mean. After each round the scores on the held-back groups go to `run.jsonl`, and a checkpoint is written from
which `--resume` goes on. At the end `reader.safetensors` and `reader.json` are written as the package ships them. Same shards,
seed and versions, same weights on the same kind of machine; sums are in bfloat16 on a GPU.
"""

import argparse
import copy
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from qa.reader import read_vocabulary, stored_weights
from qa.reader_network import FAR, ReaderNetwork, Shape, batch_of
from training.reader_files import write_reader
from training.reading_data import Group, read_shard

SEED = 20260206
PLACES = 8400
"""Characters of a step, padding included."""
DRAWN = {"written": 4000, "found": 500, "human": 400, "made": 100}
"""Groups of each set in a round; none comes again before all of its set have come."""
SCORED = 200
"""Groups of each held-back set that are scored after a round."""
PARTS = 3
"""Parts of a step, by length of sentence."""
RATE = 1.5e-3
WARM = 400
"""Steps in which the rate rises."""
MEAN = 0.9985
"""How much of the running mean of the weights each step keeps."""
SHARED = 1.0
"""Weight of the loss between sentences."""


def batches(groups: Sequence[Group], rng: random.Random) -> Iterator[list[Group]]:
    """Groups of about one length together, PLACES characters at most, in a drawn order."""
    order = sorted(groups, key=lambda g: (max(len(p.sentence.words) for p in g.pairs), rng.random()))
    out: list[list[Group]] = []
    longest = count = 0
    for group in order:
        size = max(len(p.sentence.words) for p in group.pairs)
        if not out or max(longest, size) * (count + len(group.pairs)) > PLACES:
            out.append([])
            longest = count = 0
        out[-1].append(group)
        longest, count = max(longest, size), count + len(group.pairs)
    rng.shuffle(out)
    yield from out


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of the pairs of some groups, one after the other."""

    every: Tensor
    """(pairs,): of all spans together, the logarithm of their summed exponents."""
    nothing: Tensor
    """(pairs,): of no answer."""
    gold: Tensor
    """(groups with an answer,): of the right span."""


def scores_of(network: ReaderNetwork, groups: Sequence[Group], device: str, *, half: bool) -> Scores:
    """Scores of all pairs of `groups`, read in parts of about one length: padding would be a third of the work."""
    pairs = [p for g in groups for p in g.pairs]
    starts = np.concatenate([[0], np.cumsum([len(g.pairs) for g in groups])])
    golds = {int(starts[g]) + group.gold: group.answer for g, group in enumerate(groups) if group.answer}
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].sentence.words))
    every, nothing, gold = [], [], {}
    for part in np.array_split(np.asarray(order), min(PARTS, len(order))):
        with torch.autocast(device, torch.bfloat16, enabled=half):
            spans, none = network(batch_of([pairs[i] for i in part], device))
        every.append(spans.flatten(1).logsumexp(-1))
        nothing.append(none)
        for row, i in enumerate(part.tolist()):
            answer = golds.get(i)
            if answer is not None:
                gold[i] = spans[row, answer.start, len(answer) - 1]
    back = torch.tensor(order, device=device).argsort()
    held = [gold[i] for i in sorted(gold)]
    return Scores(
        torch.cat(every)[back],
        torch.cat(nothing)[back],
        torch.stack(held) if held else torch.zeros(0, device=device),
    )


def loss_of(scores: Scores, groups: Sequence[Group]) -> Tensor:
    """The mean loss of the groups, whose pairs stand one after the other in `scores`."""
    device, nothing = scores.every.device, scores.nothing
    norm = torch.logaddexp(scores.every, nothing)
    owners = torch.tensor([g for g, group in enumerate(groups) for _ in group.pairs], device=device)
    starts = np.concatenate([[0], np.cumsum([len(g.pairs) for g in groups])])
    empty = norm - nothing  # each sentence holds nothing ...
    sizes = torch.tensor([len(g.pairs) for g in groups], device=device, dtype=torch.float)
    held = [(g, int(starts[g]) + group.gold) for g, group in enumerate(groups) if group.answer]
    if not held:
        return torch.zeros_like(sizes).index_add(0, owners, empty).div(sizes).mean()
    rows = torch.tensor([row for _, row in held], device=device)
    alone = empty.index_put((rows,), norm[rows] - scores.gold)  # ... but the one that does
    own = torch.zeros_like(sizes).index_add(0, owners, alone).div(sizes).mean()
    over = scores.every - nothing
    table = torch.full((len(groups), int(sizes.max())), FAR, device=device)
    column = torch.tensor([i for group in groups for i in range(len(group.pairs))], device=device)
    table = table.index_put((owners, column), over)
    which = torch.tensor([g for g, _ in held], device=device)
    shared = table[which].logsumexp(-1) - (scores.gold - nothing[rows])
    return own * 2 + SHARED * shared.sum() / len(groups)


def drawn(taught: Sequence[Group], turn: int, count: int) -> list[Group]:
    """The groups of one set in round `turn`, from 0: the next `count` of an order that is drawn anew after each pass."""
    out: list[Group] = []
    for place in range(turn * count, turn * count + min(count, len(taught))):
        again, at = divmod(place, len(taught))
        out.append(taught[_order(len(taught), again)[at]])
    return out


@cache
def _order(size: int, again: int) -> Sequence[int]:
    return random.Random(f"{SEED} {size} {again}").sample(range(size), size)


def measure(network: ReaderNetwork, groups: Sequence[Group], device: str) -> dict[str, float]:
    """Of groups with an answer: sentence, span and overlap F1 right; of all: whether something is rightly said."""
    network.eval()
    right = sentence = overlap = said = held = 0.0
    with torch.inference_mode():
        for part in batches(groups, random.Random(0)):
            spans, nothing = network(batch_of([p for g in part for p in g.pairs], device))
            over = (spans - nothing[:, None, None]).flatten(1)
            at = 0
            for group in part:
                best, where = over[at : at + len(group.pairs)].max(-1)
                row = int(best.argmax())
                start, length = divmod(int(where[row]), spans.shape[2])
                at += len(group.pairs)
                said += float((float(best[row]) > 0) == (group.gold >= 0))
                if group.answer is None:
                    continue
                held += 1
                if row == group.gold:
                    sentence += 1
                    a = set(range(start, start + length + 1))
                    b = set(range(group.answer.start, group.answer.end))
                    right += a == b
                    overlap += 2 * len(a & b) / (len(a) + len(b))
    network.train()
    n = max(held, 1)
    return {
        "sentence": round(sentence / n, 4),
        "exact": round(right / n, 4),
        "overlap": round(overlap / n, 4),
        "said": round(said / max(len(groups), 1), 4),
    }


def new_network(folder: Path) -> ReaderNetwork:
    """Fresh weights; word vectors start from `words.npy` where the folder holds them (training/word_vectors.py)."""
    torch.manual_seed(SEED)
    vocabulary = read_vocabulary((folder / "reader_words.txt").read_text("utf-8"))
    network = ReaderNetwork(Shape.of(vocabulary))
    tables = network.question.tables
    with torch.no_grad():
        tables.characters.weight.mul_(0.3)
        start = torch.from_numpy(np.load(folder / "words.npy"))
        tables.words.weight.copy_(start * 0.3 / start.std())
    return network


def trained_network(folder: Path) -> ReaderNetwork:
    """The weights of the reader whose files stand in `folder`; layers that an older one lacks are new, and add nothing at first."""
    torch.manual_seed(SEED)
    words, about = ((folder / name).read_text("utf-8") for name in ("reader_words.txt", "reader.json"))
    vocabulary = read_vocabulary(words)
    network = ReaderNetwork(Shape.of(vocabulary))
    kept = stored_weights((folder / "reader.safetensors").read_bytes(), about)
    lacking, foreign = network.load_state_dict(kept, strict=False)
    if foreign:
        raise ValueError(f"{folder} holds a reader of another shape: {', '.join(foreign)}")
    if lacking:
        print(f"new in this network: {', '.join(lacking)}", flush=True)
    return network.train()


def main() -> None:
    """Trains, logs, writes checkpoints and the shipped files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument(
        "--start", type=Path, help="folder of a reader to go on from, made for the same words"
    )
    parser.add_argument("--run", default="run", help="name of the checkpoint and the log")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = options.device
    half = device != "cpu"  # on a processor that adds in bfloat16 single precision was as fast
    network = (trained_network(options.start) if options.start else new_network(options.folder)).to(device)
    mean = copy.deepcopy(network)
    decayed = [p for n, p in network.named_parameters() if p.ndim > 1 and "tables" not in n]
    others = [p for n, p in network.named_parameters() if not (p.ndim > 1 and "tables" not in n)]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}],
        lr=options.rate,
        fused=True,  # a third of a step's time went into the 2.8 million updates
    )
    step = done = 0
    point = options.folder / f"{options.run}.pt"
    if options.resume:
        kept = torch.load(point, map_location=device, weights_only=True)
        network.load_state_dict(kept["network"])
        mean.load_state_dict(kept["mean"])
        optimiser.load_state_dict(kept["optimiser"])
        step, done = kept["step"], kept["round"]
    held = {
        path.stem.removesuffix("-000"): read_shard(path)[:SCORED]
        for name in ("held", "crud", "cmrc", "written-held")
        for path in sorted(options.folder.glob(f"{name}-000.npz"))
    }
    taught = {
        name: [g for p in sorted(options.folder.glob(f"{name}-[0-9]*.npz")) for g in read_shard(p)]
        for name in DRAWN
    }
    log = options.folder / f"{options.run}.jsonl"
    for turn in range(done, options.rounds):
        rng = random.Random(SEED + turn)
        groups: list[Group] = []
        for name, count in DRAWN.items():
            groups += drawn(taught[name], turn, count)
        total, seen, began = 0.0, 0, time.perf_counter()
        for part in batches(groups, rng):
            far = (turn + seen / len(groups)) / options.rounds
            rate = options.rate * min((step + 1) / WARM, 1.0) * max(0.02, 0.5 * (1 + math.cos(math.pi * far)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = loss_of(scores_of(network, part, device, half=half), part)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            step += 1
            keep = min(MEAN, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(mean.parameters()), list(network.parameters()), 1 - keep)
            total, seen = total + float(loss.detach()) * len(part), seen + len(part)
            if step % 100 == 0:
                print(
                    f"step {step} loss {total / seen:.4f} groups/s {seen / (time.perf_counter() - began):.0f}",
                    flush=True,
                )
        seconds = time.perf_counter() - began
        row: dict[str, object] = {
            "round": turn + 1,
            "loss": round(total / seen, 4),
            "groups_s": round(seen / seconds),
        }
        row |= {name: measure(mean, data, device) for name, data in held.items()}
        with log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)
        state = {
            "network": network.state_dict(),
            "mean": mean.state_dict(),
            "optimiser": optimiser.state_dict(),
            "step": step,
            "round": turn + 1,
        }
        torch.save(state, point.with_suffix(".part"))
        point.with_suffix(".part").rename(point)
    write_reader(mean, options.folder / "reader_words.txt", options.folder)


if __name__ == "__main__":
    main()
