"""What a figure measures, when and where, in the page's own words.

Taken from its clause, then its sentence, then the sentences before it in the paragraph, then the headings.
Two forms carry one measure over several figures: a list that names each
(其中潜流湿地304.33亩、表流湿地193.38亩) and a respective series (X、Y、Z分别为a、b、c), which is aligned
one to one or not at all. A clause that only says how something changed (同比下降12.8%) measures what the
clause before it did.

Every part is a substring of the text or of a heading; nothing is worded anew.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import words as segmenter
from corpus.calendar import period_spans
from corpus.figure_reader import read_figures
from corpus.figures import Direction, Figure, FigureKind, Measured
from corpus.places import place_spans
from corpus.sentences import sentences
from corpus.spans import Span

_BREAK = "，,；;：:。！？!?（(、"
_NOT_MEASURED = (FigureKind.DATE, FigureKind.TIME)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEAD_WORDS = _listed(
    "其中 并且 并 且 同时 另外 此外 目前 截至 截至目前 截止 自 全年 期间 以来 起 还 也 又 则 已 已经 将 共 "
    "据了解 据介绍 今年以来 的 在 从 由 对 至 到 末 底 “ ” ‘ ’ \" ' ) ） 》 】 ]"
)
"""Words that lead to what is measured; as words, for 自 leads and 自主 does not."""
_COMPARED = re.compile(
    r"(?:同比|环比|(?:比|较)(?:上年|去年|上一?[年月季周]|前|同期|年初|年末|全国|全省|全市|今年|历史|上期|预期|此前|之前|\d)).*$"
    r"|较[^，,]{0,12}(?:提高|增长|增加|上升|下降|减少|降低|提升)[^，,]*$"
)
_TRAIL = re.compile(
    r"(?:为|是|达到?|高达|长达|已|有|共有?|仅|约|了|至|到|占(?!比)|增长|增加|提高|提升|上升|下降|降低|减少|回落|上涨|下跌"
    r"|收窄|扩大|压缩|[涨跌升降](?!幅)|(?<!新)增(?!幅)|减|共计?|总计|合计|超过?|突破|接近|近|分别|均|都|就|的|稳定|稳"
    r"|保持|维持|在|[:：]|出现|连续|每|历时|实现|[“”\"\s])+$"
)
_NOUN_TAGS = ("n", "vn", "b", "j", "l", "a", "z", "s", "eng", "i", "t", "f", "k", "g")


_NOT_NOUNS = _listed("全部 全体 目前 今年 去年 同时 当天 全年 左右 期间 以来 以后 之后 之前 以前")
_GOVERNING = _listed(
    "获得 完成 实现 进行 开展 参加 参与 达到 成为 通过 纳入 投入 建成 签约 落地 举办 组织 提供 发放 累计 "
    "覆盖 来自 涉及 位于 受到 造成 导致 接受 得到 取得 推进 启动 开工 投产 入选 进入 包括 开通 享受 死亡 "
    "受伤 失踪 遇难 报名 前往"
)
"""Verbs after which a new clause part begins (65个项目获得银行授信); others lie inside nouns (排污单位)."""

_NAMED = re.compile(r"号[线楼院]")
"""2号线设站23座: the 2 belongs to the name of what has 23, and measures nothing."""

_REACH = 3
"""Sentences back that a period or place carries; the first issue's paragraphs need three."""

_LONGEST = 24
"""Characters; a longer run before a figure is a whole clause, and its end says what is measured."""

_SERIES = re.compile(r"分别")
_BETWEEN = re.compile(r"^[^\S\n]*(?:[、，,]|以及|和|及|与|或)?[^\S\n]*(?:以及|和|及|与)?$")
_AND = re.compile(r"、|以及|和|及|与")
_COMPARING = ("比", "较", "同", "与", "于")
_TO_THE_DAY = re.compile(r"[日号天晚晨]|周")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with what is read from it once."""

    text: str
    figures: list[Figure]
    periods: list[Span]
    places: tuple[Span, ...]


_IN_A_ROW = ("连续", "接连")
"""分别为4.9040、4.7910、4.7596,连续3年呈下降趋势: the three years are no fourth value of the index."""


def measure_figures(text: str, *, headings: Sequence[str] = ()) -> list[Measured]:
    """Every figure of `text` with its measure, period and place, in reading order.

    `headings` go from the outermost (the headline) to the nearest (the section). Dates and times are returned
    too, as measuring nothing. A part is empty where neither the text nor a heading says it; measure and place
    are also empty where a respective series does not come out even.
    """
    whole = _Text(text, read_figures(text), period_spans(text), place_spans(text))
    measured: list[Measured] = []
    spans = sentences(text)
    last = ""
    for number, sentence in enumerate(spans):
        carried = ""
        reach = spans[max(0, number - _REACH)].start
        inside = [f for f in whole.figures if sentence.covers(f.span)]
        read: list[Measured] = []
        last_end = sentence.start
        for figure in inside:
            if (
                figure.kind in _NOT_MEASURED
                or _NAMED.match(text, figure.span.end - 1)
                or text.endswith(_IN_A_ROW, sentence.start, figure.span.start)
            ):
                read.append(Measured(figure, "", "", ""))
                continue
            measure, last_end = _measure(whole, figure, sentence, last_end)
            if not measure:
                measure = carried if carried or figure.direction is Direction.LEVEL else last
            carried = last = measure
            read.append(
                Measured(
                    figure,
                    measure,
                    _period(whole, figure, sentence, reach, headings),
                    _place(whole, figure, sentence, reach, headings),
                )
            )
        measured.extend(_respective(whole, sentence, read))
    return measured


def _measure(whole: _Text, figure: Figure, sentence: Span, last_end: int) -> tuple[str, int]:
    """The words that name what `figure` measures, and where they and the figure end."""
    text = whole.text
    noun = _noun_after(text, figure, sentence)
    begin = last_end
    for at in range(figure.span.start - 1, last_end - 1, -1):
        if text[at] in "（(" and text[at + 1 : figure.span.start].count("）") + text[
            at + 1 : figure.span.start
        ].count(")"):
            continue  # 采购经理指数(PMI)为49.3%
        if text[at] in _BREAK:
            begin = at + 1
            break
    left = _trimmed(whole, begin, figure.span.start)
    if noun is not None and (figure.direction is Direction.LEVEL or not left):
        return noun.of(text), noun.end
    return left, figure.span.end if noun is None else noun.end


def _noun_after(text: str, figure: Figure, sentence: Span) -> Span | None:
    """The noun counted by `figure`, where it follows at once: 重点建设用地 of 46个重点建设用地."""
    if figure.kind is not FigureKind.QUANTITY or not figure.unit:
        return None
    end = figure.span.end
    stop = end
    while stop < sentence.end and text[stop] not in _BREAK and stop - end < _LONGEST:
        stop += 1
    at = upto = end
    is_noun = False
    for word, tag in segmenter.tag(text[end:stop]):
        at += len(word)
        if word in _NOT_NOUNS or word in _GOVERNING:
            break
        if tag.startswith(_NOUN_TAGS):
            upto, is_noun = at, tag[0] in "nljv" or tag == "eng"
        elif tag != "v" or len(word) < 2:  # a verb may stand inside: 排污 of 重点排污单位
            break
    return Span(end, upto) if upto - end > 1 and is_noun else None


def _trimmed(whole: _Text, begin: int, end: int) -> str:
    """`begin`..`end` without period and place, comparisons, and the verbs that lead to a number."""
    text = whole.text
    for _ in range(3):  # a period, a place, and words between them, in any order
        for span in (*whole.periods, *whole.places):
            if span.start <= begin < span.end <= end:
                begin = span.end
        begin += _lead(text[begin:end])
    piece = text[begin:end]
    compared = _COMPARED.search(piece)
    if compared is not None:
        piece = piece[: compared.start()]
    trail = _TRAIL.search(piece)
    if trail is not None:
        piece = piece[: trail.start()]
    if len(piece) > _LONGEST:
        at = 0
        for word in segmenter.cut(piece):
            at += len(word)
            if len(piece) - at <= _LONGEST:
                break
        piece = piece[at:]
    return piece if len(piece.strip()) > 1 else ""


def _lead(piece: str) -> int:
    """How many characters of leading words stand at the beginning of `piece`."""
    at = 0
    for word in segmenter.cut(piece):
        if word not in _LEAD_WORDS and not word.isspace():
            break
        at += len(word)
    return at


def _period(whole: _Text, figure: Figure, sentence: Span, reach: int, headings: Sequence[str]) -> str:
    """The last period named before `figure` in its sentence, else in the paragraph, else in a heading."""
    text = whole.text
    before = [p for p in whole.periods if reach <= p.start and p.end <= figure.span.start]
    here = [p for p in before if p.start >= sentence.start and not _is_compared(text, p)]
    if here:
        return _finest(text, here, figure)
    after = [
        p
        for p in whole.periods
        if figure.span.end <= p.start and p.end <= sentence.end and not _is_compared(text, p)
    ]
    if after and not any(c in "，,；;" for c in text[figure.span.end : after[0].start]):
        return after[0].of(text)
    carried = [p for p in before if not _is_compared(text, p) and not _TO_THE_DAY.search(p.of(text))]
    if carried:
        return carried[-1].of(text)
    for heading in reversed(headings):
        named = period_spans(heading)
        if named:
            return named[-1].of(heading)
    return ""


def _finest(text: str, periods: list[Span], figure: Figure) -> str:
    """The last period; a day of report (2月5日,记者获悉,2025年…) gives way to a longer one beside it."""
    longer = [p for p in periods if not _TO_THE_DAY.search(p.of(text))]
    near = periods[-1]
    if longer and longer[-1] is not near and any(c in "，," for c in text[near.end : figure.span.start]):
        return longer[-1].of(text)
    return near.of(text)


def _is_compared(text: str, period: Span) -> bool:
    """Whether the period is what is compared with: 2024年 of 较2024年提高."""
    return period.start > 0 and text[period.start - 1] in _COMPARING


def _place(whole: _Text, figure: Figure, sentence: Span, reach: int, headings: Sequence[str]) -> str:
    """The last place named before `figure` in its sentence, else in the paragraph, else in a heading."""
    before = [p for p in whole.places if reach <= p.start and p.end <= figure.span.start]
    here = [p for p in before if p.start >= sentence.start]
    if here:
        return here[-1].of(whole.text)
    if before:
        return before[-1].of(whole.text)
    for heading in reversed(headings):
        named = place_spans(heading)
        if named:
            return named[0].of(heading)
    return ""


def _respective(whole: _Text, sentence: Span, read: list[Measured]) -> list[Measured]:
    """`read` with the figures of each `分别` aligned to the names before it, or emptied where they differ."""
    out = list(read)
    for mark in _SERIES.finditer(whole.text, sentence.start, sentence.end):
        series = _run_after(whole.text, mark.end(), out)
        if len(series) < 2:
            continue
        out[series[0] : series[-1] + 1] = _aligned(whole, sentence, mark.start(), [out[i] for i in series])
    return _unmarked(whole, sentence, out)


def _unmarked(whole: _Text, sentence: Span, read: list[Measured]) -> list[Measured]:
    """`read` with each run that follows as many names without 分别 aligned to them: 营业收入2.9万亿元、利润总额1388.8亿元,
    同比增长13.9%和18.1%; 甲与乙的贡献率达到30.3%和25.3%. A run that does not come out even stays as it is.
    """
    out = list(read)
    at = 0
    while at < len(out):
        series = _run_after(whole.text, out[at].figure.span.start, out)
        following = series[-1] + 1 if series else at + 1
        first = out[at].figure
        if series and series[0] == at and len(series) > 1:
            alike = all(out[i].figure.unit == first.unit for i in series)
            between = whole.text[out[series[0]].figure.span.end : out[series[-1]].figure.span.end]
            clause = _clause_before(whole.text, first.span.start + 1, sentence)
            if (
                alike
                and re.search(r"[和与及]", between)
                and "分别" not in whole.text[clause : first.span.start]
            ):
                named = _unmarked_names(whole, sentence, clause, first, len(series))
                if named is not None:
                    names, shared = named
                    for i, name in zip(series, names, strict=True):
                        own = (
                            replace(out[i], measure=name)
                            if not shared
                            else replace(out[i], measure=shared, place=name)
                        )
                        out[i] = own
        at = max(following, at + 1)
    return out


def _unmarked_names(
    whole: _Text, sentence: Span, clause: int, first: Figure, count: int
) -> tuple[list[str], str] | None:
    """The names of a run that begins with `first`: those listed in its own clause (甲与乙的贡献率), or, where that clause only
    says how something changed, the measures of the clause before, each with a value of its own.
    """
    text = whole.text
    if first.direction is not Direction.LEVEL and not _trimmed(whole, clause, first.span.start):
        before = _clause_before(text, clause, sentence)
        names = text[before : max(before, clause - 1)].split("、")
        if len(names) != count or not all(_without_figure(name) != name for name in names):
            return None
        return [_without_figure(name) for name in names], ""
    own = _trimmed(whole, clause, first.span.start)
    names = _AND.split(own)
    if len(names) != count:
        return None
    last, of, tail = names[-1].partition("的")
    return ([*names[:-1], last], tail) if of and tail and all(names) else None


def _run_after(text: str, at: int, read: list[Measured]) -> list[int]:
    """Which of `read` follow `at` one upon the other, with nothing but commas between."""
    run: list[int] = []
    for i, measured in enumerate(read):
        span = measured.figure.span
        if span.start < at or measured.figure.kind in _NOT_MEASURED:
            if run:
                break
            continue
        if not run:
            if any(c in "，,；;。" for c in text[at : span.start]):
                break
            run = [i]
        elif _BETWEEN.match(text[read[run[-1]].figure.span.end : span.start]):
            run.append(i)
        else:
            break
    return run


def _aligned(whole: _Text, sentence: Span, mark: int, series: list[Measured]) -> list[Measured]:
    """Each figure with its own name, year or period; emptied where the counts differ."""
    text = whole.text
    clause = _clause_before(text, mark + 1, sentence)
    measure = _trimmed(whole, clause, mark)
    periods = [p for p in whole.periods if sentence.start <= p.start and p.end <= mark]
    years = _years(periods[-1].of(text)) if periods else []
    if len(years) == len(series):
        period = periods[-1].of(text)
        return [
            replace(m, measure=measure, period=period, year=y) for m, y in zip(series, years, strict=True)
        ]
    listed = periods[-len(series) :]
    if len(listed) == len(series) and all(
        _AND.fullmatch(text[a.end : b.start].strip()) for a, b in pairwise(listed)
    ):
        return [replace(m, measure=measure, period=p.of(text)) for m, p in zip(series, listed, strict=True)]
    for begin in (clause, _clause_before(text, clause, sentence)):
        named = _names(whole, begin, clause, mark, len(series))
        if named is not None:
            names, shared = named
            return [
                replace(m, measure=shared or name, place=name if shared else m.place)
                for m, name in zip(series, names, strict=True)
            ]
    return [replace(m, measure="", place="") for m in series]


def _clause_before(text: str, clause: int, sentence: Span) -> int:
    """The beginning of the clause that ends where `clause` begins."""
    until = max(sentence.start, clause - 1)
    return max(sentence.start, 1 + max(text.rfind(c, sentence.start, until) for c in "，,；;：:"))


def _names(whole: _Text, begin: int, clause: int, mark: int, count: int) -> tuple[list[str], str] | None:
    """The `count` names listed before 分别, and the measure they share (that of 甲、乙的比例)."""
    text = whole.text
    shared = ""
    end = mark
    if begin < clause:
        shared, end = _trimmed(whole, clause, mark), max(begin, clause - 1)
    for span in whole.periods:
        if span.start <= begin < span.end <= end:
            begin = span.end
    piece = text[begin:end]
    listed = piece[_lead(piece) :]
    names = listed.split("、")
    if len(names) != count:  # 电气机械和器材制造业、汽车制造业 are two
        names = _AND.split(listed)
    if len(names) != count:
        return None
    names = [_without_figure(name) for name in names]
    last, of, tail = names[-1].partition("的")
    if of and not shared:
        names[-1], shared = last, _TRAIL.sub("", tail)
    names = [name.strip(' “”"') for name in names]
    return (names, shared) if all(names) else None


def _without_figure(name: str) -> str:
    """旅游综合收入 of 旅游综合收入3735.81亿元: what a change is told of, without its own value."""
    figures = [f for f in read_figures(name) if f.kind not in _NOT_MEASURED]
    return _TRAIL.sub("", name[: figures[0].span.start]) if figures and figures[0].span.start > 1 else name


def _years(period: str) -> list[int]:
    """2023年至2025年 as its years; empty where `period` is no range of whole years."""
    match = re.fullmatch(r"(\d{4})年?(?:至|到|—{1,2}|－|-|–|~|～)(\d{4})年", period)
    return list(range(int(match[1]), int(match[2]) + 1)) if match else []
