"""Printed enumerations: 甲、乙和丙, taken whole when a question asks for all of it."""

import re
from collections.abc import Iterator

from corpus.dates import PART_OF_DAY
from corpus.figures import FigureKind
from corpus.numerals import read_numeral
from corpus.spans import Span
from qa.candidates import QUOTE, Candidate, Token, candidate_at, clauses_of, figures_of, tokens_of
from qa.evidence import Sentence
from qa.features import View
from qa.matching import coverage
from qa.questions import Expects, Question

_JOIN = re.compile(r"以及|[和及与]")
_STOPS = frozenset("v p x ul uj uz d c r f".split())


def parts_of(text: str, span: Span) -> list[Span]:
    """The items of an enumeration at `span`: what stands between 、 (and the last 和) at bracket depth 0; one for none."""
    out: list[Span] = []
    depth, at = 0, span.start
    listed = "、" in span.of(text)
    i = span.start
    while i < span.end:
        c = text[i]
        depth += (c in "(《<[") - (c in ")》>]")
        joint = _JOIN.match(text, i) if listed and "、" not in text[i : span.end] and i > at else None
        if depth == 0 and (c == "、" or joint):
            if i > at:
                out.append(Span(at, i))
            i = at = joint.end() if joint else i + 1
            continue
        i += 1
    if span.end > at:
        out.append(Span(at, span.end))
    return out


def said_span(question: Question, candidate: Candidate) -> tuple[Span, list[Span]]:
    """What is said of a candidate: the whole enumeration for a question that asks for one, with its items; whole quotations, and
    the noun that was asked for.
    """
    text = candidate.sentence.folded.text
    ends = both_ends(question, candidate)
    if ends is not None:
        return ends, []
    span, items = _completed(question, candidate)
    whole = with_asked_noun(question, text, whole_quotes(text, span) or span)
    if question.expects is Expects.LIST and len(items) > 1:
        whole = with_the_rest(question, text, whole)
    kept = [whole_quotes(text, item) or item for item in items]
    return whole, kept


_MOVED_TO = re.compile(r'"?[^,。;、:"\d]{0,6}?[至到为成]"?')
_OTHER_END = re.compile(r'[A-Za-z0-9.+-]+|[^,。;、:()"]{1,12}')


def both_ends(question: Question, candidate: Candidate) -> Span | None:
    """Both ends of a change, for a question that asks for them (从多少小时压缩至多少小时): 10小时30分压缩至9小时26分 for either; None for any
    other question, and for a candidate that has no other end beside it.
    """
    if not question.both_ends:
        return None
    text, span = candidate.sentence.folded.text, candidate.span
    figures = [f.span for f in figures_of(text)]
    whole = next((f for f in figures if f.covers(span)), span)
    moved = _MOVED_TO.match(text, whole.end)
    if moved:
        end = next((f.end for f in figures if f.start == moved.end()), 0)
        other = None if whole in figures else _OTHER_END.match(text, moved.end())
        end = end or (other.end() if other else 0)
        if end:
            closing = text[end : end + 1] == QUOTE and moved.group().endswith(QUOTE)
            return whole_quotes(text, Span(whole.start, end + closing)) or Span(whole.start, end)
    for first in figures:
        if first.end < whole.start and _MOVED_TO.fullmatch(text, first.end, whole.start):
            return Span(first.start, whole.end)
    return None


_NAMED = (Expects.THING, Expects.ORGANISATION, Expects.LIST)


def with_asked_noun(question: Question, text: str, span: Span) -> Span:
    """`span` with the noun that is asked for, where the page goes on with it: 资质审核, not 资质, for 什么审核.

    Of the written questions (training/asked_news.py, every third) whose noun stands at the end of the answer or right behind it, 892
    of 927 about a thing or an organisation have it in the answer and 112 of 143 about a list; behind a closing mark none of 30.
    """
    head = question.head
    if question.expects not in _NAMED or len(head) < 2 or text[span.end - 1] in QUOTE + "》)":
        return span
    for start in range(span.end, max(span.start, span.end - len(head)), -1):  # 中东市|场: cut within the noun
        if text.startswith(head, start) and start + len(head) > span.end:
            return Span(span.start, start + len(head))
    return span


_REST = re.compile(r"等(?:等|[多数几]?[\d一二两三四五六七八九十]*[个项家名种位条类座款部]?)")


def with_the_rest(question: Question, text: str, span: Span) -> Span:
    """A list with the 等 behind it, which says that it is not all, and the noun that is asked for: 聚众、滋事等多项指控 for 哪些指控."""
    rest = _REST.match(text, span.end)
    if not rest:
        return span
    head = question.head
    if len(head) > 1 and text.startswith(head, rest.end()):
        return Span(span.start, rest.end() + len(head))
    return Span(span.start, span.end + 1)


def whole_quotes(text: str, span: Span) -> Span | None:
    """`span` without the quotation marks at its edges whose other half lies outside it: 质量奖 for ""质量奖; None where no more is left.

    Folding leaves one form of the mark; its first, third, fifth in the sentence open.
    """
    start, end = span.start, span.end
    while start < end and text[start] == QUOTE:
        closes = text.count(QUOTE, 0, start) % 2
        if not closes and text.find(QUOTE, start + 1, end) >= 0:
            break
        start += 1
    while start < end and text[end - 1] == QUOTE:
        closes = text.count(QUOTE, 0, end - 1) % 2
        if closes and text.rfind(QUOTE, start, end - 1) >= 0:
            break
        end -= 1
    return Span(start, end) if start < end else None


def _completed(question: Question, candidate: Candidate) -> tuple[Span, list[Span]]:
    if candidate.exact:
        listed = question.expects is Expects.LIST
        return candidate.span, parts_of(candidate.sentence.folded.text, candidate.span) if listed else []
    if question.expects is Expects.LIST:
        return whole_list(candidate)
    if question.expects is Expects.FIGURE and "分别" in question.text:
        return _whole_run(candidate)
    if question.expects is Expects.DATE and not _ASKS_YEAR.search(question.text):
        return _with_its_hour(candidate.sentence.folded.text, _whole_date(candidate)), []
    if question.expects in (Expects.PLACE, Expects.ORGANISATION, Expects.THING):
        return _whole_noun(candidate), []
    return candidate.span, []


_LONGEST_NOUN = 24
"""Characters up to which a noun group is completed; of the dev answers of that sort 97 % are shorter."""


def _whole_noun(candidate: Candidate) -> Span:
    """The candidate with the nouns that run on behind it: 产业园 for 太原人力资源|服务产业园."""
    words = tokens_of(candidate.sentence.folded.text)
    last = candidate.last_token
    if not words[last].tag.startswith(("n", "vn", "l", "j", "b")):
        return candidate.span
    while last + 1 < len(words) and words[last + 1].tag.startswith(("n", "vn", "j")):
        if words[last + 1].tag.startswith("nr"):
            return candidate.span  # 临江 of 临江籍画家沈一帆 is no part of a name
        if words[last + 1].tag in ("ns", "nt"):
            break  # another name begins: 江城航空|东湖直飞航线
        last += 1
    while words[last].tag == "vn" and last > candidate.last_token:
        last -= 1
    end = words[last].span.end
    return Span(candidate.span.start, end) if end - candidate.span.start <= _LONGEST_NOUN else candidate.span


_BESIDE = re.compile(r"、|,|以及|[和与及]")


def _whole_run(candidate: Candidate) -> tuple[Span, list[Span]]:
    """The run of figures of one unit that a figure lies in, for a question that asks for each: 43%、37%和36%."""
    text = candidate.sentence.folded.text
    run: list[Span] = []
    unit = candidate.figure.unit if candidate.figure else ""
    for figure in figures_of(text):
        if run and not _BESIDE.fullmatch(text[run[-1].end : figure.span.start]):
            if run[0].start <= candidate.span.start <= run[-1].start:
                break
            run = []
        if figure.unit == unit:
            run.append(figure.span)
    if candidate.span not in run or len(run) < 2:
        return candidate.span, []
    return Span(run[0].start, run[-1].end), run


_ASKS_YEAR = re.compile(r"哪(?:一)?年|何年|年份")
_RANGE = re.compile(r"[至到~—-]")


_PART = f"(?:{PART_OF_DAY}|早|晚(?![些点年期报会宴餐饭])|午夜)"
_CLOCK = r"(?:\d{1,2}(?:时|点(?!多|余)|:\d{2})(?:\d{1,2}分|半|整)?)"
_BEFORE_DATE = re.compile(rf"(?:[今去明前同当]年|\d{{4}}年的?)?{_PART}?$")
_AFTER_DATE = re.compile(
    rf"{_PART}?{_CLOCK}?(?:[至到~-](?:\d{{1,2}}月)?(?:\d{{1,2}}[日号])?{_PART}?{_CLOCK}?)?(?:左右|前后|许)?(?:[前后](?![往来期续年])|之前|之后|以前|以后)?"
)


def _with_its_hour(text: str, span: Span) -> Span:
    """A date with what says it more exactly: its year in words, the part of the day, the hour, up to when, 左右 and 前.

    Of the written questions about dates (training/asked_news.py, without the held ones) 380 answers end with the part of the day and 6 lack one that
    stands behind them; of hours 216 and 2, of 左右, 前后 and 许 174 and none, of 前 78 and 16; 2,039 begin with a year in words or figures and 21
    lack one. 起 is no part of it: 34 have it and 181 do not.
    """
    before = _BEFORE_DATE.search(text, max(0, span.start - 8), span.start)
    after = _AFTER_DATE.match(text, span.end)
    end = after.end() if after else span.end
    while text[end - 1] in "至到~-" and end > span.end:
        end -= 1
    return Span(before.start() if before else span.start, end)


def _whole_date(candidate: Candidate) -> Span:
    """The printed date around a part of it, with the one it is left open against (2023年下半年或2024年上半年): 2月3日 for its 3日;
    a part of a range stays what it is.
    """
    text = candidate.sentence.folded.text
    dates = [f.span for f in figures_of(text) if f.kind is FigureKind.DATE]
    for place, span in enumerate(dates):
        if not span.covers(candidate.span):
            continue
        if _RANGE.search(span.of(text)):
            return candidate.span
        first = place - 1 if place and text[dates[place - 1].end : span.start] == "或" else place
        last = (
            place + 1 if place + 1 < len(dates) and text[span.end : dates[place + 1].start] == "或" else place
        )
        return Span(dates[first].start, dates[last].end)
    return candidate.span


def whole_list(candidate: Candidate) -> tuple[Span, list[Span]]:
    """The whole enumeration that a candidate lies in, and its items; the candidate itself where it lies in none."""
    text = candidate.sentence.folded.text
    words = tokens_of(text)
    first, last = candidate.first_token, candidate.last_token
    if not any(words[i].text == "、" for i in range(max(first - 1, 0), min(last + 2, len(words)))):
        return candidate.span, [candidate.span]
    first = _item_start(words, first)
    last = _item_end(words, last)
    while last + 1 < len(words) and words[last + 1].text == "、":
        last = _item_end(words, last + 2)
    while first >= 2 and words[first - 1].text == "、":
        first = _item_start(words, first - 2)
    if last + 1 < len(words) and _JOIN.fullmatch(words[last + 1].text):
        last = _item_end(words, last + 2)
    span = Span(words[first].span.start, words[last].span.end)
    while len(span) > 1 and text[span.end - 1] in "、,。;:":
        span = Span(span.start, span.end - 1)
    return span, parts_of(text, span)


_OPENERS = frozenset(
    "包括 包含 设置 设有 聚焦 涵盖 涉及 分为 围绕 出口 覆盖 推出 开展 提供 荣获 获得 达成 邀请".split()
)
"""Verbs that open a list, some of which the segmenter takes for nouns (设置政策宣讲、岗位推介)."""
_MARKS = "、,。;:!?"


def _item_end(words: tuple[Token, ...], at: int) -> int:
    """The last token of the item that begins at or holds token `at`: up to a mark, 等, or, in the last item, a verb."""
    i = min(at, len(words) - 1)
    depth = 0
    for j in range(i, len(words)):
        word = words[j]
        depth += (word.text in "(《") - (word.text in ")》")
        if depth:
            continue
        if j > i and (word.text in _MARKS or word.text in ("等", "等等")):
            return j - 1
        if j > i and (_JOIN.fullmatch(word.text) or word.tag in _STOPS) and not _goes_on(words, j):
            return j - 1
    return len(words) - 1


def _goes_on(words: tuple[Token, ...], at: int) -> bool:
    """Whether the item runs on past a verb at `at`: another 、 or 等 follows before any other mark (文化赋能等)."""
    for word in words[at + 1 : at + 6]:
        if word.text in ("、", "等"):
            return True
        if word.text in _MARKS or word.tag == "ul":
            return False
    return False


def _item_start(words: tuple[Token, ...], at: int) -> int:
    """The first token of the item that ends at or holds token `at`: back to a mark, a verb or a particle."""
    for j in range(at, -1, -1):
        word = words[j]
        if (
            word.text in _MARKS
            or word.text in "(《"
            or (j < at and (word.tag in _STOPS or word.text in _OPENERS))
        ):
            return min(j + 1, at)
    return 0


# --- what a question for all of which is offered ---------------------------------------------------------

RULE_NAMES = ("ruled", "rule")
"""Features: whether the rule for lists offers the candidate, and the rule's score."""
_UNIT = 5.0
_BORNE_WEIGHT = 3.0
_QUOTED_ITEMS = re.compile(r"(?:(?:\"[^\"]{1,24}\"|'[^']{1,24}'|《[^》]{1,30}》)(?:[、和与及]|以及)?){2,}")


def rule_features(score: float | None) -> list[float]:
    """In the order of RULE_NAMES; None for a candidate that the rule does not offer."""
    return [0.0, 0.0] if score is None else [1.0, score / _UNIT]


def enumerations(seen: View, sentence: Sentence) -> Iterator[tuple[Candidate, float]]:
    """Every enumeration of the sentence, with a score by what stands before and after it and by its number of items."""
    text = sentence.folded.text
    wanted = _count(seen.question.text)
    head = seen.question.head
    done: set[Span] = set()
    spans: list[Span] = []
    for i, word in enumerate(tokens_of(text)):
        if word.text == "、" and i:
            spans.append(whole_list(candidate_at(sentence, tokens_of(text)[i - 1].span))[0])
    spans += [Span(m.start(), m.end()) for m in _QUOTED_ITEMS.finditer(text)]
    for span in spans:
        if span in done:
            continue
        done.add(span)
        items = parts_of(text, span)
        if len(items) < 2 or min(len(item) for item in items) < 2:
            continue  # 国、省考断面 is no list
        clause = next((c for c in clauses_of(text) if c.start <= span.start < c.end), span)
        around = text[max(clause.start, span.start - 24) : span.start] + " " + text[span.end : span.end + 12]
        own = _BORNE_WEIGHT * coverage(seen.terms, around) + (2.0 if wanted and wanted == len(items) else 0.0)
        noun = head[-2:]
        own += 1.5 * (bool(noun) and noun in around) + 2.0 * (
            bool(noun) and any(noun in i.of(text) for i in items)
        )
        yield candidate_at(sentence, span), own + 1.0


def _count(question: str) -> int:
    """3 of 哪三项; 0 where the question names no number."""
    found = re.search(r"哪([两二三四五六七八九十2-9])(?!\d)", question)
    return int(read_numeral(found[1]) or 0) if found else 0
