"""The reader's network for answering: the sums of qa/reader_network.py, laid out for one question at a time.

Training needs batches of equal length; an answer needs few sentences and soon. Here all texts stand in one table, a
row a character, with empty rows between that keep the convolutions apart: hardly a row is padding, and each layer is
one product. What a character's word adds is multiplied out once, when the weights are loaded. The scores are those
of the network but for their last bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as nnf

from qa.reader_inputs import Pair
from qa.reader_network import FAR, LONGEST_ANSWER, Convolution, ReaderNetwork, TwoLayers

_APART = 4
"""Empty rows between two texts: as far as the widest convolution reaches to one side."""
_TOGETHER = 8
"""Sentences of about one length that the recurrent layers read in one step, so that little is padding."""

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the network says of one sentence, as `ReaderNetwork.forward` does of a batch."""

    spans: Tensor
    """(n, LONGEST_ANSWER)"""
    nothing: Tensor
    """()"""


@dataclass(frozen=True, slots=True)
class _Table:
    """Where texts stand in a table of rows."""

    starts: list[int]
    ends: list[int]
    rows: Tensor
    """int64: those of a text, in order."""
    empty: Tensor
    """int64: all others."""

    def cut(self, x: Tensor) -> list[Tensor]:
        """The rows of each text."""
        return [x[start:end] for start, end in zip(self.starts, self.ends, strict=True)]


class _Residual:
    """A residual convolution over the rows of a table, three wide, of one layer or two."""

    def __init__(self, layer: Convolution | TwoLayers) -> None:
        self._norm = layer.norm
        self._outer: nn.Linear | None = None
        bias: Tensor | None
        if isinstance(layer, TwoLayers):
            self._reach, bias, self._outer = layer.dilation, layer.inner.bias, layer.outer
            parts = layer.inner.weight.chunk(3, 1)
        else:
            self._reach, bias = layer.convolution.dilation[0], layer.convolution.bias
            parts = layer.convolution.weight.unbind(2)
        assert bias is not None  # noqa: S101 - both have one unless told not to
        self._bias = bias
        self._before, self._here, self._after = (part.t().contiguous() for part in parts)

    def added(self, x: Tensor, empty: Tensor) -> Tensor:
        """`x` with what the convolution adds to it; `empty` rows count as nothing."""
        reach, y = self._reach, self._norm(x).index_fill_(0, empty, 0.0)
        out = torch.addmm(self._bias, y, self._here)
        out[reach:].addmm_(y[:-reach], self._before)
        out[:-reach].addmm_(y[reach:], self._after)
        added: Tensor = out.relu_()
        if self._outer is not None:
            added = self._outer(added)
        return added.add_(x)


def _residuals(layers: nn.ModuleList) -> list[_Residual]:
    return [_Residual(layer) for layer in layers if isinstance(layer, Convolution | TwoLayers)]


class Sums:
    """A trained network, ready to score; scoring from several threads is safe."""

    @torch.inference_mode()
    def __init__(self, network: ReaderNetwork) -> None:
        self._network = network
        sentence, question = network.sentence, network.question
        tables = (sentence.tables.words, sentence.tables.characters, sentence.tables.tags, sentence.states)
        widths = [table.embedding_dim for table in tables]
        widths.append(sentence.project.in_features - sum(widths))
        *known, self._sentence_met = (
            part.t().contiguous() for part in sentence.project.weight.split_with_sizes(widths, 1)
        )
        added = [table.weight @ part for table, part in zip(tables, known, strict=True)]
        self._offsets = np.asarray([[0, *accumulate(len(one) for one in added[:-1])]], np.int64).T
        self._added = torch.cat(added)
        """What a word, a character, a part of speech and a figure add to a row, one table under the other."""
        widths = [sum(widths[:-1]), question.project.in_features - sum(widths[:-1])]
        self._question_known, self._question_met = (
            part.t().contiguous() for part in question.project.weight.split_with_sizes(widths, 1)
        )
        self._first = _residuals(network.first)
        self._second = _residuals(network.second)
        self._third = _residuals(network.third)
        self._meeting = [part.t().contiguous() for part in network.meeting.weight.chunk(4, 1)]
        self._meeting_again = [part.t().contiguous() for part in network.meeting_again.weight.chunk(3, 1)]

    @torch.inference_mode()
    def scores(self, pairs: Sequence[Pair]) -> list[Scored]:
        """A score of each pair; all have the same question, though not the same sentence meets it."""
        if not pairs:
            return []
        network = self._network
        asked_lengths = [len(pair.question.words) for pair in pairs]
        read_lengths = [len(pair.sentence.words) for pair in pairs]
        both, table, asked = map(_laid_out, (asked_lengths + read_lengths, read_lengths, asked_lengths))
        texts = torch.cat([self._asked(pairs), self._read(pairs)]).add_(network.sorts.weight[pairs[0].sort])
        x = texts.new_zeros(both.ends[-1] + _APART, texts.shape[1]).index_copy_(0, both.rows, texts)
        for layer in self._first:
            x = layer.added(x, both.empty)
        questions, x = asked.cut(x), x[asked.ends[-1] :]
        summaries = torch.stack([question.mean(0) for question in questions])
        x = self._met(x, table, questions, summaries)
        for layer in self._second:
            x = layer.added(x, table.empty)
        x = x.index_fill_(0, table.empty, 0.0)
        x = network.norm(x.add_(self._along(x, table)))
        x = self._met_again(x, table, questions)
        for layer in self._third:
            x = layer.added(x, table.empty)
        standing = torch.relu(network.standing(torch.from_numpy(np.stack([pair.standing for pair in pairs]))))
        sentences = table.cut(x)
        pooled = torch.stack([sentence.amax(0) for sentence in sentences])
        mean = torch.stack([sentence.mean(0) for sentence in sentences])
        nothing = network.nothing(torch.cat([pooled, mean, summaries, standing], -1))[:, 0]
        return [Scored(spans, one) for spans, one in zip(self._spans(x, table), nothing, strict=True)]

    def _asked(self, pairs: Sequence[Pair]) -> Tensor:
        """The rows of the question, once for each sentence that meets it."""
        question, own = self._network.question, pairs[0].question
        known = torch.cat(
            [
                question.tables.words(torch.from_numpy(own.words)),
                question.tables.characters(torch.from_numpy(own.characters)),
                question.tables.tags(torch.from_numpy(own.tags)),
                question.states(torch.from_numpy(own.states)),
            ],
            -1,
        )
        alone = torch.addmm(question.project.bias, known, self._question_known)
        floats = torch.from_numpy(np.concatenate([pair.question.floats for pair in pairs]))
        met = torch.cat([torch.relu(question.floats(floats)), floats], -1)
        return alone.repeat(len(pairs), 1).addmm_(met, self._question_met)

    def _read(self, pairs: Sequence[Pair]) -> Tensor:
        """The rows of the sentences."""
        sentence = self._network.sentence
        numbers = np.concatenate(
            [(p.sentence.words, p.sentence.characters, p.sentence.tags, p.sentence.states) for p in pairs], 1
        )
        alone = nnf.embedding_bag(torch.from_numpy((numbers + self._offsets).T), self._added, mode="sum")
        floats = torch.from_numpy(np.concatenate([pair.sentence.floats for pair in pairs]))
        met = torch.cat([torch.relu(sentence.floats(floats)), floats], -1)
        return alone.add_(sentence.project.bias).addmm_(met, self._sentence_met)

    def _met(self, x: Tensor, table: _Table, questions: Sequence[Tensor], summaries: Tensor) -> Tensor:
        """The rows of the sentences after each has looked at its question."""
        network = self._network
        met, summed = self._looked_up(network.looking, x, table, questions), torch.zeros_like(x)
        for i, (start, end) in enumerate(zip(table.starts, table.ends, strict=True)):
            torch.mul(x[start:end], summaries[i], out=summed[start:end])
        out = torch.addmm(network.meeting.bias, x, self._meeting[0])
        for rows, weights in zip((met, x * met, summed), self._meeting[1:], strict=True):
            out.addmm_(rows, weights)
        return out

    def _met_again(self, x: Tensor, table: _Table, questions: Sequence[Tensor]) -> Tensor:
        """The rows of the sentences with what they find in their questions once they have been read."""
        network = self._network
        own = network.norm_again(x)
        met = self._looked_up(network.looking_again, own, table, questions)
        out = torch.addmm(network.meeting_again.bias, own, self._meeting_again[0])
        for rows, weights in zip((met, own * met), self._meeting_again[1:], strict=True):
            out.addmm_(rows, weights)
        return out.add_(x)

    def _looked_up(self, looking: nn.Linear, x: Tensor, table: _Table, questions: Sequence[Tensor]) -> Tensor:
        """What each row finds in its question."""
        met = torch.zeros_like(x)
        for question, start, end in zip(questions, table.starts, table.ends, strict=True):
            sought = (question @ looking.weight).mul_(self._network.shape.width**-0.5)
            torch.mm(torch.softmax(x[start:end] @ sought.t(), -1), question, out=met[start:end])
        return met

    def _along(self, x: Tensor, table: _Table) -> Tensor:
        """Both ways along each sentence."""
        network, half = self._network, self._network.shape.width // 2
        out = torch.zeros_like(x)
        lengths = np.subtract(table.ends, table.starts)
        order = np.argsort(lengths, kind="stable")
        for at in range(0, len(order), _TOGETHER):
            some = order[at : at + _TOGETHER]
            starts, own = np.asarray(table.starts)[some, None], lengths[some, None]
            places = np.arange(own.max())[None, :]
            inside = places < own
            onwards, backwards = starts + np.minimum(places, own), starts + own - 1 - np.minimum(places, own)
            for first, direction, rows in (
                (0, network.onwards, onwards),
                (half, network.backwards, backwards),
            ):
                states = direction(x[torch.from_numpy(rows)])[0]
                out[torch.from_numpy(rows[inside]), first : first + half] = states[torch.from_numpy(inside)]
        return out

    def _spans(self, x: Tensor, table: _Table) -> list[Tensor]:
        """The scores of each sentence's spans, by first character and length - 1."""
        network = self._network
        firsts = network.from_start(x).mul_(network.shape.pairing**-0.5)
        lasts, start, end = network.from_end(x), network.start(x), network.end(x)
        out = []
        for a, b in zip(table.starts, table.ends, strict=True):
            n = b - a
            scores = x.new_full((n, n + LONGEST_ANSWER), FAR)
            scores[:, :n] = torch.addmm(start[a:b], firsts[a:b], lasts[a:b].t()).add_(end[a:b].t())
            # row i, column k: the span from i to i + k, both inclusive
            band = scores.as_strided((n, LONGEST_ANSWER), (n + LONGEST_ANSWER + 1, 1))
            out.append(band + network.length.weight[:, 0])
        return out


def _laid_out(lengths: Sequence[int]) -> _Table:
    """Texts of those lengths one after the other, empty rows around each."""
    ends = list(accumulate(length + _APART for length in lengths))
    starts = [end - length for end, length in zip(ends, lengths, strict=True)]
    inside = np.zeros(ends[-1] + _APART, np.bool_)
    for start, end in zip(starts, ends, strict=True):
        inside[start:end] = True
    return _Table(
        starts, ends, torch.from_numpy(np.flatnonzero(inside)), torch.from_numpy(np.flatnonzero(~inside))
    )
