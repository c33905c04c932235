"""The reader's network: question and sentence attend to each other, convolutions read on, spans are scored.

Small enough for one core and for little data: what it is given (qa/reader_inputs.py) says most, and what it has to
learn is how to weigh it in context. Shared convolutions read question and sentence; each character of the sentence
looks at the question by a bilinear attention; further convolutions (two of them dilated) and a bidirectional LSTM
carry that along; knowing its sentence so far, each character looks at the question again; a span is scored by its
first and last character and by how the two go together, and the sentence by how likely it holds no answer. Training
uses this module; reading computes the same sums laid out for one question (qa/reader_sums.py), so a change here is
one there. torch is imported when this is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as nnf

from qa.reader_inputs import (
    FIGURE_STATES,
    QUESTION_FLOATS,
    SENTENCE_FLOATS,
    SLOT_STATES,
    SORTS,
    STANDING_NAMES,
    TAGS,
    Pair,
    Read,
    Vocabulary,
)

LONGEST_ANSWER = 40
"""Characters; longer ones (whole clauses) are offered by rule. 99 % of 3,524 DRCD answers are shorter."""
FAR = -1e4
"""The score of what is no span."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    words: int
    characters: int
    word_width: int = 96
    character_width: int = 48
    width: int = 128
    inner: int = 128
    """Of the convolutions in two layers."""
    pairing: int = 48
    """Width in which a span's ends are compared."""

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> "Shape":
        """The shipped shape for these words, and one for what is not among them."""
        return cls(words=len(vocabulary.words) + 1, characters=vocabulary.characters + 1)


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Texts of one kind side by side, padded: int64 (b, n) each, float (b, n, floats), bool (b, n)."""

    characters: Tensor
    words: Tensor
    tags: Tensor
    states: Tensor
    floats: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs side by side."""

    question: TextBatch
    sentence: TextBatch
    standing: Tensor
    """float (b, len(STANDING_NAMES))"""
    sorts: Tensor
    """int64 (b,)"""


class Convolution(nn.Module):
    """A residual convolution over places, three wide."""

    def __init__(self, width: int, *, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.convolution = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`x` with what the convolution adds, float (b, n, width); `mask` (b, n, 1) is false where there is no character."""
        three = _beside(self.norm(x) * mask, self.convolution.dilation[0])
        weight = self.convolution.weight.permute(2, 1, 0).flatten(0, 1)
        bias = self.convolution.bias
        assert bias is not None  # noqa: S101 - nn.Conv1d has one unless told not to
        return x + torch.relu(three @ weight + bias)  # a fifth faster than conv1d on the CPU


class TwoLayers(nn.Module):
    """A residual convolution, three wide, of two layers; it starts by adding nothing."""

    def __init__(self, width: int, inner: int, *, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(width)
        self.inner = nn.Linear(3 * width, inner)
        self.outer = nn.Linear(inner, width)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.outer.bias)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """As `Convolution.forward`."""
        added: Tensor = self.outer(torch.relu(self.inner(_beside(self.norm(x) * mask, self.dilation))))
        return x + added


def _beside(y: Tensor, far: int) -> Tensor:
    """Each place with those `far` before and behind it, float (b, n, 3 width); nothing beyond the ends."""
    n = y.shape[1]
    y = nnf.pad(y, (0, 0, far, far))
    return torch.cat([y[:, :n], y[:, far : far + n], y[:, 2 * far :]], -1)


class _Embedding(nn.Module):
    """A text's characters with everything known of each, as one vector a place."""

    def __init__(self, tables: "_Tables", shape: Shape, *, states: int, floats: int, dropout: float) -> None:
        super().__init__()
        self.tables = tables
        self.states = nn.Embedding(states, 16)
        self.floats = nn.Linear(floats, 48)
        self.dropout = nn.Dropout(dropout)
        self.project = nn.Linear(
            shape.word_width + shape.character_width + tables.tags.embedding_dim + 16 + 48 + floats,
            shape.width,
        )

    def forward(self, text: TextBatch) -> Tensor:
        known = torch.cat(
            [
                self.tables.words(text.words),
                self.tables.characters(text.characters),
                self.tables.tags(text.tags),
            ],
            -1,
        )
        met = torch.relu(self.floats(text.floats))
        everything = [self.dropout(known), self.states(text.states), met, text.floats]
        projected: Tensor = self.project(torch.cat(everything, -1))
        return projected


class _Tables(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.words, shape.word_width)
        self.characters = nn.Embedding(shape.characters, shape.character_width)
        self.tags = nn.Embedding(len(TAGS) + 1, 12)


class ReaderNetwork(nn.Module):
    """Span scores and a no-answer score for each pair."""

    def __init__(self, shape: Shape, *, dropout: float = 0.15) -> None:
        super().__init__()
        d = shape.width
        self.shape = shape
        tables = _Tables(shape)
        self.question = _Embedding(tables, shape, states=SLOT_STATES, floats=QUESTION_FLOATS, dropout=dropout)
        self.sentence = _Embedding(
            tables, shape, states=FIGURE_STATES, floats=SENTENCE_FLOATS, dropout=dropout
        )
        self.sorts = nn.Embedding(len(SORTS), d)
        self.first = nn.ModuleList(Convolution(d, dilation=1) for _ in range(2))
        self.looking = nn.Linear(d, d, bias=False)
        self.meeting = nn.Linear(4 * d, d)
        self.second = nn.ModuleList(Convolution(d, dilation=k) for k in (1, 2, 4))
        self.onwards = nn.LSTM(d, d // 2, batch_first=True)
        self.backwards = nn.LSTM(d, d // 2, batch_first=True)
        self.norm = nn.LayerNorm(d)
        self.dropout = nn.Dropout(dropout)
        self.norm_again = nn.LayerNorm(d)
        self.looking_again = nn.Linear(d, d, bias=False)
        self.meeting_again = nn.Linear(3 * d, d)
        self.third = nn.ModuleList(TwoLayers(d, shape.inner, dilation=k) for k in (1, 2))
        self.start = nn.Linear(d, 1)
        self.end = nn.Linear(d, 1)
        self.from_start = nn.Linear(d, shape.pairing)
        self.from_end = nn.Linear(d, shape.pairing)
        self.length = nn.Embedding(LONGEST_ANSWER, 1)
        self.standing = nn.Linear(len(STANDING_NAMES), 32)
        self.nothing = nn.Sequential(nn.Linear(3 * d + 32, 64), nn.ReLU(), nn.Linear(64, 1))
        for weights in (self.length.weight, self.meeting_again.weight, self.meeting_again.bias):
            nn.init.zeros_(weights)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores of spans, (b, n, LONGEST_ANSWER), by first character and length - 1; of no answer, (b,)."""
        sort = self.sorts(batch.sorts)[:, None]
        asked, mask_q = self.question(batch.question) + sort, batch.question.mask[..., None]
        read, mask = self.sentence(batch.sentence) + sort, batch.sentence.mask[..., None]
        for layer in self.first:
            asked, read = layer(asked, mask_q), layer(read, mask)
        met = self._looked_up(self.looking(read), asked, batch.question.mask)
        summary = (asked * mask_q).sum(1, keepdim=True) / mask_q.sum(1, keepdim=True).clamp(min=1)
        x = self.meeting(torch.cat([read, met, read * met, read * summary], -1))
        for layer in self.second:
            x = layer(x, mask)
        x = self.dropout(self.norm(x + self._along(x * mask, batch.sentence.mask))) * mask
        own = self.norm_again(x)
        met = self._looked_up(self.looking_again(own), asked, batch.question.mask)
        x = x + self.meeting_again(torch.cat([own, met, own * met], -1))
        for layer in self.third:
            x = layer(x, mask)
        x = x * mask
        spans = self._spans(x, batch.sentence.mask)
        pooled = x.masked_fill(~mask, FAR).amax(1)
        mean = (x * mask).sum(1) / mask.sum(1).clamp(min=1)
        nothing = self.nothing(
            torch.cat([pooled, mean, summary[:, 0], torch.relu(self.standing(batch.standing))], -1)
        )
        return spans, nothing[:, 0].float()

    def _looked_up(self, sought: Tensor, asked: Tensor, mask: Tensor) -> Tensor:
        """What each place finds in the question, float (b, n, width); `mask` (b, q)."""
        weights = (sought @ asked.transpose(1, 2)) * (self.shape.width**-0.5)
        weights = weights.masked_fill(~mask[:, None], FAR)
        return torch.softmax(weights.float(), -1).to(asked.dtype) @ asked

    def _along(self, x: Tensor, mask: Tensor) -> Tensor:
        """Both ways along each sentence; turned round within its own length, so that padding changes nothing."""
        places = torch.arange(x.shape[1], device=x.device)
        turned = (mask.sum(1, keepdim=True) - 1 - places).abs()[..., None]
        back = self.backwards(x.gather(1, turned.expand_as(x)))[0]
        return torch.cat([self.onwards(x)[0], back.gather(1, turned.expand_as(back))], -1)

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


def batch_of(pairs: Sequence[Pair], device: str = "cpu") -> Batch:
    """The pairs side by side, padded with zeros."""
    return Batch(
        question=_side_by_side([p.question for p in pairs], device),
        sentence=_side_by_side([p.sentence for p in pairs], device),
        standing=torch.from_numpy(np.stack([p.standing for p in pairs])).to(device),
        sorts=torch.tensor([p.sort for p in pairs], device=device),
    )


def _side_by_side(texts: Sequence[Read], device: str) -> TextBatch:
    b, n = len(texts), max(len(t.words) for t in texts)
    ids = np.zeros((4, b, n), np.int64)
    floats = np.zeros((b, n, texts[0].floats.shape[1]), np.float32)
    mask = np.zeros((b, n), np.bool_)
    for i, text in enumerate(texts):
        k = len(text.words)
        ids[0, i, :k], ids[1, i, :k] = text.characters, text.words
        ids[2, i, :k], ids[3, i, :k] = text.tags, text.states
        floats[i, :k], mask[i, :k] = text.floats, True
    characters, words, tags, states = torch.from_numpy(ids).to(device)
    return TextBatch(
        characters,
        words,
        tags,
        states,
        torch.from_numpy(floats).to(device),
        torch.from_numpy(mask).to(device),
    )
