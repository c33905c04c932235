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
    """Rows side by side, padded: int64 (b, n)."""

    characters: Tensor
    kinds: Tensor
    mask: Tensor
    """bool (b, n): false where there is no character."""
    starts: Tensor
    """int64 (b,): where the sentence of each starts."""
    lengths: Tensor
    """int64 (b,): how long it is."""
    longest: int
    """The longest of them, s."""


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
        """`x` (b, n, width) with what the layer adds; `turns` of the n places; `mask` (b, 1, 1, n), true where one may look."""
        b, n, d = x.shape
        looking = self.looking(self.norm(x)).view(b, n, 3, self.heads, d // self.heads)
        query, key, value = looking.permute(2, 0, 3, 1, 4)
        query, key = turned(query, turns), turned(key, turns)
        found = nnf.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = x + self.dropout(self.found(found.transpose(1, 2).reshape(b, n, d)))
        added: Tensor = self.outer(nnf.gelu(self.inner(self.norm_again(x))))
        return x + self.dropout(added)


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
        for layer in self.layers:
            for last in (layer.found, layer.outer):
                nn.init.normal_(last.weight, std=0.02 / math.sqrt(2 * shape.layers))

    def forward(self, characters: Tensor, kinds: Tensor, mask: Tensor | None) -> Tensor:
        """Float (b, n, width) for int64 (b, n) each; `mask` bool (b, n), false where there is no character."""
        x = self.characters(characters) + self.kinds(kinds)
        places = torch.arange(characters.shape[1], device=characters.device)
        turns = turns_of(places, self.shape.width // self.shape.heads)
        looking = None if mask is None else mask[:, None, None]
        for layer in self.layers:
            x = layer(x, turns, looking)
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

    def forward(self, batch: "Batch") -> tuple[Tensor, Tensor]:
        """Scores of spans, (b, s, LONGEST_ANSWER), by first character and length - 1; of no answer, (b,)."""
        x = self.dropout(self.trunk(batch.characters, batch.kinds, batch.mask))
        places = torch.arange(batch.longest, device=x.device)
        inside = places < batch.lengths[:, None]
        at = (batch.starts[:, None] + places).clamp(max=x.shape[1] - 1)
        read = x.gather(1, at[..., None].expand(-1, -1, x.shape[2]))
        pooled = read.masked_fill(~inside[..., None], FAR).amax(1)
        nothing = self.nothing(torch.cat([x[:, 0], pooled], -1))
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
