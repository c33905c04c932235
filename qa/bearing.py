"""How far a passage and its story bear a question: what the re-ranking of search's hits looks at.

BM25 and the encoder see a passage as a bag of words. Here the hits are read: which of the question's terms, names and runs
of characters stand in the passage, in its best sentence, beside it in its story, and whether there is a thing of the sort
that is asked for. Each number is of about unit size; none says anything about any one topic, place or page. Their
weights are learned (training/train_relevance.py).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import sentences
from corpus.text import simplify
from qa.features import View, share_of
from qa.questions import Expects

NAMES = (
    "bm25", "bm25_behind", "cosine", "cosine_behind", "terms_rank", "vectors_rank", "both",
    "covered", "covered_with_heading", "covered_in_story", "names_missing", "names_missing_in_story",
    "heaviest_missing", "heaviest_missing_in_story", "rare_covered", "rare_covered_in_story", "all_borne",
    "pairs", "rare_pairs", "pairs_in_story", "threes", "fours", "sixes",
    "sentence_covered", "sentence_pairs", "sentence_rare_pairs", "two_sentences_covered", "sentence_threes",
    "left_run", "right_run", "left_and_right",
    "figure", "head", "head_after_figure", "date", "year_in_story", "same_year",
    "passages_of_story", "first_of_story", "short", "story_length",
)  # fmt: skip
GROUPS: tuple[tuple[Expects, ...], ...] = (
    (Expects.FIGURE, Expects.ANY),
    (Expects.DATE,),
    (Expects.PERSON, Expects.PLACE, Expects.ORGANISATION),
    (Expects.THING, Expects.LIST, Expects.MANNER),
    (Expects.REASON, Expects.DEFINITION, Expects.YES_NO),
)
"""Sorts of question that the weights are told apart by."""

Rows = NDArray[np.float32]

_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百千万亿]{2,}|百分之")
_DATE = re.compile(
    r"\d+(?:年|月|日|号|时|点|:\d)|[今昨明前]天|[上本下]周|星期|近日|日前|当[天日]|凌晨|[上下]午"
)
_NUMERAL = r"(?:\d|[一二两三四五六七八九十百千万亿])[余多万亿]*"


@dataclass(frozen=True, slots=True)
class Read:
    """One hit as the re-ranking reads it; all text folded and simplified."""

    story_id: int
    text: str
    heading: str
    story: str
    """Headline and all paragraphs of its story."""
    year: str
    """Of the issue; empty where it has no date."""
    first: bool
    """Whether it opens its story."""
    bm25: float | None
    """None where it shares no word with the question, or too few to be among the best."""
    cosine: float


_WIDE = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：；！？（）％")
"""The marks that nearly every page prints wide."""
_NOT_PLAIN = re.compile(r"[^ -~\n\u4e00-\u9fff、。《》“”‘’—·]")
"""What NFKC may change, or join with what stands before it; telling so takes a third of the time that doing it does."""


def narrow(text: str) -> str:
    """`text` in one width and simplified characters, without a map home: for looking things up only."""
    for wide, plain in _WIDE:
        text = text.replace(wide, plain)
    return simplify(unicodedata.normalize("NFKC", text) if _NOT_PLAIN.search(text) else text)


def _runs(text: str, n: int) -> list[str]:
    return list(dict.fromkeys(text[i : i + n] for i in range(len(text) - n + 1)))


def _longest(parts: Sequence[str], text: str) -> float:
    """The length, over 6, of the first of `parts` (longest first) that stands in `text`."""
    return next((len(part) / 6 for part in parts if part in text), 0.0)


@dataclass(frozen=True, slots=True)
class _Rare:
    """Weights of the question's pairs by how few of the hits hold them: what all hold tells none apart."""

    weights: tuple[tuple[str, float], ...]
    """In one order, so that the last bit of a sum is always the same."""
    total: float

    @classmethod
    def among(cls, rows: Sequence[frozenset[str]], wanted: frozenset[str]) -> "_Rare":
        """The weights of the pairs `wanted` where each of `rows` is what one hit holds."""
        held = Counter(pair for row in rows for pair in row & wanted)
        weights = tuple((pair, 1 / held[pair]) for pair in sorted(held))
        return cls(weights, sum(weight for _, weight in weights) or 1.0)

    def share(self, held: frozenset[str]) -> float:
        """The share of the weights that the pairs `held` have."""
        return sum([weight for pair, weight in self.weights if pair in held]) / self.total if held else 0.0


def bearings(seen: View, hits: Sequence[Read]) -> Rows:
    """One row a hit, in the order of NAMES: float32, (hits, features)."""
    question = seen.question
    slot = question.slot
    pieces = [question.text[: slot.start], question.text[slot.end :]] if slot else [question.text]
    pieces = [part for piece in pieces for part in re.split(r"[^\w.%]+", piece) if part]
    threes, fours, sixes = (
        list(dict.fromkeys(r for piece in pieces for r in _runs(piece, n))) for n in (3, 4, 6)
    )
    lefts = [seen.left[-n:] for n in range(len(seen.left), 1, -1)]
    rights = [seen.right[:n] for n in range(len(seen.right), 1, -1)]
    head = question.head
    after_figure = re.compile(_NUMERAL + re.escape(head)) if head else None
    years = tuple(sorted({str(p.start.year) for p in question.periods}))
    weights = np.array([t.weight for t in seen.terms], np.float32)
    names = np.array([t.weight * t.name for t in seen.terms], np.float32)
    total = seen.total
    looked_for = seen.pairs.union(*(term.pairs for term in seen.terms))
    texts = [hit.text for hit in hits]
    text_pairs = [_held(looked_for, text) for text in texts]
    rare = _Rare.among(text_pairs, seen.pairs)
    stories = [hit.story for hit in hits]
    headings = [hit.heading for hit in hits]
    # hits share their stories: 35 of the first issue lie in ten
    held = {text: _held(looked_for, text) for text in dict.fromkeys([*stories, *headings])}
    story_pairs = [held[text] for text in stories]
    borne = _borne(seen, texts, text_pairs)
    with_heading = np.maximum(borne, _borne(seen, headings, [held[text] for text in headings]))
    in_story = np.maximum(borne, _borne(seen, stories, story_pairs))
    rare_terms = weights / np.maximum(borne.sum(axis=0), 1.0)
    rare_terms_total = float(rare_terms.sum()) or 1.0
    best_bm25 = max((hit.bm25 or 0.0 for hit in hits), default=0.0) or 1.0
    best_cosine = max((hit.cosine for hit in hits), default=0.0)
    by_terms = _ranks([hit.bm25 or 0.0 for hit in hits])
    by_vectors = _ranks([hit.cosine for hit in hits])
    of_story = Counter(hit.story_id for hit in hits)
    pair_total = len(seen.pairs) or 1
    rows: list[list[float]] = []
    for i, hit in enumerate(hits):
        lacking, lacking_in_story = 1 - borne[i], 1 - in_story[i]
        covered = float(weights @ borne[i]) / total
        own = text_pairs[i] & seen.pairs
        best = _best_sentence(seen, hit.text, rare, own=text_pairs[i])
        left, right = _longest(lefts, hit.text), _longest(rights, hit.text)
        rows.append(
            [
                (hit.bm25 or 0.0) / best_bm25,
                min((best_bm25 - (hit.bm25 or 0.0)) / 10, 2.0),
                hit.cosine,
                best_cosine - hit.cosine,
                1 / by_terms[i], 1 / by_vectors[i],
                1 / (by_terms[i] + by_vectors[i]),
                covered,
                float(weights @ with_heading[i]) / total,
                float(weights @ in_story[i]) / total,
                float(names @ lacking) / total,
                float(names @ lacking_in_story) / total,
                float((weights * lacking).max(initial=0.0)) / 9,
                float((weights * lacking_in_story).max(initial=0.0)) / 9,
                float(rare_terms @ borne[i]) / rare_terms_total,
                float(rare_terms @ in_story[i]) / rare_terms_total,
                float(bool((lacking_in_story < 0.5).all())),
                len(own) / pair_total,
                rare.share(own),
                len(story_pairs[i] & seen.pairs) / pair_total,
                share_of(threes, hit.text), share_of(fours, hit.text), share_of(sixes, hit.text),
                *best.numbers, share_of(threes, best.text),
                left, right, left + right,
                float(bool(_FIGURE.search(best.text))),
                float(bool(head) and head in hit.text),
                float(after_figure is not None and bool(after_figure.search(hit.text))),
                float(bool(_DATE.search(best.text))),
                float(all(year in hit.story or year == hit.year for year in years)),
                float(bool(hit.year) and hit.year in years),
                min(of_story[hit.story_id], 4) / 4,
                float(hit.first),
                float(len(hit.text) < 60),
                min(len(hit.story) / 2000, 1.5),
            ]
        )  # fmt: skip
    return np.array(rows, np.float32).reshape(len(rows), len(NAMES))


def group_of(expects: Expects) -> list[float]:
    """One number a group: 1 for the question's own."""
    return [float(expects in group) for group in GROUPS]


def _held(looked_for: frozenset[str], text: str) -> frozenset[str]:
    """Those of the pairs that stand in `text`: a tenth of the cost of cutting a story into all of its pairs."""
    return frozenset([pair for pair in looked_for if pair in text])


def _borne(seen: View, texts: Sequence[str], held: Sequence[frozenset[str]]) -> Rows:
    """How far each text, with the pairs of the question that it holds, bears each term: (texts, terms)."""
    rows: dict[str, list[float]] = {}
    for text, own in zip(texts, held, strict=True):
        if text not in rows:
            rows[text] = [t.borne_by(text, own) for t in seen.terms]
    return np.array([rows[text] for text in texts], np.float32).reshape(len(texts), len(seen.terms))


def _ranks(scores: Sequence[float]) -> list[int]:
    """The place of each score, from 1, the highest first; equal ones share a place."""
    order = sorted(scores, reverse=True)
    places: dict[float, int] = {}
    for place, score in enumerate(order, start=1):
        places.setdefault(score, place)
    return [places[score] for score in scores]


@dataclass(frozen=True, slots=True)
class _Best:
    """The sentence of a passage that bears the question best."""

    text: str
    numbers: tuple[float, float, float, float]
    """Share of the terms, of the pairs and of the rare pairs that it bears; share of the terms with its neighbour."""


def _best_sentence(seen: View, text: str, rare: _Rare, *, own: frozenset[str]) -> _Best:
    total, pair_total = seen.total, len(seen.pairs) or 1
    weights = [t.weight for t in seen.terms]
    best, best_score, two = _Best("", (0.0, 0.0, 0.0, 0.0)), -1.0, 0.0
    before = [0.0] * len(weights)
    for sentence in _sentences_of(text):
        held = _held(own, sentence)
        borne = [t.borne_by(sentence, held) for t in seen.terms]
        covered = sum(map(mul, weights, borne)) / total
        two, before = max(two, sum(map(mul, weights, map(max, borne, before))) / total), borne
        of_question = held & seen.pairs
        share, rarer = len(of_question) / pair_total, rare.share(of_question)
        if covered + share + rarer > best_score:
            best, best_score = _Best(sentence, (covered, share, rarer, 0.0)), covered + share + rarer
    return _Best(best.text, (*best.numbers[:3], two))


@lru_cache(maxsize=4096)
def _sentences_of(passage: str) -> tuple[str, ...]:
    return tuple(span.of(passage) for span in sentences(passage))
