"""What became of a question, in one of a few words, and why: what an evaluator sorts by."""

from collections.abc import Sequence
from enum import StrEnum

from qa.evaluating.datasets import SEARCH
from qa.evaluating.judging import Judged
from qa.evaluating.measures import MEASURES


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    """Refused, though the set has an answer."""
    REFUSED = "refused"
    """Refused, as it had to be."""
    INVENTED = "invented"
    """Answered, though it had to be refused."""
    FOUND = "found"
    """A question for documents alone whose first one is right."""
    LOST = "lost"
    """One whose first document is another."""
    SILENT = "silent"
    """The run holds nothing for it."""


CHINESE = {
    Outcome.RIGHT: "答对",
    Outcome.WRONG: "答错",
    Outcome.MISSED: "漏答",
    Outcome.REFUSED: "拒答正确",
    Outcome.INVENTED: "该拒未拒",
    Outcome.FOUND: "找对",
    Outcome.LOST: "没找对",
    Outcome.SILENT: "没有作答",
}

KINDS = {
    "figure": "数字",
    "derived": "计算",
    "date": "时间",
    "person": "人物",
    "org": "机构",
    "place": "地点",
    "title": "名称",
    "rank": "排名",
    "list": "列表",
    "what": "是什么",
    "why": "原因",
    "yesno": "是否",
    "span": "片段",
    "search": "检索",
    "other": "其他",
    "none": "应拒答",
}
"""What the kinds of our sets are called; a set may have others, which keep their names."""

GOOD = frozenset({Outcome.RIGHT, Outcome.REFUSED, Outcome.FOUND})

_SHOWN = ("exact", "contains", "figure", "quote", "document", "reason")
_CHINESE_MEASURES = {
    "exact": "与标准答案不完全相同",
    "contains": "没有包含标准答案（或长得多）",
    "figure": "数字或单位不对，或多说了别的数字",
    "quote": "引文里没有应有的话",
    "document": "引的是别的文章",
    "reason": "拒答的理由与标准不同",
}


def outcome(judged: Judged) -> Outcome:
    """What became of the question."""
    if judged.prediction is None:
        return Outcome.SILENT
    if judged.question.kind == SEARCH:
        return Outcome.FOUND if judged.right else Outcome.LOST
    if judged.question.must_refuse:
        return Outcome.REFUSED if judged.refused else Outcome.INVENTED
    if judged.refused:
        return Outcome.MISSED
    return Outcome.RIGHT if judged.right else Outcome.WRONG


def objections(judged: Judged) -> Sequence[str]:
    """What is not as the set wants it, in Chinese; nothing for a refusal that has its own explanation."""
    if judged.refused and judged.question.answerable:
        return []
    return [_CHINESE_MEASURES[name] for name in _SHOWN if MEASURES[name](judged) == 0]
