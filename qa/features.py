"""What the ranker looks at: how a sentence bears the question, and how a candidate fits its slot.

Each function returns numbers of about unit size, in the order of its `*_NAMES`. Features say nothing about any
one topic, place or page; their weights are learned (training/train_ranker.py).
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import mul

from corpus.calendar import Period, read_periods
from corpus.figures import Direction, Figure, FigureKind
from corpus.spans import Span
from qa.candidates import Candidate, clauses_of, figures_of, measured_of, tokens_of
from qa.evidence import Sentence
from qa.matching import Weighed, coverage, pairs, weigh
from qa.questions import Expects, Question
from qa.timing import agrees, any_year
from qa.units import head_fits, unit_class, wanted_class

SENTENCE_NAMES = (
    "covered",
    "covered_in_context",
    "covered_in_story",
    "names_missing",
    "names_missing_in_context",
    "names_missing_in_story",
    "heaviest_missing",
    "heaviest_missing_in_context",
    "heaviest_missing_in_story",
    "pairs",
    "rank",
    "closeness",
    "relevance",
    "opening",
    "period_agrees",
    "period_differs",
    "period_in_story",
    "short",
    "long",
)
CANDIDATE_NAMES = (
    "left_run", "right_run", "left_pairs", "right_pairs", "left_crossed", "right_crossed", "near", "clause_covered",
    "in_question", "length", "words", "at_clause_start", "at_clause_end", "bracketed", "in_book_marks",
    "unit_fits", "unit_differs", "class_fits", "class_differs", "change_fits", "change_differs", "ordinal_fits",
    "figures_like_it", "first_like_it", "measure_covers", "measure_foreign", "measure_known",
    "person", "place", "proper", "has_verb", "has_particle", "starts_noun", "ends_noun",
    "ends_with_head", "head_follows", "organisation_ending", "place_ending", "title_before",
    "after_is", "after_in", "after_by", "after_to", "after_take", "after_le", "after_verb", "after_de", "before_verb", "before_de",
    "segment_left", "segment_right", "segment_best", "segment_behind", "cut_left", "cut_right",
    "a_list", "month_and_day", "year", "clock", "because", "definition", "whole_sentence",
)  # fmt: skip
_ENDS = "?!。, "
_LEFT, _RIGHT = 12, 12
"""Characters of the question left and right of the slot that are compared with the candidate's surroundings."""
_WINDOW = 18
"""Characters of the sentence on each side of a candidate that they are compared with."""
_ORGANISATION = re.compile(
    r"(?:公司|集团|银行|大学|学院|医院|中心|协会|委员会|研究[所院]|[局部委署厅院社队党会军办])$"
)
_PLACE = re.compile(r"(?:[省市县区州镇乡村国岛港湾站山河湖路街]|地区|社区|广场|大厦|机场|口岸|中心|基地|园)$")
TITLES = re.compile(
    r"(?:[长员记任理师家人授席]|总统|首相|秘书|代表|主席|总裁|董事|教练|记者|导演|演员|选手|发言人|博士|院士|女士|先生|书记|法官|司令|将军|上将|少将|中将)$"
)
_MARK = re.compile(r"[,、;:。!?()\n]|(?<![\u4e00-\u9fff])[和与及]|以及")
_LINK = re.compile(r"(?:是|为|有|了|的|达|到|约|共|超过|超)$")
_IS = re.compile(r".{0,16}(?:是指|是|指的是|即)")
_CAUSE = re.compile(r"因为|由于|因(?!此|而)|为了|旨在|源于|归因|是.{0,20}原因|使得|导致|出于|鉴于|为.{2,12},")


@dataclass(frozen=True, slots=True)
class View:
    """A question with everything computed once that its features need."""

    question: Question
    terms: tuple[Weighed, ...]
    total: float
    left: str
    """The question's characters just left of the slot, without asking words."""
    right: str
    pairs: frozenset[str]
    """Character pairs of the question outside the slot."""
    wanted: str
    """The class of unit it wants (qa.units), or empty."""


def view(question: Question, *, home: Sequence[str] = ()) -> View:
    """The question prepared for the features; `home` names the city that the bulletin need not name."""
    text, slot = question.text, question.slot
    left = text[: slot.start] if slot else text
    right = text[slot.end :] if slot else ""
    left = re.sub(r"(?:请问|是|为|有|了|的)$", "", left.rstrip(_ENDS))
    right = right.strip(_ENDS + "呢吗啊")
    terms = weigh(question.terms, text, home=home)
    return View(
        question=question,
        terms=terms,
        total=sum(t.weight for t in terms) or 1.0,
        left=left[-_LEFT:],
        right=right[:_RIGHT],
        pairs=pairs(text[: slot.start]) | pairs(text[slot.end :]) if slot else pairs(text),
        wanted=_wanted(question),
    )


def _wanted(question: Question) -> str:
    if question.expects not in (Expects.FIGURE, Expects.ANY):
        return ""
    text, slot, head = question.text, question.slot, question.head
    start, end = (slot.start, slot.end - len(head)) if slot else (len(text), len(text))
    return wanted_class(text[:start], text[start:end], head, change=question.change)


def sentence_features(seen: View, sentence: Sentence, story: str) -> list[float]:
    """How far the sentence, its context and its story bear the question; `story` is the folded story text."""
    text = sentence.folded.text
    context = f"{sentence.heading} {sentence.before} {text}"
    rows = []
    for place in (text, context, story):
        place_pairs = pairs(place)
        rows.append([t.borne_by(place, place_pairs) for t in seen.terms])
    weights = [t.weight for t in seen.terms]
    names = [t.weight if t.name else 0.0 for t in seen.terms]
    lacking = [[1 - b for b in row] for row in rows]
    covered = [sum(map(mul, weights, row)) / seen.total for row in rows]
    missing = [sum(map(mul, names, row)) / seen.total for row in lacking]
    heaviest = [max(map(mul, weights, row), default=0.0) / 9 for row in lacking]
    agrees, differs, in_story = _periods(seen.question, sentence, story)
    return [
        *covered, *missing, *heaviest,
        len(seen.pairs & pairs(text)) / (len(seen.pairs) or 1),
        1 / (1 + sentence.rank),
        sentence.closeness,
        max(sentence.relevance, -6.0) / 3,
        float(sentence.opening),
        agrees, differs, in_story,
        float(len(text) < 12),
        min(len(text) / 200, 1.5),
    ]  # fmt: skip


def _periods(question: Question, sentence: Sentence, story: str) -> tuple[float, float, float]:
    """Whether the sentence states the asked period, states only others, and whether the story names it at all."""
    asked = question.periods
    if not asked:
        return 0.0, 0.0, 0.0
    printed = periods_of(f"{sentence.folded.text}", sentence.story.bulletin.date)
    agree = all(any(agrees(a, p) for p in printed) for a in asked)
    differs = bool(printed) and not any(agrees(a, p) for a in asked for p in printed)
    years = {str(a.start.year) for a in asked if (a.end - a.start).days > 1 and not any_year(a)}
    in_story = all(y in story for y in years) or agree
    return float(agree), float(differs), float(in_story)


_periods_cache: dict[tuple[str, date | None], list[Period]] = {}


def periods_of(text: str, today: date | None) -> list[Period]:
    """`read_periods`, remembered for the last few thousand sentences."""
    key = (text, today)
    if key not in _periods_cache:
        if len(_periods_cache) > 4096:
            _periods_cache.clear()
        _periods_cache[key] = read_periods(text, today=today)
    return _periods_cache[key]


def _run(a: str, b: str) -> int:
    """Characters that two texts share from their start."""
    n = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        n += 1
    return n


def share_of(wanted: Collection[str], text: str) -> float:
    """How many of the pieces `wanted` stand in `text`, 0..1; 0 for none wanted."""
    return sum([pair in text for pair in wanted]) / len(wanted) if wanted else 0.0


def moves(figure: Figure) -> bool:
    """Whether the figure is a change (增加34天, 提高2个百分点) rather than a level."""
    return figure.direction is not Direction.LEVEL or figure.kind is FigureKind.POINTS


class CandidateFeatures:
    """The features of one sentence's candidates, with what they share computed once."""

    def __init__(self, seen: View, sentence: Sentence) -> None:
        self._seen = seen
        self._text = sentence.folded.text
        self._tokens = tokens_of(self._text)
        self._clauses = clauses_of(self._text)
        self._clause_covered: dict[int, float] = {}
        self._left_pairs, self._right_pairs = pairs(seen.left), pairs(seen.right)
        self._left_back = seen.left[::-1]
        self._found = [
            (t.weight, [m for form in (t.text, *t.variants) for m in _finds(self._text, form)][:6])
            for t in seen.terms
        ]
        self._figures = figures_of(self._text)
        marks = [0, *(m.end() for m in _MARK.finditer(self._text)), len(self._text)]
        self._edges_left = sorted({*marks, *(f.span.end for f in self._figures)})
        self._edges_right = sorted({*marks, *(f.span.start for f in self._figures)})
        self._covered_at: dict[tuple[int, int], float] = {}
        self._best_segment = max((sum(self._segments(f.span)) for f in self._figures), default=0.0)
        self._is_figure = seen.question.expects in (Expects.FIGURE, Expects.ANY)

    def of(self, candidate: Candidate) -> list[float]:
        """In the order of CANDIDATE_NAMES."""
        seen, text, question = self._seen, self._text, self._seen.question
        a, b = candidate.span.start, candidate.span.end
        own = text[a:b]
        before, after = text[max(0, a - _WINDOW) : a], text[b : b + _WINDOW]
        close_before = _LINK.sub("", before)
        clause = next((c for c in self._clauses if c.start <= a < c.end), Span(0, max(1, len(text))))
        if clause.start not in self._clause_covered:
            self._clause_covered[clause.start] = coverage(seen.terms, clause.of(text))
        near = 0.0
        overlapped = 0.0
        for weight, places in self._found:
            best = 0.0
            for start, end in places:
                if start < b and a < end:
                    overlapped += weight
                    continue
                gap = a - end if end <= a else start - b
                best = max(best, 1 / (1 + gap / 5))
            near += weight * best
        first, last = self._tokens[candidate.first_token], self._tokens[candidate.last_token]
        inside = self._tokens[candidate.first_token : candidate.last_token + 1]
        previous = self._tokens[candidate.first_token - 1] if candidate.first_token else None
        following = (
            self._tokens[candidate.last_token + 1] if candidate.last_token + 1 < len(self._tokens) else None
        )
        lead = previous.text if previous else ""
        head = question.head
        segment_left, segment_right = self._segments(candidate.span)
        return [
            max(_run(close_before[::-1], self._left_back), _run(before[::-1], self._left_back)) / 6,
            _run(after.lstrip(",的"), seen.right) / 6,
            share_of(self._left_pairs, before),
            share_of(self._right_pairs, after),
            share_of(self._left_pairs, after),
            share_of(self._right_pairs, before),
            near / seen.total,
            self._clause_covered[clause.start],
            overlapped / seen.total,
            len(own) / 20,
            len(inside) / 8,
            float(a == clause.start),
            float(b >= clause.end - 1),
            float(before[-1:] in ('"', "'", "(") and after[:1] in ('"', "'", ")")),
            float(own[:1] == "《" or before[-1:] == "《"),
            *self._figure(candidate),
            float(any(t.tag == "nr" or t.tag == "nrt" for t in inside)),
            float(any(t.tag == "ns" for t in inside)),
            float(any(t.tag in ("nt", "nz", "eng") for t in inside)),
            sum(t.tag == "v" for t in inside) / 2,
            sum(t.tag in ("uj", "ul", "p", "c") for t in inside) / 2,
            float(first.tag[:1] in "nljb"),
            float(last.tag[:1] in "nlj" or last.tag in ("vn", "ng", "s")),
            float(bool(head) and own.endswith(head)),
            float(bool(head) and after.startswith(head)),
            float(bool(_ORGANISATION.search(own[-4:]))),
            float(bool(_PLACE.search(own[-4:]))),
            float(bool(TITLES.search(before[-4:]))),
            float(lead in ("是", "为", "即", "系", "叫", ":", "：", "称", "名为", "名叫")),
            float(lead in ("在", "于", "位于", "从", "自", "抵达", "赴", "往", "至", "到", "前往")),
            float(lead in ("由", "被", "经", "受", "据", "与", "和", "同", "跟")),
            float(lead in ("向", "给", "对", "为", "以")),
            float(lead in ("把", "将", "用", "以")),
            float(lead in ("了", "过", "着")),
            float(bool(previous) and previous is not None and previous.tag in ("v", "vn")),
            float(lead == "的"),
            float(bool(following) and following is not None and following.tag in ("v", "d")),
            float(bool(following) and following is not None and following.text == "的"),
            segment_left,
            segment_right,
            float(self._is_figure and segment_left + segment_right >= self._best_segment - 1e-6),
            self._best_segment - segment_left - segment_right if self._is_figure else 0.0,
            float(previous is not None and previous.tag[:1] in "nv" and previous.tag != "v"),
            float(following is not None and following.tag[:1] == "n"),
            float("、" in own or "和" in own[1:-1]),
            *_date(own),
            float(bool(_CAUSE.search(own))),
            float(bool(_IS.match(own))),
            float(len(own) >= len(text) - 2),
        ]

    def _segments(self, span: Span) -> tuple[float, float]:
        """Terms borne between the candidate and the next mark or figure, on its left and on its right."""
        start = self._edges_left[bisect_right(self._edges_left, span.start) - 1]
        later = bisect_left(self._edges_right, span.end)
        end = self._edges_right[later] if later < len(self._edges_right) else span.end
        return self._covered(start, span.start), self._covered(span.end, end)

    def _covered(self, start: int, end: int) -> float:
        key = (start, end)
        if key not in self._covered_at:
            self._covered_at[key] = coverage(self._seen.terms, self._text[start:end]) if end > start else 0.0
        return self._covered_at[key]

    def _figure(self, candidate: Candidate) -> list[float]:
        seen, figure = self._seen, candidate.figure
        question = seen.question
        if figure is None or not self._is_figure:
            return [0.0] * 12
        measured = measured_of(candidate)
        measure = measured.measure if measured else ""
        of_measure = pairs(measure)
        fits = head_fits(question.head, figure, self._text[candidate.span.end : candidate.span.end + 8])
        kind = unit_class(figure)
        alike = [f for f in figures_of(self._text) if unit_class(f) == kind and f.unit == figure.unit]
        moved = moves(figure)
        ordinal = figure.kind is FigureKind.ORDINAL
        return [
            float(bool(question.head) and fits),
            float(bool(question.head) and not fits),
            float(bool(seen.wanted) and kind == seen.wanted),
            float(bool(seen.wanted) and kind != seen.wanted),
            float(moved == question.change),
            float(moved != question.change),
            float(ordinal == ("第几" in question.text or "排名" in question.text or "名次" in question.text)),
            math.log(max(len(alike), 1)) / 2,
            float(bool(alike) and alike[0].span == figure.span),
            coverage(seen.terms, measure) if measure else 0.0,
            len(of_measure - seen.pairs) / len(of_measure) if of_measure else 0.0,
            float(bool(measure)),
        ]


def _date(own: str) -> list[float]:
    return [
        float("月" in own and ("日" in own or "号" in own)),
        float("年" in own),
        float("时" in own or "点" in own),
    ]


def _finds(text: str, word: str) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    at = text.find(word)
    while at >= 0 and len(out) < 6:
        out.append((at, at + len(word)))
        at = text.find(word, at + 1)
    return out
