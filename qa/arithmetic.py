"""Sums, differences and shares of printed values, in `Decimal`, each part quoted and the result marked as computed.

Only where the question names the parts (甲和乙一共多少, 甲比乙多多少, 甲占乙的比例) and the page prints a value of each,
exact and in one unit: for a sum side by side in one sentence, for a difference of one sort of thing (qa.contrasts finds
those that a question tells apart as the page does), for a share of a part and its whole. What the page prints itself (the
total, the difference, the share) is never computed.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from corpus.calendar import period_spans
from corpus.figures import Direction, FigureKind
from corpus.spans import Span
from qa.candidates import measured_in
from qa.contrasts import contrasted
from qa.derivations import Step, in_one_scale
from qa.evidence import Sentence
from qa.finding import Found
from qa.parts import (
    SENTENCES,
    Part,
    Printed,
    alike,
    best_part,
    shared_ending,
    step_of,
    whole_over,
    windows,
    wordings,
)

_MANY = r"(?:多少|几|多[大长高重])"
_SUM = re.compile(
    r"^(?P<parts>.+?)(?:加起来|加在一起|之和|的?总(?:和|数|量|额|面积|长度|人数|投资)|一共|总共|共计|合计|总计|(?<!公)共(?![同享]))+"
    rf"(?:有|是|为|达到?)?(?P<did>[^多少几]{{0,6}}?)(?:了|是|有)?{_MANY}"
)
_DIFFERENCE = re.compile(
    rf"^(?P<a>.+?)(?<![同环])比(?P<b>.+?)(?P<way>[多高大长重少低小短轻])(?:出|了)*(?P<did>[^多少几]{{0,4}}?)了?{_MANY}"
)
_APART = re.compile(rf"^(?P<a>.+?)[和与跟同](?P<b>.+?)(?:相差|差距|之差|差)(?:是|为|有|了)?{_MANY}")
_SHARE = re.compile(
    r"^(?P<a>.+?)占(?:了|到|全部|整个)?(?P<b>.*?)的?(?:比例|比重|份额|百分比|百分之|几成|多少$|多少[?。])"
)
_JOINED = re.compile(r"、|以及|加上|[和与及跟]")
_OPPOSITE = dict(zip("多高大长重少低小短轻", "少低小短轻多高大长重", strict=True))
_TOTAL = re.compile(r"^(?:总(?:数|量|额|面积|长度|人数|体|计|投资)?|全部|全体|整体)$")
_BETWEEN = re.compile(r"[、,]|以及|[和与及]")
_TENTH = Decimal("0.1")
"""Percent are told to one decimal place, as the page prints its own (77.3%)."""


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
        return _only(_differences(found, (named["a"], named["b"]), way=named["way"], did=named["did"]))
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
    for sentence, _ in found.sentences[:SENTENCES]:
        parts = _parts(found, [sentence], names, did)
        if parts is None or not _side_by_side(parts):
            continue
        values = in_one_scale([(part.text, part.figure) for part in parts])
        total = sum((value for value, _ in values), Decimal(0))
        printed, own = _printed_total(parts), sum(part.figure.value for part in parts)
        if printed is not None and printed.figure.value == own:
            yield Printed(sentence, printed.figure.span)
        elif printed is None or printed.figure.value > own:  # more where there are other parts
            yield step_of(parts, " + ".join(f"{v:f}{unit}" for v, unit in values), f"{total:f}{values[0][1]}")


def _differences(found: Found, names: tuple[str, str], *, way: str, did: str) -> Iterator[Step]:
    if any(period_spans(name) == [Span(0, len(name))] for name in names):  # 比2024年多多少 is a change
        return
    for window in windows(found):
        parts = _parts(found, window, names, did)
        if parts is None or shared_ending(parts[0].label, parts[1].label) < 2:
            continue
        step = _difference(parts, way)
        if step is not None:
            yield step
            return
    beside = contrasted(found, *names, did)
    step = _difference(beside, way) if beside else None
    if step is not None:
        yield step


def _difference(parts: tuple[Part, ...], way: str) -> Step | None:
    """How far the two are apart; None where they are not, or the page prints it."""
    (one, unit), (other, _) = in_one_scale([(part.text, part.figure) for part in parts])
    value = abs(parts[0].figure.value - parts[1].figure.value)
    told = any(
        m.figure.value == value and m.figure.unit == parts[0].figure.unit
        for part in parts
        for m in measured_in(part.sentence)
    )
    if told or not value:
        return None
    more = way in ("", *"多高大长重")
    contrary = bool(way) and more != (one > other)
    larger, smaller = max(one, other), min(one, other)
    said = f"{larger - smaller:f}{unit}"
    return step_of(
        sorted(parts, key=lambda part: -part.figure.value),
        f"{larger:f}{unit} - {smaller:f}{unit}",
        said,
        lead=_OPPOSITE[way] if contrary else "",
    )


def _shares(found: Found, a: str, b: str) -> Iterator[Step]:
    if any(_share_printed(s, wordings(found, a, [], "")) for s, _ in found.sentences[:SENTENCES]):
        return
    for window in windows(found):
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
        yield step_of(
            parts,
            f"{one:f}{unit} ÷ {other:f}{unit}",
            said,
            sign="=" if same else "≈",
            lead="" if same else "约",
        )
        return


def _parts(
    found: Found, window: Sequence[Sentence], names: Sequence[str], did: str
) -> tuple[Part, ...] | None:
    """The figure of each named part, all of one unit and period; None where one is missing, or two fit alike."""
    chosen: list[Part] = []
    for name in names:
        others = [other for other in names if other != name]
        part = best_part(window, wordings(found, name, others, did), head=found.question.head)
        if part is None:
            return None
        chosen.append(part)
    apart = len({(p.sentence.spans, p.figure.span) for p in chosen}) == len(names)
    return tuple(chosen) if apart and alike(chosen) else None


def _parts_of_whole(found: Found, window: Sequence[Sentence], a: str, b: str) -> tuple[Part, Part] | None:
    """The part and the whole: the whole named and ending as the part does, or with 其中 between them."""
    part = best_part(window, wordings(found, a, [], ""), head="")
    if part is None:
        return None
    over = whole_over(part)
    if not b or _TOTAL.match(b):
        whole = over
    else:
        whole = best_part(window, wordings(found, b, [], ""), head=part.figure.unit)
        if whole and whole != over and shared_ending(part.label, whole.label) < 2:
            return None
    if whole is None or whole.figure.span == part.figure.span or not alike([part, whole]):
        return None
    return part, whole


def _side_by_side(parts: Sequence[Part]) -> bool:
    """Whether the parts are printed one beside the other, none of them within another: 食品企业96家、种业企业41家."""
    ordered = sorted(parts, key=lambda part: part.figure.span)
    for one, other in pairwise(ordered):
        between = one.text[one.figure.span.end : other.figure.span.start]
        mark = between.removeprefix(one.label).removesuffix(other.label)
        if not _BETWEEN.fullmatch(mark) or one.label in other.label or other.label in one.label:
            return False
        if mark == "," and shared_ending(one.label, other.label) < 2:  # 查处案件36起,移送公安机关4起
            return False
    return True


def _printed_total(parts: Sequence[Part]) -> Part | None:
    """The total of the parts, or of these and others, that the sentence prints before 其中 or with 共 or 合计."""
    first, last = min(p.figure.span for p in parts), max(p.figure.span for p in parts)
    over = whole_over(next(p for p in parts if p.figure.span == first))
    if over is not None:
        return over
    part = parts[0]
    for m in measured_in(part.sentence):
        lead = part.text[max(0, m.figure.span.start - 3) : m.figure.span.start]
        beside = m.figure.span.end <= first.start or m.figure.span.start >= last.end
        if beside and m.figure.unit == part.figure.unit and re.search(r"共计?|合计|总计|总数|总共", lead):
            return Part(part.sentence, m)
    return None


_OF_SHARE = re.compile(r"(?:所?占)?(?:比例|比重|份额|比)?$|占.*$")


def _share_printed(sentence: Sentence, names: Sequence[str]) -> bool:
    """Whether the sentence prints the share of what is named so: 食品企业占比40%."""
    labels = [m.measure for m in measured_in(sentence) if m.figure.kind is FigureKind.SHARE]
    return any(_OF_SHARE.sub("", label, count=1).endswith(tuple(names)) for label in labels)


def _share_behind(part: Part) -> bool:
    """Whether the sentence prints a share behind the part: 优良断面8个,优良率80%."""
    return any(
        m.figure.kind is FigureKind.SHARE
        and m.figure.direction is Direction.LEVEL
        and m.figure.span.start > part.figure.span.end
        for m in measured_in(part.sentence)
    )
