"""Teaches a pretrained trunk to read: to mark a question's answer in a sentence, or to say that there is none.

    python -m training.train_reader out/reader large --trunk out/reader/large.pt --seconds 900 --device cuda
    python -m training.train_reader out/reader small --trunk out/reader/small.pt --taught-by out/reader/large-taught.pt ...
    python -m training.train_reader out/reader more --reader qa/data --sets harder kept --rate 2e-4 --rounds 1 --lines 16

Shards are those of training/reading_data.py, all sets of TAUGHT together, or the ones named; with `--reader` one that reads already,
as training/reader_files.py writes it, goes on learning. Two losses: each sentence by itself (its answer, or that it
holds none), and the sentences of a group against each other, so that scores can be compared from sentence to sentence. With
`--taught-by` the network also learns to think as a larger one does, which has read before: how likely each span is, and each
sentence (Hinton et al. 2015). Adam with decay, the rate rising and then falling to nothing at the end of `--seconds` or `--rounds`; the
weights that are kept are a running mean. The loss goes to NAME.jsonl, the scores on the held-back groups too, at the end. All
steps have one size (training/rows.py), so that what is compiled is compiled once. Writes NAME-taught.pt, float16. A run that is
cut off is continued from NAME-taught.checkpoint.pt with `--resume` (training/checkpoints.py).
"""

import argparse
import copy
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from qa.reader_network import FAR, ReaderNetwork, Shape
from training.checkpoints import Checkpoint, Place, checkpoint_of
from training.pretrain_reader import optimiser_of, rate_at
from training.reader_files import taught_network, write_taught
from training.rows import WIDEST, Groups, Step, drawn, on, read_groups, steps
from training.runs import Run, add_options, shape_of

SEED = 20260206
TAUGHT = ("written", "found", "human")
HELD = ("held", "crud", "cmrc", "written-held", "harder-held")
SCORED = 1500
"""Groups of each held-back set that are scored."""
LINES = 96
MEAN = 0.998
"""How much of the running mean of the weights each step keeps."""
HARD = 0.5
"""What is right counts so much where a teacher also says what it thinks."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of the rows of a step."""

    spans: Tensor
    """(r, s, LONGEST_ANSWER)"""
    every: Tensor
    """(r,): of all spans together, the logarithm of their summed exponents."""
    nothing: Tensor
    """(r,): of no answer."""

    @property
    def whole(self) -> Tensor:
        """(r,): of all that may be said of a row, likewise."""
        return torch.logaddexp(self.every, self.nothing)


def scores_of(network: nn.Module, step: Step) -> Scores:
    """Scores of all rows."""
    spans, nothing = network(step.batch)
    return Scores(spans, spans.flatten(1).logsumexp(-1), nothing)


def among(scores: Scores, step: Step) -> Tensor:
    """(r, WIDEST): for each group, how its rows compare; FAR where there is none."""
    rows = len(step.owners)
    table = torch.full((rows * WIDEST,), FAR, device=scores.every.device)
    # rows that are none go where no group is
    at = torch.where(step.weights > 0, step.owners * WIDEST + step.columns, rows * WIDEST - 1)
    return table.index_put((at,), scores.every - scores.nothing).view(rows, WIDEST)


def loss_of(scores: Scores, step: Step) -> Tensor:
    """The mean loss of the step's groups."""
    groups, weights, held = len(step.groups), step.weights, step.held.float()
    start, longer = step.answers.T
    rows = torch.arange(len(start), device=start.device)
    gold = scores.spans[rows, start, longer]
    own = (scores.whole - torch.where(step.held, gold, scores.nothing)) * weights
    shared = (among(scores, step).logsumexp(-1)[step.owners] - (gold - scores.nothing)) * held
    return (2 * own.sum() + shared.sum()) / groups


def loss_beside(scores: Scores, teacher: Scores, step: Step) -> Tensor:
    """How far from the teacher the network is: cross entropies, of rows and among the rows of answered groups."""
    thought = (teacher.spans - teacher.whole[:, None, None]).exp()
    none = (teacher.nothing - teacher.whole).exp()
    said = (thought * scores.spans).sum((1, 2)) + none * scores.nothing
    own = (scores.whole - said) * step.weights
    which = among(teacher, step).softmax(-1)
    others = -(which * among(scores, step).log_softmax(-1)).sum(-1)
    shared = others[step.owners] * step.held.float()
    return (2 * own.sum() + shared.sum()) / len(step.groups)


def ahead(made: Iterator[Step], device: str) -> Iterator[Step]:
    """The steps, made by another thread while the device is busy."""
    kept: queue.Queue[Step | Exception | None] = queue.Queue(8)

    def make() -> None:
        try:
            for step in made:
                kept.put(step)
        except Exception as error:
            kept.put(error)
        kept.put(None)

    threading.Thread(target=make, daemon=True).start()
    while (step := kept.get()) is not None:
        if isinstance(step, Exception):
            raise step
        yield on(step, device)


@torch.inference_mode()
def measure(network: ReaderNetwork, groups: Groups, device: str, lines: int = LINES) -> dict[str, float]:
    """Of groups with an answer: sentence, span and overlap F1 right; of all: whether something is rightly said."""
    network.eval()
    right = sentence = overlap = said = held = 0.0
    for step in ahead(steps(groups, range(len(groups)), lines), device):
        scores = scores_of(network, step)
        over = (scores.spans - scores.nothing[:, None, None]).flatten(1).max(-1)
        best, where = over.values.cpu().numpy(), over.indices.cpu().numpy()
        at = 0
        for g in step.groups.tolist():
            size = int(groups.first[g + 1] - groups.first[g])
            row = int(best[at : at + size].argmax())
            start, longer = divmod(int(where[at + row]), scores.spans.shape[2])
            said += float((best[at + row] > 0) == (groups.gold[g] >= 0))
            at += size
            if groups.gold[g] < 0:
                continue
            held += 1
            if row == groups.gold[g]:
                sentence += 1
                a = set(range(start, start + longer + 1))
                b = set(range(*groups.answers[g].tolist()))
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


def network_on(trunk: Path, shape: Shape) -> ReaderNetwork:
    """A network that cannot read yet, on a pretrained trunk."""
    torch.manual_seed(SEED)
    network = ReaderNetwork(shape)
    kept = torch.load(trunk, map_location="cpu", weights_only=True)
    network.trunk.load_state_dict({name: value.float() for name, value in kept.items()})
    return network


def network_in(folder: Path) -> ReaderNetwork:
    """The network of a reader as the package ships it."""
    # the whole desk, which a training from a trunk does not need
    from qa.reader import make_network, read_vocabulary

    words = (folder / "reader_words.txt").read_text("utf-8")
    return make_network(
        (folder / "reader.safetensors").read_bytes(),
        (folder / "reader.json").read_text("utf-8"),
        read_vocabulary(words),
    )


def compiled(network: ReaderNetwork) -> ReaderNetwork:
    """The same network, its trunk compiled; the weights are shared."""
    out = copy.copy(network)
    out._modules = dict(network._modules)
    out._modules["trunk"] = torch.compile(network.trunk, dynamic=False)  # type: ignore[assignment]
    return out


def teach(
    network: ReaderNetwork,
    groups: Groups,
    *,
    teacher: ReaderNetwork | None,
    rate: float,
    far_of: Callable[[int, float], float],
    device: str,
    lines: int,
    compile_: bool,
    log: Callable[[int, float, float], None],
    checkpoint: Checkpoint,
) -> ReaderNetwork:
    """Trains `network` in place until `far_of(steps, rounds)` reaches 1; the running mean. `log` every 50 steps."""
    mean = copy.deepcopy(network)
    half = torch.bfloat16 if device != "cpu" else torch.float32
    optimiser = optimiser_of(network, rate, decay=0.02, device=device)
    run = compiled(network) if compile_ else network
    thinks = (compiled(teacher) if compile_ else teacher) if teacher is not None else None
    begun = checkpoint.follow({"network": network, "mean": mean}, optimiser, device)
    done, turn, seen = begun.step, begun.turn, begun.seen
    total = torch.full((), begun.loss, device=device)
    network.train()
    while True:
        for step in ahead(steps(groups, drawn(len(groups), turn, SEED)[seen:], lines), device):
            far = far_of(done, turn + seen / len(groups))
            if far >= 1:
                return mean
            for group in optimiser.param_groups:
                group["lr"] = rate * rate_at(far)
            with torch.autocast(device, half, enabled=half is not torch.float32):
                scores = scores_of(run, step)
                loss = loss_of(scores, step)
                if thinks is not None:
                    with torch.no_grad():
                        thought = scores_of(thinks, step)
                    loss = HARD * loss + loss_beside(scores, thought, step)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            done, seen = done + 1, seen + len(step.groups)
            keep = min(MEAN, (1 + done) / (10 + done))
            with torch.no_grad():
                torch._foreach_lerp_(list(mean.parameters()), list(network.parameters()), 1 - keep)
            total += loss.detach()
            if done % 50 == 0:
                log(done, turn + seen / len(groups), float(total) / 50)
                total.zero_()
            if checkpoint.due:
                checkpoint.keep(Place(done, turn, seen, float(total)))
        turn, seen = turn + 1, 0


def main() -> None:
    """Trains, logs, scores, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    begun = parser.add_mutually_exclusive_group(required=True)
    begun.add_argument("--trunk", type=Path, help="a pretrained one that cannot read yet")
    begun.add_argument(
        "--reader", type=Path, help="a folder with the files of a reader, which goes on learning"
    )
    parser.add_argument("--sets", nargs="+", default=TAUGHT, help="shards that are read")
    parser.add_argument("--taught-by", type=Path)
    add_options(parser, rate=8e-4)
    parser.add_argument("--lines", type=int, default=LINES, help="lines of 384 characters in a step")
    parser.add_argument("--most", type=int, help="only so many groups, for a trial")
    parser.add_argument("--rounds", type=float, help="how often all groups are read")
    options = parser.parse_args()
    torch.set_float32_matmul_precision("high")
    device, folder = options.device, options.folder
    paths = [p for name in options.sets for p in sorted(folder.glob(f"{name}-[0-9]*.npz"))]
    out = folder / f"{options.name}-taught.pt"
    run = Run(folder / f"{options.name}.jsonl", length=options.rounds, seconds=options.seconds)
    reader = options.reader / "reader.safetensors" if options.reader else None
    models = [path for path in (options.trunk, reader, options.taught_by) if path]
    checkpoint = checkpoint_of(
        out,
        options,
        run,
        names=("lines", "most"),
        files=(*paths, *models, folder / "reader_words.txt"),
    )
    network = (
        network_in(options.reader) if reader else network_on(options.trunk, shape_of(options, folder))
    ).to(device)
    teacher = taught_network(options.taught_by).to(device) if options.taught_by else None
    groups = read_groups(paths, most=options.most)
    print(
        f"{len(groups)} groups of {len(groups.lengths)} rows, {len(groups.characters)} characters", flush=True
    )

    def log(done: int, rounds: float, loss: float) -> None:
        row = {
            "step": done,
            "round": round(rounds, 3),
            "loss": round(loss, 4),
            "seconds": round(run.seconds, 1),
        }
        run.write(row, say=done % 250 == 0 or done == 50)

    with checkpoint:
        mean = teach(
            network, groups, teacher=teacher, rate=options.rate, far_of=run.far, device=device, lines=options.lines,
            compile_=options.compiled, log=log, checkpoint=checkpoint,
        )  # fmt: skip
    write_taught(mean, out)
    checkpoint.remove()
    for name in HELD:
        held = read_groups(sorted(folder.glob(f"{name}-000.npz")), most=SCORED)
        run.write({"set": name, **measure(mean, held, device, options.lines)})


if __name__ == "__main__":
    main()
