"""Figures in Chinese characters: counts (五十一场), shares (百分之三十), multiples (翻番), ordinals (第三).

The hard part is what is not one: 一 is mostly an article or half of a word, and names are full of digits
(四川, 三星, 五台山). A lone digit therefore needs a measure word from a closed list, and the segmenter's word
that nothing in its dictionary reaches beyond the two.
"""

from decimal import Decimal
from unicodedata import normalize

from corpus import figure_patterns as patterns
from corpus import words as segmenter
from corpus.figure_context import bound_before
from corpus.figure_dates import han_date, han_time, lunar_figure
from corpus.figure_pieces import (
    AFTER_QUALIFIER,
    SCALES,
    Page,
    Piece,
    bounded_figure,
    exact_figure,
    kind_of,
    piece_of,
    ranged,
)
from corpus.figures import Direction, Figure, FigureKind, Qualifier
from corpus.numerals import HAN, HAN_DIGITS, read_numeral
from corpus.units import FEW_UNIT, ONE_UNIT

_ARTICLES = frozenset("每另同哪这那某何上下前后新唯统第其之专单逐进不划合随任")
"""Characters that make a following 一 something else than a count (另一名, 每一次)."""


def from_han(page: Page, at: int, floor: int) -> Figure | int:
    """The figure that begins with the Chinese numeral at `at`, or the place to go on from."""
    text = page.plain
    end = at + 1
    while end < len(text) and text[end] in HAN:
        end += 1
    run = text[at:end]
    after = text[end : end + 1]
    before = text[at - 1] if at else ""
    weekday = text[max(0, at - 2) : at] in ("星期", "礼拜") or before == "周"
    if weekday and len(run) == 1 and not (at > 1 and text[at - 2] in HAN):
        return end  # 周三, 星期三, but 一周三次
    if after == "分" and text.startswith("分之", end):
        return share(page, at, end, floor)
    if after == "年" and len(run) == 4:
        date = han_date(page, at)
        if date is not None:
            return date
    elif after == "月" and not text.startswith("月球", end):
        lunar = patterns.ANY_LUNAR.match(text, at)
        if lunar is not None and len(lunar.group()) > len(run) + 1:
            return lunar_figure(page, at, lunar)
        date = han_date(page, at)
        if date is not None:
            return date
    elif after in ("世", "年") and (era := patterns.ANY_DATE.match(text, at)):
        value = read_numeral(run)
        if value is not None and "世纪" in era.group():
            return exact_figure(
                page, at, era.end(), kind=FigureKind.DATE, value=value, upper=None, unit="世纪"
            )
    elif after in ("点", "时"):
        clock = han_time(page, at, run)
        if clock is not None:
            return clock
    elif after == "半" and run == "一":
        part = half(page, at, floor)
        if isinstance(part, Figure):
            return part
    elif after == "成":
        tenths = _tenths(page, at, floor)
        if tenths is not None:
            return tenths
    if len(run) == 1 and not _counts(text, at, end) and not _begins_range(text, end):
        return end
    match = patterns.HAN_QUANTITY.match(text, at)
    piece = ranged(page, match, at) if match is not None else None
    if piece is None or not _stands(page, at, run, piece):
        return end
    if not set(run) & SCALES and len(run) > 1 and piece.unit in ("线", "季度", "产", "审", "期"):
        return end  # 三四线城市, 三四季度
    return bounded_figure(page, at, piece, floor=floor, kind=kind_of(piece.unit))


def _counts(text: str, at: int, end: int) -> bool:
    """Whether the single Chinese digit at `at` counts something rather than being part of a word."""
    c = text[at]
    before = text[at - 1] if at else ""
    if c in "百千万亿":
        return True  # _stands asks for more
    if c in "零〇○" or before in ("第", "之"):
        return False
    unit = (ONE_UNIT if c == "一" else FEW_UNIT).match(text, end)
    if unit is None:
        return c == "十" and text[end : end + 1] in ("余", "多", "来", "几")
    if c == "一":
        if before in _ARTICLES and before:
            return False
        if text[unit.end() : unit.end() + 1] in ("一", "双"):  # 一户一策, 一岗双责
            return False
    follows = text[unit.end() : unit.end() + 1]
    if follows == unit.group() or text.startswith("一体", unit.end()):  # 一次次, 四位一体
        return False
    if unit.group() == "起" and c == "一":
        return False
    return text[at : unit.end()] not in _IDIOMS and not _in_word(text, at, unit.end())


_IDIOMS = frozenset(("四处", "四面", "四时", "两面", "两头", "三番"))
"""Words of a digit and a measure word that count nothing."""


def _begins_range(text: str, end: int) -> bool:
    """Whether a lone digit is the lower end of a range, whose upper end has the unit (四到六个月)."""
    if text[end : end + 1] not in patterns.RANGE_BEGINS:
        return False
    mark = patterns.RANGE_MARK.match(text, end)
    if mark is None:
        return False
    upper = patterns.HAN_QUANTITY.match(text, mark.end())
    return upper is not None and FEW_UNIT.match(text, upper.end("number")) is not None


_WINDOW = 4
"""Characters either side that the segmenter sees; names of places and idioms seldom reach further."""


def _in_word(text: str, at: int, end: int) -> bool:
    """Whether a dictionary word reaches beyond `at`..`end` on either side: 五台山, 三门峡, 一家人."""
    first = max(0, at - _WINDOW)
    place = first
    for word in segmenter.cut(text[first : end + _WINDOW]):
        upto = place + len(word)
        if place < end and at < upto and (place < at or upto > end):
            # 增加一倍 and 近三年来 stand in the dictionary too
            return text[end - 1] not in "倍年月天" or (upto > end and place == at)
        place = upto
    return False


def _stands(page: Page, at: int, run: str, piece: Piece) -> bool:
    """Whether a longer or scale-only numeral counts: `百余名`, `上千人`, but not `百度`, `千万不要`."""
    text = page.plain
    vague = piece.qualifier is Qualifier.OVER
    scales_only = all(c in SCALES for c in run)
    if len(run) == 1:
        if run not in "百千万亿":
            return True
        bounded = text[at - 1 : at] in ("上", "过", "近", "超", "逾", "约", "足", "成") and at > 0
        return (vague or bounded) and (bool(piece.unit) or vague)
    if text.startswith("大", piece.end) and not piece.unit and 10 < piece.value < 40:
        return False  # 二十大, 十八大
    if run == "十一" and not piece.unit:
        return False
    if scales_only and not piece.unit and not vague:
        return bound_before(text, at, "") is not None
    return bool(set(run) & SCALES) or bool(piece.unit)


def several(page: Page, at: int, floor: int) -> Figure | int:
    """数百名, 几十年: at least the scale word."""
    text = page.plain
    match = patterns.SEVERAL.match(text, at)
    if match is None or (
        text[at] == "数" and at and text[at - 1] in "人总次天件指系户家点倍个位少多半度级参函基岁年"
    ):
        return at + 1
    piece = piece_of(match)
    if piece is None or not (piece.unit or len(match["number"]) > 1 or match["vague"]):
        return match.end("number")
    several = Piece(piece.end, piece.value, None, piece.unit, Qualifier.OVER, True)
    return bounded_figure(page, at, several, floor=floor, kind=kind_of(piece.unit))


def share(page: Page, at: int, end: int, floor: int) -> Figure | int:
    """百分之三十, 千分之三, 三分之二."""
    text = page.plain
    match = patterns.HUNDREDTHS.match(text, at)
    if match is not None:
        value = read_numeral(match["number"])
        upper = read_numeral(match["high"]) if match["high"] else None
        if value is None:
            return end
        unit = {"百": "%", "千": "‰", "万": "‱"}[match["base"]]
        if upper is not None and upper <= value:
            upper = None
    else:
        match = patterns.PARTS.match(text, at)
        whole = read_numeral(match["base"]) if match else None
        part = read_numeral(match["number"]) if match else None
        if match is None or not whole or part is None:
            return end
        value, upper, unit = part / whole, None, ""
    after = match["after"]
    qualifier = AFTER_QUALIFIER.get(after[-1:], Qualifier.ABOUT) if after else Qualifier.EXACT
    piece = Piece(match.end(), value, upper, unit, qualifier, False)
    return bounded_figure(page, at, piece, floor=floor, kind=FigureKind.SHARE)


def _tenths(page: Page, at: int, floor: int) -> Figure | None:
    """三成, 七八成, 六成半: as hundredths."""
    match = patterns.TENTHS.match(page.plain, at)
    if match is None:
        return None
    ten = Decimal(10)
    value = HAN_DIGITS[match["number"]] * ten
    upper = HAN_DIGITS[match["high"]] * ten if match["high"] else None
    if match["half"]:
        value += 5 if match["half"] == "半" else HAN_DIGITS[match["half"]]
    qualifier = Qualifier.OVER if match["later"] else Qualifier.EXACT
    if match["after"]:
        qualifier = AFTER_QUALIFIER.get(match["after"][-1], Qualifier.ABOUT)
    piece = Piece(match.end(), value, upper, "%", qualifier, False)
    return bounded_figure(page, at, piece, floor=floor, kind=FigureKind.SHARE)


def doubling(page: Page, at: int) -> Figure | int:
    """翻番 and 翻一番 are 2 times, 翻两番 4 times."""
    match = patterns.DOUBLING.match(page.plain, at)
    if match is None:
        return at + 1
    number = match["number"]
    times = int(read_numeral(number) or 1) if number else 1
    piece = Piece(match.end(), Decimal(2**times), None, "倍", Qualifier.EXACT, False)
    return bounded_figure(page, at, piece, floor=at, kind=FigureKind.MULTIPLE, direction=Direction.UP)


def half(page: Page, at: int, floor: int) -> Figure | int:
    """半年, 半个月, 一半."""
    text = page.plain
    match = patterns.HALF.match(text, at)
    if match is None or (at and text[at] == "半" and text[at - 1] in "上下前后大多过深夜"):
        return at + 1
    unit = match["unit"] or ""
    after = match["after"] or match["over"] or ""
    qualifier = AFTER_QUALIFIER.get(after[-1:], Qualifier.ABOUT) if after else Qualifier.EXACT
    piece = Piece(match.end(), Decimal("0.5"), None, unit, qualifier, False)
    kind = FigureKind.QUANTITY if unit else FigureKind.SHARE
    return bounded_figure(page, at, piece, floor=floor, kind=kind)


def graded(page: Page, at: int) -> Figure | int:
    """Ⅲ类, Ⅳ级: the n-th class, in the order of the Roman numerals."""
    match = patterns.CLASS.match(page.plain, at)
    if match is None:
        return at + 1
    value = Decimal(patterns.ROMAN.index(normalize("NFKC", match["number"])) + 1)
    return exact_figure(
        page, at, match.end(), kind=FigureKind.ORDINAL, value=value, upper=None, unit=match["unit"]
    )


def ordinal(page: Page, at: int) -> Figure | int:
    """第三, 第22届, 第二季度."""
    text = page.plain
    name = patterns.ORDINAL_NAME.match(text, at)
    if name is not None:
        return name.end()
    match = patterns.ORDINAL.match(text, at)
    if match is None:
        return at + 1
    value = read_numeral(match["number"])
    if value is None:
        return at + 1
    high = read_numeral(match["high"]) if match["high"] else None
    upper = high if high is not None and high > value else None
    end = match.end()
    unit = match["unit"] or ""
    if unit == "季度":
        return exact_figure(page, at, end, kind=FigureKind.DATE, value=value, upper=upper, unit=unit)
    return exact_figure(page, at, end, kind=FigureKind.ORDINAL, value=value, upper=upper, unit=unit)
