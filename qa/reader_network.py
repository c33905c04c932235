"""The reader's network: a small transformer over question, context and sentence, and the scores of the sentence's spans.

One row of characters (qa/reader_inputs.py): the question, what stands around the sentence, the sentence. Each layer lets
every character look at every other (Vaswani et al. 2017; layers normalised before, Xiong et al. 2020) and knows how far
apart two stand by turning them (RoPE, Su et al. 2021). A span is scored by its first and last character and by how the
two go together, and the sentence by how likely it holds no answer. The layers learn the language first, by naming
characters that were hidden from them (training/pretrain_reader.py), and reading then (training/train_reader.py);
answering computes the same sums in bytes (qa/reader_sums.py), so a change here is one there. torch is imported when
this is, and nothing else of the desk, so that training needs nothing else.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as nnf

LONGEST_ANSWER = 40
"""Characters; longer ones (whole clauses) are offered by rule. 99 % of 3,524 DRCD answers are shorter."""
LONGEST_SENTENCE = 240
"""Characters of a sentence that are read; 99 % of 5,150 news sentences are shorter. What is behind them is not offered."""
FAR = -1e4
"""The score of what is no span."""
PADDING, UNKNOWN, OPENING, BORDER, HIDDEN = range(5)
"""What stands before the first character of the vocabulary: nothing, a character that is not in it, the beginning of the row,
the end of one of its three texts, and one that is to be named."""
SPECIAL = 5
KINDS = 3
"""A character belongs to the question, to what stands around the sentence, or to the sentence."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    characters: int
    """Rows of the table, those that are no characters among them."""
    width: int = 256
    layers: int = 6
    heads: int = 4
    pairing: int = 64
    """Width in which a span's ends are compared."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of characters, several one after the other in a line of n places, b such lines; r rows in all."""

    characters: Tensor
    """int64 (b, n)"""
    kinds: Tensor
    """int64 (b, n): which of a row's three texts each is of."""
    owners: Tensor
    """int64 (b, n): the row, from 1; 0 where there is no character. Characters of a row look at each other only."""
    openings: Tensor
    """int64 (r,): where each row opens, counted through all lines."""
    starts: Tensor
    """int64 (r,): where its sentence starts, likewise."""
    lengths: Tensor
    """int64 (r,): how long the sentence is."""
    longest: int
    """No sentence is longer, s."""


class Layer(nn.Module):
    """Every character looks at every other, and each is thought over by itself."""

    def __init__(self, shape: Shape, *, dropout: float) -> None:
        super().__init__()
        d = shape.width
        self.heads = shape.heads
        self.norm = nn.LayerNorm(d)
        self.looking = nn.Linear(d, 3 * d)
        self.found = nn.Linear(d, d)
        self.norm_again = nn.LayerNorm(d)
        self.inner = nn.Linear(d, 4 * d)
        self.outer = nn.Linear(4 * d, d)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], mask: Tensor | None) -> Tensor:
        """`x` (b, n, width) with what the layer adds; `turns` of the n places; `mask` float (b, 1, n, n), FAR where none looks."""
        b, n, d = x.shape
        looking = self.looking(self.norm(x)).view(b, n, 3, self.heads, d // self.heads)
        query, key, value = looking.permute(2, 0, 3, 1, 4)
        query, key = turned(query, turns), turned(key, turns)
        looked = None if mask is None else mask.to(query.dtype).expand(-1, self.heads, -1, -1)
        found = nnf.scaled_dot_product_attention(query, key, value, attn_mask=looked)
        x = x + self.dropout(self.found(found.transpose(1, 2).reshape(b, n, d)))
        added: Tensor = self.outer(nnf.gelu(self.inner(self.norm_again(x))))
        out: Tensor = x + self.dropout(added)
        return out


def turns_of(places: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine, (n, width / 2), by which a head's numbers are turned at each of `places`, (n,)."""
    speeds = torch.exp(
        torch.arange(0, width, 2, device=places.device, dtype=torch.float32) * (-math.log(10_000.0) / width)
    )
    angles = places.float()[:, None] * speeds
    return angles.cos(), angles.sin()


def turned(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """`x` (..., n, width) turned: its first half against its second."""
    cosine, sine = (turn.to(x.dtype) for turn in turns)
    first, second = x.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)


class Trunk(nn.Module):
    """Characters to vectors that know each other."""

    def __init__(self, shape: Shape, *, dropout: float) -> None:
        super().__init__()
        self.shape = shape
        self.characters = nn.Embedding(shape.characters, shape.width)
        self.kinds = nn.Embedding(KINDS, shape.width)
        self.layers = nn.ModuleList(Layer(shape, dropout=dropout) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)
        for name, weight in self.named_parameters():
            if name.endswith(("found.weight", "outer.weight")):  # what layers add, summed, is of one size
                nn.init.normal_(weight, std=0.02 / math.sqrt(2 * shape.layers))

    def forward(self, characters: Tensor, kinds: Tensor, owners: Tensor | None) -> Tensor:
        """Float (b, n, width) for int64 (b, n) each, `owners` as in a Batch; None where a line is one text."""
        x = self.characters(characters) + self.kinds(kinds)
        places = torch.arange(characters.shape[1], device=characters.device)
        turns = turns_of(places, self.shape.width // self.shape.heads)
        mask = None
        if owners is not None:
            apart = owners[:, None, :, None] != owners[:, None, None, :]
            mask = torch.zeros_like(apart, dtype=torch.float32).masked_fill(apart, FAR)
        for layer in self.layers:
            x = layer(x, turns, mask)
        out: Tensor = self.norm(x)
        return out


class ReaderNetwork(nn.Module):
    """Span scores and a no-answer score for each row."""

    def __init__(self, shape: Shape, *, dropout: float = 0.1) -> None:
        super().__init__()
        d = shape.width
        self.shape = shape
        self.trunk = Trunk(shape, dropout=dropout)
        self.dropout = nn.Dropout(dropout)
        self.start = nn.Linear(d, 1)
        self.end = nn.Linear(d, 1)
        self.from_start = nn.Linear(d, shape.pairing)
        self.from_end = nn.Linear(d, shape.pairing)
        self.length = nn.Embedding(LONGEST_ANSWER, 1)
        self.nothing = nn.Sequential(nn.Linear(2 * d, 128), nn.GELU(), nn.Linear(128, 1))
        nn.init.zeros_(self.length.weight)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores of spans, (r, s, LONGEST_ANSWER), by first character and length - 1; of no answer, (r,)."""
        x = self.trunk(batch.characters, batch.kinds, batch.owners)
        x = self.dropout(x).flatten(0, 1).float()
        with torch.autocast(x.device.type, enabled=False):  # scores are compared
            return self._scored(x, batch)

    def _scored(self, x: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        places = torch.arange(batch.longest, device=x.device)
        inside = places < batch.lengths[:, None]
        at = (batch.starts[:, None] + places).clamp(max=len(x) - 1)
        read = x.index_select(0, at.flatten()).view(*at.shape, -1)
        pooled = read.masked_fill(~inside[..., None], FAR).amax(1)
        nothing = self.nothing(torch.cat([x.index_select(0, batch.openings), pooled], -1))
        return self._spans(read, inside), nothing[:, 0].float()

    def _spans(self, x: Tensor, mask: Tensor) -> Tensor:
        n = x.shape[1]
        firsts, lasts = self.from_start(x), self.from_end(x)
        both = (firsts @ lasts.transpose(1, 2)) * (self.shape.pairing**-0.5)
        scores = (self.start(x) + self.end(x).transpose(1, 2) + both).float()
        scores = scores.masked_fill(~mask[:, None], FAR)
        padded = nnf.pad(scores, (0, LONGEST_ANSWER), value=FAR)
        # row i, column k: the span from i to i + k, both inclusive
        places = torch.arange(n, device=x.device)[:, None] + torch.arange(LONGEST_ANSWER, device=x.device)
        band = padded.gather(2, places.expand(x.shape[0], -1, -1))
        band = band + self.length.weight[:, 0].float()
        return band.masked_fill(~mask[..., None], FAR)
