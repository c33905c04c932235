"""Where in a sentence the answer stands, as a small trained network reads it.

The network says for every span of a sentence how well it answers the question, and for the sentence how likely it
holds no answer; both are log-odds, comparable between sentences. It only proposes and scores: which candidate wins is
for qa.ranking, whether it is said for qa.confidence. Longer sentences than LONGEST_SENTENCE are read in part. torch
is imported when the first question is read.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.spans import Span
from qa.evidence import Sentence
from qa.features import View
from qa.reader_inputs import Encoder, Vocabulary
from qa.reader_network import SPECIAL

if TYPE_CHECKING:
    from torch import Tensor

    from qa.reader_network import ReaderNetwork

_UNREAD = -12.0
"""The score of a span that was not read: too long, or behind LONGEST_SENTENCE. Below nearly all that were."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one sentence answers the question."""

    scores: NDArray[np.float32]
    """(characters, longest answer): log-odds, against no answer, of the span that starts there and is k + 1 long."""
    holds: float
    """Log-odds that the sentence holds the answer at all."""

    def score(self, span: Span) -> float:
        """Log-odds, against no answer in the sentence, that `span` of its folded text is the answer."""
        n, longest = self.scores.shape
        if not len(span) or len(span) > longest or span.end > n:
            return _UNREAD
        return float(self.scores[span.start, len(span) - 1])

    def within(self, span: Span) -> float:
        """The score of the best span inside `span`."""
        marked = self.marked(span)
        return self.score(marked) if marked else _UNREAD

    def marked(self, span: Span) -> Span | None:
        """The best span inside `span`; None where nothing of that was read."""
        inside = self.scores[span.start : span.end]
        n, longest = inside.shape
        if not n:
            return None
        fits = np.arange(n)[:, None] + np.arange(1, longest + 1) <= len(span)
        best = int(np.where(fits, inside, -np.inf).argmax())
        start = span.start + best // longest
        return Span(start, start + best % longest + 1)

    def best(self, count: int) -> list[Span]:
        """The `count` best spans, best first; ties by place. Spans that run past the end are none."""
        flat = self.scores.ravel()
        count = min(count, len(flat))
        least = np.partition(flat, len(flat) - count)[len(flat) - count]
        places = np.flatnonzero(flat >= least)
        order = places[np.argsort(-flat[places], kind="stable")][:count]
        longest = self.scores.shape[1]
        spans = [Span(int(i) // longest, int(i) // longest + int(i) % longest + 1) for i in order]
        return [s for s in spans if s.end <= len(self.scores)]


class Reader:
    """The network with its vocabulary; reading from several threads is safe."""

    def __init__(self, network: "ReaderNetwork", vocabulary: Vocabulary) -> None:
        from qa.reader_sums import Sums

        self._sums = Sums(network.eval())
        self._encoder = Encoder(vocabulary)

    def read(self, seen: View, sentences: Sequence[Sentence]) -> list[Reading]:
        """A reading of each sentence."""
        return [
            Reading((one.spans - one.nothing).numpy(), float(one.spans.logsumexp((0, 1)) - one.nothing))
            for one in self._sums.scores(self._encoder.pairs(seen, sentences))
        ]


class SpanReader(Protocol):
    """What finding needs of a reader."""

    def read(self, seen: View, sentences: Sequence[Sentence]) -> list[Reading]:
        """A reading of each sentence."""
        ...


def read_vocabulary(text: str) -> Vocabulary:
    """The characters of `reader_words.txt`, one a line."""
    return Vocabulary({c: SPECIAL + i for i, c in enumerate(text.split("\n"))})


@cache
def load_reader() -> Reader:
    """The bundled reader. ValueError where its files do not belong together or to this code.

    torch computes in one thread from then on: threads that wait for each other spin, and beside two other busy processes on
    two cores the median of 100 questions was 931 ms with two of them and 100 ms with one. A server has other questions to
    answer anyway.
    """
    import torch

    torch.set_num_threads(1)
    data = files("qa").joinpath("data")
    return make_reader(
        data.joinpath("reader.safetensors").read_bytes(),
        data.joinpath("reader.json").read_text(encoding="utf-8"),
        data.joinpath("reader_words.txt").read_text(encoding="utf-8"),
    )


def make_reader(weights: bytes, about: str, words: str) -> Reader:
    """The reader from the contents of its three files, as training/reader_files.py writes them."""
    vocabulary = read_vocabulary(words)
    return Reader(make_network(weights, about, vocabulary), vocabulary)


def make_network(weights: bytes, about: str, vocabulary: Vocabulary) -> "ReaderNetwork":
    """The network alone. ValueError where the contents do not belong together or to this code."""
    from qa.reader_network import ReaderNetwork, Shape

    kept = json.loads(about)
    if hashlib.sha256(weights).hexdigest() != kept["sha256"]:
        raise ValueError("qa/data/reader.safetensors is not the file that reader.json was written for")
    network = ReaderNetwork(Shape(vocabulary.size, kept["width"], kept["layers"], kept["heads"]))
    try:
        network.load_state_dict(_stored_weights(weights))
    except RuntimeError as error:
        raise ValueError(
            "qa/data/reader.safetensors was trained for another network; run training/train_reader.py"
        ) from error
    return network


def _stored_weights(weights: bytes) -> "dict[str, Tensor]":
    """The network's weights by name, float32."""
    import torch
    from safetensors.numpy import load

    arrays = load(weights)
    state = {}
    for name, array in arrays.items():
        if not name.endswith(".scale"):
            value = array.astype(np.float32)
            if array.dtype == np.int8:
                value *= arrays[f"{name}.scale"].astype(np.float32)
            state[name] = torch.from_numpy(value)
    return state
