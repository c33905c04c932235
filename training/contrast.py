"""Contrastive training of one vector a piece: a question's bag of pieces against its passage's.

The loss is MultipleNegativesRankingLoss (Henderson et al. 2017, "Efficient Natural Language Response
Suggestion"): the softmax, over all passages of a batch, of scaled cosines. sentence-transformers' trainer
computes the same, but through EmbeddingBag, whose backward pass takes 0.86 s for a batch of 2,048 passages
at 512 dimensions on two cores; as a product with a sparse matrix of counts it takes 0.3 s.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

Array = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as pieces: text i holds `pieces[offsets[i]:offsets[i + 1]]`."""

    pieces: NDArray[np.int32]
    offsets: Array

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def counts(self, starts: Array, ends: Array, *, size: int) -> csr_matrix:
        """Piece counts, (len(starts), size), of the runs `pieces[start:end]`, each of whole texts."""
        lengths = ends - starts
        indptr = np.concatenate([[0], np.cumsum(lengths)])
        where = np.repeat(starts - indptr[:-1], lengths) + np.arange(indptr[-1])
        matrix = csr_matrix(
            (np.ones(len(where), np.float32), self.pieces[where], indptr), shape=(len(starts), size)
        )
        matrix.sum_duplicates()
        return matrix


def bags_of(texts: Sequence[str], tokenizer: Tokenizer, *, chunk: int = 20_000) -> Bags:
    """The pieces of each text, in order."""
    pieces: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    lengths = [0]
    for start in range(0, len(texts), chunk):
        encodings = tokenizer.encode_batch_fast(list(texts[start : start + chunk]), add_special_tokens=False)
        pieces.extend(np.array(encoding.ids, np.int32) for encoding in encodings)
        lengths.extend(len(encoding.ids) for encoding in encodings)
    return Bags(np.concatenate(pieces), np.cumsum(lengths, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions and where they come from; `sentences` are in passage order, passages in document order."""

    questions: Bags
    sentences: Bags
    sentence_of: Array
    """For each question, the sentence it was made from."""
    first_sentence: Array
    """For each passage, its first sentence; one more entry closes the last."""
    document_of: Array
    """For each passage."""

    def passage_of(self, questions: Array) -> Array:
        """The passage that each question's sentence stands in."""
        return np.searchsorted(self.first_sentence, self.sentence_of[questions], side="right") - 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run is made of. The same recipe on the same pairs gives the same vectors on one machine."""

    dimension: int
    steps: int
    batch: int
    """Questions a step, each with a passage of its own."""
    rate: float
    """Adam's, after 20 steps of warming up; falls as a cosine to a twentieth."""
    scale: float
    """Starting factor on the cosines (learned)."""
    inverse_cloze: float
    """Share of passages shown without the sentence that the question was made from (Lee et al. 2019)."""
    dropout: float
    """Share of a question's pieces left out, drawn anew each step."""
    seed: int


class _Product(torch.autograd.Function):
    """counts @ table, with the backward pass as a sparse product too.

    scipy multiplies as fast as torch, whose sparse rows call themselves a beta.
    """

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, table: Tensor, counts: csr_matrix) -> Tensor:
        ctx.counts = counts  # type: ignore[attr-defined]
        return torch.from_numpy(counts @ table.detach().numpy())

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, gradient: Tensor) -> tuple[Tensor, None]:
        transposed = ctx.counts.T.tocsr()  # type: ignore[attr-defined]
        return torch.from_numpy(transposed @ gradient.contiguous().numpy()), None


def unit_rows(table: Tensor, counts: csr_matrix) -> Tensor:
    """Vectors of the texts counted, (texts, dimension), of unit length (zero for an empty text)."""
    product: Tensor = _Product.apply(table, counts)  # type: ignore[no-untyped-call]
    return functional.normalize(product, dim=1)


def first_weights(pieces: Bags, *, size: int) -> NDArray[np.float32]:
    """Smooth inverse frequency a/(a + p), a = 1e-3 (Arora et al. 2017), of each piece; 0 if unknown."""
    counts = np.bincount(pieces.pieces, minlength=size) + 1.0
    weights: NDArray[np.float32] = (1e-3 / (1e-3 + counts / counts.sum())).astype(np.float32)
    weights[0] = 0.0
    return weights


def spelling(tokenizer: Tokenizer) -> csr_matrix:
    """The share of each character in each piece, (pieces, characters); the unknown piece has none."""
    numbers = tokenizer.get_vocab()
    pieces = ["", *sorted(numbers, key=numbers.__getitem__)[1:]]
    columns = {character: at for at, character in enumerate(sorted(set("".join(pieces))))}
    where = [(row, columns[character]) for row, piece in enumerate(pieces) for character in piece]
    shares = np.array([1 / len(pieces[row]) for row, _ in where], np.float32)
    rows, at = np.array(where).T
    return csr_matrix((shares, (rows, at)), shape=(len(pieces), len(columns)))


def train(
    pairs: Pairs, recipe: Recipe, *, spelt: csr_matrix, report: Callable[[int, float, Tensor], None]
) -> NDArray[np.float32]:
    """One vector for each piece, (pieces, dimension); the unknown piece's is zero.

    While training, a piece is a vector of its own plus the mean of its characters' (Bojanowski et al. 2017),
    so that a rare word starts where its characters stand; `spelt` is `spelling(tokenizer)`.
    `report(step, loss, table)` is called every 100 steps and after the last, with the mean loss since.
    """
    torch.manual_seed(recipe.seed)
    draw = np.random.default_rng(recipe.seed)
    size = spelt.shape[0]
    weights = torch.from_numpy(first_weights(pairs.sentences, size=size))
    spread = 1 / math.sqrt(recipe.dimension)
    directions = (torch.randn(size, recipe.dimension) * spread).requires_grad_()
    characters = (torch.randn(spelt.shape[1], recipe.dimension) * spread / 2).requires_grad_()
    stretch = torch.zeros(size, 1).requires_grad_()  # the logarithm of a factor on `weights`
    scale = torch.tensor(math.log(recipe.scale)).requires_grad_()
    rates = (recipe.rate, recipe.rate, 3 * recipe.rate, 0.01)
    learned = (directions, characters, stretch, scale)
    optimiser = torch.optim.Adam(
        [{"params": [tensor], "lr": rate} for tensor, rate in zip(learned, rates, strict=True)],
        betas=(0.9, 0.99),
        fused=True,
    )

    def composed() -> Tensor:
        letters: Tensor = _Product.apply(characters, spelt)  # type: ignore[no-untyped-call]
        return (directions + letters) * (weights[:, None] * torch.exp(stretch))

    order = draw.permutation(len(pairs.questions))
    at, losses = 0, []
    for step in range(recipe.steps):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * _rate(step, recipe.steps)
        if at + recipe.batch > len(order):
            order, at = draw.permutation(len(pairs.questions)), 0
        chosen = order[at : at + recipe.batch]
        at += recipe.batch
        passages, first = np.unique(pairs.passage_of(chosen), return_index=True)
        questions, answers = _batch(pairs, chosen[first], passages, recipe, draw, size=size)
        table = composed()
        scores = unit_rows(table, questions) @ unit_rows(table, answers).T * torch.exp(scale)
        documents = torch.from_numpy(pairs.document_of[passages])
        kin = (documents[:, None] == documents[None, :]) & ~torch.eye(len(documents), dtype=torch.bool)
        loss = functional.cross_entropy(scores.masked_fill(kin, -1e4), torch.arange(len(documents)))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
        if (step + 1) % 100 == 0 or step + 1 == recipe.steps:
            with torch.no_grad():
                report(step + 1, float(np.mean(losses)), composed())
            losses = []
    with torch.no_grad():
        out: NDArray[np.float32] = composed().numpy()
    return out


def _rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / 20) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def _batch(
    pairs: Pairs, chosen: Array, passages: Array, recipe: Recipe, draw: np.random.Generator, *, size: int
) -> tuple[csr_matrix, csr_matrix]:
    """Piece counts of the questions and of their passages, some of them without the question's sentence."""
    offsets = pairs.questions.offsets
    questions = pairs.questions.counts(offsets[chosen], offsets[chosen + 1], size=size)
    if recipe.dropout:
        questions.data *= draw.random(len(questions.data)) >= recipe.dropout
    offsets = pairs.sentences.offsets
    starts = offsets[pairs.first_sentence[passages]]
    ends = offsets[pairs.first_sentence[passages + 1]]
    answers = pairs.sentences.counts(starts, ends, size=size)
    own = pairs.sentence_of[chosen]
    own_starts, own_ends = offsets[own], offsets[own + 1]
    hidden = (draw.random(len(chosen)) < recipe.inverse_cloze) & (own_ends - own_starts < ends - starts)
    own_ends = np.where(hidden, own_ends, own_starts)
    answers = answers - pairs.sentences.counts(own_starts, own_ends, size=size)
    return questions, answers
