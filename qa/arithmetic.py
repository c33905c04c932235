"""Sums, differences and shares of printed values, in `Decimal`, each part quoted and the result marked as computed.

Only where the question names the parts (甲和乙一共多少, 甲比乙多多少, 甲占乙的比例) and the page prints a value of each,
exact and in one unit: for a sum side by side in one sentence, for a difference of one sort of thing, for a share of a
part and its whole. What the page prints itself (the total, the difference, the share) is never computed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from corpus.calendar import period_spans
from corpus.figures import Direction, Figure, FigureKind, Measured, Qualifier
from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.candidates import measured_in
from qa.derivations import Step, in_one_scale
from qa.evidence import Sentence
from qa.finding import Found
from qa.matching import HOME
from qa.units import head_fits

_SENTENCES = 8
"""Of the best, those in which the parts are looked for."""
_MANY = r"(?:多少|几|多[大长高重])"
_SUM = re.compile(
    r"^(?P<parts>.+?)(?:加起来|加在一起|之和|的?总(?:和|数|量|额|面积|长度|人数|投资)|一共|总共|共计|合计|总计|(?<!公)共(?![同享]))+"
    rf"(?:有|是|为|达到?)?(?P<did>[^多少几]{{0,6}}?)(?:了|是|有)?{_MANY}"
)
_DIFFERENCE = re.compile(
    rf"^(?P<a>.+?)比(?P<b>.+?)(?P<way>[多高大长重少低小短轻])(?:出|了)*(?P<did>[^多少几]{{0,4}}?)了?{_MANY}"
)
_APART = re.compile(rf"^(?P<a>.+?)[和与跟同](?P<b>.+?)(?:相差|差距|之差|差)(?:是|为|有|了)?{_MANY}")
_SHARE = re.compile(
    r"^(?P<a>.+?)占(?:了|到|全部|整个)?(?P<b>.*?)的?(?:比例|比重|份额|百分比|百分之|几成|多少$|多少[?。])"
)
_JOINED = re.compile(r"、|以及|加上|[和与及跟]")
_JOINT = re.compile(r"^(?:以及|[和及与](?!平))")
_LEADING = re.compile(r"^(?:请问|其中|那么?|问一下|,)+")
_OPPOSITE = dict(zip("多高大长重少低小短轻", "少低小短轻多高大长重", strict=True))
_TOTAL = re.compile(r"^(?:总(?:数|量|额|面积|长度|人数|体|计|投资)?|全部|全体|整体)$")
_BETWEEN = re.compile(r"[、,]|以及|[和与及]")
_TENTH = Decimal("0.1")
"""Percent are told to one decimal place, as the page prints its own (77.3%)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The total that the page itself prints of the parts asked for."""

    sentence: Sentence
    span: Span


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the question with the figure that the page prints of it."""

    sentence: Sentence
    measured: Measured

    @property
    def figure(self) -> Figure:
        return self.measured.figure

    @property
    def text(self) -> str:
        return self.sentence.folded.text

    @property
    def label(self) -> str:
        """What the figure is of, in the page's words, without the 和 that joins it to the one before."""
        return _JOINT.sub("", self.measured.measure)


def computed(found: Found) -> Step | Printed | None:
    """What the question asks to be added, subtracted or divided; None where it asks for nothing of the sort, or where
    the page does not print every part, or two places of it lead to different results.
    """
    text = found.question.text
    share = _SHARE.match(text)
    if share:
        return _only(_shares(found, share["a"], share["b"]))
    apart = _DIFFERENCE.match(text) or _APART.match(text)
    if apart:
        named = {"way": "", "did": "", **apart.groupdict()}
        return _only(_differences(found, [named["a"], named["b"]], way=named["way"], did=named["did"]))
    total = _SUM.match(text)
    if total and len(parts := _JOINED.split(total["parts"])) > 1:
        return _only(_sums(found, parts, total["did"]))
    return None


def _only(results: Iterator[Step | Printed]) -> Step | Printed | None:
    """The result, where all are the same."""
    out = list(results)
    same = len({one.text if isinstance(one, Step) else one.span.of(one.sentence.folded.text) for one in out})
    return out[0] if same == 1 else None


def _sums(found: Found, names: Sequence[str], did: str) -> Iterator[Step | Printed]:
    for sentence, _ in found.sentences[:_SENTENCES]:
        parts = _parts(found, [sentence], names, did)
        if parts is None or not _side_by_side(parts):
            continue
        values = in_one_scale([(part.text, part.figure) for part in parts])
        total = sum((value for value, _ in values), Decimal(0))
        printed, own = _printed_total(parts), sum(part.figure.value for part in parts)
        if printed is not None and printed.figure.value == own:
            yield Printed(sentence, printed.figure.span)
        elif printed is None or printed.figure.value > own:  # more where there are other parts
            yield _step(parts, " + ".join(f"{v:f}{unit}" for v, unit in values), f"{total:f}{values[0][1]}")


def _differences(found: Found, names: Sequence[str], *, way: str, did: str) -> Iterator[Step]:
    if any(period_spans(name) == [Span(0, len(name))] for name in names):  # 比2024年多多少 is a change
        return
    for window in _windows(found):
        parts = _parts(found, window, names, did)
        if parts is None or _ending(parts[0].label, parts[1].label) < 2:
            continue
        (one, unit), (other, _) = in_one_scale([(part.text, part.figure) for part in parts])
        value = abs(parts[0].figure.value - parts[1].figure.value)
        told = any(
            m.figure.value == value and m.figure.unit == parts[0].figure.unit
            for part in parts
            for m in measured_in(part.sentence)
        )
        if told or not value:
            continue
        more = way in ("", *"多高大长重")
        contrary = bool(way) and more != (one > other)
        larger, smaller = max(one, other), min(one, other)
        said = f"{larger - smaller:f}{unit}"
        yield _step(
            sorted(parts, key=lambda part: -part.figure.value),
            f"{larger:f}{unit} - {smaller:f}{unit}",
            said,
            lead=_OPPOSITE[way] if contrary else "",
        )
        return


def _shares(found: Found, a: str, b: str) -> Iterator[Step]:
    if any(_share_printed(s, _wordings(found, a, [], "")) for s, _ in found.sentences[:_SENTENCES]):
        return
    for window in _windows(found):
        parts = _parts_of_whole(found, window, a, b)
        if parts is None:
            continue
        part, whole = parts
        (one, unit), (other, _) = in_one_scale([(p.text, p.figure) for p in parts])
        if not 0 < part.figure.value <= whole.figure.value or _share_behind(part):
            continue
        exact = one * 100 / other
        value = exact.quantize(_TENTH, ROUND_HALF_UP)
        same = value == exact
        said = f"{value.normalize() if same else value:f}%"
        yield _step(
            parts,
            f"{one:f}{unit} ÷ {other:f}{unit}",
            said,
            sign="=" if same else "≈",
            lead="" if same else "约",
        )
        return


def _step(parts: Sequence[_Part], terms: str, result: str, *, sign: str = "=", lead: str = "") -> Step:
    quoted = parts[0].sentence
    inside = [part.figure.span for part in parts if part.sentence is quoted]
    return Step(
        quoted,
        whole=Span(min(s.start for s in inside), max(s.end for s in inside)),
        parts=tuple((part.sentence, part.figure.span) for part in parts),
        text=lead + result,
        expression=f"{terms} {sign} {result}",
    )


def _windows(found: Found) -> Iterator[list[Sentence]]:
    """The best sentences one by one, then those of one passage together, in reading order."""
    sentences = [s for s, _ in found.sentences[:_SENTENCES]]
    yield from ([s] for s in sentences)
    for passage in dict.fromkeys(s.passage_id for s in sentences):
        together = [s for s, _ in found.sentences if s.passage_id == passage]
        if len(together) > 1:
            yield sorted(together, key=lambda s: s.spans[0])


def _parts(
    found: Found, window: Sequence[Sentence], names: Sequence[str], did: str
) -> tuple[_Part, ...] | None:
    """The figure of each named part, all of one unit and period; None where one is missing, or two fit alike."""
    chosen: list[_Part] = []
    for name in names:
        others = [other for other in names if other != name]
        part = _best(window, _wordings(found, name, others, did), head=found.question.head)
        if part is None:
            return None
        chosen.append(part)
    apart = len({(p.sentence.spans, p.figure.span) for p in chosen}) == len(names)
    return tuple(chosen) if apart and _alike(chosen) else None


def _parts_of_whole(found: Found, window: Sequence[Sentence], a: str, b: str) -> tuple[_Part, _Part] | None:
    """The part and the whole: the whole named and ending as the part does, or with 其中 between them."""
    part = _best(window, _wordings(found, a, [], ""), head="")
    if part is None:
        return None
    over = _over(part)
    if not b or _TOTAL.match(b):
        whole = over
    else:
        whole = _best(window, _wordings(found, b, [], ""), head=part.figure.unit)
        if whole and whole != over and _ending(part.label, whole.label) < 2:
            return None
    if whole is None or whole.figure.span == part.figure.span or not _alike([part, whole]):
        return None
    return part, whole


def _alike(parts: Sequence[_Part]) -> bool:
    """Whether the figures may be reckoned with one another: one unit, one period."""
    first = parts[0]
    return all(
        p.figure.unit == first.figure.unit
        and p.measured.year == first.measured.year
        and (p.measured.period == first.measured.period or not (p.measured.period and first.measured.period))
        for p in parts
    )


def _wordings(found: Found, name: str, others: Sequence[str], did: str) -> list[str]:
    """The part as the page may word it, taking over what it shares with the others: 潜流 of 潜流和表流湿地."""
    for period in reversed(period_spans(name)):
        name = name[: period.start] + name[period.end :]
    for term in found.seen.terms:
        if term.weight <= HOME:  # 太原市潜流湿地, on a page of the city's own
            name = name.replace(term.text, "")
    name = _LEADING.sub("", name).removeprefix("的").removesuffix("的")
    noun = "".join(w for w, tag in tag_words(found.question.head) if not tag.startswith(("q", "m")))
    out = [name, name + did, name + noun]
    for other in others:
        out += [name + other[k:] for k in range(1, len(other))]
        out += [other[:k] + name for k in range(1, len(other))]
    return [re.sub(r"的", "", one) for one in out if len(one) > 1]


def _best(window: Sequence[Sentence], wordings: Sequence[str], *, head: str) -> _Part | None:
    """The one figure of the window, with the unit `head`, that is named so; the one with more of the words in its label."""
    rated = [
        ((rate, len(m.measure)), _Part(s, m))
        for s in window
        for m in measured_in(s)
        if _is_exact(m.figure) and head_fits(head, m.figure, s.folded.text[m.figure.span.end :])
        if (rate := _named_so(m, s, wordings))
    ]
    most = max((rate for rate, _ in rated), default=None)
    best = [part for rate, part in rated if rate == most]
    return best[0] if len(best) == 1 else None


def _is_exact(figure: Figure) -> bool:
    return (
        figure.kind is FigureKind.QUANTITY
        and figure.qualifier is Qualifier.EXACT
        and figure.direction is Direction.LEVEL
        and figure.upper is None
    )


def _named_so(measured: Measured, sentence: Sentence, wordings: Sequence[str]) -> int:
    """How well the figure is what one of the wordings names: 3 in the same words, 2 but for a verb before it (建成人工湿地),
    1 where the rest of either stands around it; 0 for another thing.
    """
    label = _JOINT.sub("", measured.measure)
    around = f"{sentence.heading} {sentence.before} {sentence.folded.text}"
    best = 0
    for wording in wordings if len(label) > 1 else ():
        if wording in (label, measured.place + label):
            best = max(best, 3)
        elif label.endswith(wording):
            more = tag_words(label.removesuffix(wording))
            verbs = all(tag.startswith(("v", "d", "p", "c", "u", "ns")) and len(w) > 1 for w, tag in more)
            borne = all(w in f"{sentence.heading} {sentence.before}" for w, _ in more)
            best = max(best, 2 if verbs else 1 if borne else 0)
        elif wording.endswith(label):
            more = tag_words(wording.removesuffix(label))
            best = max(best, 1 if all(w in around for w, _ in more) else 0)
    return best


def _side_by_side(parts: Sequence[_Part]) -> bool:
    """Whether the parts are printed one beside the other, none of them within another: 食品企业96家、种业企业41家."""
    ordered = sorted(parts, key=lambda part: part.figure.span)
    for one, other in pairwise(ordered):
        between = one.text[one.figure.span.end : other.figure.span.start]
        mark = between.removeprefix(one.label).removesuffix(other.label)
        if not _BETWEEN.fullmatch(mark) or one.label in other.label or other.label in one.label:
            return False
        if mark == "," and _ending(one.label, other.label) < 2:  # 查处案件36起,移送公安机关4起
            return False
    return True


def _ending(one: str, other: str) -> int:
    """Characters that two labels share at their ends."""
    n = 0
    while n < min(len(one), len(other)) and one[-1 - n] == other[-1 - n]:
        n += 1
    return n


def _over(part: _Part) -> _Part | None:
    """The whole that a figure is a part of: the nearest of its unit before 其中 or the bracket that holds it."""
    text = part.text
    opens = max(text.rfind("其中", 0, part.figure.span.start), text.rfind("(", 0, part.figure.span.start))
    if opens < 0 or re.search(r"[。;)]", text[opens : part.figure.span.start]):
        return None
    before = [
        m
        for m in measured_in(part.sentence)
        if m.figure.span.end <= opens and m.figure.unit == part.figure.unit and _is_exact(m.figure)
    ]
    near = [m for m in before if not re.search(r"[。;]", text[m.figure.span.end : opens])]
    return _Part(part.sentence, near[-1]) if near else None


def _printed_total(parts: Sequence[_Part]) -> _Part | None:
    """The total of the parts, or of these and others, that the sentence prints before 其中 or with 共 or 合计."""
    first, last = min(p.figure.span for p in parts), max(p.figure.span for p in parts)
    over = _over(next(p for p in parts if p.figure.span == first))
    if over is not None:
        return over
    part = parts[0]
    for m in measured_in(part.sentence):
        lead = part.text[max(0, m.figure.span.start - 3) : m.figure.span.start]
        beside = m.figure.span.end <= first.start or m.figure.span.start >= last.end
        if beside and m.figure.unit == part.figure.unit and re.search(r"共计?|合计|总计|总数|总共", lead):
            return _Part(part.sentence, m)
    return None


_OF_SHARE = re.compile(r"(?:所?占)?(?:比例|比重|份额|比)?$|占.*$")


def _share_printed(sentence: Sentence, wordings: Sequence[str]) -> bool:
    """Whether the sentence prints the share of what is named so: 食品企业占比40%."""
    labels = [m.measure for m in measured_in(sentence) if m.figure.kind is FigureKind.SHARE]
    return any(_OF_SHARE.sub("", label, count=1).endswith(tuple(wordings)) for label in labels)


def _share_behind(part: _Part) -> bool:
    """Whether the sentence prints a share behind the part: 优良断面8个,优良率80%."""
    return any(
        m.figure.kind is FigureKind.SHARE
        and m.figure.direction is Direction.LEVEL
        and m.figure.span.start > part.figure.span.end
        for m in measured_in(part.sentence)
    )
