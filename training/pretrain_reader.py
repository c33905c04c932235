"""Teaches the reader's trunk the language: it names characters that were hidden from it, in raw news.

    python -m training.pretrain_reader out/reader/news.npy out/reader/trunk.pt --seconds 3600 --device cuda

Rows of LONG characters start anywhere in the news. A quarter of each is hidden, in runs of one to six characters (SpanBERT, Joshi
et al. 2020): eight of ten are shown as hidden, one as another character, one as it is (BERT, Devlin et al. 2019). Adam with
decay, the rate rising and then falling to nothing at the end of `--seconds` or `--steps`; sums in bfloat16. The loss goes to a
log beside the output. The characters are those of `reader_words.txt` beside the news. A run that is cut off is continued from
its checkpoint with `--resume` (training/checkpoints.py).
"""

import argparse
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as nnf

from qa.reader_network import HIDDEN, SPECIAL, Trunk
from training.checkpoints import Checkpoint, Place, checkpoint_of, write_whole
from training.runs import Run, add_options, shape_of

SEED = 20260206
LONG = 256
HIDE = 0.25
LONGEST_RUN = 6
ON = 0.7
"""How likely a hidden run goes on by another character."""
WARM = 0.06
"""Share of the training in which the rate rises."""
AVERAGE_RUN = (1 - ON**LONGEST_RUN) / (1 - ON)


class Naming(nn.Module):
    """Says which character stands in a place, from the trunk's vector for it."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        d = trunk.shape.width
        self.dense = nn.Linear(d, d)
        self.norm = nn.LayerNorm(d)
        self.bias = nn.Parameter(torch.zeros(trunk.shape.characters))
        self.table = trunk.characters

    def forward(self, x: Tensor) -> Tensor:
        """Scores (places, characters) for float (places, width)."""
        known = self.norm(nnf.gelu(self.dense(x)))
        out: Tensor = known @ self.table.weight.t() + self.bias
        return out


def hidden(shape: tuple[int, int], device: torch.device) -> Tensor:
    """Which places of (rows, places) are hidden: about HIDE of them, in runs."""
    begins = torch.rand(shape, device=device) < HIDE / AVERAGE_RUN * 1.12  # runs overlap
    goes_on = torch.rand(shape, device=device) < ON
    out = running = begins
    for _ in range(LONGEST_RUN - 1):
        running = nnf.pad((running & goes_on)[:, :-1], (1, 0))
        out = out | running
    return out


def shown(rows: Tensor, hide: Tensor, size: int) -> Tensor:
    """What the trunk sees of `rows`."""
    draw = torch.rand(rows.shape, device=rows.device)
    other = torch.randint(SPECIAL, size, rows.shape, device=rows.device)
    out = torch.where(hide & (draw < 0.8), torch.full_like(rows, HIDDEN), rows)
    return torch.where(hide & (draw >= 0.9), other, out)


def rate_at(far: float) -> float:
    """Of the full rate, at a share `far` of the training."""
    return far / WARM if far < WARM else max(0.0, 0.5 * (1 + math.cos(math.pi * (far - WARM) / (1 - WARM))))


def optimiser_of(modules: nn.Module, rate: float, *, decay: float, device: str) -> torch.optim.AdamW:
    """Adam with decay, on all but vectors, sums and norms."""
    named = list(modules.named_parameters())
    decayed = [p for _, p in named if p.ndim > 1]
    others = [p for _, p in named if p.ndim <= 1]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}],
        lr=rate,
        betas=(0.9, 0.98),
        fused=device != "mps",
    )


def pretrain(
    news: Tensor,
    trunk: Trunk,
    *,
    rows: int,
    rate: float,
    far_of: Callable[[int], float],
    device: str,
    compiled: bool,
    log: Callable[[int, float], None],
    checkpoint: Checkpoint,
) -> None:
    """Trains `trunk` in place until `far_of(steps done)` reaches 1; `log(step, loss)` every 100 steps."""
    torch.manual_seed(SEED)
    naming = Naming(trunk).to(device)
    both = nn.ModuleList([trunk, naming])
    optimiser = optimiser_of(both, rate, decay=0.05, device=device)
    run = torch.compile(trunk) if compiled else trunk
    kinds = torch.full((rows, LONG), 2, device=device)
    places = torch.arange(LONG, device=device)
    begun = checkpoint.follow({"trunk": trunk, "naming": naming}, optimiser, device)
    step, total = begun.step, torch.full((), begun.loss, device=device)
    trunk.train()
    while (far := far_of(step)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * rate_at(far)
        starts = torch.randint(0, len(news) - LONG, (rows, 1), device=device)
        taken = news[starts + places].long()
        hide = hidden((rows, LONG), taken.device) & (taken >= SPECIAL)
        # so many places, hidden ones first, and what was not hidden counts nothing: nothing waits for the count
        at = (
            (hide.flatten() + torch.rand(rows * LONG, device=device) / 2)
            .topk(int(rows * LONG * HIDE))
            .indices
        )
        counts = hide.flatten()[at].float()
        with torch.autocast(device, torch.bfloat16):
            x = run(shown(taken, hide, trunk.shape.characters), kinds, None)
            scores = naming(x.flatten(0, 1)[at])
        each = nnf.cross_entropy(scores.float(), taken.flatten()[at], reduction="none")
        loss = (each * counts).sum() / counts.sum().clamp(min=1)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(both.parameters(), 1.0)
        optimiser.step()
        step += 1
        total += loss.detach()
        if step % 100 == 0:
            log(step, float(total) / 100)
            total.zero_()
        if checkpoint.due:
            checkpoint.keep(Place(step, loss=float(total)))


def main() -> None:
    """Trains, logs, writes the trunk."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("news", type=Path)
    parser.add_argument("out", type=Path)
    add_options(parser, rate=1.5e-3)
    parser.add_argument("--rows", type=int, default=256, help="rows of 256 characters in a step")
    parser.add_argument("--steps", type=int, help="how many steps")
    options = parser.parse_args()
    torch.set_float32_matmul_precision("high")
    torch.manual_seed(SEED)
    run = Run(options.out.with_suffix(".jsonl"), length=options.steps, seconds=options.seconds)
    checkpoint = checkpoint_of(
        options.out,
        options,
        run,
        names=("rows",),
        files=(options.news, options.news.parent / "reader_words.txt"),
    )
    shape = shape_of(options, options.news.parent)
    trunk = Trunk(shape, dropout=0.0).to(options.device)
    news = torch.from_numpy(np.load(options.news).astype(np.int32)).to(options.device)

    def log(step: int, loss: float) -> None:
        row = {
            "step": step,
            "loss": round(loss, 4),
            "seconds": round(run.seconds, 1),
            "characters_s": round(step * options.rows * LONG / run.seconds),
        }
        run.write(row, say=step % 500 == 0)

    with checkpoint:
        pretrain(
            news,
            trunk,
            rows=options.rows,
            rate=options.rate,
            far_of=lambda step: run.far(step, step),
            device=options.device,
            compiled=options.compiled,
            log=log,
            checkpoint=checkpoint,
        )
    write_whole({name: value.half().cpu() for name, value in trunk.state_dict().items()}, options.out)
    checkpoint.remove()


if __name__ == "__main__":
    main()
