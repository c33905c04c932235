"""Whether a sentence speaks of another thing than the question: 12号线 for 3号线, 进口 for 出口, 环比 for 同比, its neighbour's value.

Each check needs both sides in print: what the question names and what stands in its place on the page. Where the page only
says less, nothing is held against it.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.figures import FigureKind, Measured
from corpus.numerals import read_numeral
from corpus.spans import Span
from qa.answers import Reason
from qa.candidates import Candidate, candidate_at, clauses_of, figures_of, measured_in, measured_of
from qa.evidence import Sentence
from qa.features import View, moves, periods_of
from qa.matching import coverage
from qa.questions import Expects


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the question names, and what the page has in its place (empty where nothing)."""

    reason: Reason

    asked: str
    printed: str
    doubtful: bool = False
    """As of a qa.verification.Objection."""


def contradiction(seen: View, candidate: Candidate, story: str) -> Contradiction | None:
    """The first thing that shows the candidate to be another's; `story` is its folded story, headline first."""
    return (
        _other_number(seen, candidate, story)
        or _opposite(seen, candidate)
        or _other_base(seen, candidate)
        or _neighbours(seen, candidate)
        or _deputy(seen, candidate)
        or _level_for_change(seen, candidate)
        or _part_for_whole(seen, candidate)
    )


# --- numbered names -----------------------------------------------------------------------------------------------------

_NUMBERED = re.compile(
    r"(?<![\d.年月])(?P<n>\d{1,4}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,4})[\"]?"
    r"(?P<unit>号(?:线|楼|院|台风|文件|馆|厅|机组|矿|井|车|门)?|[届期批代]|季(?!度)|次(?!数)|标段|中学|小学|医院|单元)"
)
_FIRST = re.compile(r"首(?=[届期批个条])")


def _numbers(text: str) -> list[tuple[str, int, Span]]:
    """Each numbered name as (what is numbered, number, place): (号线, 3) of 地铁三号线."""
    out = []
    for found in _NUMBERED.finditer(text):
        value = read_numeral(found["n"])
        before = text[found.start() - 1 : found.start()] if found.start() else ""
        ordinal = before in ("第", "-", "—") or found["unit"][0] in "号标中小医单"
        if value is not None and (ordinal or found["unit"] in "届期"):
            out.append((found["unit"], int(value), Span(found.start(), found.end())))
    out += [(text[m.end()], 1, Span(m.start(), m.end() + 1)) for m in _FIRST.finditer(text)]
    return out


def _alike(one: str, other: str) -> bool:
    """Whether two numbered names number the same: 号线 and 号线, or 号 where one leaves it open; not 号线 and 号楼."""
    return one == other or (one[0] == other[0] and "号" in (one, other)) or (one[0] == other[0] != "号")


_DAYS = 31
_AS_A_DAY = re.compile(r"[晚早上下中凌傍夜到至起以之前后,。?]|$")
"""What follows a day's number (26号晚上); 七号探测器 is a probe."""


def _other_number(seen: View, candidate: Candidate, story: str) -> Contradiction | None:
    """地铁3号线 is borne by 三号线 alone: in the candidate's clause or sentence, or, where neither numbers another, in the story."""
    question = seen.question
    slot = question.slot
    sentence = candidate.sentence
    text = sentence.folded.text
    for unit, number, place in _numbers(question.text):
        if slot and slot.start <= place.start < slot.end:
            continue
        if any(p.span.start < place.end and place.start < p.span.end for p in question.periods):
            continue
        day = unit == "号" and number <= _DAYS and f"{number}日" in story
        if day and _AS_A_DAY.match(question.text, place.end):
            continue
        asked = place.of(question.text)
        clause = next(
            (c for c in clauses_of(text) if c.start <= candidate.span.start < c.end), Span(0, len(text))
        )
        own = [n for u, n, _ in _numbers(clause.of(text)) if _alike(u, unit)]
        if number in own:
            continue
        if own:
            return Contradiction(Reason.NOT_IN_BULLETIN, asked, f"{own[0]}{unit}")
        here = [n for u, n, _ in _numbers(text) if _alike(u, unit)]
        if number in here:
            continue
        if here or number not in {n for u, n, _ in _numbers(story) if _alike(u, unit)}:
            return Contradiction(Reason.NOT_IN_BULLETIN, asked, f"{here[0]}{unit}" if here else "")
    return None


# --- opposites ----------------------------------------------------------------------------------------------------------

_OPPOSITES: tuple[tuple[str, ...], ...] = (
    (r"进出口", r"(?<!出)进口", r"(?<!进)出口"),
    ("出境", "入境"),
    (r"汽油|汽(?=[、和及与])", "柴油"),
    ("流入", "流出"),
    ("启动", "结束|解除|终止"),
    ("开幕", "闭幕"),
    ("开工", "竣工|完工|建成"),
    ("开通|启用|投用", "停运|停用|关闭"),
    ("收入|营收", "支出"),
    ("男性|男生|男子|男孩", "女性|女生|女子|女孩"),
    ("出生", "死亡|去世|逝世"),
    ("死亡|遇难|丧生", "受伤", "失踪|失联"),
    ("上限", "下限"),
    ("最高", "最低"),
    ("城镇", "农村"),
    ("首套", "二套"),
    ("买入", "卖出"),
    ("白天", "夜间"),
    ("名义", "实际"),
    ("税前", "税后"),
    ("轻伤", "重伤"),
    ("线上", "线下"),
    ("外来", "本地"),
)
"""Words of which one excludes the other; directions of change are none, for a wrong one is answered with the right one."""
_SIDES = tuple(tuple(re.compile(side) for side in sides) for sides in _OPPOSITES)


def _opposite(seen: View, candidate: Candidate) -> Contradiction | None:
    """The candidate's own measure, or else its clause, names the opposite of what the question names."""
    if candidate.figure is None:
        return None
    asked_text = seen.question.text
    text = candidate.sentence.folded.text
    measured = measured_of(candidate)
    clause = next((c for c in clauses_of(text) if c.start <= candidate.span.start < c.end), None)
    places = [f"{measured.place} {measured.measure}" if measured else "", clause.of(text) if clause else ""]
    for sides in _SIDES:
        asked = [side for side in sides if side.search(asked_text)]
        if len(asked) != 1:
            continue
        wanted = asked[0].search(asked_text)
        for place in places:
            here = [side for side in sides if side.search(place)]
            if asked[0] in here:
                break
            if here and wanted:
                found = here[0].search(place)
                return Contradiction(Reason.OTHER_MEASURE, wanted.group(), found.group() if found else "")
    return None


_TITLE = re.compile(
    r"(?P<deputy>副)?(?P<title>(?:秘书|委员|董事|理事|[局市县区处科院校部厅省司社所队站行会州镇乡村])长|主任|书记|主席|经理|总裁|主编|教授)"
)
_TITLE_REACH = 4
"""Characters between a title and the name it stands before."""


def _deputy(seen: View, candidate: Candidate) -> Contradiction | None:
    """局长 is asked for and the page names a 副局长, or the other way round: before the name, or said with it."""
    if seen.question.expects is not Expects.PERSON:
        return None
    text, span = candidate.sentence.folded.text, candidate.span
    for asked in _TITLE.finditer(seen.question.text):
        for printed in _TITLE.finditer(text, max(0, span.start - _TITLE_REACH - 4), span.end):
            if asked["title"] == printed["title"] and asked["deputy"] != printed["deputy"]:
                return Contradiction(Reason.NOT_IN_BULLETIN, asked.group(), printed.group())
    return None


# --- what a change is measured against ------------------------------------------------------------------------------------

_BASE = re.compile(
    r"(?P<before>环比|[比较跟和与]上(?:个月|月|一?个?季度|一?周)|[比较跟和与]前一(?:日|天|周|月))"
    r"|[比较跟和与](?P<year>\d{4})年(?:同期)?"
    r"|(?P<last>同比|[比较跟和与](?:上一?年|去年|前一年|上年度)(?:同期)?)"
)


def _base(text: str) -> tuple[str, int | None] | None:
    """The first base of comparison: (before, None) the month or quarter before, (last, None) the year before, (year, n)."""
    found = _BASE.search(text)
    if not found:
        return None
    return ("year", int(found["year"])) if found["year"] else (str(found.lastgroup), None)


def _other_base(seen: View, candidate: Candidate) -> Contradiction | None:
    """A change against another base than the one asked for; 较2024年 is 较上年 in a sentence of 2025."""
    figure = candidate.figure
    question = seen.question
    asked = _base(question.text)
    if figure is None or asked is None or question.expects not in (Expects.FIGURE, Expects.ANY):
        return None
    text = candidate.sentence.folded.text
    clause = next(
        (c for c in clauses_of(text) if c.start <= candidate.span.start < c.end), Span(0, len(text))
    )
    told = text[clause.start : candidate.span.end]
    lead = re.match(r"[^,。]{0,6}从(环比|同比)看", text)
    printed = _base(told) or (_base(lead[1]) if lead else None)
    if printed is None or printed == asked:
        return None
    years = {asked[1], printed[1]} - {None}
    if asked[0] == "before" or printed[0] == "before":
        differ = asked[0] != printed[0]
    elif len(years) == 2:
        differ = True
    else:
        own = _years(told, candidate.sentence.story.bulletin.date) or _years(
            text, candidate.sentence.story.bulletin.date
        )
        differ = bool(own) and not any(year is not None and year + 1 in own for year in years)
    found_asked, found_printed = _BASE.search(question.text), _BASE.search(told)
    if not differ or not found_asked:
        return None
    return Contradiction(
        Reason.OTHER_MEASURE, found_asked.group(), found_printed.group() if found_printed else ""
    )


def _years(text: str, day: date | None) -> set[int]:
    """The years that values of a text belong to, without those it compares with."""
    return {
        p.start.year for p in periods_of(text, day) if not re.search(r"[比较跟和与]$", text[: p.span.start])
    }


# --- neighbours ---------------------------------------------------------------------------------------------------------

_LIGHT_END = re.compile(r"(?:一共|总共|共计|合计|大概|大约|到底|达到?|被|[是为有了到约共的各])+$")
_NOT_MEASURED = (FigureKind.DATE, FigureKind.TIME)


def _neighbours(seen: View, candidate: Candidate) -> Contradiction | None:
    """The value of a neighbour: another figure of the sentence, of the same sort, measures just what the question names.

    甲、乙分别为a、b is settled by which name bears more of the question; elsewhere (共有座椅1488个,其中普通座椅558个) by the words
    right before or in the question words.
    """
    figure, question = candidate.figure, seen.question
    if figure is None or figure.kind in _NOT_MEASURED or question.expects is not Expects.FIGURE:
        return None
    everything = _measured_in(candidate.sentence)
    own = measured_of(candidate)
    if own is None:
        return None
    text = candidate.sentence.folded.text
    others = [
        m for m in everything
        if m.figure.span != figure.span and m.figure.kind is figure.kind and m.figure.unit == figure.unit
        and (m.figure.direction is figure.direction or _in_series(text, own, m))
    ]  # fmt: skip
    slot = question.slot
    named = _LIGHT_END.sub("", question.text[: slot.start]) if slot else ""
    for other in others:
        if _named(own) == _named(other):
            continue
        if _in_series(text, own, other):
            if _apart(own, other) in question.text:
                continue
            if coverage(seen.terms, _named(other)) > coverage(seen.terms, _named(own)) + 0.01:
                return Contradiction(Reason.OTHER_MEASURE, _named(other), _named(own))
        elif (
            _whole(seen, other)
            and coverage(seen.terms, _named(other)) > coverage(seen.terms, _named(own)) + _CLEARLY
        ):
            return Contradiction(Reason.OTHER_MEASURE, _named(other), _named(own))
        elif (
            not own.measure
            or other.measure in own.measure
            or (len(own.measure) > 2 and own.measure in question.text)
        ):
            continue
        elif _asked_for(other.measure, named, question.head) and not _asked_for(
            own.measure, named, question.head
        ):
            return Contradiction(Reason.OTHER_MEASURE, other.measure, own.measure)
    return None


def _measured_in(sentence: Sentence) -> list[Measured]:
    """Every figure of a sentence with what it measures."""
    figures = figures_of(sentence.folded.text)
    found = (measured_of(candidate_at(sentence, figure.span, figure)) for figure in figures)
    return [measured for measured in found if measured is not None]


_ELIDED = re.compile(r"汽(?![油车])")
"""国内汽、柴油价格: the first of two leaves out what both end with."""


def _named(measured: Measured) -> str:
    return _ELIDED.sub("汽油", f"{measured.place}{measured.measure}")


def _whole(seen: View, measured: Measured) -> bool:
    """Whether the question names both whose value it is and of what: 电气机械和器材制造业, 增加值增速."""
    place, measure = measured.place, measured.measure
    return bool(place and measure) and place in seen.question.text and measure in seen.question.text


_CLEARLY = 0.15
"""Share of the question's weighted terms by which one name must bear more than another to be the one meant. Reasoned."""


def _apart(one: Measured, other: Measured) -> str:
    """What tells the first of two figures of a run from the second: its own measure, or its place where they share the measure."""
    return (one.measure if one.measure != other.measure else one.place) or " "


def _in_series(text: str, one: Measured, other: Measured) -> bool:
    """Whether two figures stand in one run: 60岁和65岁."""
    first, last = sorted((one.figure.span, other.figure.span))
    between = text[first.end : last.start]
    return len(between) <= 24 and bool(
        re.fullmatch(r"(?:[、,和与及]|以及|[\d.]+[^\d、,和与及]{0,4})*", between)
    )


def _asked_for(measure: str, named: str, head: str) -> bool:
    """Whether a measure is the noun before the question words (罚款 in 被罚款了多少), or the one in them (普通座椅)."""
    noun = head[1:] if len(head) > 2 else ""
    return len(measure) > 1 and (named.endswith(measure) or (len(noun) > 1 and measure.endswith(noun)))


# --- changes and parts --------------------------------------------------------------------------------------------------


_PROPORTIONS = (FigureKind.SHARE, FigureKind.POINTS, FigureKind.MULTIPLE)
"""In these a change is told whatever the unit of what changes."""


def _level_for_change(seen: View, candidate: Candidate) -> Contradiction | None:
    """优良天数同比变化多少 is not answered by 优良天数282天 where its sentence goes on with 比上年同期增加34天, nor 收入增长多少 by
    收入3735亿元 where it grows by 29.3%.
    """
    figure = candidate.figure
    measured = measured_of(candidate)
    if (
        figure is None
        or not seen.question.change
        or moves(figure)
        or measured is None
        or not measured.measure
    ):
        return None
    for other in measured_in(candidate.sentence):
        alike = other.figure.unit == figure.unit or (
            not seen.question.head and other.figure.kind in _PROPORTIONS
        )
        if moves(other.figure) and alike and other.measure == measured.measure:
            return Contradiction(Reason.NOT_IN_BULLETIN, "", other.figure.text)
    return None


def _part_for_whole(seen: View, candidate: Candidate) -> Contradiction | None:
    """湿地面积有多大 is not answered by 潜流湿地304.33亩 of 人工湿地8个共497.71亩(其中潜流湿地304.33亩、表流湿地193.38亩)."""
    figure = candidate.figure
    measured = measured_of(candidate)
    if figure is None or measured is None or not measured.measure or "其中" in seen.question.text:
        return None
    if all(character in seen.question.text for character in measured.measure):
        return None
    text = candidate.sentence.folded.text
    mark = text.rfind("其中", 0, figure.span.start)
    if mark < 0 or ")" in text[mark : figure.span.start]:
        return None
    whole = [f for f in figures_of(text) if f.unit == figure.unit and f.span.end <= mark]
    if not whole or mark - whole[-1].span.end > 1 or whole[-1].value < figure.value:
        return None
    return Contradiction(Reason.NOT_IN_BULLETIN, "", whole[-1].text, doubtful=True)
