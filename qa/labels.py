"""Printed values with the words that tell one from the next: 大型企业 of 大型企业PMI为50.3%, 马河溪 of 马河溪16.3公里.

A label is a span of the folded sentence: the words before a value, from the mark or value before it, without the verbs that lead
to the number and without what the question says is measured; in a series (甲、乙分别为a、b) the names in their order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.calendar import period_spans
from corpus.figures import Direction, Figure, FigureKind, Measured, Qualifier
from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.candidates import measured_in
from qa.evidence import Sentence
from qa.units import noun_class

_MARKS = ",;:。!?、"
_LEADING = re.compile(r"(?:其中|此外|另外|目前|同时|截至|而|则|和|与|及|以及|但|在|从|\"|\s|了)+")
_TRAILING = re.compile(
    r"(?:分别|同比|环比|仅次于|比[上去]?(?:年|月|季度|周)(?:同期)?|较[上去]?(?:年|月|季度|周)(?:同期)?|则|也|最近|最终|目前|实现|完成|达到?|只有|仅有?|仅|共有?|共计|"
    r"每(?:公斤|千克|平方米|[斤吨人个张月年天亩])|约|大约|已经?|为|是|有|占比?|报|收[于报]|至|到|的|了|均|都|\"|\s|出现|得到?)+$"
)
_MOVING = re.compile(r"(?:增长|上涨|上升|增加|提高|提升|下降|下跌|减少|降低|回落|大?[涨升跌降增减])[了幅]?$")
_ONLY_MOVES = re.compile(
    r"(?:同比|环比|比[^,]{1,8}|较[^,]{1,8})?(?:增长|上涨|上升|增加|提高|提升|下降|下跌|减少|降低|回落|大?[涨升跌降增减])[了幅]?"
)
"""The words before a change that say nothing but that it is one."""
_TOTAL = re.compile(
    r"^(?:全[国省市县区州球]|总|合计|共计|平均|整体|全部|累计|两者|上述|以上)|(?:平均|合计|总计|总体)$"
)
_REST = re.compile(r"其[他它余]|另外|等")
_JOINED = re.compile(r"、|以及|[和与及]")
_LONGEST = 16
"""Characters; a longer label is a clause, not a name."""
_CLASS = re.compile(r"(?P<bad>劣)?(?P<class>I{1,3}|IV|VI?)类")
_CLASSES = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One printed value with what it is a value of."""

    sentence: Sentence
    figure: Figure
    spans: tuple[Span, ...]
    """The labels; several only where they share a class (乙、丙为II类)."""
    """None where it cannot be told."""
    value: Decimal
    """What is compared; a fall is below nought."""
    said: str
    """All words before the value, the label among them."""
    start: int
    """Where these begin."""
    basis: str
    """What a change is counted from, where its own words say so: 同比."""
    alone: bool
    """Whether nothing but the label, and no verb, stands before the value."""
    series: bool
    """Whether it is one of a series: 甲、乙分别为a、b."""
    period: str
    year: int | None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels as words, folded."""
        return tuple(span.of(self.sentence.folded.text) for span in self.spans)

    @property
    def words(self) -> list[str]:
        """The words of the first label."""
        return [word for word, _ in tag_words(self.labels[0])]

    @property
    def printed(self) -> str:
        """The value as the page prints it; of a class with its labels."""
        return self.sentence.folded.home(self.figure.number).of(self.sentence.text)

    @property
    def is_exact(self) -> bool:
        """Whether the value is neither bounded nor a range."""
        return self.figure.qualifier is Qualifier.EXACT and self.figure.upper is None

    @property
    def is_rest(self) -> bool:
        """Whether a label names what is left over: 其他."""
        return any(_REST.search(label) for label in self.labels)

    @property
    def has_share(self) -> bool:
        """Whether the value is said to be a share: 00后占31.6%."""
        return "占" in self.said or "比例" in self.said

    def is_called(self, name: str) -> bool:
        """Whether a name of the question's is the label's."""
        label = self.labels[0]
        return name in label or label in name


def labelled_in(
    sentence: Sentence, subject: str, variants: Sequence[str], *, noun: str, change: bool
) -> list[Labelled]:
    """The values of the sentence that are printed each behind its label, after 其中 only the parts; those whose label cannot
    be told have none.
    """
    text = sentence.folded.text
    out: list[Labelled] = []
    last_end, label, said = 0, None, ""
    for measured in measured_in(sentence):
        figure = measured.figure
        if figure.kind in (FigureKind.DATE, FigureKind.TIME):
            continue
        region = _region(text, figure, last_end)
        behind = region is not None and region.start == last_end > 0  # 得到25分12个篮板
        if figure.unit or figure.kind is not FigureKind.QUANTITY:  # 标普500指数
            last_end = figure.span.end
        words = region.of(text) if region else ""
        if region is None or behind or "分别" in words:
            label, said = None, ""
        elif figure.direction is Direction.LEVEL or not _ONLY_MOVES.fullmatch(words):
            label, said = _label(text, region, subject, variants, noun), words
            if label and (label.of(text) in subject or label.of(text) in variants):
                label = None  # 净利润 of 营收10亿元,净利润2亿元 tells nobody's
            if label and text[label.start - 1 : label.start] == "、" and not _has_own(text, label, out):
                label = None  # 猪肉、牛肉30元
        if not _is_compared(figure, change=change) or (label and _TOTAL.search(label.of(text))):
            continue
        told = label.of(text) if label else ""
        measuring = noun_class(subject) and any(v in told for v in (subject, *variants))  # 归母净利润人民币
        spans = (label,) if label and not measuring and _is_name(label.of(text)) else ()
        bare = _trimmed(text, region.start, region.end) if region else None
        alone = bare is not None and bare == label and not any(t == "v" for _, t in tag_words(bare.of(text)))
        out.append(_made(sentence, measured, spans, said, change=change, alone=alone, words=words))
    among = max((text.rfind("其中", 0, one.figure.span.start) for one in out), default=-1)
    return [one for one in out if one.figure.span.start > among]


_BASIS = re.compile(r"同比|环比|[比较][上去前](?:年|月|季度|周|一天|日)|[比较]年初")
"""What a change is counted from."""


def _is_name(label: str) -> bool:
    """Whether the words may be a name: none of them is a preposition, an adverb or a particle."""
    return not _WHOSE.search(label) and not any(
        tag in ("p", "d", "uj", "ul", "r", "c") for _, tag in tag_words(label)
    )


_WHOSE = re.compile(r"归属|归母")
"""归属于母公司股东的净利润 says whose the profit is, not of which firm."""


def series_in(sentence: Sentence, subject: str, variants: Sequence[str]) -> Iterator[list[Labelled]]:
    """The values of each 分别 of the sentence with the names before it, one to one."""
    text = sentence.folded.text
    everything = measured_in(sentence)
    for mark in re.finditer("分别", text):
        run: list[Measured] = []
        for m in everything:
            if m.figure.span.start < mark.end():
                continue
            before = text[(run[-1].figure.span.end if run else mark.end()) : m.figure.span.start]
            if not re.fullmatch(r"[为是有达到占约长\s]*" if not run else r"(?:、|,|以及|[和与及])", before):
                break
            run.append(m)
        start = max(text.rfind(c, 0, mark.start()) for c in ",;:。!?(") + 1
        if start >= mark.start():
            continue
        names = _names(text, Span(start, mark.start()), subject, variants, len(run))
        if len(run) < 2 or names is None or any(not _is_compared(m.figure, change=False) for m in run):
            continue
        said = text[start : mark.start()]
        yield [_made(sentence, m, (name,), said, start=start) for m, name in zip(run, names, strict=True)]


def classes_in(sentence: Sentence) -> list[Labelled]:
    """The classes of water of the sentence, each with all that are of it: 甲为I类,乙、丙为II类."""
    text = sentence.folded.text
    out: list[Labelled] = []
    for measured in measured_in(sentence):
        figure = measured.figure
        found = _CLASS.fullmatch(
            text[
                figure.span.start
                - (text[figure.span.start - 1 : figure.span.start] == "劣") : figure.span.end
            ]
        )
        if found is None:
            continue
        start = max(text.rfind(c, 0, figure.span.start) for c in ",;:。!?(") + 1
        end = figure.span.start - bool(found["bad"])
        region = _trimmed(text, start, end)
        spans = _split(text, region) if region else []
        if not spans or any(len(s) > _LONGEST for s in spans):
            return []
        value = Decimal(_CLASSES.index(found["class"]) + 1 + bool(found["bad"]))
        out.append(
            Labelled(
                sentence,
                figure,
                tuple(spans),
                value,
                text[start:end],
                start,
                "",
                True,
                True,
                measured.period,
                measured.year,
            )
        )
    return out if len({one.value for one in out}) == len(out) else []


def _made(
    sentence: Sentence,
    measured: Measured,
    spans: tuple[Span, ...],
    said: str,
    *,
    words: str = "",
    change: bool = False,
    alone: bool = True,
    start: int = -1,
) -> Labelled:
    figure = measured.figure
    basis = _BASIS.search(words)
    down = change and figure.direction is Direction.DOWN
    first = spans[0].start if spans else figure.span.start
    return Labelled(
        sentence,
        figure,
        spans,
        -figure.value if down else figure.value,
        said,
        first if start < 0 else start,
        basis.group() if basis else "",
        alone,
        start >= 0,
        measured.period,
        measured.year,
    )


def _is_compared(figure: Figure, *, change: bool) -> bool:
    """Whether the figure is a level or, where changes are asked for, a change."""
    if change:
        kinds = (FigureKind.QUANTITY, FigureKind.SHARE, FigureKind.POINTS)
        return figure.kind in kinds and figure.direction is not Direction.LEVEL
    levels = (FigureKind.QUANTITY, FigureKind.SHARE)
    return figure.kind in levels and figure.direction is Direction.LEVEL and bool(figure.unit)


def _region(text: str, figure: Figure, last_end: int) -> Span | None:
    """The words before a figure, from the mark, bracket or figure before it; of a figure in brackets those before these."""
    end = figure.span.start
    if text[end - 1 : end] == "(" and text[figure.span.end : figure.span.end + 1] == ")":
        end -= 1
    start = end
    depth = 0
    while start > last_end:
        c = text[start - 1]
        depth += (c == ")") - (c == "(")
        if depth < 0 or (depth == 0 and c in _MARKS):
            break
        start -= 1
    return Span(start, end) if start < end else None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """What is left without leading periods and linking words, and without the verbs that lead to the number."""
    for _ in range(3):
        lead = _LEADING.match(text, start, end)
        start = lead.end() if lead else start
        for period in period_spans(text[start:end]):
            if period.start == 0:
                start += period.end
                break
    for pattern in (_TRAILING, _MOVING, _TRAILING):
        trail = pattern.search(text, start, end)
        end = trail.start() if trail else end
    return Span(start, end) if start < end else None


def _label(text: str, region: Span, subject: str, variants: Sequence[str], noun: str) -> Span | None:
    """The label in the words before a figure; None where they hold none."""
    words = _trimmed(text, region.start, region.end)
    span = _without(text, words, subject, variants) if words else None
    inner = [p for p in period_spans(span.of(text)) if p.start > 1] if span else []
    if span and inner:
        span = _trimmed(text, span.start, span.start + inner[0].start)
    if span is None:
        return None
    if noun:
        at = span.of(text).find(noun[-1], 1)
        if at >= 0:
            span = Span(span.start, span.start + at + 1)
    return span if 1 < len(span) <= _LONGEST else None


def _without(text: str, span: Span, subject: str, variants: Sequence[str]) -> Span | None:
    """The span without the measure at its end, in the question's words or official ones: 东湖区 of 东湖区优良天数."""
    piece = span.of(text)
    most = 0
    for length in range(2, len(piece) - 1):
        ending = piece[-length:]
        if ending in subject or ending in variants:
            most = length
    return _trimmed(text, span.start, span.end - most) if most else span


def _names(text: str, region: Span, subject: str, variants: Sequence[str], count: int) -> list[Span] | None:
    """The `count` names listed in the region, the last without what all are measured by."""
    whole = _trimmed(text, region.start, region.end)
    spans = _split(text, whole) if whole else []
    if len(spans) != count or count < 2:
        return None
    last = spans[-1]
    of = last.of(text).find("的")
    bare = Span(last.start, last.start + of) if of > 1 else _without(text, last, subject, variants)
    names = [*spans[:-1], bare] if bare else []
    return names if names and all(1 < len(name) <= _LONGEST for name in names) else None


def _split(text: str, region: Span) -> list[Span]:
    """What stands between 、 and the last 和."""
    piece = region.of(text)
    out: list[Span] = []
    at = 0
    parts = list(_JOINED.finditer(piece))
    if "、" in piece:
        final = piece.rindex("、")
        parts = [m for m in parts if m.group() == "、" or m.start() > final]
    for m in parts:
        if m.start() > at:
            out.append(Span(region.start + at, region.start + m.start()))
        at = m.end()
    if at < len(piece):
        out.append(Span(region.start + at, region.end))
    return out


def _has_own(text: str, label: Span, before: Sequence[Labelled]) -> bool:
    """Whether what stands before the 、 of a label has a value of its own: 食品企业96家、种业企业41家."""
    lead = text[: label.start - 1].removesuffix(")")
    return any(len(lead) == one.figure.span.end for one in before)
