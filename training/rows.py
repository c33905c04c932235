"""The reader's groups as numbers, and steps of them that all have one size, so that a graphics card finds its memory again.

Rows of a step stand one after the other in LINES of a fixed length; a step has so many lines, rows and groups at most, and
what it lacks is filled with nothing. Almost no place is lost: rows go into the first line that has room, longest first.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from qa.reader_network import BORDER, LONGEST_SENTENCE, OPENING, Batch

Numbers = NDArray[np.int64]

LINE = 384
"""Places of a line; the longest row has 337."""
FILLED = 0.96
"""Share of a step's places that rows are chosen for."""
SHORTEST = 85
"""Characters of a row, for how many rows a step has room; the mean is 103."""
WIDEST = 10
"""Rows of a group at most."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Questions, each beside some sentences; a row is a question with one sentence."""

    characters: Numbers
    """(places,): all rows end to end, as the network reads them."""
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
class Step:
    """Some groups: their rows as a batch, and what is right of them. Rows that are none weigh nothing."""

    groups: Numbers
    """Which groups, in the step's order."""
    batch: Batch
    owners: Tensor
    """int64 (r,): which of the groups each row is of."""
    columns: Tensor
    """int64 (r,): which of its group's rows it is."""
    weights: Tensor
    """float (r,): one over the rows of its group."""
    held: Tensor
    """bool (r,): whether the row holds the answer."""
    answers: Tensor
    """int64 (r, 2): first character of the answer, and its length - 1; 0 where it holds none."""


def read_groups(paths: Sequence[Path], *, most: int | None = None) -> Groups:
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
    rows = np.full(offsets[-1], BORDER, np.int64)
    rows[offsets[:-1]] = OPENING
    shift = np.repeat(np.tile([1, 2, 3], len(lengths)), lengths.ravel())
    shift += np.repeat(4 * np.arange(len(lengths)), lengths.sum(1))
    rows[np.arange(len(flat)) + shift] = flat
    return Groups(rows, offsets, lengths, np.concatenate([[0], np.cumsum(sizes)]), gold, answers)


def step_of(groups: Groups, chosen: Numbers, lines: int) -> Step | None:
    """The `chosen` groups in `lines` lines; None where they do not fit."""
    sizes = groups.first[chosen + 1] - groups.first[chosen]
    owners = np.repeat(np.arange(len(chosen)), sizes)
    columns = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = groups.first[chosen][owners] + columns
    most = lines * LINE // SHORTEST
    whole = groups.offsets[rows + 1] - groups.offsets[rows]
    at = placed(whole, lines)
    if at is None or len(rows) > most:
        return None
    characters, kinds, owned = np.zeros((3, lines * LINE), np.int64)
    question, around, sentence = groups.lengths[rows].T
    starts = at + question + around + 3
    inside = np.arange(whole.sum()) - np.repeat(np.cumsum(whole) - whole, whole)
    target = np.repeat(at, whole) + inside
    characters[target] = groups.characters[np.repeat(groups.offsets[rows], whole) + inside]
    kinds[target] = (inside >= np.repeat(question + 2, whole)).astype(np.int64) + (
        inside >= np.repeat(question + around + 3, whole)
    )
    owned[target] = np.repeat(np.arange(1, len(rows) + 1), whole)
    held = groups.gold[chosen][owners] == columns
    answers = np.where(
        held[:, None], (groups.answers[chosen][owners] - np.asarray([0, 1])), np.asarray([0, 0])
    )
    answers[:, 1] = np.where(held, answers[:, 1] - answers[:, 0], 0)

    def there(values: NDArray[np.generic]) -> Tensor:
        """(rows, ...) filled up to (most, ...)."""
        out = np.zeros((most, *values.shape[1:]), values.dtype)
        out[: len(values)] = values
        return torch.from_numpy(out)

    shape = (lines, LINE)
    batch = Batch(
        torch.from_numpy(characters.reshape(shape)),
        torch.from_numpy(kinds.reshape(shape)),
        torch.from_numpy(owned.reshape(shape)),
        there(at),
        there(starts),
        there(sentence),
        LONGEST_SENTENCE,
    )
    weights = (1 / sizes[owners]).astype(np.float32)
    return Step(chosen, batch, there(owners), there(columns), there(weights), there(held), there(answers))


def placed(whole: Numbers, lines: int) -> Numbers | None:
    """Where each row of so many characters starts, counted through `lines` lines; None where they do not all fit."""
    room = np.full(lines, LINE)
    out = np.zeros(len(whole), np.int64)
    for row in np.argsort(-whole, kind="stable").tolist():
        length = int(whole[row])
        line = int(np.argmax(room >= length))
        if room[line] < length:
            return None
        out[row] = line * LINE + LINE - room[line]
        room[line] -= length
    return out


def steps(groups: Groups, order: Sequence[int], lines: int) -> Iterator[Step]:
    """The groups of `order`, as many in a step as fit. ValueError where one alone does not."""
    whole = np.diff(groups.offsets[groups.first])
    places, at = lines * LINE * FILLED, 0
    while at < len(order):
        count = taken = 0
        while at + count < len(order) and (taken := taken + int(whole[order[at + count]])) <= places:
            count += 1
        while (step := step_of(groups, np.asarray(order[at : at + count], np.int64), lines)) is None:
            count -= 1
        if not count:
            raise ValueError(f"group {order[at]} does not fit {lines} lines")
        yield step
        at += count


def drawn(count: int, turn: int, seed: int) -> list[int]:
    """The order of `count` groups in round `turn`."""
    return random.Random(f"{seed} {turn}").sample(range(count), count)


def on(step: Step, device: str) -> Step:
    """The step there."""

    def there(kept: Batch | Step) -> dict[str, Tensor]:
        values = ((field.name, getattr(kept, field.name)) for field in fields(kept))
        return {name: value.to(device) for name, value in values if isinstance(value, Tensor)}

    return replace(step, **there(step), batch=replace(step.batch, **there(step.batch)))  # type: ignore[arg-type]
