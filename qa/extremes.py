"""The most, least or n-th of printed values, where the page prints them and says nowhere which it is: 大型企业PMI为50.3%,
小型企业PMI为47.4% and 哪类企业的PMI最低 give 小型企业.

The values are compared in `Decimal`, of one unit, one measure and one period, each with a label in the page's words
(qa.labels); the answer is a label, marked as computed. Levels are compared, changes only where the question asks for them
(涨得最多), classes of water where it asks for the best or worst. A tie, items that the question names and the page gives no
value of, or a number of items that is not the question's (四条溪) give nothing, and what the page itself calls the
highest is left to it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from corpus.places import place_spans
from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.candidates import measured_in
from qa.derivations import WEIGHTY
from qa.evidence import Sentence
from qa.finding import Found
from qa.labels import Labelled, classes_in, labelled_in, series_in
from qa.matching import Weighed, coverage
from qa.parts import SENTENCES, Part, shared_ending, whole_over
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
        for values, rate in _comparable(found, asked)
        if (picked := _pick(asked, values)) is not None
    ]
    best = max((rate for rate, _ in rated), default=0.0)
    good = [picked for rate, picked in rated if rate > best - _ALIKE]
    return good[0] if good and len({picked.texts for picked in good}) == 1 else None


def _is_printed(found: Found, asked: Extreme) -> bool:
    """Whether one of the best sentences itself says which is the most or least of what is asked."""
    terms = _subject(found, asked)
    return any(
        asked.printed.search(s.folded.text) and (not terms or coverage(terms, s.folded.text) >= _HALF)
        for s, _ in found.sentences[:SENTENCES]
    )


def _subject(found: Found, asked: Extreme) -> list[Weighed]:
    """The terms of what is compared."""
    if asked.subject in _PEOPLE:
        return []
    return [t for t in found.seen.terms if t.text in asked.subject and not asked.is_moot(t.text)]


def _comparable(found: Found, asked: Extreme) -> Iterator[tuple[list[Labelled], float]]:
    """The values that the question sets against one another, of each of the best sentences with what else its story prints of
    them, and the share of the question's terms that they bear.
    """
    for sentence, _ in found.sentences[:SENTENCES]:
        for group in _groups(found, asked, sentence):
            values = _extended(found, asked, _of_one_unit(_measuring(found, asked, group)))
            values = _named(asked, values) if asked.named else values
            if _is_comparable(asked, values):
                rate = _bears(found, asked, sentence, values)
                if rate is not None:
                    yield values, rate


def _groups(found: Found, asked: Extreme, sentence: Sentence) -> list[list[Labelled]]:
    """The values of a sentence, each group printed in one way."""
    if asked.of_water:
        return [classes_in(sentence)]
    last = max(_subject(found, asked), key=lambda t: asked.subject.rfind(t.text), default=None)
    names = last.variants if last else ()  # not 某电信 of 运营商的净利润, where what is compared comes last
    series = [] if asked.change else list(series_in(sentence, asked.subject, names))
    listed = labelled_in(sentence, asked.subject, names, noun=asked.noun, change=asked.change)
    return [*series, [one for one in listed if _unit_fits(asked, one)]]


def _measuring(found: Found, asked: Extreme, group: list[Labelled]) -> list[Labelled]:
    """Those of the group whose own words say what is compared, where several do; else all."""
    if asked.of_water:
        return group
    own = [one for one in group if _says(found, asked, one)]
    return own if len(own) > 1 or (own and len(group) == 1) else group


def _says(found: Found, asked: Extreme, one: Labelled) -> bool:
    terms = _subject(found, asked)
    return bool(terms) and all(t.stands_in(one.said) for t in terms)


def _of_one_unit(group: list[Labelled]) -> list[Labelled]:
    """Those of the unit that most of the group have; none where two units have as many."""
    units = Counter((one.figure.unit, one.figure.kind) for one in group).most_common(2)
    if not units or (len(units) > 1 and units[0][1] == units[1][1]):
        return []
    return [one for one in group if (one.figure.unit, one.figure.kind) == units[0][0]]


def _extended(found: Found, asked: Extreme, group: list[Labelled]) -> list[Labelled]:
    """The group with what other sentences of the story print of the same measure, unit and sort of thing; none where they print
    another value of one of its labels.
    """
    labels = {label: one for one in group for label in one.labels}
    if not group or asked.of_water or (asked.count and len(labels) == asked.count):
        return group
    out = list(group)
    ending = _shared_ending(group)
    story = group[0].sentence.story.id
    for sentence, _ in found.sentences:
        if sentence.story.id != story or sentence.spans == group[0].sentence.spans:
            continue
        for one in (one for others in _groups(found, asked, sentence) for one in others):
            alike = (one.figure.unit, one.figure.kind) == (group[0].figure.unit, group[0].figure.kind)
            if not alike or not _says(found, asked, one) or not one.labels:
                continue
            known = labels.get(one.labels[0])
            if known is None and one.labels[0].endswith(ending):
                labels[one.labels[0]] = one
                out.append(one)
            elif known and known.value != one.value and _of_one_period([known, one]):
                return []
    return out


def _named(asked: Extreme, values: Sequence[Labelled]) -> list[Labelled]:
    """Those of the values that the question names; none where one has none, or two."""
    called = [one for one in values if one.labels and any(one.is_called(name) for name in asked.named)]
    once = all(sum(one.is_called(name) for one in called) == 1 for name in asked.named)
    return called if once else []


def _is_comparable(asked: Extreme, values: Sequence[Labelled]) -> bool:
    """Whether the values may be set against one another, and are all that the question means."""
    labels = [label for one in values for label in one.labels]
    if len(values) < 2 or not all(one.labels and one.is_exact for one in values):
        return False
    if len(set(labels)) < len(labels) or any(a != b and a in b for a in labels for b in labels):
        return False
    if asked.count and len(labels) != asked.count:
        return False
    return _of_one_period(values) and len({v.basis for v in values if v.basis}) < 2 and _are(asked, values)


def _of_one_period(values: Sequence[Labelled]) -> bool:
    return len({(one.period, one.year) for one in values if one.period or one.year}) < 2


def _shared_ending(values: Sequence[Labelled]) -> str:
    """What all the labels end with."""
    labels = [label for one in values for label in one.labels]
    if not labels:
        return ""
    return labels[0][len(labels[0]) - min(shared_ending(labels[0], label) for label in labels) :]


_PLACES = re.compile(r"国家?$|城市$|地方$|地区$|[省市州]$|省份$")
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
    return len(noun) > 1 and noun in f"{sentence.heading} {sentence.before} {sentence.folded.text}"


_LENGTH = ("length",)
_UNITS = {
    **dict.fromkeys("长短", ("length", "time")),
    **dict.fromkeys(("贵", "便宜"), ("money",)),
    **dict.fromkeys("重轻", ("weight",)),
    **dict.fromkeys("远近深浅宽窄厚薄", _LENGTH),
}
"""The classes of unit that a superlative can be about; those not named may be about any."""


def _unit_fits(asked: Extreme, one: Labelled) -> bool:
    """Whether the value can be what the superlative and its subject are about: 最长 of a length, 人最多 of people."""
    name = unit_class(one.figure)
    if asked.change:
        return True
    if asked.word in _UNITS and name not in _UNITS[asked.word]:
        return False
    if asked.subject in _PEOPLE:
        return one.figure.unit in _OF_PEOPLE or (name == "share" and one.has_share)
    wanted = noun_class(asked.subject) if asked.subject else ""
    return not wanted or name == wanted


_PEOPLE = ("人", "人数", "的人")
_OF_PEOPLE = ("人", "名", "位", "人次")


def _bears(found: Found, asked: Extreme, sentence: Sentence, values: Sequence[Labelled]) -> float | None:
    """The share of the question's terms that the values and what surrounds them bear; None where they measure another thing."""
    text = sentence.folded.text
    if not all(_says(found, asked, one) for one in values):
        if asked.subject and asked.subject not in _PEOPLE and not _subject(found, asked):
            return None
        if not (asked.count or asked.named or _of_one_kind(values)) or not all(
            one.alone or _says(found, asked, one) for one in values
        ):
            return None
        here = [one for one in values if one.sentence is sentence]
        lead = text[: min(one.start for one in here)] + here[0].said
        if re.match(r"其中|分别", text):
            lead = f"{sentence.before} {lead}"
        terms = _subject(found, asked)
        if not all(t.stands_in(lead) for t in terms):
            return None
        if any(len(w) > 1 and w not in found.question.text for w in _shared_words(values)):
            return None
    around = f"{sentence.heading} {sentence.before} {text}"
    terms = [t for t in found.seen.terms if not asked.is_moot(t.text) and not _abbreviates(t, values)]
    if any(
        not t.stands_in(around) for t in terms if t.weight >= WEIGHTY and (t.name or t.text in asked.among)
    ):
        return None
    if not terms:
        return _COVERED if asked.named else None
    rate = coverage(terms, around)
    return rate if rate >= _COVERED else None


def _of_one_kind(values: Sequence[Labelled]) -> bool:
    """Whether the labels are seen to be things of one kind: a series, names that end alike, or names of which each is one word's."""
    labels = [label for one in values for label in one.labels]
    if all(one.series for one in values) or _shared_ending(values):
        return True
    return all(all(tag.startswith(_NAMES) for _, tag in tag_words(label)) for label in labels)


_NAMES = ("ns", "nt", "nr", "nz", "eng")


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
    if asked.change and any((one.value > 0) is not asked.most for one in chosen):
        return None
    if not (asked.named or asked.count) and _may_be_beaten(values, chosen[-1], most=most):
        return None
    sentence = chosen[0].sentence
    if any(one.sentence is not sentence for one in chosen):
        return None
    terms = order[0].printed + "".join(
        f" {_sign(asked, one, other)} {other.printed}" for one, other in pairwise(order)
    )
    items = tuple(span for one in chosen for span in one.spans)
    said = "、".join(sentence.folded.home(span).of(sentence.text) for span in items)
    return Picked(
        sentence,
        items,
        parts=tuple((one.sentence, one.figure.span) for one in order),
        expression=f"{terms}：{asked.said}的是{said}",
    )


def _may_be_beaten(values: Sequence[Labelled], last: Labelled, *, most: bool) -> bool:
    """Whether what the page leaves of the whole unnamed may hold a greater value than the last chosen, or any lesser one:
    共320件,其中甲区120件、乙区90件.
    """
    total = sum((one.value for one in values), Decimal(0))
    if not all(one.has_share for one in values):
        measured = next(m for m in measured_in(values[0].sentence) if m.figure.span == values[0].figure.span)
        whole = whole_over(Part(values[0].sentence, measured))
        if whole is None:
            return False
        left, slack = whole.figure.value - total, Decimal(0)
    else:
        left, slack = 100 - total, _ROUNDED
    return left > (max(last.value, slack) if most else slack)


_ROUNDED = Decimal(1)
"""Percent by which shares of a whole may miss it in sum by their rounding."""


def _sign(asked: Extreme, one: Labelled, other: Labelled) -> str:
    """What stands between two values, falls as printed without their sign: 3.22% > 2.59%, I类 优于 II类."""
    if one.value == other.value:
        return "="
    less = one.value < other.value
    if asked.of_water:
        return "优于" if less else "劣于"
    return "<" if less and not asked.change else ">"


def _most(asked: Extreme, values: Sequence[Labelled]) -> bool | None:
    """Whether the greatest value is meant; None where it is not known which way is good."""
    if asked.word not in ("好", "差"):
        return asked.most
    if asked.of_water:
        return not asked.most
    good = more_is_good(f"{asked.subject} {values[0].said}")
    return None if good is None else good == asked.most
