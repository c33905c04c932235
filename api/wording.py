"""What the page says around the bulletin's own words: dates, citations, the plain refusals. In Chinese.

Nothing here words an answer; answers are slices of a page.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from qa.answers import Answer, Answered, Reason, Source

WEEKDAYS = "一二三四五六日"

UNTITLED = "（图片报道）"
"""Stands for the headline of a story that has none: a photo alone with its caption."""

REFUSALS: Mapping[Reason, str] = {
    Reason.NOT_IN_BULLETIN: "报上没有说",
    Reason.NO_DATA_STATED: "报上写明：没有数据",
    Reason.OTHER_PLACE: "报上说的是别的地方",
    Reason.OTHER_PERIOD: "报上说的是别的时间",
    Reason.OTHER_MEASURE: "报上说的是别的指标",
    Reason.STORIES_DISAGREE: "几处报道说法不一",
    Reason.OUT_OF_SCOPE: "这个问题报纸答不了",
    Reason.NO_ISSUES: "还没有收录报纸",
}
"""The heading over a refusal; the sentence below it is the assistant's own explanation."""

HUGE_UP_TO, LARGE_UP_TO = 8, 24
"""Code points of an answer: 8 fill a line of a 390-pixel screen at the largest size, 24 two at the next."""

NAMED_AUTHORS = 3
"""GB/T 7714-2015, 8.1.2: of more than three authors the first three are named, then 等."""

_BETWEEN_NAMES = re.compile(r"[ \u3000、,，/]+")


def chinese_date(day: date) -> str:
    """2026年2月6日 星期五."""
    return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def chinese_month(year: int, month: int) -> str:
    """2026年2月."""
    return f"{year}年{month}月"


def headline(title: str | None) -> str:
    """The headline, or what stands for one."""
    return title or UNTITLED


def refusal(reason: Reason) -> str:
    """The heading over a refusal."""
    return REFUSALS[reason]


def size(answer: str) -> str:
    """The type size that an answer of this length is set in: huge, large or plain."""
    if len(answer) <= HUGE_UP_TO:
        return "huge"
    return "large" if len(answer) <= LARGE_UP_TO else "plain"


def list_size(items: Sequence[str]) -> str:
    """The type size of a list: that of its longest item, one step down, since a list takes several lines."""
    return "large" if max(map(len, items)) <= HUGE_UP_TO else "plain"


def privacy(days: int) -> str:
    """Whether questions are kept, in one sentence; `days` 0 is not at all."""
    if not days:
        return "本站不保存您的提问。"
    return f"为改进回答，本站保存提问 {days} 天；不记是谁问的，也不记从哪里来。"


def announced(answer: Answer) -> str:
    """What a screen reader says when an answer has come."""
    if isinstance(answer, Answered):
        marked = "计算得出：" if answer.derivation else "报上说："
        return marked + "、".join(answer.items)
    return f"{REFUSALS[answer.reason]}。{answer.explanation}"


def the_paper(paper: str) -> str:
    """What the pages call the paper: 《太原日报》, or 报纸 where its name was not given."""
    return f"《{paper}》" if paper else "报纸"


def place_line(source: Source, *, paper: str = "") -> str:
    """Where it stands, for people: 《美丽太原》 · 环境空气质量持续改善 · 陈嘉欣 · 太原日报 · 2026年2月6日 星期五."""
    day = chinese_date(source.date) if source.date else source.bulletin
    parts = [f"《{headline(source.title)}》", source.section, source.byline, paper, day]
    return " · ".join(part for part in parts if part)


def citation(quotation: str, source: Source, *, paper: str = "") -> str:
    """A quotation with its source, to paste into a text: “……”——陈嘉欣. 美丽太原[N]. 太原日报, 2026-02-06.

    The source as GB/T 7714-2015 gives an item of a newspaper, without the page number, which the archive does not
    know, and without the paper's name where the operator gave none.
    """
    names = [name for name in _BETWEEN_NAMES.split(source.byline or "") if name]
    more = ["等"] if len(names) > NAMED_AUTHORS else []
    by = f"{', '.join(names[:NAMED_AUTHORS] + more)}. " if names else ""
    work = source.title or UNTITLED.strip("（）")
    day = source.date.isoformat() if source.date else source.bulletin
    printed = ", ".join(part for part in (paper, day) if part)
    return f"“{quotation.strip()}”——{by}{work}[N]. {printed}."
