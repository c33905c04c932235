"""The value of a printed numeral: `1,085`, `13.18万`, `３`, `五十一`, `二〇二五`, `1万2千`, `三点五万`.

Only the numeral itself; units, bounds and what is or is not a number in running text are read elsewhere
(`figure_reader`). Values are exact: `4.7910` keeps its last 0.
"""

import re
from decimal import Decimal

HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
"""What each Chinese digit is worth; `两` only before a measure word."""

SMALL_SCALES = {"十": 10, "百": 100, "千": 1000}
BIG_SCALES = {"万": 10**4, "亿": 10**8}

WIDE = {ord("０") + i: ord("0") + i for i in range(10)} | {ord("％"): ord("%"), ord("．"): ord(".")}
"""Full-width digits and marks that are part of a number, character for character."""

ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.[ ]?\d+|[ ]\.\d+)?)"
"""`1,085`, `13.18`, and `13. 18` as OCR parts it."""

SCALE = r"(?:[十百千]?(?:万亿|亿|万)|[百千](?![米克瓦伏帕卡赫字姓货度科合家强]))"  # 3千米 is km, 5百帕 is hPa

VAGUE = r"[余多来几]"
"""Inside or after a numeral: somewhat more than it says (二十多万, 780余个)."""

SCALED = rf"{ARABIC}(?:[ ]?{VAGUE}?{SCALE}(?:\d+(?:\.\d+)?{SCALE})*)?"
"""An Arabic numeral with its scale words: `3亿5000万`, `20余万`, `2000 万`."""

HAN = "零〇○一二两三四五六七八九十百千万亿"
"""Characters that a Chinese numeral is made of."""

_PART = re.compile(rf"(?P<number>{ARABIC})[ ]?{VAGUE}?(?P<scale>[十百千万亿]*)")
_HAN_ONLY = re.compile(rf"[{HAN}]+(?:点[零〇○一二三四五六七八九]+[万亿]*)?")
_SMALL = re.compile(
    r"(?:([一二两三四五六七八九])千)?(?:零?([一二两三四五六七八九])百)?(?:零?([一二三四五六七八九]?)十)?"
    r"(?:(零)?([一二三四五六七八九]))?"
)
_PAIR = re.compile(
    r"(?P<head>(?:[一二三四五六七八九][百千万]零?)*十?)"
    r"(?P<low>[一二两三四五六七八九])(?P<high>[二三四五六七八九])(?P<tail>[十百千万亿]*)"
)


def read_numeral(text: str) -> Decimal | None:
    """The exact value of `text`, which must be one whole numeral; None where it is not one.

    Full-width digits, separators, scale words and Chinese digits are read; so are `二〇二五` (digit by digit)
    and `一百五` (150). A vague word inside (`二十多万`) does not change the value.
    """
    text = text.translate(WIDE)
    if not text:
        return None
    if text[0].isdigit() and text[0] not in HAN_DIGITS:
        return _mixed(text)
    plain = re.sub(VAGUE, "", text) if len(text) > 1 else text
    return _han(plain) if _HAN_ONLY.fullmatch(plain) else None


def read_pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Both ends of two neighbouring digits that mean a range: `两三` 2..3, `七八十` 70..80, `十七八` 17..18.

    `三五` (3..5) counts too; other digits that do not follow each other (`九二`, `五四`) are names: None.
    """
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    low, high = HAN_DIGITS[match["low"]], HAN_DIGITS[match["high"]]
    if high != low + 1 and (low, high) != (3, 5):
        return None
    head, tail = match["head"], match["tail"]
    if head and tail and tail[0] in SMALL_SCALES:
        return None
    ends = (_han(head + match["low"] + tail), _han(head + match["high"] + tail))
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def _mixed(text: str) -> Decimal | None:
    """`13.18万`, `3亿5000万`: each Arabic part times its scale, the scales falling."""
    total = Decimal(0)
    at, last = 0, None
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        number = Decimal(part["number"].replace(",", "").replace("，", "").replace(" ", ""))
        scale = _scale(part["scale"])
        if last is not None and scale >= last:
            return None
        value = number if scale == 1 else _scaled(number, scale)
        total = value if last is None else total + value
        at, last = part.end(), scale
    return total


def _scaled(number: Decimal, scale: int) -> Decimal:
    """The product, without the decimals that a scale word has used up (13.18万 is 131800, not 131800.00)."""
    value = number * scale
    whole = value.to_integral_value()
    return whole if whole == value else value


def _scale(words: str) -> int:
    """`千万` 10,000,000: scale words multiply."""
    value = 1
    for word in words:
        value *= SMALL_SCALES.get(word) or BIG_SCALES[word]
    return value


def _han(text: str) -> Decimal | None:
    """A numeral of Chinese digits; None where the digits and scales do not follow the grammar of counting."""
    whole, _, fraction = text.partition("点")
    tail = ""
    while fraction and fraction[-1] in BIG_SCALES:
        fraction, tail = fraction[:-1], fraction[-1] + tail
    value = _han_integer(whole)
    if value is None:
        return None
    if not fraction:
        return Decimal(value)
    digits = "".join(str(HAN_DIGITS[c]) for c in fraction)
    number = Decimal(f"{value}.{digits}")
    return _scaled(number, _scale(tail)) if tail else number


def _han_integer(text: str) -> int | None:
    """Below 亿亿: split at the last 亿, then at the last 万, then read thousands to ones."""
    for word, scale in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = text.rpartition(word)
        if found:
            above = _han_integer(head) if head else 1
            below = _han_rest(rest, scale)
            # 亿 and 万 alone are words of their own; 万一 and 万五千 are not numerals
            if above is None or below is None or (not head and (rest or word == "亿")):
                return None
            return above * scale + below
    return _han_small(text)


def _han_rest(text: str, scale: int) -> int | None:
    """What follows 万 or 亿: `一万二` is 12000, `一万零二` 10002."""
    if not text:
        return 0
    if len(text) == 1 and text in HAN_DIGITS:
        return HAN_DIGITS[text] * (scale // 10)
    value = _han_small(text.lstrip("零〇")) if scale == 10**4 else _han_integer(text.lstrip("零〇"))
    return value if value is not None and value < scale else None


def _han_small(text: str) -> int | None:
    """Below 万: 五十一, 两百零五, 一百五 (150), a lone 百 or 千, or bare digits (二〇二五)."""
    if text in SMALL_SCALES:
        return SMALL_SCALES[text]
    if text and all(c in HAN_DIGITS for c in text):
        return int("".join(str(HAN_DIGITS[c]) for c in text))
    match = _SMALL.fullmatch(text)
    if match is None or not text:
        return None
    thousands, hundreds, tens, zero, ones = match.groups()
    value = 1000 * HAN_DIGITS.get(thousands, 0) + 100 * HAN_DIGITS.get(hundreds, 0)
    if tens is not None:
        value += 10 * HAN_DIGITS.get(tens, 1)
    elif ones and not zero:
        return value + HAN_DIGITS[ones] * (10 if hundreds else 100)
    return value + HAN_DIGITS.get(ones, 0)
