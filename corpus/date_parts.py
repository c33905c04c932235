"""The dates inside a date: `11月13日` of `2015年11月13日`, `29日` of `28日至29日`, `8月5日` of `8月5日12时`.

A question asks for the year, or the day, or the end of a range; the answer is then that part of what is
printed.
"""

import re
from dataclasses import replace

from corpus.dates import HALF_DAY, TO
from corpus.figures import Figure, FigureKind
from corpus.numerals import HAN, WIDE, read_numeral
from corpus.spans import Span

_RANGE = re.compile(TO)
_COMPONENT = re.compile(
    rf"(?:公元前?)?(?P<number>\d+|[{HAN}]+)[ ]?(?P<unit>年|月|日|号|时|点)"
    rf"(?:年底|年末|年初|年中|上半年|下半年|前?第?[一二三四1-4]个?季度|[底末初份]|[上中下]旬|\d{{1,2}}分|半|许)?"
    rf"|(?P<clock>\d{{1,2}})[:：]\d{{2}}"
)
_GAP = re.compile(rf"(?:[ ]|{HALF_DAY})*")


def date_parts(figure: Figure) -> list[Figure]:
    """The dates and times inside `figure`, each a slice of it, in order of beginning and then length.

    Empty for anything but a date or a time, and for one that has a single component (`2023年`).
    """
    if figure.kind not in (FigureKind.DATE, FigureKind.TIME):
        return []
    plain = figure.text.translate(WIDE)
    parts: list[Figure] = []
    at = 0
    for end in [*(mark.span() for mark in _RANGE.finditer(plain)), (len(plain), len(plain))]:
        components = list(_COMPONENT.finditer(plain, at, end[0]))
        for i, first in enumerate(components):
            for j in range(i, len(components)):
                if j > i and not _GAP.fullmatch(plain, components[j - 1].end(), components[j].start()):
                    break
                if (first.start(), components[j].end()) != (0, len(plain)):
                    part = _part(figure, first, components[j].end())
                    parts += [part] if part is not None else []
        at = end[1]
    return parts


def _part(figure: Figure, first: re.Match[str], end: int) -> Figure | None:
    """The slice of `figure` from the component `first` up to `end`."""
    value = read_numeral(first["clock"] or first["number"])
    if value is None:
        return None
    unit = first["unit"] or "时"
    span = Span(first.start(), end).shifted(figure.span.start)
    return replace(
        figure,
        text=figure.text[first.start() : end],
        span=span,
        number=span,
        kind=FigureKind.TIME if unit in ("时", "点") else FigureKind.DATE,
        value=value,
        upper=None,
        unit="时" if unit == "点" else unit,
    )
