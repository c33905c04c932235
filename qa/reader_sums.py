"""The reader's network for answering: the sums of qa/reader_network.py in bytes, a few rows at a time, on two cores.

Training needs many rows and exact sums; an answer needs few and soon. Here rows of about one length are read side by side, so
that little is padding, and what is between two layers stays near the processor; two such blocks are read at a time. Weights
are bytes with a scale for each of a layer's outputs, as the package ships them (training/reader_files.py), and what they are
multiplied with is rounded to bytes on the way, with one scale for a block: a score depends, in its second decimal, on what
else is read with it.
"""

import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as nnf

from qa.reader_inputs import Pair
from qa.reader_network import FAR, LONGEST_ANSWER, Layer, ReaderNetwork, turns_of

_TOGETHER = 3
"""Rows of a block, about."""
_AT_ONCE = 2
"""Blocks that are read at a time, each by one thread; torch's own threads wait for each other by turning round and round, which
costs dearly beside other busy processes."""
_FARTHEST = 512
"""Places of a row; the longest has 337."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the network says of one sentence, as `ReaderNetwork.forward` does of a batch."""

    spans: Tensor
    """(n, LONGEST_ANSWER)"""
    nothing: Tensor
    """()"""


class _Bytes:
    """A linear layer in bytes."""

    def __init__(self, layer: nn.Linear, order: Tensor | None = None) -> None:
        """`order`: in which its outputs are given."""
        rows = slice(None) if order is None else order
        weight, bias = layer.weight[rows], layer.bias[rows]
        scales = (weight.abs().amax(1) / 127).clamp(min=1e-9)
        zeros = torch.zeros(len(scales), dtype=torch.int64)
        with warnings.catch_warnings():
            # to be removed one day, but what is to come in its place gave wrong sums on a processor without VNNI
            # (torch._int_mm and onednn.qlinear_pointwise, off by 0.65 of 2.6 where this is off by 0.08)
            warnings.filterwarnings("ignore", "torch.quantize_per_tensor", UserWarning)
            rounded = torch.quantize_per_channel(weight.contiguous(), scales.double(), zeros, 0, torch.qint8)
        self._packed = torch.ops.quantized.linear_prepack(rounded, bias.contiguous())

    def __call__(self, x: Tensor) -> Tensor:
        out: Tensor = torch.ops.quantized.linear_dynamic(x, self._packed, True)
        return out


class _Sums:
    """One layer of the trunk."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        width = layer.norm.normalized_shape[0]
        head = width // layer.heads
        # numbers that are turned against each other stand side by side, so that turning is one product
        beside = torch.arange(head).view(2, -1).t().flatten()
        turned = (torch.arange(0, 2 * width, head)[:, None] + beside).flatten()
        self._looking = _Bytes(layer.looking, torch.cat([turned, torch.arange(2 * width, 3 * width)]))
        self._found, self._inner, self._outer = map(_Bytes, (layer.found, layer.inner, layer.outer))

    def added(self, x: Tensor, turns: Tensor, mask: Tensor | None, kept: Tensor | None = None) -> Tensor:
        """`x` (b, n, width) with what the layer adds, at the places `kept` (b, m) or at all; `turns` complex (n, 1, half a head); `mask`
        (b, 1, 1, n).
        """
        layer, (b, n, width) = self._layer, x.shape
        looking = self._looking(layer.norm(x)).view(b, n, 3, layer.heads, -1)
        both = looking[:, :, :2].view(b, n, 2, layer.heads, -1, 2)
        torch.view_as_complex(both).mul_(turns[:, None])
        query, key, value = looking.permute(2, 0, 3, 1, 4)
        if kept is not None:
            query = query.gather(2, kept[:, None, :, None].expand(-1, layer.heads, -1, query.shape[-1]))
            x = x.gather(1, kept[..., None].expand(-1, -1, width))
        found = nnf.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = x + self._found(found.transpose(1, 2).reshape(x.shape))
        inner = self._inner(layer.norm_again(x))
        return self._outer(torch.ops.aten.gelu_(inner)).add_(x)


class Sums:
    """A trained network, ready to score; scoring from several threads is safe."""

    @torch.inference_mode()
    def __init__(self, network: ReaderNetwork) -> None:
        self._network = network
        self._layers = [_Sums(layer) for layer in network.trunk.layers if isinstance(layer, Layer)]
        shape = network.shape
        cosine, sine = turns_of(torch.arange(_FARTHEST), shape.width // shape.heads)
        self._turns = torch.complex(cosine, sine)[:, None]
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reader")

    def scores(self, pairs: Sequence[Pair]) -> list[Scored]:
        """A score of each pair."""
        order = sorted(range(len(pairs)), key=lambda i: (-_length(pairs[i]), i))
        blocks = evenly(order, [_length(pairs[i]) for i in order])
        read = self._pool.map(lambda block: self._block([pairs[i] for i in block]), blocks)
        scored = dict(zip(order, (one for block in read for one in block), strict=True))
        return [scored[i] for i in range(len(pairs))]

    @torch.inference_mode()
    def _block(self, pairs: Sequence[Pair]) -> list[Scored]:
        network, trunk = self._network, self._network.trunk
        characters, kinds, mask = _side_by_side(pairs)
        x = trunk.characters(characters) + trunk.kinds(kinds)
        turns = self._turns[: x.shape[1]]
        looking = None if bool(mask.all()) else mask[:, None, None]
        for layer in self._layers[:-1]:
            x = layer.added(x, turns, looking)
        # of the last only the opening and the sentence are looked at
        x = trunk.norm(self._layers[-1].added(x, turns, looking, _openings_and_sentences(pairs)))
        read = [x[i, 1 : 1 + len(pair.sentence)] for i, pair in enumerate(pairs)]
        pooled = torch.stack([one.amax(0) for one in read])
        nothing = network.nothing(torch.cat([x[:, 0], pooled], -1))[:, 0]
        return [Scored(self._spans(one), none) for one, none in zip(read, nothing, strict=True)]

    def _spans(self, x: Tensor) -> Tensor:
        """The scores of a sentence's spans, by first character and length - 1."""
        network, n = self._network, len(x)
        firsts = network.from_start(x).mul_(network.shape.pairing**-0.5)
        scores = x.new_full((n, n + LONGEST_ANSWER), FAR)
        both = torch.addmm(network.start(x), firsts, network.from_end(x).t())
        scores[:, :n] = both.add_(network.end(x).t())
        # row i, column k: the span from i to i + k, both inclusive
        band = scores.as_strided((n, LONGEST_ANSWER), (n + LONGEST_ANSWER + 1, 1))
        return band + network.length.weight[:, 0]


def _length(pair: Pair) -> int:
    return pair.start + len(pair.sentence)


def evenly(rows: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """`rows`, of those lengths, in their order in blocks of about as many places each, as many as the threads finish together."""
    rounds = -(-len(rows) // (_TOGETHER * _AT_ONCE))
    total, before = sum(lengths), 0
    blocks: list[list[int]] = [[] for _ in range(rounds * _AT_ONCE)]
    for row, length in zip(rows, lengths, strict=True):
        blocks[int((before + length / 2) / total * len(blocks))].append(row)
        before += length
    return [block for block in blocks if block]


def _openings_and_sentences(pairs: Sequence[Pair]) -> Tensor:
    """The places of each row that are scored, (b, 1 + the longest sentence); the opening again behind a shorter one."""
    kept = np.zeros((len(pairs), 1 + max(len(pair.sentence) for pair in pairs)), np.int64)
    for i, pair in enumerate(pairs):
        kept[i, 1 : 1 + len(pair.sentence)] = np.arange(pair.start, pair.start + len(pair.sentence))
    return torch.from_numpy(kept)


def _side_by_side(pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor]:
    """Characters, kinds and which places there are, (b, n) each; of rows the longest of which comes first."""
    shape = (len(pairs), _length(pairs[0]) + 1)
    characters, kinds = np.zeros((2, *shape), np.int64)
    mask = np.zeros(shape, np.bool_)
    for i, pair in enumerate(pairs):
        row = pair.row()
        characters[i, : len(row)], kinds[i, : len(row)], mask[i, : len(row)] = row, pair.kinds(), True
    return torch.from_numpy(characters), torch.from_numpy(kinds), torch.from_numpy(mask)
