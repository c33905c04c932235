"""Whether a figure is of the sort that a question asks for: a sum of money, a share, a rank, so many of that noun.

Only what the wording settles beyond doubt is looked at; what the figure measures is for other checks.
"""

import re
from dataclasses import dataclass

from corpus.figures import FigureKind
from qa.candidates import Candidate
from qa.features import View
from qa.questions import Expects
from qa.units import head_class, head_fits, head_is_noun, unit_class

_FIRM = frozenset("money length area weight time age heat share power".split())
"""Classes of unit that stand for one another nowhere: an amount in 元 is no number of 起."""
_PLAIN = frozenset("money age heat length score".split())
"""Classes that the wording alone asks for beyond doubt: 多少钱, 多大年纪; 有多大 may be 亩 or 千瓦."""
_SHARE_LIKE = frozenset("share number multiple score".split())
_COUNT_LIKE = frozenset("count number weight area power".split())
"""What 数量 may be told in: 个, 吨, 亩."""
_ASKS_RANK = re.compile(
    r"第几|几[等级届期代批号]|排名|名次|排.{0,4}[几多]|位次|位列|位居|哪[一]?[届级等期批]"
)
_RATE = re.compile(r"(?:增速|增长率|增幅|涨幅|降幅|跌幅)(?:大概|大约|约|到底|[是为有达到])*$")
"""A rate is asked for; 增速比一季度加快0.5个百分点 tells how it changed."""
_NEAR = 16
"""Characters on each side of a figure in which the noun asked for may stand apart from its unit."""


@dataclass(frozen=True, slots=True)
class AnotherClass:
    """A figure is of another sort than the one asked for."""

    asked: str
    """What was asked for, in the question's words."""
    settled: bool
    """Whether the wording asks for a class of units beyond doubt; 多少军援 may be told in 欧元 or in 吨."""


def another_class(seen: View, candidate: Candidate) -> AnotherClass | None:
    """What was asked for, where the candidate's figure is of another sort; None where it fits:
    多少钱 and 10起, 多少个岗位 and 51场, 多少 and 第十二届.
    """
    figure, question = candidate.figure, seen.question
    if figure is None or question.expects is not Expects.FIGURE:
        return None
    head, kind = question.head, unit_class(figure)
    asked = AnotherClass(head or question.text, settled=True)
    ranks = bool(_ASKS_RANK.search(question.text))
    if kind == "ordinal":
        return None if ranks or (figure.unit and head.startswith(figure.unit)) else asked  # 几类, 几级水
    if (
        figure.kind is FigureKind.POINTS
        and question.slot
        and _RATE.search(question.text[: question.slot.start])
    ):
        return asked
    plain = not head or head_is_noun(head)
    wanted = seen.wanted if plain else head_class(head)
    if wanted == "share":
        return None if kind in _SHARE_LIKE else asked
    if wanted == "count" and plain:
        return None if kind in _COUNT_LIKE else asked
    if wanted in (_PLAIN if plain else _FIRM) and kind != wanted:
        return asked
    if not head or (head_is_noun(head) and wanted):  # what names the class and no unit: 钱, 资金
        return None
    text, span = candidate.sentence.folded.text, candidate.span
    if head_fits(head, figure, text[span.end : span.end + 4]):
        return None
    noun = head[1:] or head
    near = noun in text[max(0, span.start - _NEAR) : span.end + _NEAR]
    counted = not plain and kind in _FIRM
    return AnotherClass(head, settled=counted) if kind in _FIRM or not near else None
