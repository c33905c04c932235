"""Whether two figures are of the same period and place, and measured against the same: yes, no, or not told.

`OPEN` is every case in between: one of the two does not say, or says it wider (全年 and 9月, 太原市 and 太原市市区).
"""

import re
from enum import StrEnum

from corpus.figures import Direction
from corpus.ledger import LedgerFigure
from corpus.text import fold, simplify
from qa.locality import HOME_WORDS, place_names


class Agreement(StrEnum):
    """How two statements of one thing stand to each other."""

    SAME = "same"
    OPEN = "open"
    OTHER = "other"


def period_agreement(one: LedgerFigure, other: LedgerFigure) -> Agreement:
    """Of the days two figures are of."""
    if one.days is None or other.days is None:
        return Agreement.OPEN
    if one.days == other.days:
        return Agreement.SAME
    (first, last), (start, end) = one.days, other.days
    within = (first <= start and end <= last) or (start <= first and last <= end)
    return Agreement.OPEN if within else Agreement.OTHER


def place_agreement(one: str, other: str, *, home: tuple[str, ...]) -> Agreement:
    """Of two places as printed; 我市 is the home city, or any where that is not known."""
    if not one or not other:
        return Agreement.OPEN
    first, second = _place(one, home=home), _place(other, home=home)
    if first == second:
        return Agreement.SAME
    if not home and (first in HOME_WORDS or second in HOME_WORDS):
        return Agreement.OPEN
    return Agreement.OPEN if first in second or second in first else Agreement.OTHER


def base_agreement(one: LedgerFigure, other: LedgerFigure) -> Agreement:
    """Of what two changes are measured against; two levels, which are measured against nothing, agree."""
    if one.direction is other.direction is Direction.LEVEL:
        return Agreement.SAME
    first, second = _base(one), _base(other)
    if not first or not second:
        return Agreement.OPEN
    return Agreement.SAME if first == second else Agreement.OTHER


def _place(place: str, *, home: tuple[str, ...]) -> str:
    plain = simplify(fold(place).text)
    if home and (plain in HOME_WORDS or plain in home):
        return home[-1]
    return place_names(plain, home=())[0]


_YEAR_BEFORE = re.compile(r"同比|(?:上一?年|去年|前一年|上年度)(?:度|的?同期)?|同期")
_YEAR = re.compile(r"(\d{4})年(?:度|的?同期)?")


def _base(figure: LedgerFigure) -> str:
    """The base of a change; the year before is one, however it is worded (同比, 上年同期, 2024年 of a figure of 2025年)."""
    base = simplify(fold(figure.base).text)
    if _YEAR_BEFORE.fullmatch(base):
        return "同比"
    year = _YEAR.fullmatch(base)
    if year and figure.days and int(year[1]) == figure.days[0].year - 1:
        return "同比"
    return base
