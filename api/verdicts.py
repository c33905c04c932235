"""What the check of a draft says to an editor, in Chinese: a heading for each verdict, a remark on each figure."""

from collections.abc import Mapping, Sequence

from qa.drafts import CheckedFigure, Verdict

VERDICTS: Mapping[Verdict, str] = {
    Verdict.BORNE_OUT: "报上有",
    Verdict.CONTRADICTED: "与报上不符",
    Verdict.NOT_FOUND: "没有查到",
}


def verdict(given: Verdict) -> str:
    """The heading of a verdict."""
    return VERDICTS[given]


def remark(checked: CheckedFigure) -> str:
    """One sentence on a figure of the draft: what the page prints, where it differs, or that nothing was found."""
    printed = f"“{checked.printed[0].row.figure.text}”" if checked.printed else ""
    match checked.verdict:
        case Verdict.BORNE_OUT if checked.bound_differs:
            return f"数值相同，报上印的是{printed}，请核对“超”“近”“约”这类字。"
        case Verdict.BORNE_OUT if checked.printed[0].row.figure.value != checked.figure.value:
            return f"报上印的是{printed}，与稿子的说法相合。"
        case Verdict.BORNE_OUT:
            return f"报上印着{printed}。"
        case Verdict.CONTRADICTED:
            return f"同一指标、同一时间和地点，报上印的是{printed}。"
        case Verdict.NOT_FOUND if checked.printed:
            return "报上没有查到这个数；同样叫法的，报上印过下面这些，请看是不是一回事。"
        case Verdict.NOT_FOUND:
            return "报上没有查到这个数，请另找依据。"


def summary(figures: Sequence[CheckedFigure]) -> str:
    """All of a draft in one sentence: 共 12 个数字：报上有 9 个，与报上不符 1 个，没有查到 2 个。"""
    if not figures:
        return "稿子里没有要核对的数字。"
    counts = [f"{word} {sum(f.verdict is kind for f in figures)} 个" for kind, word in VERDICTS.items()]
    return f"共 {len(figures)} 个数字：{'，'.join(counts)}。"
