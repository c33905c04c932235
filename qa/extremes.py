"""The most, least or n-th of printed values, where the page prints them and says nowhere which it is: 大型企业PMI为50.3%,
小型企业PMI为47.4% and 哪类企业的PMI最低 give 小型企业.

The values are compared in `Decimal`, of one unit, one measure and one period, each with a label in the page's words
(qa.labels); the answer is a label, marked as computed. Levels are compared, changes only where the question asks for them
(涨得最多), classes of water where it asks for the best or worst. A tie, items that the question names and the page gives no
value of, or a number of items that is not the question's (四条溪) give nothing, and what the page itself calls the
highest is left to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.places import place_spans
from corpus.spans import Span
from qa.derivations import WEIGHTY
from qa.evidence import Sentence
from qa.finding import Found
from qa.labels import Labelled, classes_in, labelled_in, ordered_moves, series_in
from qa.matching import Weighed, coverage, pairs
from qa.parts import SENTENCES
from qa.rankings import more_is_good
from qa.superlatives import Extreme, extreme_asked
from qa.units import noun_class, unit_class

_COVERED = 0.5
"""Share of the question's weighted terms that the values and what stands around them must bear. Reasoned: the printed orders
ask for 0.45, and here nothing on the page says that anything is compared."""
_ALIKE = 0.1
"""Comparisons whose shares lie so close are equally good: where they differ in what they give, none is said."""
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Picked:
    """The label or labels that a comparison gives, with the values it rests on."""

    sentence: Sentence
    items: tuple[Span, ...]
    """In the folded sentence, best first."""
    parts: tuple[tuple[Sentence, Span], ...]
    """Each value compared, with the sentence that prints it."""
    expression: str
    """79.4% > 77.5% > 72.7%：最高的是通用设备"""

    @property
    def texts(self) -> tuple[str, ...]:
        """The labels, folded."""
        return tuple(item.of(self.sentence.folded.text) for item in self.items)


def extreme(found: Found) -> Picked | None:
    """What the question's superlative picks of the printed values; None where it asks for none, or none is sure."""
    asked = extreme_asked(found.question)
    if asked is None or _is_printed(found, asked):
        return None
    rated = [
        (rate, picked)
        for window in _windows(found)
        for values, rate in _comparable(found, asked, window)
        if (picked := _pick(asked, values)) is not None
    ]
    best = max((rate for rate, _ in rated), default=0.0)
    good = [picked for rate, picked in rated if rate > best - _ALIKE]
    return good[0] if good and len({picked.texts for picked in good}) == 1 else None


def _windows(found: Found) -> Iterator[list[Sentence]]:
    yield from ([s] for s, _ in found.sentences[:SENTENCES])


def _is_printed(found: Found, asked: Extreme) -> bool:
    """Whether one of the best sentences itself says which is the most or least of what is asked."""
    terms = _in(found, asked.subject)
    return any(
        asked.printed.search(s.folded.text) and (not terms or coverage(terms, s.folded.text) >= _HALF)
        for s, _ in found.sentences[:SENTENCES]
    )


def _in(found: Found, words: str) -> list[Weighed]:
    return [t for t in found.seen.terms if t.text in words]


def _comparable(
    found: Found, asked: Extreme, window: Sequence[Sentence]
) -> Iterator[tuple[list[Labelled], float]]:
    """The values of a window that the question sets against one another, with the share of its terms that they bear."""
    names = [v for t in _in(found, asked.subject) for v in t.variants]
    for sentence in window:
        if asked.of_water:
            groups = [classes_in(sentence)]
        else:
            groups = [
                list(group)
                for group in (
                    *series_in(sentence, asked.subject, names),
                    labelled_in(sentence, asked.subject, names, noun=asked.noun, change=asked.change),
                )
            ]
        for group in groups:
            values = _of_one_sort(found, asked, group)
            if len(values) > 1:
                rate = _bears(found, asked, sentence, values)
                if rate is not None:
                    yield values, rate


def _of_one_sort(found: Found, asked: Extreme, group: Sequence[Labelled]) -> list[Labelled]:
    """Those of the group that the question can mean, all of one unit and period; none where one is missing, or two have one label."""
    group = [one for one in group if _unit_fits(found, asked, one)]
    if asked.change:
        group = ordered_moves(group)
    if asked.named:
        group = [one for one in group if any(one.is_called(name) for name in asked.named)]
        if any(sum(one.is_called(name) for one in group) != 1 for name in asked.named):
            return []
    labels = [label for one in group for label in one.labels]
    if len(set(labels)) != len(labels) or not group:
        return []
    if asked.count and len(labels) != asked.count:
        return []
    if len({one.figure.unit for one in group}) > 1 or len({one.figure.kind for one in group}) > 1:
        return []
    periods = {(one.period, one.year) for one in group if one.period or one.year}
    return list(group) if len(periods) <= 1 and _are(asked, group) else []


_PLACES = re.compile(r"国家?$|城市$|地方$|地区$|[省市县区州镇乡村]$|省份$|街道$|区县$")
_AGES = re.compile(r"年龄")
_AGED = re.compile(r"^\d{2}后|岁|[老青中少]年|儿童")


def _are(asked: Extreme, group: Sequence[Labelled]) -> bool:
    """Whether the labels are, or may be, what the question calls them: 哪个区, 哪条溪, 哪个年龄段."""
    noun = asked.noun
    if not noun:
        return True
    labels = [label for one in group for label in one.labels]
    sentence = group[0].sentence
    if all(label.endswith(noun[-1]) for label in labels):
        return True
    if _AGES.search(noun):
        return all(_AGED.search(label) for label in labels)
    if _PLACES.search(noun):
        return all(any(len(p) == len(label) for p in place_spans(label)) for label in labels)
    return noun in f"{sentence.heading} {sentence.before} {sentence.folded.text}"


_LENGTH = ("length",)
_UNITS = {
    **dict.fromkeys("长短", ("length", "time")),
    **dict.fromkeys(("贵", "便宜"), ("money",)),
    **dict.fromkeys("重轻", ("weight",)),
    **dict.fromkeys("远近深浅宽窄厚薄", _LENGTH),
}
"""The classes of unit that a superlative can be about; those not named may be about any."""


def _unit_fits(found: Found, asked: Extreme, one: Labelled) -> bool:
    if asked.of_water:
        return True
    name = unit_class(one.figure)
    if asked.change:
        return True
    if asked.word in _UNITS and name not in _UNITS[asked.word]:
        return False
    if asked.subject in _PEOPLE:
        return one.figure.unit in ("人", "名", "位", "人次", "万人") or (name == "share" and one.has_share)
    wanted = noun_class(asked.subject) if asked.subject else ""
    return not wanted or name == wanted or (wanted == "money" and name == "number")


_PEOPLE = ("人", "人数", "的人")


def _bears(
    found: Found, asked: Extreme, sentence: Sentence, values: Sequence[Labelled]
) -> float | None:
    """The share of the question's terms that the values and what surrounds them bear; None where they measure another thing."""
    text = sentence.folded.text
    first = min(one.start for one in values)
    lead = text[:first] if not re.match(r"其中|分别", text) else f"{sentence.before} {text[:first]}"
    shared = _shared_words(values)
    measured = [f"{one.said} {lead}" for one in values]
    if asked.subject not in _PEOPLE:
        for term in _in(found, asked.subject):
            if term.weight < 1 or not term.text.strip():
                continue
            if any(term.borne_by(place, pairs(place)) < _HALF for place in measured):
                return None
        owned = all(coverage(_in(found, asked.subject), one.said) >= _HALF for one in values)
        if not owned and any(len(w) > 1 and w not in found.question.text for w in shared):
            return None
    around = f"{sentence.heading} {sentence.before} {text}"
    terms = [t for t in found.seen.terms if t.text not in asked.moot and not _abbreviates(t, values)]
    if not terms:
        return _COVERED if asked.subject else None
    if any(t.name and t.weight >= WEIGHTY and _HALF > t.borne_by(around, pairs(around)) for t in terms):
        named = "".join(asked.named)
        if any(
            t.name and t.weight >= WEIGHTY and t.text not in named and t.borne_by(around, pairs(around)) < _HALF
            for t in terms
        ):
            return None
    rate = coverage(terms, around)
    return rate if rate >= _COVERED else None


def _shared_words(values: Sequence[Labelled]) -> list[str]:
    """The words that all the labels end with."""
    endings = [one.words for one in values]
    out: list[str] = []
    for column in zip(*(reversed(words) for words in endings), strict=False):
        if len(set(column)) > 1:
            break
        out.append(column[0])
    return out


def _abbreviates(term: Weighed, values: Sequence[Labelled]) -> bool:
    """Whether a term names the labels by a character each: 大中小 for 大型企业, 中型企业 and 小型企业."""
    return len(term.text) == len(values) and all(
        sum(one.labels[0].startswith(c) for one in values) == 1 for c in term.text
    )


def _pick(asked: Extreme, values: Sequence[Labelled]) -> Picked | None:
    """The label in the place asked for, or None for a tie there."""
    most = _most(asked, values)
    if most is None:
        return None
    order = sorted(values, key=lambda one: -one.value if most else one.value)
    if not 0 <= asked.first <= asked.last < len(order):
        return None
    chosen = order[asked.first : asked.last + 1]
    around = order[max(asked.first - 1, 0) : asked.last + 2]
    if any(one.value == other.value for one, other in pairwise(around)) or any(one.is_rest for one in chosen):
        return None
    if asked.change and any((one.value > 0) != asked.most for one in chosen):
        return None
    sentence = chosen[0].sentence
    if any(one.sentence is not sentence for one in chosen):
        return None
    signs = [
        "=" if one.value == other.value else ">" if one.value > other.value else "<"
        for one, other in pairwise(order)
    ]
    if asked.of_water:
        terms = "、".join(one.printed for one in order)
    else:
        terms = order[0].printed + "".join(
            f" {sign} {one.printed}" for sign, one in zip(_shown(asked, signs), order[1:], strict=True)
        )
    items = tuple(span for one in chosen for span in one.spans)
    said = "、".join(sentence.folded.home(span).of(sentence.text) for span in items)
    return Picked(
        sentence,
        items,
        parts=tuple((one.sentence, one.figure.span) for one in order),
        expression=f"{terms}：{asked.said}的是{said}",
    )


def _shown(asked: Extreme, signs: Sequence[str]) -> Sequence[str]:
    """The signs between the values as printed: of falls, printed without their sign, the greater is the lower."""
    turned = {">": "<", "<": ">", "=": "="}
    return [turned[sign] for sign in signs] if asked.change and not asked.most else signs


def _most(asked: Extreme, values: Sequence[Labelled]) -> bool | None:
    """Whether the greatest value is meant; None where it is not known which way is good."""
    if asked.word not in ("好", "差"):
        return asked.most
    if asked.of_water:
        return not asked.most
    good = more_is_good(f"{asked.subject} {values[0].said}")
    return None if good is None else good == asked.most

