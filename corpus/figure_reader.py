"""Reads the printed figures of running Chinese text.

One pass: a scan for characters that can begin a figure, then the pattern for what stands there, then a look
at the words before it. Written for 44 million characters of news in a minute, so no pattern walks the text
twice.

Not read: numbers that are names (歼-20, 5G, A4, PM2.5, 第三方, 十四五, 周三), addresses of the web, telephone
numbers, and a Chinese digit inside a word (统一, 进一步, 五台山).
"""

from dataclasses import replace
from decimal import Decimal

from corpus import figure_patterns as patterns
from corpus.figure_dates import dash_score, named_date, solar_date, time_or_score
from corpus.figure_pieces import Page, Piece, bounded_figure, kind_of, ranged
from corpus.figure_words import doubling, from_han, graded, half, ordinal, several, share
from corpus.figures import Direction, Figure, FigureKind, Qualifier
from corpus.numerals import WIDE
from corpus.spans import Span

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

_DASHES = frozenset("-－–−")

_DEGREES = ("℃", "°C", "℉", "摄氏度", "度", "%")
"""A dash before these is a minus even after a word (最低气温-5℃)."""

_SIGNS = ("US$", "HK$", "NT$", "A$", "C$", "$", "￥", "¥", "€", "£")

_SIGN_ENDS = frozenset("$￥¥€£")

_BELOW_ZERO = frozenset("为达到至是约了近超降跌涨减：:（(，,和零")
"""Characters after which a dash is a minus (最低气温-5℃, 同比为-1.2%), not a joint (歼-20)."""


def read_figures(text: str) -> list[Figure]:
    """Every printed figure of `text`, left to right, disjoint; spans are of `text`. Never fails."""
    wide = patterns.WIDE_FORMS.search(text)
    page = Page(text, text.translate(WIDE) if wide else text)
    plain = page.plain
    figures: list[Figure] = []
    at = floor = 0  # where the scan goes on; where the last figure ends
    for start in patterns.START.finditer(plain):
        here = start.start()
        if here < at:
            continue
        c = plain[here]
        found: Figure | int
        if c in "hw":
            address = patterns.ADDRESS.match(plain, here)
            at = address.end() if address else here + 1
            continue
        if "0" <= c <= "9":
            found = _from_digit(page, here, floor)
        elif "Ⅰ" <= c <= "Ⅹ" or c in "IVX":
            found = graded(page, here)
        elif c == "第":
            found = ordinal(page, here)
        elif c == "翻":
            found = doubling(page, here)
        elif c == "半":
            found = half(page, here, floor)
        elif c in "正腊冬农阴公":
            found = named_date(page, here)
        elif c in "数几":
            found = several(page, here, floor)
        else:
            found = from_han(page, here, floor)
        if isinstance(found, Figure):
            joined = _lasting_together(text, figures[-1], found) if figures else None
            if joined is not None:
                figures[-1] = joined
            else:
                figures.append(_moving_along(plain, figures[-1], found) if figures else found)
            at = floor = found.span.end
        else:
            at = found
    return figures


_BESIDE = ("、", "和", "与", "及", "以及")


def _moving_along(text: str, before: Figure, figure: Figure) -> Figure:
    """`figure` as a change, where it stands beside one in the same unit: 4.1% of 分别增长2.5%和4.1%."""
    alike = figure.unit and figure.unit == before.unit and figure.direction is Direction.LEVEL
    if not alike or text[before.span.end : figure.span.start] not in _BESIDE:
        return figure
    return replace(figure, direction=before.direction)


_LARGER = {("年", "个月"): 12, ("岁", "个月"): 12, ("天", "小时"): 24, ("天", "个小时"): 24}
"""How many of the smaller unit the larger one is, where that is the same for all."""
_LONGEST = 100
"""一百年 is no calendar year yet."""


def _lasting_together(text: str, before: Figure, figure: Figure) -> Figure | None:
    """一年六个月, 两年零9个月 and 3天2小时 as one figure in the smaller unit; None where the two are apart."""
    times = _LARGER.get((before.unit, figure.unit))
    if times is None or before.kind is not FigureKind.QUANTITY or figure.kind is not FigureKind.QUANTITY:
        return None
    exact = before.upper is None and figure.upper is None and figure.direction is Direction.LEVEL
    touching = (
        text[before.span.end : figure.number.start] in ("", "零", "又")
        and before.number.end == before.span.end
    )
    if not (exact and touching and before.value < _LONGEST and figure.value < times):
        return None
    span = Span(before.span.start, figure.span.end)
    qualifier = before.qualifier if before.qualifier is not Qualifier.EXACT else figure.qualifier
    return replace(
        before,
        text=span.of(text),
        span=span,
        value=before.value * times + figure.value,
        unit=figure.unit,
        qualifier=qualifier,
        number=Span(before.number.start, figure.number.end),
    )


def _from_digit(page: Page, at: int, floor: int) -> Figure | int:
    """The figure that begins with the digit at `at`, or the place to go on from."""
    text = page.plain
    quantity = patterns.ARABIC_QUANTITY.match(text, at)
    if quantity is None:
        raise AssertionError(f"a digit at {at} that begins no number")
    end = at + 1
    while "0" <= text[end : end + 1] <= "9":
        end += 1
    before = text[at - 1] if at else ""
    if before in _LETTERS or (before in "._" and at > 1 and text[at - 2] in _LETTERS):
        return _past_name(text, end)  # A4, PM2.5, No.1
    telephone = patterns.TELEPHONE.match(text, at)
    if telephone is not None and not patterns.ANY_DATE.match(text, at):
        return telephone.end()
    after = text[end : end + 1]
    if after == "分" and text.startswith("分之", end):
        return share(page, at, end, floor)
    if after in patterns.DATE_FOLLOWS:
        date = solar_date(page, at)
        if date is not None:
            return date
    if after in patterns.TIME_FOLLOWS:
        clock = time_or_score(page, at)
        if clock is not None:
            return clock
    if after in _DASHES:
        score = dash_score(page, at)
        if score is not None:
            return score
    if after == "/":
        fraction = _fraction(page, at, floor)
        if fraction is not None:
            return fraction
    if quantity["unit"] in _LASTING and text[quantity.end() : quantity.end() + 1].isdigit():
        lasting = _duration(page, at, floor)
        if lasting is not None:
            return lasting
    piece = ranged(page, quantity, at)
    if piece is None or (not piece.unit and _names(text, at, piece.end)):
        return _past_name(text, end if piece is None else piece.end)
    return _signed(page, at, piece, floor)


def _names(text: str, at: int, end: int) -> bool:
    """Whether the bare number `at`..`end` names or numbers something instead of telling how much."""
    if patterns.NAME_AFTER.match(text, end):
        return True  # 5G网络, 95后
    if at > 1 and text[at - 1] == " " and text[at - 2] in _LETTERS:
        return True  # iPhone 15
    return bool(patterns.LIST_MARK.match(text, end) and patterns.LINE_BEGINS.search(text, max(0, at - 3), at))


def _signed(page: Page, at: int, piece: Piece, floor: int) -> Figure | int:
    """The figure of `piece` with what stands right before it: a minus, 零下, a currency's sign, a joint."""
    text = page.plain
    before = text[at - 1] if at > floor else ""
    if before and before in _DASHES:
        left = text[at - 2] if at > 1 else ""
        cold = piece.unit in _DEGREES and not "0" <= left <= "9"
        if not left or cold or left in _BELOW_ZERO or left.isspace():
            if left or piece.unit:
                return _negative(page, at - 1, piece, floor=floor)
        elif not piece.unit or left in _LETTERS:
            return piece.end  # 歼-20, F-16
    elif before == "下" and at - 2 >= floor and text[at - 2] == "零":
        return _negative(page, at - 2, piece, floor=floor)
    elif before and before in _SIGN_ENDS and not piece.unit:
        sign = next(s for s in _SIGNS if text.endswith(s, floor, at))
        priced = replace(piece, unit=sign)
        return bounded_figure(page, at - len(sign), priced, floor=floor, kind=FigureKind.QUANTITY)
    return bounded_figure(page, at, piece, floor=floor, kind=kind_of(piece.unit))


_LASTING = frozenset(("小时", "个小时", "分", "分钟"))


def _duration(page: Page, at: int, floor: int) -> Figure | None:
    """10小时30分, 2分05秒48: in its smallest unit, so that the value is exact (630 分)."""
    match = patterns.DURATION.match(page.plain, at)
    if match is None or not (match["hours"] or match["seconds"]):
        return None
    value = Decimal(match["hours"] or 0) * 60 + Decimal(match["minutes"])
    unit = match["unit"]
    if match["seconds"]:
        value, unit = value * 60 + Decimal(match["seconds"]), "秒"
        if match["rest"]:
            value += Decimal(f"0.{match['rest']}")
    piece = Piece(match.end(), value, None, unit, Qualifier.EXACT, scaled=False)
    return bounded_figure(page, at, piece, floor=floor, kind=FigureKind.QUANTITY)


def _past_name(text: str, end: int) -> int:
    """Past a name made of letters and digits: `PM2.5`, `737MAX`, `5G`."""
    while end < len(text) and (text[end] in _LETTERS or "0" <= text[end] <= "9" or text[end] in ".-_"):
        end += 1
    return end


def _negative(page: Page, at: int, piece: Piece, *, floor: int) -> Figure:
    """零下20℃, -1.2%."""
    upper = None if piece.upper is None else -piece.upper
    low, high = (-piece.value, None) if upper is None else (upper, -piece.value)
    below = Piece(piece.end, low, high, piece.unit, piece.qualifier, piece.scaled)
    return bounded_figure(page, at, below, floor=floor, kind=kind_of(piece.unit))


def _fraction(page: Page, at: int, floor: int) -> Figure | None:
    """1/3 as a share."""
    match = patterns.FRACTION.match(page.plain, at)
    if match is None or not 0 < int(match[1]) < int(match[2]):
        return None
    value = Decimal(match[1]) / Decimal(match[2])
    piece = Piece(match.end(), value, None, "", Qualifier.EXACT, False)
    return bounded_figure(page, at, piece, floor=floor, kind=FigureKind.SHARE)
