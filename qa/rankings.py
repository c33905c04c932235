"""Printed orders: 优良天数由多到少依次为:甲区、乙区、丙区, and the n-th, most or least of one.

Only an order that the page states is read; nothing is sorted here. Which end a question means follows from
the words of the order itself (由多到少: the first has most), and, for 最好 and 最差, from whether more of what is
ordered is good (优良天数) or bad (污染); where that cannot be told, no end is chosen.
"""

import re
from dataclasses import dataclass

from corpus.numerals import read_numeral
from corpus.spans import Span
from qa.evidence import Sentence
from qa.features import View
from qa.lists import parts_of
from qa.matching import coverage
from qa.questions import Asks, Question

_ORDER = re.compile(
    r"(?:由|从)(?P<first>[多少高低大小轻重长短好差优劣强弱快慢早晚])(?:到|至)(?P<last>[多少高低大小轻重长短好差优劣强弱快慢早晚])"
)
_START = re.compile(r"(?:依次|排序|排名|顺序|名次|分别)?(?:依次|分别)?(?:为|是)[::]?|(?:依次|排序|排名)[::]")
_PAIRS = ("多少", "高低", "大小", "重轻", "长短", "好差", "优劣", "强弱", "快慢", "早晚")
_OPPOSITE = frozenset(_PAIRS) | frozenset(pair[::-1] for pair in _PAIRS)
_MOST_OF = {
    "多": "多",
    "高": "高",
    "大": "大",
    "重": "重",
    "长": "长",
    "好": "好",
    "优": "好",
    "强": "强",
    "快": "快",
    "早": "早",
}
_LEAST_OF = {
    "少": "少",
    "低": "低",
    "小": "小",
    "轻": "轻",
    "短": "短",
    "差": "差",
    "劣": "差",
    "弱": "弱",
    "慢": "慢",
    "晚": "晚",
}
_SUPERLATIVE = re.compile(
    r"(?:最严?|第[一二三四五六七八九十\d]+)(?P<word>[多少高低大小轻重长短好差优劣强弱快慢早晚])"
)
NOUN_FITS = 0.15
"""What it adds or takes that the order's items are, or are not, what the question calls them (哪个开发区). Reasoned."""
_REMARK = re.compile(r"\([^(]*[、,][^)]*\)?$")
_LONGEST_ITEM = 24
"""Characters; a longer part is a clause, not a name."""
_GOOD = re.compile(r"优良|优质|合格|达标|满意|良好|健康|文明|先进|就业|增收")
_BAD = re.compile(r"污染|超标|拥堵|事故|投诉|违法|犯罪|死亡|综合指数|浓度|排放")


@dataclass(frozen=True, slots=True)
class Ranking:
    """One printed order."""

    subject: str
    """What is ordered: the words before the order (城六区二级以上优良天数)."""
    orders: tuple[tuple[str, str], ...]
    """Each stated order as (first, last): (低, 高) and, in brackets, (轻, 重)."""
    items: tuple[Span, ...]
    """In the text, first to last as printed."""
    whole: Span
    """From the first item to the last."""


def read_rankings(text: str) -> list[Ranking]:
    """The orders that a folded sentence states, in reading order."""
    out: list[Ranking] = []
    for found in _ORDER.finditer(text):
        if found["first"] + found["last"] not in _OPPOSITE or any(r.whole.end > found.start() for r in out):
            continue
        start = _START.search(text, found.end())
        if start is None or re.search(r"[。;；]", text[found.end() : start.start()]):
            continue
        items = _items(text, start.end())
        if len(items) < 2:
            continue
        orders = [(m["first"], m["last"]) for m in _ORDER.finditer(text, found.start(), start.start())]
        subject = re.split(r"[,。;；:]", text[: found.start()])[-1]
        about = re.search(r"[((]([^))]*)(?:由|从)", text[found.end() : start.start()])
        out.append(
            Ranking(
                subject=subject + (about.group(1) if about else ""),
                orders=tuple(orders),
                items=tuple(items),
                whole=Span(items[0].start, items[-1].end),
            )
        )
    return out


def _items(text: str, start: int) -> list[Span]:
    """The enumeration that begins at `start`, up to the first mark outside brackets; a closing remark in brackets
    that holds a list of its own (南区(中区、港区暂无数据)) is no part of the last item.
    """
    depth, end = 0, start
    while end < len(text) and (depth > 0 or text[end] not in ",。;!?\n"):
        depth += (text[end] == "(") - (text[end] == ")")
        end += 1
    if end <= start:
        return []
    out = parts_of(text, Span(start, end))
    remark = _REMARK.search(out[-1].of(text)) if out else None
    if remark and remark.start() > 0:
        out[-1] = Span(out[-1].start, out[-1].start + remark.start())
    return [s for s in out if s.of(text).strip() and len(s) <= _LONGEST_ITEM]


_ASKS_POSITION = re.compile(r"第几|排几|几名|什么名次|哪个名次|排名多少|名次是")


def position(question: Question, ranking: Ranking, text: str) -> int | None:
    """Which place, from 1, the item that the question names has in the order; None where it asks for none or names none."""
    if not _ASKS_POSITION.search(question.text):
        return None
    for n, item in enumerate(ranking.items, 1):
        if item.of(text).split("(")[0] in question.text:
            return n
    return None


def order_fit(seen: View, sentence: Sentence, order: Ranking) -> float:
    """0..1: how far the order's own words, its items among them, and what stands around them, bear the question's terms."""
    text, head = sentence.folded.text, seen.question.head
    around = f"{sentence.heading} {sentence.before} {text}"
    own = f"{order.subject} {order.whole.of(text)}"
    fit = 0.6 * coverage(seen.terms, own) + 0.4 * coverage(seen.terms, around)
    if not head:
        return fit
    items = [item.of(text) for item in order.items]
    named = head in f"{sentence.before} {order.subject}" or all(
        item.split("(")[0].endswith(head) for item in items
    )
    return fit + NOUN_FITS * named - NOUN_FITS * (not named)


_SEVERAL = re.compile(
    r"(?:前|后|最后)(?P<n>[两二三四五六七八九2-9])(?=[名位个]|是|有|$)|最[多高大好少低小差]的(?P<m>[两二三四五六七八九2-9])个"
)


def choose(question: Question, ranking: Ranking) -> Span | None:
    """The item that the question asks for (most, least, n-th), or None where the order does not tell."""
    end = _end(question, ranking)
    if end is None and (question.ordinal is None or question.asks is not Asks.NOTHING):
        return None
    forward = end is not False
    several = _SEVERAL.search(question.text)
    if several:
        count = int(read_numeral(several["n"] or several["m"]) or 0)
        first, last = (0, count - 1) if forward else (len(ranking.items) - count, len(ranking.items) - 1)
        if not 0 <= first <= last < len(ranking.items):
            return None
        return Span(ranking.items[first].start, ranking.items[last].end)
    n = (question.ordinal or 1) - 1
    backwards = "倒数" in question.text
    items = ranking.items if forward != backwards else ranking.items[::-1]
    return items[n] if 0 <= n < len(items) else None


def _end(question: Question, ranking: Ranking) -> bool | None:
    """True where the question means the printed first, False for the last, None where it cannot be told."""
    found = _SUPERLATIVE.search(question.text)
    if not found:
        if re.search(r"垫底|末位|最后|排尾", question.text):
            return False
        return True if re.search(r"第一|榜首|居首|首位|领先|最前|冠军", question.text) else None
    word = _MOST_OF.get(found["word"]) or _LEAST_OF.get(found["word"]) or ""
    for first, last in ranking.orders:
        if word in (first, _MOST_OF.get(first), _LEAST_OF.get(first)):
            return True
        if word in (last, _MOST_OF.get(last), _LEAST_OF.get(last)):
            return False
    if word not in ("好", "差"):
        return None
    good = more_is_good(ranking.subject)
    if good is None:
        return None
    first_is_more = ranking.orders[0][0] in _MOST_OF
    first_is_good = first_is_more == good
    return first_is_good == (word == "好")


def more_is_good(measured: str) -> bool | None:
    """Whether more of what is measured is good (优良天数) or bad (污染); None where the words do not tell."""
    return True if _GOOD.search(measured) else False if _BAD.search(measured) else None
