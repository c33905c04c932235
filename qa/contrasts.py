"""The two figures that a page prints beside each other of what a question sets against each other: 出境 and 入境.

A page words both alike but for what tells them apart (夏粮产量5200吨,秋粮产量4100吨), and a question names that alone
(夏粮比秋粮多多少). So two figures of one sentence are taken whose labels differ just where the question's names do; what
else the question says of them has to be printed of both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from corpus.calendar import period_spans
from qa.candidates import measured_in
from qa.derivations import WEIGHTY
from qa.evidence import Sentence
from qa.finding import Found
from qa.matching import coverage, official_words
from qa.parts import SENTENCES, Part, alike, is_exact, shared_ending, whole_over
from qa.units import head_fits

_FILLS = re.compile(r"(?:共有?|有|已|则|也|各|达到?|是|的)+$")
"""What may stand between the name and the measure of one of the two only: 东湖区共种树, 北山区种树."""
_SHORT = 3
"""Characters of names that may be told apart by them alone where their labels share but one: 出|境 and 入|境."""


@dataclass(frozen=True, slots=True)
class _Apart:
    """Where two labels differ, and what both end with."""

    one: str
    other: str
    ending: str


def contrasted(found: Found, a: str, b: str, did: str) -> tuple[Part, Part] | None:
    """The figures of `a` and of `b`; None where no sentence prints both alike, or two pairs fit alike. `did` is what both did
    (多卖了多少), empty where the question does not say.
    """
    a, b = _plain(a), _plain(b)
    for sentence, _ in found.sentences[:SENTENCES]:
        rated = [
            (coverage(found.seen.terms, f"{_full(one)} {_full(other)}"), one, other)
            for one, other in _pairs(found, sentence)
            if _fits(found, one, other, (a, b), did)
        ]
        best = max((fit for fit, _, _ in rated), default=0.0)
        fitting = [(one, other) for fit, one, other in rated if fit == best]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _plain(name: str) -> str:
    """A name without the periods in it and without 的."""
    for period in reversed(period_spans(name)):
        name = name[: period.start] + name[period.end :]
    return name.replace("的", "").strip(",")


def _pairs(found: Found, sentence: Sentence) -> Iterator[tuple[Part, Part]]:
    text = sentence.folded.text
    parts = [
        Part(sentence, m)
        for m in measured_in(sentence)
        if is_exact(m.figure)
        and m.figure.unit
        and m.measure
        and head_fits(found.question.head, m.figure, text[m.figure.span.end :])
    ]
    return ((one, other) for one, other in permutations(parts, 2) if alike([one, other]))


def _full(part: Part) -> str:
    return part.measured.place + part.label


def _fits(found: Found, one: Part, other: Part, names: tuple[str, str], did: str) -> bool:
    """Whether the labels differ as the names do, and all else that the question says is printed of both."""
    apart = _apart(_full(one), _full(other))
    if apart is None:
        return False
    a, b = names
    if not (_names(a, apart.one, apart) and _names(b, apart.other, apart)):
        return False
    if _names(a, apart.other, apart) or _names(b, apart.one, apart):
        return False
    sentence, whole = one.sentence, whole_over(one)
    said = f"{_full(one)} {_full(other)} {_full(whole) if whole else ''}"
    around = f"{sentence.heading} {sentence.before} {sentence.folded.text}"
    before = a[: a.rfind(apart.one)]
    return _did(did, said) and all(
        t.stands_in(place)
        for t in found.seen.terms
        if t.weight >= WEIGHTY and not (did and did in t.text) and t.text not in found.question.head
        for place in (around if t.text in before else said,)
        if t.text in a or t.text in b
    )


def _apart(one: str, other: str) -> _Apart | None:
    """Where two labels differ; None where one holds the other, or they have too little in common."""
    ends = shared_ending(one, other)
    ending = one[len(one) - ends :]
    left, right = one[: len(one) - ends], other[: len(other) - ends]
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    left, right = _FILLS.sub("", left), _FILLS.sub("", right)
    least = min(len(left), len(right))
    if not least or not ends:
        return None
    if ends == 1 and least <= _SHORT:
        left, right = left[-least:], right[-least:]  # 学校有男|生 and 女|生
    elif ends == 1:
        return None
    return _Apart(left, right, ending) if left != right else None


def _names(name: str, core: str, apart: _Apart) -> bool:
    """Whether a name holds what tells one label from the other; a single character only at its end or before what follows it in
    the label.
    """
    if len(core) > 1:
        return core in name
    return name.endswith(core) or core + apart.ending[:1] in name


def _did(did: str, said: str) -> bool:
    """Whether the labels say what both did, in the question's word or an official one: 销量 for 卖."""
    if not did or did in said:
        return True
    return any(v in said for _, official in official_words(f"{did}了") for v in official)
