"""How right an answer is, one measure a function.

Definitions are the field's: exact match and F1 as CMRC 2018 scores them (longest common run of tokens, a
token being one Chinese character or one Latin word or number), refusal as SQuAD 2.0's no-answer questions.
Ours is the figure measure: every number of the gold
answer with its value and unit, and no other number. No measure here knows where an answer came from.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.figure_reader import read_figures
from corpus.figures import Figure, FigureKind

Alternative = tuple[str, ...]
"""Strings that must all stand in a right answer: one, or the items of a list."""

CONTAINS_TIMES = 3
CONTAINS_PLUS = 10
"""characters; a right answer may hold the gold one in up to 3 x its length + 10: the clause around it, not
the page."""

_KEPT = frozenset("%‰+/")
"""Marks that carry meaning: 77.3%, 立方米/日, A+."""

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_TOKEN = re.compile(r"[a-z0-9.:%/+‰]+|.", re.DOTALL)
_CONJUNCTION = re.compile(r"以及|[和及与]")
"""What may stand between the items of a list: 清徐县和阳曲县."""


def normalised(text: str) -> str:
    """`text` without widths, case, spaces and punctuation; 4.13, 5:2, 77.3%, 1,085 -> 1085 keep their
    meaning.
    """
    folded = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    last = len(folded) - 1
    kept: list[str] = []
    for at, character in enumerate(folded):
        inside = 0 < at < last and folded[at - 1].isdigit() and folded[at + 1].isdigit()
        letter = unicodedata.category(character)[0] in "LN"
        if letter or character in _KEPT or (inside and character in ".:"):
            kept.append(character)
    return "".join(kept)


def tokens(text: str) -> list[str]:
    """The tokens of CMRC 2018's mixed segmentation: a Chinese character, or a run of Latin letters and
    digits.
    """
    return _TOKEN.findall(normalised(text))


def exact_match(alternative: Alternative, answer: str) -> bool:
    """Whether the answer is the gold one and nothing else; the items of a list in any order."""
    rest = normalised(answer)
    if len(alternative) == 1:
        return rest == normalised(alternative[0])
    for item in sorted(map(normalised, alternative), key=len, reverse=True):  # 清徐经开区 before 清徐
        if item not in rest:
            return False
        rest = rest.replace(item, "", 1)
    return not _CONJUNCTION.sub("", rest)


def character_f1(alternative: Alternative, answer: str) -> float:
    """CMRC 2018's F1, 0..1: over the longest common run of tokens; for a list, over the bag of tokens."""
    gold, said = tokens("".join(alternative)), tokens(answer)
    if not gold or not said:
        return 0.0
    if len(alternative) == 1:
        shared = SequenceMatcher(None, gold, said, autojunk=False).find_longest_match().size
    else:
        shared = (Counter(gold) & Counter(said)).total()
    return 2 * shared / (len(gold) + len(said))


def contains(alternative: Alternative, answer: str) -> bool:
    """Whether every item stands in the answer, and the answer is not much longer than they are."""
    said = normalised(answer)
    items = [normalised(item) for item in alternative]
    room = CONTAINS_TIMES * sum(map(len, items)) + CONTAINS_PLUS
    return bool(said) and len(said) <= room and all(item in said for item in items)


def quote_supports(gold: Sequence[Alternative], quote: str, *, holds: str = "") -> bool:
    """Whether the quote holds the words named by the set (`holds`), or else every item of one alternative."""
    said = normalised(quote)
    if holds:
        return normalised(holds) in said
    return bool(said) and any(all(normalised(item) in said for item in items) for items in gold)


# ---------------------------------------------------------------- figures

_ALIKE: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "天 日 号",
        "人 名 位 个",
        "元 块 圆 人民币 元人民币",
        "公里 千米 km",
        "公斤 千克 kg",
        "米 m",
        "平方公里 平方千米",
        "摄氏度 度 ℃ °C",
        "分 分钟",
        "小时 个小时 钟头",
        "年 周年 余年",
        "个百分点 百分点",
        "个基点 基点",
        "千瓦 kw",
        "兆瓦 mw",
    )
)
"""Units that name the same thing, so that an answer may use either."""

_UNSCALED = re.compile(r"^(?:[十百千]?万亿|[十百千]?[万亿])(?=.)")
_MEASURES = "公里 千米 米 吨 公斤 千克 亩 公顷 平方米 平方公里 立方米 千瓦 兆瓦"
_PRINTED = (FigureKind.DATE, FigureKind.TIME)
"""Kinds whose value alone does not tell two figures apart."""
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_NEEDS_UNIT = frozenset(f"元 美元 欧元 英镑 日元 港元 卢布 韩元 {_MEASURES}".split())
"""Units without which a number says something else; 282 for 282天 is fair, 211.75亿 for 211.75亿元 is not."""


def figures_exact(alternative: Alternative, answer: str, *, derived: bool = False) -> bool | None:
    """Whether the answer has each number of the gold one, equal in value and unit, and no other number.

    None where the gold answer has no number. With `derived`, a gold number that is written without a unit
    takes any: 83.3 and 83.3%.
    """
    gold = read_figures("、".join(alternative))
    if not gold:
        return None
    said = read_figures(answer)
    whole = all(any(same_figure(g, a, any_unit=derived) for a in said) for g in gold)
    return whole and all(any(same_figure(g, a, any_unit=derived) for g in gold) for a in said)


def same_figure(gold: Figure, said: Figure, *, any_unit: bool = False) -> bool:
    """Whether two printed figures say the same number of the same thing (五十一场 and 51场, 三成 and 30%)."""
    if (gold.value, gold.upper) != (said.value, said.upper):
        return False
    if gold.kind in _PRINTED or said.kind in _PRINTED:
        return gold.kind is said.kind and _printed(gold) == _printed(said)
    return _same_unit(gold, said) or (any_unit and not gold.unit)


def _printed(figure: Figure) -> str:
    """A date or time of day in one way of writing; its `value` is the leading part alone (the 2022 of
    2022年8月).
    """
    return normalised(figure.text).replace("号", "日").replace("时", "点").translate(_DIGITS)


def _same_unit(gold: Figure, said: Figure) -> bool:
    shares = (FigureKind.SHARE, FigureKind.POINTS, FigureKind.MULTIPLE)
    if (gold.kind in shares or said.kind in shares) and gold.kind is not said.kind:
        return False  # 77.3 for 77.3%, 16.7% for 16.7个百分点
    ours, theirs = _unit(gold), _unit(said)
    if ours == theirs or any(ours in group and theirs in group for group in _ALIKE):
        return True
    if not theirs:
        return ours not in _NEEDS_UNIT
    if not ours:
        return True
    return ours.startswith(theirs) or theirs.startswith(ours)


def _unit(figure: Figure) -> str:
    """A figure's unit without its scale and brackets: 万立方米/日 -> 立方米/日, 家(次) -> 家次."""
    return _UNSCALED.sub("", normalised_unit(figure.unit))


def normalised_unit(unit: str) -> str:
    """A unit in one width and case, without brackets and spaces."""
    return re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", unit).lower())


# ---------------------------------------------------------------- refusal, time


@dataclass(frozen=True, slots=True)
class RefusalScore:
    """How well refusing tells the questions without an answer from those with one; None where there are
    none.
    """

    precision: float | None
    """Refused ones that had to be, among all refused."""
    recall: float | None
    """Refused ones that had to be, among all that had to be."""
    f1: float | None


def refusal_score(*, due: Sequence[bool], refused: Sequence[bool]) -> RefusalScore:
    """Precision, recall and F1 of refusing; `due[i]`: question i must be refused, `refused[i]`: it was."""
    hits = sum(d and r for d, r in zip(due, refused, strict=True))
    wanted, given = sum(due), sum(refused)
    if not wanted:
        return RefusalScore(None, None, None)
    precision = hits / given if given else None
    recall = hits / wanted
    both = (precision or 0.0) + recall
    return RefusalScore(precision, recall, 2 * (precision or 0.0) * recall / both if both else 0.0)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value with at least `share` (0..1) of all at or below it."""
    if not values:
        raise ValueError("no percentile of nothing")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
