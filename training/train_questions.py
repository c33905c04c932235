"""Teaches a transformer to put questions where the passages that answer them stand: the question half of the encoder.

    python -m training.train_questions out/questions.npz out/reader/small.pt out/questions.pt --seconds 30 --device cuda

A passage keeps the vector that the static half gives it (training/train_encoder.py), so that an archive is indexed as fast as
before; a question is that half's vector of it, unit length, and what the transformer adds, which is nothing at first. Each
question is to pick its passage among those of its batch (softmax of scaled cosines); other passages of its article count neither
way. The transformer starts as the reader's pretrained trunk.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as nnf

from qa.reader_network import BORDER, OPENING, Shape, Trunk
from training.pretrain_reader import optimiser_of

SEED = 20260206
BATCH = 2048
WARM = 0.06


class QuestionNetwork(nn.Module):
    """What is added to the static vector of a question."""

    def __init__(self, trunk: Trunk, dimension: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.out = nn.Linear(trunk.shape.width, dimension)
        self.scale = nn.Parameter(torch.tensor(math.log(20.0)))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, characters: Tensor, mask: Tensor, static: Tensor) -> Tensor:
        """Unit vectors (b, dimension) for int64 (b, n), bool (b, n) and unit vectors (b, dimension)."""
        x = self.trunk(characters, torch.zeros_like(characters), mask)
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return nnf.normalize(static + self.out(mean).float(), dim=-1)


def main() -> None:
    """Trains, logs, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("trunk", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--characters", type=int, required=True)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    device = options.device
    kept = dict(np.load(options.questions).items())
    table = torch.from_numpy(kept["table"].astype(np.float32) * kept["table_scale"].astype(np.float32)).to(device)
    passages = nnf.normalize(torch.from_numpy(kept["passages"].astype(np.float32)), dim=-1).to(device)
    document = torch.from_numpy(kept["document"].astype(np.int64)).to(device)
    answer = kept["answer"].astype(np.int64)
    flat = torch.from_numpy(kept["characters"].astype(np.int64)).to(device)
    ends = np.concatenate([[0], np.cumsum(kept["lengths"].astype(np.int64))])
    pieces = torch.from_numpy(kept["pieces"].astype(np.int64)).to(device)
    piece_ends = np.concatenate([[0], np.cumsum(kept["piece_lengths"].astype(np.int64))])
    trunk = Trunk(Shape(options.characters, options.width, options.layers, options.heads), dropout=0.1)
    trunk.load_state_dict(torch.load(options.trunk, map_location="cpu", weights_only=True))
    network = QuestionNetwork(trunk, table.shape[1]).to(device)
    optimiser = optimiser_of(network, options.rate, decay=0.02, device=device)

    def vectors(chosen: np.ndarray) -> Tensor:
        own = torch.from_numpy(np.stack([ends[chosen], ends[chosen + 1] - ends[chosen]])).to(device)
        places = torch.arange(int((ends[chosen + 1] - ends[chosen]).max()), device=device)
        mask = places < own[1][:, None]
        characters = flat[(own[0][:, None] + places).clamp(max=len(flat) - 1)] * mask
        of = torch.from_numpy(np.stack([piece_ends[chosen], piece_ends[chosen + 1] - piece_ends[chosen]])).to(device)
        at = torch.arange(int((piece_ends[chosen + 1] - piece_ends[chosen]).max()), device=device)
        inside = at < of[1][:, None]
        static = (table[pieces[(of[0][:, None] + at).clamp(max=len(pieces) - 1)]] * inside[..., None]).sum(1)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            out: Tensor = network(characters, mask, nnf.normalize(static, dim=-1))
        return out

    @torch.inference_mode()
    def scored() -> dict[str, float]:
        network.eval()
        out = {}
        for name in ("held", "everyday"):
            chosen = kept[name].astype(np.int64)
            scores = vectors(chosen) @ passages.t()
            right = document[torch.from_numpy(answer[chosen]).to(device)]
            best = torch.full((len(chosen), int(document.max()) + 1), -9.0, device=device)
            best.scatter_reduce_(1, document.expand(len(chosen), -1), scores, "amax")
            rank = (best > best.gather(1, right[:, None])).sum(1)
            out |= {f"{name}@{k}": round(float((rank < k).float().mean()), 4) for k in (1, 5)}
        network.train()
        return out

    taught = kept["taught"].astype(np.int64)
    draw = np.random.default_rng(SEED)
    order, at, step = draw.permutation(taught), 0, 0
    print(len(taught), scored(), flush=True)
    began, total = time.perf_counter(), torch.zeros((), device=device)
    log = options.out.with_suffix(".jsonl").open("a", encoding="utf-8")
    while True:
        far = step / options.steps if options.steps else (time.perf_counter() - began) / options.seconds
        if step % 200 == 0 or far >= 1:
            row = {"step": step, "loss": round(float(total) / 200, 4), "seconds": round(time.perf_counter() - began, 1)}
            row |= scored()
            print(json.dumps(row), file=log)
            print(json.dumps(row), flush=True)
            total.zero_()
        if far >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(far / WARM, 1.0) * max(0.0, 1 - far)
        if at + options.batch > len(order):
            order, at = draw.permutation(taught), 0
        chosen = order[at : at + options.batch]
        at += options.batch
        ids, first = np.unique(answer[chosen], return_index=True)
        chosen = chosen[first]
        own = torch.from_numpy(ids).to(device)
        scores = vectors(chosen) @ passages[own].t() * network.scale.exp()
        kin = (document[own][:, None] == document[own]) & ~torch.eye(len(own), dtype=torch.bool, device=device)
        loss = nnf.cross_entropy(scores.masked_fill(kin, -1e4), torch.arange(len(own), device=device))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        total += loss.detach()
        step += 1
    torch.save({n: v.half() for n, v in network.state_dict().items()}, options.out)


if __name__ == "__main__":
    main()
