"""One numeral with what follows it, and the figures made of it.

The parts that the readers of Arabic digits, of Chinese ones and of dates share.
"""

from dataclasses import dataclass
from decimal import Decimal
from re import Match

from corpus import figure_patterns as patterns
from corpus.figure_context import bound_before, direction_before
from corpus.figures import Direction, Figure, FigureKind, Qualifier
from corpus.numerals import HAN, read_numeral, read_pair
from corpus.spans import Span
from corpus.units import MULTIPLES, POINTS

SCALES = frozenset("十百千万亿")

AFTER_QUALIFIER = {"上": Qualifier.OVER, "下": Qualifier.UNDER, "内": Qualifier.UNDER}


@dataclass(frozen=True, slots=True)
class Page:
    """A text as printed, and the same with half-width digits, character for character."""

    printed: str
    plain: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One numeral with what follows it."""

    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    qualifier: Qualifier
    scaled: bool
    """Whether a scale word stands in it (the 万 of 3至5万辆 holds for the 3 too)."""


def bounded_figure(
    page: Page,
    at: int,
    piece: Piece,
    *,
    floor: int,
    kind: FigureKind,
    direction: Direction | None = None,
) -> Figure:
    """The figure whose numeral stands at `at`, with the bound before it, reaching back to `floor` at most."""
    start = at
    qualifier = piece.qualifier
    bound = bound_before(page.plain, at, piece.unit) if at > floor else None
    if bound is not None and bound[0] >= floor:
        start, said = bound
        qualifier = said if qualifier is Qualifier.EXACT else qualifier
    if direction is None:
        is_name = kind is FigureKind.ORDINAL  # 上涨 92号汽油
        direction = Direction.LEVEL if is_name else direction_before(page.plain, start)
    return Figure(
        text=page.printed[start : piece.end],
        span=Span(start, piece.end),
        kind=kind,
        value=piece.value,
        upper=piece.upper,
        unit=piece.unit,
        qualifier=qualifier,
        direction=direction,
        number=Span(at, piece.end),
    )


def exact_figure(
    page: Page, at: int, end: int, *, kind: FigureKind, value: Decimal, upper: Decimal | None, unit: str
) -> Figure:
    """A date, a time, an ordinal or a score: exact, no change."""
    while page.plain[end - 1] == " ":
        end -= 1
    span = Span(at, end)
    return Figure(
        text=page.printed[at:end],
        span=span,
        kind=kind,
        value=value,
        upper=upper,
        unit=unit,
        qualifier=Qualifier.EXACT,
        direction=Direction.LEVEL,
        number=span,
    )


def kind_of(unit: str) -> FigureKind:
    """The kind that a unit alone decides."""
    if not unit:
        return FigureKind.QUANTITY
    if unit[0] in "%‰":
        return FigureKind.SHARE
    if unit in POINTS:
        return FigureKind.POINTS
    if unit in MULTIPLES:
        return FigureKind.MULTIPLE
    return FigureKind.ORDINAL if unit in ("号", "届") else FigureKind.QUANTITY


def piece_of(match: Match[str]) -> Piece | None:
    """The numeral of an `ARABIC_QUANTITY` or `HAN_QUANTITY`, its unit and the bound that follows it."""
    text = match.string
    printed, vague, unit, later, after = match.group("number", "vague", "unit", "later", "after")
    end = match.end()
    if ". " in printed and (match.start() == 0 or text[match.start() - 1] in "\n。；;"):
        # 1. 18家企业 at the beginning of a line counts the lines
        printed = printed.split(".")[0]
        vague = unit = later = after = ""
        end = match.start() + len(printed)
    elif not unit:
        end = match.end("vague") if vague else match.end("number")
        later = ""
        if after and match.start("after") == end:
            end = match.end("after")
        else:
            after = ""
    pair = read_pair(printed) if unit and printed[0] in HAN else None
    if pair is not None:
        value, upper = pair  # 三四天, 十七八岁
    elif (read := read_numeral(printed)) is not None:
        value, upper = read, None
    else:
        return None
    qualifier = Qualifier.EXACT
    if vague or later in ("余", "多") or unit[1:2] == "多" or any(c in "余多来几" for c in printed):
        qualifier = Qualifier.OVER
    if after:
        qualifier = AFTER_QUALIFIER.get(after[-1], Qualifier.ABOUT)
        if after == "上下":
            qualifier = Qualifier.ABOUT
    if unit and unit[0] == "个" and unit[1:2] in ("多", "半"):
        value += Decimal("0.5") if unit[1] == "半" else 0
        unit = "个" + unit[2:]
    elif later == "半":
        value += Decimal("0.5")
    return Piece(end, value, upper, unit.strip(), qualifier, printed[-1] in SCALES)


def ranged(page: Page, match: Match[str], at: int) -> Piece | None:
    """The piece of `match`, joined with a second one where a range follows (3至5天, 3万辆至5万辆)."""
    low = piece_of(match)
    text = page.plain
    if low is None or low.upper is not None or text[low.end : low.end + 1] not in patterns.RANGE_BEGINS:
        return low
    mark = patterns.RANGE_MARK.match(text, low.end)
    if mark is None:
        return low
    pattern = patterns.ARABIC_QUANTITY if "0" <= text[at] <= "9" else patterns.HAN_QUANTITY
    second = pattern.match(text, mark.end())
    high = piece_of(second) if second is not None else None
    if high is None or high.upper is not None or second is None:
        return low
    if low.unit and high.unit != low.unit:
        return low
    value = low.value
    if high.scaled and not low.scaled and not low.unit:
        bare = read_numeral(second["number"].rstrip("十百千万亿"))
        if bare is None or value < bare:
            value = value * high.value / bare if bare else value
    if value >= high.value:
        return low
    qualifier = high.qualifier if low.qualifier is Qualifier.EXACT else low.qualifier
    return Piece(high.end, value, high.value, high.unit, qualifier, high.scaled)
