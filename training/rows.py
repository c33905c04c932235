"""The reader's groups as rows on the training device, and batches of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from qa.reader_network import BORDER, OPENING, Batch

Numbers = NDArray[np.int64]

ROUND = 16
"""Rows are padded to a multiple of so many places."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Questions, each beside some sentences; a row is a question with one sentence."""

    characters: Tensor
    """int32 (places,): all rows end to end, as the network reads them."""
    offsets: Numbers
    """(rows + 1,): where each starts in `characters`."""
    lengths: Numbers
    """(rows, 3): of question, what is around the sentence, sentence."""
    first: Numbers
    """(groups + 1,): the first row of each."""
    gold: Numbers
    """(groups,): which of its rows holds the answer; -1 for none."""
    answers: Numbers
    """(groups, 2): from where to where in its sentence."""

    def __len__(self) -> int:
        return len(self.gold)


@dataclass(frozen=True, slots=True)
class Taught:
    """Some groups: their rows as a batch, in the groups' order, and what is right of them."""

    groups: Numbers
    owners: Tensor
    """int64 (rows,): which of the groups each row is of."""
    columns: Tensor
    """int64 (rows,): which of its group's rows it is."""
    sizes: Tensor
    """int64 (groups,)"""
    widest: int
    """The largest of them."""
    held: Tensor
    """int64 (groups with an answer,): their numbers among these groups."""
    gold: Tensor
    """int64 (groups with an answer,): their answering row."""
    starts: Tensor
    """int64 (groups with an answer,): first character of the answer ..."""
    longer: Tensor
    """... and its length - 1."""


def read_groups(paths: Sequence[Path], device: str, *, most: int | None = None) -> Groups:
    """The groups of some shards (training/reading_data.py), in order; `most`: only the first ones."""
    parts = [dict(np.load(path).items()) for path in paths]
    names = ("characters", "lengths", "sizes", "gold", "answers")
    flat, lengths, sizes, gold, answers = (
        np.concatenate([part[name] for part in parts]).astype(np.int64) for name in names
    )
    if most is not None:
        sizes, gold, answers = sizes[:most], gold[:most], answers[:most]
        lengths = lengths[: sizes.sum()]
        flat = flat[: lengths.sum()]
    whole = lengths.sum(1) + 4
    offsets = np.concatenate([[0], np.cumsum(whole)])
    rows = np.full(offsets[-1], BORDER, np.int32)
    rows[offsets[:-1]] = OPENING
    shift = np.repeat(np.tile([1, 2, 3], len(lengths)), lengths.ravel())
    shift += np.repeat(4 * np.arange(len(lengths)), lengths.sum(1))
    rows[np.arange(len(flat)) + shift] = flat
    return Groups(
        torch.from_numpy(rows).to(device),
        offsets,
        lengths,
        np.concatenate([[0], np.cumsum(sizes)]),
        gold,
        answers,
    )


def batch_of(groups: Groups, rows: Numbers) -> Batch:
    """Those rows side by side."""
    device = groups.characters.device
    lengths = torch.from_numpy(groups.lengths[rows]).to(device, non_blocking=True)
    begins = torch.from_numpy(groups.offsets[rows]).to(device, non_blocking=True)
    whole = lengths.sum(1, keepdim=True) + 4
    longest = int(groups.lengths[rows].sum(1).max()) + 4
    places = torch.arange(-(-longest // ROUND) * ROUND, device=device)  # few sizes: memory is found again
    mask = places < whole
    at = (begins[:, None] + places).clamp(max=len(groups.characters) - 1)
    starts = lengths[:, 0] + lengths[:, 1] + 3
    kinds = (places >= lengths[:, :1] + 2).long() + (places >= starts[:, None])
    return Batch(
        groups.characters[at].long() * mask,
        kinds,
        mask,
        starts,
        lengths[:, 2],
        int(groups.lengths[rows, 2].max()),
    )


def taught_of(groups: Groups, chosen: Numbers) -> tuple[Taught, Numbers]:
    """What is right of the `chosen` groups, and their rows."""
    device = groups.characters.device
    sizes = groups.first[chosen + 1] - groups.first[chosen]
    owners = np.repeat(np.arange(len(chosen)), sizes)
    begins = np.concatenate([[0], np.cumsum(sizes)])
    columns = np.arange(len(owners)) - begins[owners]
    rows = groups.first[chosen][owners] + columns
    held = np.flatnonzero(groups.gold[chosen] >= 0)
    answers = groups.answers[chosen[held]]

    def there(part: Numbers) -> Tensor:
        return torch.from_numpy(part).to(device, non_blocking=True)

    return Taught(
        groups=chosen,
        owners=there(owners),
        columns=there(columns),
        sizes=there(sizes),
        widest=int(sizes.max()),
        held=there(held),
        gold=there(begins[held] + groups.gold[chosen[held]]),
        starts=there(answers[:, 0]),
        longer=there(answers[:, 1] - answers[:, 0] - 1),
    ), rows


def batches(groups: Groups, rng: random.Random, places: int) -> Iterator[Numbers]:
    """All groups once, those of about one length together, about `places` characters at most, in a drawn order."""
    whole = groups.lengths.sum(1) + 4
    longest = np.maximum.reduceat(whole, groups.first[:-1])
    sizes = np.diff(groups.first)
    draw = np.asarray([rng.random() for _ in range(len(groups))])
    order = np.argsort(longest * (1 + 0.1 * draw))
    out: list[list[int]] = [[]]
    widest = count = 0
    for g in order.tolist():
        widest = max(widest, int(longest[g]))
        if out[-1] and widest * (count + int(sizes[g])) > places:
            out.append([])
            widest, count = int(longest[g]), 0
        out[-1].append(g)
        count += int(sizes[g])
    rng.shuffle(out)
    for one in out:
        yield np.asarray(one)
