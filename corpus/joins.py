"""How well one stretch of text goes on in another, by character statistics learned from news.

A column end cuts a paragraph in mid-word (从源头遏 / 制新增污染). Whether a second half belongs to a first
is asked of counts of characters in pairs and threes: is 制 more likely after 头遏 than at the start of a
sentence? The same counts say how rare a pair of characters is, which `corpus.threads` uses to tell whether
two paragraphs speak of the same thing.

The counts come from `training/join_statistics.py` (Chinese news of 2023) and lie in `data/joins.xz`. Digits
count as one character and Latin letters as another: which number is printed says nothing about a join.
"""

import json
import lzma
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

SENTENCE_START = "\x01"
DOCUMENT_START = "\x02"
RESERVED = SENTENCE_START + DOCUMENT_START
"""Marks that stand before sentences in the counted text; no page may print them as letters."""

_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CLASSES = {code: ord("0") for code in range(0x30, 0x3A)}
_CLASSES |= {code: ord("a") for code in range(0x41, 0x5B)} | {code: ord("a") for code in range(0x61, 0x7B)}
_FOLD = {
    code: _CLASSES.get(_WIDTHS.get(code, code), _WIDTHS.get(code, code))
    for code in {*_WIDTHS, *_CLASSES, *range(0x21, 0x7F)}
} | {0x01: 0x20, 0x02: 0x20}


def folded(text: str) -> str:
    """`text` with full-width forms made half-width, digits 0 and Latin letters a; the same length."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class JoinStatistics:
    """Counts of characters alone, in pairs and in threes.

    A character's number is its place in `RESERVED + alphabet` from 1; 0 is any other. A pair's key is
    `first * size + second`, a triple's `(first * size + second) * size + third`, `size` one more than the
    highest number; keys rise.
    """

    alphabet: str
    singles: NDArray[np.int64]
    """int64, (size,)"""
    pair_keys: NDArray[np.int64]
    pair_counts: NDArray[np.int64]
    triple_keys: NDArray[np.int64]
    triple_counts: NDArray[np.int64]


_STEPS = 8
"""Counts are kept as powers of 2 ** (1 / 8), one byte each: within 5 % of the truth."""


def _planes(values: NDArray[np.int64], width: int) -> bytes:
    """The values' bytes, all lowest bytes first: like stands beside like, which packs better."""
    return values.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()


def _logged(counts: NDArray[np.int64]) -> bytes:
    steps: NDArray[np.uint8] = np.rint(np.log2(counts.astype(np.float64)) * _STEPS).astype(np.uint8)
    return steps.tobytes()


def pack_statistics(statistics: JoinStatistics) -> bytes:
    """The file's bytes for these counts; `unpack_statistics` reads them back, counts to within 5 %."""
    header = {
        "alphabet": statistics.alphabet,
        "singles": len(statistics.singles),
        "pairs": len(statistics.pair_keys),
        "triples": len(statistics.triple_keys),
    }
    body = b"".join(
        [
            json.dumps(header, ensure_ascii=True).encode("ascii") + b"\n",
            _planes(statistics.singles, 4),
            _planes(np.diff(statistics.pair_keys, prepend=0), 4),
            _logged(statistics.pair_counts),
            _planes(np.diff(statistics.triple_keys, prepend=0), 5),
            _logged(statistics.triple_counts),
        ]
    )
    return lzma.compress(body, preset=9 | lzma.PRESET_EXTREME)


def unpack_statistics(packed: bytes) -> JoinStatistics:
    """The counts in a file's bytes. lzma.LZMAError or ValueError where they are damaged."""
    line, _, body = lzma.decompress(packed).partition(b"\n")
    header = json.loads(line)
    at = 0

    def take(count: int, width: int) -> NDArray[np.int64]:
        nonlocal at
        raw = np.frombuffer(body, dtype=np.uint8, count=count * width, offset=at).reshape(width, count)
        at += count * width
        whole = np.zeros((count, 8), dtype=np.uint8)
        whole[:, :width] = raw.T
        return whole.view("<i8").reshape(count).astype(np.int64)

    def take_logged(count: int) -> NDArray[np.int64]:
        return np.rint(np.exp2(take(count, 1) / _STEPS)).astype(np.int64)

    singles = take(header["singles"], 4)
    pair_keys, pair_counts = np.cumsum(take(header["pairs"], 4)), take_logged(header["pairs"])
    triple_keys, triple_counts = np.cumsum(take(header["triples"], 5)), take_logged(header["triples"])
    return JoinStatistics(header["alphabet"], singles, pair_keys, pair_counts, triple_keys, triple_counts)


class JoinModel:
    """Probabilities of what comes next, from counts; immutable once made."""

    def __init__(self, statistics: JoinStatistics) -> None:
        self._numbers = {c: i for i, c in enumerate(RESERVED + statistics.alphabet, start=1)}
        self._size = len(self._numbers) + 1
        self._singles = statistics.singles
        self._total = float(statistics.singles.sum())
        self._pair_keys, self._pair_counts = statistics.pair_keys, statistics.pair_counts
        self._triple_keys, self._triple_counts = statistics.triple_keys, statistics.triple_counts

    def _pair(self, first: int, second: int) -> float:
        return _count_of(self._pair_keys, self._pair_counts, first * self._size + second)

    def _next(self, before: tuple[int, int], after: int) -> float:
        """P(after | before), interpolated (Jelinek-Mercer with weights by how often `before` was seen)."""
        far, near = before
        chance = (float(self._singles[after]) + 1.0) / (self._total + self._size)
        seen = float(self._singles[near])
        weight = seen / (seen + _TRUST_PAIR)
        if seen:
            chance = weight * self._pair(near, after) / seen + (1.0 - weight) * chance
        seen = self._pair(far, near)
        if seen:
            triple = (far * self._size + near) * self._size + after
            weight = seen / (seen + _TRUST_TRIPLE)
            count = _count_of(self._triple_keys, self._triple_counts, triple)
            chance = weight * min(1.0, count / seen) + (1.0 - weight) * chance
        return chance

    def _codes(self, text: str) -> list[int]:
        return [self._numbers.get(c, 0) for c in folded(text)]

    def _chain(self, before: Sequence[int], codes: Sequence[int]) -> float:
        far, near = before
        total = 0.0
        for code in codes:
            total += math.log(self._next((far, near), code))
            far, near = near, code
        return total

    def continues(self, end: str, start: str) -> float:
        """Log P(the first two characters of `start` | it goes on from `end` in mid-sentence)."""
        return self._chain((*[0, 0], *self._codes(end[-2:]))[-2:], self._codes(start[:2]))

    def opens(self, start: str) -> float:
        """Log P(the first two characters of `start` | a sentence starts there)."""
        return self._chain((0, self._numbers[SENTENCE_START]), self._codes(start[:2]))

    def opens_story(self, start: str) -> float:
        """Log P(the first two characters of `start` | an article starts there)."""
        return self._chain((0, self._numbers[DOCUMENT_START]), self._codes(start[:2]))

    def chances(self, pairs: Sequence[str]) -> NDArray[np.float64]:
        """How common each pair of characters is in news: float64, (n,), counts over all pairs, never 0."""
        codes = np.array([[self._numbers.get(c, 0) for c in folded(pair)] for pair in pairs], dtype=np.int64)
        keys = codes.reshape(-1, 2) @ np.array([self._size, 1], dtype=np.int64)
        at = np.minimum(np.searchsorted(self._pair_keys, keys), len(self._pair_keys) - 1)
        counts = np.where(self._pair_keys[at] == keys, self._pair_counts[at], 1)
        return counts.astype(np.float64) / self._total


_TRUST_PAIR = 50.0
_TRUST_TRIPLE = 30.0
"""Sightings of a context at which its own counts weigh as much as the shorter context's."""


def _count_of(keys: NDArray[np.int64], counts: NDArray[np.int64], key: int) -> float:
    at = int(keys.searchsorted(key))
    return float(counts[at]) if at < len(keys) and keys[at] == key else 0.0


@cache
def load_joins() -> JoinModel:
    """The bundled model, read once."""
    packed = resources.files("corpus").joinpath("data/joins.xz").read_bytes()
    return JoinModel(unpack_statistics(packed))
