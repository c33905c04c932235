"""What the reader sees of a question and a sentence: numbers per character.

Each character carries itself, the word it stands in with its part of speech, the printed number it belongs to, and
how the other text meets it: in shared runs, beside the slot, under an official word for an everyday one. Most of what
a small network can know of an answer is in these; the network (qa/reader_network.py) weighs them together. Everything
counts in the folded sentence and the read question, so that a span found leads home to the page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.figures import FigureKind
from qa.candidates import figures_of, tokens_of
from qa.evidence import Sentence
from qa.features import SENTENCE_NAMES, View
from qa.matching import pairs
from qa.questions import Expects
from qa.units import head_fits, unit_class
from qa.word_weights import weight

Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float32]

LONGEST_SENTENCE = 240
"""Characters of a sentence that are read; 99 % of 5,150 news sentences are shorter. What is behind them is not offered."""
LONGEST_QUESTION = 60
"""Characters of a question that are read, those around the slot first."""
TAGS = (
    "n", "x", "v", "m", "vn", "p", "d", "uj", "ns", "nr", "c", "a", "r", "f", "t", "l", "j", "nt", "q", "nz", "ul", "b",
    "u", "eng", "i", "zg", "s", "ad", "nrt", "an", "ng", "vd", "uv", "k", "mq", "z", "uz", "vg", "nrfg", "ug", "y", "ud",
)  # fmt: skip
"""Parts of speech in order of frequency in news; any other is 0."""
_TAG = {tag: i + 1 for i, tag in enumerate(TAGS)}
_FIGURE_KINDS = tuple(FigureKind)
FIGURE_STATES = 2 * len(_FIGURE_KINDS) + 1
"""No figure, or the first or a later character of one of each kind."""
SORTS = tuple(Expects)
SLOT_STATES = 4
"""Left of the question word, the question word, its noun, right of it."""
_RUNS = (2, 3, 4, 6)
_BORDER = 6
"""Characters beside the slot that are compared with those beside a character of the sentence."""
_WINDOW = 8
_HEAVIEST = 9.2
"""ln(articles / articles with it) of a word that stands in hardly any; for bringing weights to about 1."""
_NEAR = 15
"""Characters to each side whose borne words count as near."""
_QUOTED = re.compile(r"《[^《》]*》|\"[^\"]*\"")
SENTENCE_FLOATS = 5 + len(_RUNS) + 13
QUESTION_FLOATS = 10
STANDING_NAMES = (
    "covered", "covered_in_context", "covered_in_story", "names_missing", "names_missing_in_context", "names_missing_in_story",
    "heaviest_missing", "heaviest_missing_in_context", "heaviest_missing_in_story", "pairs", "opening",
    "period_agrees", "period_differs", "period_in_story", "short", "long",
)  # fmt: skip
"""The features of qa.features that a paragraph has without having been searched for."""
_STANDING = tuple(SENTENCE_NAMES.index(name) for name in STANDING_NAMES)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and characters that have a vector."""

    words: Mapping[str, int]
    """From 1; 0 is unknown. Characters come first."""
    characters: int
    """How many of them are characters."""


@dataclass(frozen=True, slots=True)
class Read:
    """One text as the network reads it: int64 (n,) each, float32 (n, floats)."""

    characters: NDArray[np.int64]
    words: NDArray[np.int64]
    tags: NDArray[np.int64]
    states: NDArray[np.int64]
    """Of a sentence: FIGURE_STATES; of a question: SLOT_STATES."""
    floats: Numbers


@dataclass(frozen=True, slots=True)
class Pair:
    """A question beside one sentence."""

    question: Read
    sentence: Read
    standing: Numbers
    """(len(STANDING_NAMES),)"""
    sort: int
    """Position in SORTS."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What a text is by itself; the same whatever it is compared with."""

    codes: Codes
    characters: NDArray[np.int64]
    words: NDArray[np.int64]
    tags: NDArray[np.int64]
    starts: NDArray[np.int64]
    """For each character, where its word starts."""
    weights: Numbers
    """Of each character's word, 0..1; 0 for marks."""
    pieces: tuple[tuple[str, int, int], ...]
    """Words of two or more characters with their places."""


class Encoder:
    """Turns questions and sentences into what the network reads, with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary.words
        self._characters = vocabulary.characters
        self._text = lru_cache(maxsize=4096)(self._seen_alone)

    def pairs(self, seen: View, rows: Sequence[tuple[Sentence, Sequence[float]]]) -> list[Pair]:
        """`seen` beside each sentence, which come with their sentence features (qa.features)."""
        question, offset = _cut_question(seen)
        alone = self._text(question)
        slot = seen.question.slot
        left = min(max((slot.start if slot else len(question)) - offset, 0), len(question))
        right = min(max((slot.end if slot else len(question)) - offset, left), len(question))
        asking = max(right - len(seen.question.head), left)
        states = np.zeros(len(question), np.int64)
        states[left:asking], states[asking:right], states[right:] = 1, 2, 3
        names = np.zeros(len(question), np.float32)
        for term in seen.question.terms:
            if term.name:
                names[max(term.span.start - offset, 0) : max(term.span.end - offset, 0)] = 1
        about = np.ones(len(question), np.bool_)
        about[left:asking] = False
        about &= alone.weights > 0
        lower = _lower(question)
        places = tuple((i, lower[i : i + 2]) for i in np.flatnonzero(about[:-1] & about[1:]).tolist())
        sought = frozenset(pair for _, pair in places)
        asked = _Asked(alone, states, names, about, left, right, places, sought)
        out = []
        for sentence, values in rows:
            standing = np.asarray([values[i] for i in _STANDING], np.float32)
            out.append(
                self._pair(
                    seen, asked, sentence, np.clip(standing, -1, 2), SORTS.index(seen.question.expects)
                )
            )
        return out

    def _pair(self, seen: View, asked: "_Asked", sentence: Sentence, standing: Numbers, sort: int) -> Pair:
        text = sentence.folded.text[:LONGEST_SENTENCE]
        alone = self._text(text)
        q, n = len(asked.alone.codes), len(text)
        equal = alone.codes[:, None] == asked.alone.codes[None, :]
        shared = equal & asked.about[None, :]
        here = np.zeros((n, SENTENCE_FLOATS), np.float32)
        there = np.zeros((q, QUESTION_FLOATS), np.float32)
        here[:, 0], there[:, 0] = shared.any(1), shared.any(0)
        run = shared
        length = 1
        two = np.zeros(n, np.bool_)
        for k, wanted in enumerate(_RUNS):
            while length < wanted and min(run.shape) > 1:
                run = run[:-1, :-1] & shared[length:, length:]
                length += 1
            if length < wanted or not run.any():
                break
            on_sentence, on_question = _spread(run.any(1), n, length), _spread(run.any(0), q, length)
            here[:, 1 + k] = on_sentence
            if wanted == 2:
                two, there[:, 1] = on_sentence, on_question
            elif wanted == 4:
                there[:, 2] = on_question
        at = 1 + len(_RUNS)
        borne = np.zeros(n, np.float32)
        for word, start, end in alone.pieces:
            if word in seen.question.text and shared[start].any():
                borne[start:end] = alone.weights[start]
        here[:, at] = borne > 0
        here[:, at + 1] = borne
        here[:, at + 2] = _border_run(equal, asked.left, back=True)
        here[:, at + 3] = _border_run(equal, asked.right, back=False)
        here[:, at + 4] = _window_run(equal, max(asked.left - _WINDOW, 0), asked.left)
        here[:, at + 5] = _window_run(equal, asked.right, min(asked.right + _WINDOW, q))
        head = seen.question.head
        if head:
            _mark(here[:, at + 6], text, head)
            _mark(here[:, at + 7], text, head[-2:])
        for term in seen.terms:
            for official in term.variants:
                _mark(here[:, at + 8], text, official)
        if seen.question.expects in (Expects.FIGURE, Expects.ANY):
            for figure in figures_of(sentence.folded.text):
                if figure.span.end <= n:
                    fits = (
                        head_fits(head, figure, sentence.folded.text[figure.span.end : figure.span.end + 8])
                        if head
                        else seen.wanted == unit_class(figure)
                    )
                    if head or seen.wanted:
                        here[figure.span.start : figure.span.end, at + (9 if fits else 10)] = 1
        places = np.arange(n)
        behind = np.maximum.accumulate(np.where(two, places, -99))
        ahead = np.minimum.accumulate(np.where(two, places, n + 99)[::-1])[::-1]
        here[:, at + 11] = np.exp((behind - places) / 8)
        here[:, at + 12] = np.exp((places - ahead) / 8)
        weighed = borne / np.maximum(1, np.bincount(alone.starts, minlength=n)[alone.starts])
        total = sum(t.weight for t in seen.terms) / _HEAVIEST + 1e-3
        sums = np.concatenate([[0.0], np.cumsum(weighed)])
        here[:, at + 13] = (sums[np.minimum(places + _NEAR, n)] - sums[np.maximum(places - _NEAR, 0)]) / total
        here[:, at + 14] = alone.weights
        quoted = here[:, at + 15]
        for found in _QUOTED.finditer(text):
            quoted[found.start() : found.end()] = 1
        here[:, at + 16] = places / 100
        states = np.zeros(n, np.int64)
        for figure in figures_of(sentence.folded.text):
            if figure.span.start < n:
                kind = _FIGURE_KINDS.index(figure.kind)
                states[figure.span.start : figure.span.end] = 2 * kind + 2
                states[figure.span.start] = 2 * kind + 1
        there[:, 3] = _held(asked, f"{sentence.before[-LONGEST_SENTENCE:]}")
        there[:, 4] = _held(asked, sentence.heading)
        there[:, 5] = asked.alone.weights
        there[:, 6] = asked.names
        there[:, 7] = asked.about
        there[:, 8] = there[:, 1] * asked.alone.weights
        there[:, 9] = np.maximum(there[:, 1], np.maximum(there[:, 3], there[:, 4]))
        return Pair(
            question=Read(asked.alone.characters, asked.alone.words, asked.alone.tags, asked.states, there),
            sentence=Read(alone.characters, alone.words, alone.tags, states, here),
            standing=standing,
            sort=sort,
        )

    def _seen_alone(self, text: str) -> _Text:
        characters = np.asarray([self._character(c) for c in text], np.int64)
        cut = tokens_of(text)
        starts = np.asarray([token.span.start for token in cut], np.int64)
        lengths = [len(token.span) for token in cut]
        known = np.repeat(
            np.asarray([self._words.get(token.text.lower(), -1) for token in cut], np.int64), lengths
        )
        weights = [_weight_of(token.text) for token in cut]
        pieces = tuple(
            (token.text, token.span.start, token.span.end)
            for token, own in zip(cut, weights, strict=True)
            if own is not None and len(token.text) > 1
        )
        return _Text(
            _codes(text),
            characters,
            np.where(known < 0, characters, known),
            np.repeat(np.asarray([_TAG.get(token.tag, 0) for token in cut], np.int64), lengths),
            np.repeat(starts, lengths),
            np.repeat(np.asarray([own or 0.0 for own in weights], np.float32), lengths),
            pieces,
        )

    def _character(self, character: str) -> int:
        known = self._words.get(character.lower(), 0)
        return known if known <= self._characters else 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what is the same for each sentence."""

    alone: _Text
    states: NDArray[np.int64]
    names: Numbers
    about: Flags
    """Characters that a sentence should share: not the question word, not marks."""
    left: int
    right: int
    """The slot."""
    places: tuple[tuple[int, str], ...]
    """Each pair of neighbours that a sentence should share, in lower case, with its place."""
    pairs: frozenset[str]
    """Those pairs."""


@lru_cache(maxsize=32768)  # the different words of a thousand stories
def _weight_of(word: str) -> float | None:
    """What a word tells, 0..1; None for marks."""
    return min(weight(word) / _HEAVIEST, 1.0) if any(c.isalnum() for c in word) else None


def _lower(text: str) -> str:
    """`text` in lower case, as long as it is."""
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower


def _codes(text: str) -> Codes:
    return np.frombuffer(_lower(text).encode("utf-32-le", "surrogatepass"), np.uint32)


def _cut_question(seen: View) -> tuple[str, int]:
    """The part of a long question that is read, and where it starts."""
    text, slot = seen.question.text, seen.question.slot
    if len(text) <= LONGEST_QUESTION:
        return text, 0
    middle = slot.end if slot else len(text)
    start = max(0, min(middle - LONGEST_QUESTION * 2 // 3, len(text) - LONGEST_QUESTION))
    return text[start : start + LONGEST_QUESTION], start


def _spread(starts: Flags, size: int, length: int) -> Flags:
    """Every place inside a run of `length` that starts at one of `starts`."""
    out = np.zeros(size, np.bool_)
    for k in range(length):
        out[k : k + len(starts)] |= starts
    return out


def _border_run(equal: Flags, border: int, *, back: bool) -> Numbers:
    """For each place, how many characters right beside it (before it, or after it) are those beside the slot; 0..1."""
    n, q = equal.shape
    out = np.zeros(n, np.float32)
    going = np.ones(n, np.bool_)
    for step in range(_BORDER):
        column = border - 1 - step if back else border + step
        if not 0 <= column < q:
            break
        shift = step + 1
        moved = np.zeros(n, np.bool_)
        if shift < n:
            if back:
                moved[shift:] = equal[:-shift, column]
            else:
                moved[:-shift] = equal[shift:, column]
        going = going & moved
        out += going
    return out / np.float32(_BORDER)


def _window_run(equal: Flags, start: int, end: int) -> Numbers:
    """1 where a character pair of the question's window stands."""
    n = equal.shape[0]
    out = np.zeros(n, np.float32)
    if end - start >= 2 and n >= 2:
        two = (equal[:-1, start : end - 1] & equal[1:, start + 1 : end]).any(1)
        out[:-1] += two
        out[1:] = np.maximum(out[1:], two)
    return out


def _mark(column: Numbers, text: str, word: str) -> None:
    at = text.find(word)
    while at >= 0:
        column[at : at + len(word)] = 1
        at = text.find(word, at + 1)


def _held(asked: _Asked, text: str) -> Flags:
    """Which characters of the question stand in `text` with a neighbour."""
    out = np.zeros(len(asked.alone.codes), np.bool_)
    if not asked.pairs.isdisjoint(own := pairs(_lower(text))):
        for i, pair in asked.places:
            if pair in own:
                out[i : i + 2] = True
    return out
