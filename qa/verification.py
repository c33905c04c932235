"""Whether the best candidate may be said: what the question names must be what the sentence speaks of.

The checks give a reason for refusing, in the order in which they help a reader most: the page says that there is no
data; the period differs; the place or name differs. Doubts that no single check settles are left to qa.confidence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.calendar import Period
from corpus.places import place_spans
from corpus.spans import Span
from qa.answers import Reason
from qa.candidates import Candidate, between_marks, clauses_of, figures_of, measured_of, tokens_of
from qa.clauses import SORTS
from qa.contradictions import contradiction
from qa.evidence import Sentence
from qa.features import SENTENCE_NAMES, TITLES, View, periods_of
from qa.matching import Weighed, coverage
from qa.names import stands_in_parts
from qa.questions import CLAUSAL, COMPARED, Expects
from qa.ranking import Ranked
from qa.sorts import another_class
from qa.timing import agrees, any_year, names_year

NO_DATA = re.compile(
    r"(?:暂|尚|均|并)?无(?:相关|具体|统计|可用|有效|监测)?(?:数据|统计|资料)|"
    r"(?:没有|未有|未能|尚未|未予?|暂未|暂不)(?:获得|取得|公布|公开|披露|统计|提供|掌握)?(?:相关|具体)?(?:数据|数字|统计|公布|公开|披露)|数据(?:缺失|暂缺|缺测)"
)
"""迎泽区、万柏林区因点位调整暂无数据"""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a candidate may not be said."""

    reason: Reason
    about: str
    """The question's word that the page does not bear (a place, a name, a year)."""
    printed: str
    """What the page prints in its stead; empty where nothing."""
    doubtful: bool = False
    """Whether the wording only makes it likely, so that a candidate that is sure otherwise may be said."""


def no_data_at(seen: View, sentence: Sentence) -> Span | None:
    """The clause or bracket of `sentence` that says there is no data for a name asked for; None where there is none.

    Only where the rest of what is asked (优良天数) is what the sentence is about.
    """
    if seen.question.expects in (
        *CLAUSAL,
        Expects.DEFINITION,
        Expects.DATE,
        Expects.PERSON,
    ):
        return None
    text = sentence.folded.text
    for found in NO_DATA.finditer(text):
        scope = _scope(text, found.start(), found.end())
        said = scope.of(text)
        named = [t for t in seen.terms if t.name and t.text in said]
        rest = [t for t in seen.terms if not (t.name and t.text in said)]
        if named and (not rest or coverage(rest, f"{sentence.heading} {text}") >= 0.5):
            return scope
    return None


def _scope(text: str, start: int, end: int) -> Span:
    """The bracket around `start..end`, else the clause."""
    opening = text.rfind("(", 0, start)
    closed = text.find(")", end)
    if opening >= 0 and closed >= 0 and ")" not in text[opening:start]:
        return Span(opening + 1, closed)
    return between_marks(text, Span(start, end))


def objection(seen: View, best: Ranked, story: str) -> Objection | None:
    """The first thing that speaks against `best`; `story` is its folded story text, headline first."""
    return (
        _foreign(seen, best)
        or _other_sort(seen, best)
        or _other_class(seen, best)
        or told_otherwise(seen, best, story)
    )


def told_otherwise(seen: View, best: Ranked, story: str) -> Objection | None:
    """The other thing, period, place or name that the page speaks of, whatever sort of answer `best` is; `story` as for
    `objection`.
    """
    return (
        _other_thing(seen, best, story)
        or _unborne(seen, best, story)
        or _other_period(seen, best, story)
        or _other_name(seen, best, story)
    )


def told_of_another(seen: View, best: Ranked, story: str) -> Objection | None:
    """The other thing, place or name that the page speaks of, whatever the period; `story` as for `objection`."""
    return _other_thing(seen, best, story) or _unborne(seen, best, story) or _other_name(seen, best, story)


STORY_BEARS = 0.1
"""Share of the question's weighted terms that a story must bear to be about it at all. How little is enough is for the confidence to
say: at 0.4, the bar before there was a reader, the dev split of the first issue is 86.8 % right, at 0.25 and here 88.5; over the news
one more of 161 unanswerable questions is answered.
"""


def _foreign(seen: View, best: Ranked) -> Objection | None:
    """A story that bears too little of what the question is about."""
    if not seen.terms or best.sentence_features[SENTENCE_NAMES.index("covered_in_story")] >= STORY_BEARS:
        return None
    return Objection(Reason.NOT_IN_BULLETIN, "", "")


_NAMED_SO = {
    "大学": ("大学", "学院"),
    "学院": ("学院", "大学"),
    "区": ("区",),
    "县": ("县",),
    "镇": ("镇",),
    "村": ("村", "庄", "屯"),
    "街道": ("街道",),
    "社区": ("社区",),
    "医院": ("医院",),
    "银行": ("银行", "支行", "分行", "行"),
    "基金会": ("基金会",),
    "法院": ("法院", "法庭"),
    "派出所": ("派出所",),
    "机场": ("机场",),
    "街": ("街", "路", "巷", "道", "里"),
    "路": ("路", "街", "道", "线"),
    "桥": ("桥",),
    "河": ("河", "江", "溪", "水", "渠"),
    "湖": ("湖", "海", "淀", "池", "泊", "水库"),
    "山": ("山", "峰", "岭", "崖"),
}
"""Nouns that their names nearly always carry: an answer to 哪所大学 ends with 大学 or 学院; 哪家公司 may be 华为."""
_WHO = re.compile(r"哪[位名]|哪个(?:[^,。?!]{0,3}人)(?![民口才])")
_CORPORATE = re.compile(r"(?:公司|集团|银行|大学|学院|医院|协会|委员会|研究[所院]|[局部委署厅院社党])$")
_ONE_DAY = re.compile(r"哪(?:一)?[天日]|几[号日](?!线)|几月几|哪个日子")
_ONE_YEAR = re.compile(r"哪(?:一)?年(?!级)|何年|哪个年份")
_YEAR = re.compile(r"年|世纪|(?<!\d)\d{4}(?!\d)")


def _other_sort(seen: View, best: Ranked) -> Objection | None:
    """A candidate that only repeats the question, is no 大学 where one is asked for, a person where a place is, or a year where a day
    is.
    """
    question, text = seen.question, best.candidate.text
    if question.expects in (*SORTS, Expects.FIGURE, Expects.DEFINITION):
        return None
    if text in question.text or text.strip('"《》') in question.text:
        return Objection(Reason.NOT_IN_BULLETIN, "", "")
    if question.expects is Expects.PLACE and _is_person(best.candidate):
        return Objection(Reason.NOT_IN_BULLETIN, "", "")
    if question.expects is Expects.ORGANISATION and _is_land(best.candidate):
        return Objection(Reason.NOT_IN_BULLETIN, question.head, "")
    endings = next((e for noun, e in _NAMED_SO.items() if _asks_for(noun, question.head)), ())
    if (
        endings
        and question.expects is not Expects.LIST
        and not re.sub(r"\(.*?\)", "", text).endswith(endings)
    ):
        return Objection(Reason.NOT_IN_BULLETIN, question.head, "", doubtful=True)
    if question.expects is Expects.PERSON and _WHO.search(question.text) and _CORPORATE.search(text):
        return Objection(Reason.NOT_IN_BULLETIN, question.head, "")
    if question.expects is Expects.DATE:
        periods = periods_of(text, best.candidate.sentence.story.bulletin.date)
        days = [(p.end - p.start).days for p in periods]
        if _ONE_DAY.search(question.text) and days and min(days) > 7:
            return Objection(Reason.NOT_IN_BULLETIN, "", "")
        if _ONE_YEAR.search(question.text) and not _YEAR.search(text):
            return Objection(Reason.NOT_IN_BULLETIN, "", "")
    return None


def _asks_for(noun: str, head: str) -> bool:
    """Whether the noun asked for is `noun`, which a verb may follow: 大学 of 哪所大学毕业."""
    return head == noun or (len(noun) > 1 and head.startswith(noun))


def _is_person(candidate: Candidate) -> bool:
    """Whether the words end with a name behind a title (副局长周明远); the tagger takes many a foreign place for a person's name."""
    text = candidate.sentence.folded.text
    last = tokens_of(text)[candidate.last_token]
    return last.tag == "nr" and bool(TITLES.search(text[: last.span.start]))


def _is_land(candidate: Candidate) -> bool:
    """Whether the words name nothing but a place: 印度南部泰米尔纳德邦 is no 机构."""
    words = tokens_of(candidate.sentence.folded.text)[candidate.first_token : candidate.last_token + 1]
    tags = {word.tag for word in words}
    ends = _is_place(candidate.text) or candidate.text.endswith("邦")
    return ends and "ns" in tags and tags <= {"ns", "f", "s"}


def _other_class(seen: View, best: Ranked) -> Objection | None:
    """A figure of another sort than the one asked for."""
    found = another_class(seen, best.candidate)
    figure = best.candidate.figure
    if found is None or figure is None:
        return None
    return Objection(Reason.OTHER_MEASURE, found.asked, figure.text, doubtful=not found.settled)


def _other_thing(seen: View, best: Ranked, story: str) -> Objection | None:
    """What the question names stands nowhere, or something else in its place."""
    found = contradiction(seen, best.candidate, story)
    if found is None:
        return None
    return Objection(found.reason, found.asked, found.printed, doubtful=found.doubtful)


def _unborne(seen: View, best: Ranked, story: str) -> Objection | None:
    """The page counts the noun without the modifier asked for, or with another: 41家种业企业 is no number of 医药企业."""
    figure, question = best.candidate.figure, seen.question
    measured = measured_of(best.candidate)
    if figure is None or measured is None or question.expects is not Expects.FIGURE:
        return None
    sentence = best.candidate.sentence
    lead = story[: story.find("。", 0, _LEAD) + 1]
    near = f"{sentence.heading} {lead} {sentence.before} {sentence.folded.text}"
    for term in seen.terms:
        noun = term.text[-2:]
        whole = len(term.text) > 3 and term.text in question.head
        if whole and measured.measure.endswith(noun) and not term.stands_in(near):
            return Objection(Reason.OTHER_MEASURE, term.text, measured.measure)
    return None


_LONG = 27
"""Days; a shorter period dates an event, not a value."""


def _long(periods: Sequence[Period], text: str) -> list[Period]:
    """The periods that a value may belong to, without those it is compared with (较2024年提高)."""
    return [
        p for p in periods if (p.end - p.start).days >= _LONG and not COMPARED.search(text, 0, p.span.start)
    ]


def _other_period(seen: View, best: Ranked, story: str) -> Objection | None:
    """The sentence is about other periods than the one asked; or, where it names none, its story is."""
    question, sentence = seen.question, best.candidate.sentence
    if question.expects is Expects.DATE:
        return None
    day = sentence.story.bulletin.date
    text = sentence.folded.text
    printed_days = [p for p in periods_of(text, day) if p.start == p.end]
    for period in question.periods:
        if period.start == period.end and printed_days and not any(agrees(period, p) for p in printed_days):
            return Objection(Reason.OTHER_PERIOD, period.text, printed_days[0].text)
    for period in question.periods:
        if _day_of_another_year(period, printed_days):
            return Objection(Reason.OTHER_PERIOD, period.text, printed_days[0].text)
        if _year_unknown(period, story, day):
            return Objection(Reason.OTHER_PERIOD, period.text, "")
    asked = [p for p in question.periods if (p.end - p.start).days >= _LONG]
    if not asked:
        return None
    measured = measured_of(best.candidate)
    if measured and measured.year is not None:  # one of 2023年至2025年…分别为a、b、c
        if any(p.start.year <= measured.year <= p.end.year for p in asked):
            return None
        return Objection(Reason.OTHER_PERIOD, asked[0].text, f"{measured.year}年")
    printed = measured.period if measured else ""
    own = _long(periods_of(printed, day), printed) or _long(periods_of(text, day), text)
    told = own or _long(
        periods_of(f"{sentence.heading} {sentence.before}", day), f"{sentence.heading} {sentence.before}"
    )
    told = told or _long(periods_of(story, day), story)
    for period in asked:
        if any(agrees(period, p) for p in told):
            continue
        if told:
            return Objection(Reason.OTHER_PERIOD, period.text, told[0].text)
        if (
            day is not None
            and not period.start.year <= day.year <= period.end.year + 1
            and not any_year(period)
        ):
            return Objection(Reason.OTHER_PERIOD, period.text, "")
    return None


def _day_of_another_year(period: Period, printed: Sequence[Period]) -> bool:
    """Whether a part of a month is asked for, and the days printed are all of other years: 去年6月底 and 今年6月30日."""
    if period.start == period.end or "月" not in period.text or any_year(period):
        return False
    years = {p.start.year for p in printed}
    return (period.end - period.start).days < _LONG and bool(years) and period.start.year not in years


def _year_unknown(period: Period, story: str, day: date | None) -> bool:
    """Whether the question names a year that the story neither prints nor is of: 2019年7月 and a story that only says 7月."""
    if not names_year(period) or str(period.start.year) in story or str(period.end.year) in story:
        return False
    if day is not None and period.start.year - 1 <= day.year <= period.end.year + 1:
        return False
    return not any(period.meets(p) for p in periods_of(story, day))  # 2024年 of 2023年至2025年


_LEAD = 160
"""Longest headline and first sentence, in characters; the names in it hold for all of the story."""


def _other_name(seen: View, best: Ranked, story: str) -> Objection | None:
    """A name that the story does not bear, or a place that stands only elsewhere in it."""
    sentence = best.candidate.sentence
    lead = story[: story.find("。", 0, _LEAD) + 1]
    text = f"{sentence.heading} {lead} {sentence.before} {sentence.folded.text}"
    measured = measured_of(best.candidate)
    place = measured.place if measured else ""
    wide = _WIDER.search(seen.question.text)
    if wide and best.candidate.figure is not None and wide.group() not in text:
        return Objection(Reason.OTHER_PLACE, wide.group(), place)
    if _REGION.fullmatch(place) and place not in seen.question.text and _within(best, place):
        asked = next((t.text for t in seen.terms if t.name and place_spans(t.text)), None)
        if asked is not None:
            return Objection(Reason.OTHER_PLACE, asked, place)
    for term in seen.terms:
        if term.name and _is_place(term.text) and place != term.text and _has_its_own(best, term.text):
            return Objection(Reason.OTHER_PLACE, term.text, place)
        if not term.name or term.stands_in(text):
            continue
        if not term.stands_in(story):
            if stands_in_parts(term.text, story):
                continue
            reason = Reason.OTHER_PLACE if _is_place(term.text) and place else Reason.NOT_IN_BULLETIN
            return Objection(reason, term.text, place)
        strict = _is_place(term.text) or f'"{term.text}"' in seen.question.text  # “清河行动”花了多少钱
        if best.candidate.figure is not None and strict and not _led_by(sentence, term, story):
            return Objection(Reason.OTHER_PLACE, term.text, place)
    return None


_BACK = 300
"""Characters of the story before a sentence in which its unnamed place is looked for."""


def _led_by(sentence: Sentence, name: Weighed, story: str) -> bool:
    """Whether a sentence that names no place (共有732处房产接到疏散令) stands close behind one that names the asked one."""
    at = story.find(sentence.folded.text)
    if at < 0 or place_spans(sentence.folded.text):
        return False
    before = story[max(0, at - _BACK) : at]
    return any(word in before for word in (name.text, *name.variants))


_WIDER = re.compile(r"全国|全省|全球|全世界")
"""Wider places that are no names: a figure of 全市 is none of 全国."""
_REGION = re.compile(
    r"全球|全世界|世界|[亚欧非]洲|[南北]美洲?|拉美|欧元区|欧盟|东南亚|中东|亚太(?:地区)?|东盟"
)
"""Parts of the world that a figure may be of, beside one of a country in them."""


def _within(best: Ranked, place: str) -> bool:
    """Whether the clause of the figure itself names the place."""
    text = best.candidate.sentence.folded.text
    return any(place in clause.of(text) for clause in clauses_of(text) if clause.covers(best.candidate.span))


def _has_its_own(best: Ranked, name: str) -> bool:
    """Whether another clause of the sentence names the place and prints a figure of the same unit (东湖区查处15起)."""
    figure, text = best.candidate.figure, best.candidate.sentence.folded.text
    if figure is None:
        return False
    for clause in clauses_of(text):
        if name in clause.of(text) and not clause.covers(figure.span):
            return any(clause.covers(f.span) and f.unit == figure.unit for f in figures_of(text))
        if name in clause.of(text):
            return False
    return False


_PLACE = re.compile(r"[省市县区州镇乡村国岛]$")


def _is_place(name: str) -> bool:
    return bool(_PLACE.search(name))
