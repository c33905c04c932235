"""How far a score could lie elsewhere had other questions been asked: bootstrap intervals, and the difference of two runs.

Values are per question, NaN where a measure does not apply to it (precision to a refused one). Everything random is
drawn from a fixed seed: the same scores give the same bounds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 20260206
RESAMPLES = 1000
"""Resamples behind an interval: its bounds then move by about a tenth of its width from seed to seed."""
FLIPS = 10_000
"""Random exchanges behind a p-value, whose own error is then below 0.005."""
LEVEL = 0.95
_AT_ONCE = 2_000_000
"""Draws held in memory at a time."""

Values = NDArray[np.float64]
"""float64, (questions,); NaN where the measure does not apply."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of the middle 95 % of resamples."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two runs over the same questions."""

    before: float
    after: float
    interval: Interval
    """Of `after - before`."""
    p: float
    """Two-sided, of a paired permutation test: how often runs that do not differ would differ by as much."""

    @property
    def significant(self) -> bool:
        """Whether p lies below 1 - LEVEL."""
        return self.p < 1 - LEVEL


def interval(values: Values) -> Interval | None:
    """The percentile bootstrap interval of the mean; None where no value applies."""
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    rng = np.random.default_rng(SEED)
    means = [
        known[rng.integers(0, known.size, (rows, known.size))].mean(axis=1)
        for rows in _batches(RESAMPLES, known.size)
    ]
    return _middle(np.concatenate(means))


def difference(before: Values, after: Values) -> Difference | None:
    """`after` against `before`, question by question; None where either has no value.

    ValueError where they are not over the same number of questions.
    """
    if before.shape != after.shape:
        raise ValueError(f"{before.size} and {after.size} questions")
    if np.isnan(before).all() or np.isnan(after).all():
        return None
    rng = np.random.default_rng(SEED)
    resampled: list[Values] = []
    for rows in _batches(RESAMPLES, before.size):
        drawn = rng.integers(0, before.size, (rows, before.size))
        resampled.append(_means(after[drawn]) - _means(before[drawn]))
    found = abs(float(np.nanmean(after) - np.nanmean(before)))
    as_far = 0
    for rows in _batches(FLIPS, before.size):
        exchanged = rng.random((rows, before.size)) < 0.5
        apart = _means(np.where(exchanged, before, after)) - _means(np.where(exchanged, after, before))
        as_far += int((np.abs(apart) >= found - 1e-12).sum())
    spread = np.concatenate(resampled)
    return Difference(
        before=float(np.nanmean(before)),
        after=float(np.nanmean(after)),
        interval=_middle(spread[~np.isnan(spread)]),
        p=(as_far + 1) / (FLIPS + 1),  # the runs as they are count as one exchange: p is never 0
    )


def _means(rows: Values) -> Values:
    """The mean of what applies in each row; NaN where nothing does."""
    known = ~np.isnan(rows)
    count = known.sum(axis=1)
    total = np.where(known, rows, 0.0).sum(axis=1)
    means: Values = np.divide(total, count, out=np.full(len(rows), np.nan), where=count > 0)
    return means


def _middle(values: Values) -> Interval:
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(values, [tail, 100 - tail])
    return Interval(float(low), float(high))


def _batches(rows: int, width: int) -> list[int]:
    """`rows` cut into runs of which each holds at most `_AT_ONCE` draws."""
    most = max(1, _AT_ONCE // max(1, width))
    return [min(most, rows - begun) for begun in range(0, rows, most)]
