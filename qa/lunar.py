"""Days of the lunar calendar turned into solar ones: 腊月二十三是几号, and 招聘会是几月几号 where the page says 腊月二十三.

The page prints only the lunar name, so the solar date is an answer by calculation and is marked as one.
"""

import re
from datetime import date

from corpus.spans import Span
from qa.evidence import Sentence
from qa.features import periods_of
from qa.finding import Found
from qa.questions import Expects

_CONVERTS = frozenset(
    "对应 阳历 公历 新历 日历 相当 相当于 等于 换算 换 换成 转换 折算 折合 成 为 到 日子 日期 具体".split()
)
"""Words that say no more than that one calendar is asked for in the other."""


def lunar_day(found: Found) -> tuple[Sentence, Span, date] | None:
    """For a question that asks which solar day a lunar one is: a sentence that names it, where, and the day."""
    question = found.question
    days = [p for p in question.periods if p.start == p.end and not any(c.isdigit() for c in p.text)]
    about = [term for term in question.terms if term.text not in _CONVERTS]
    if question.expects is not Expects.DATE or len(days) != 1 or about:
        return None
    for sentence, _ in found.sentences:
        for period in periods_of(sentence.folded.text, sentence.story.bulletin.date):
            if period.text == days[0].text and period.start == period.end:
                return sentence, period.span, period.start
    return None


_ASKS_SOLAR = re.compile(r"[阳公新]历|几月几|几[号日]|哪月哪日")


def solar_of(found: Found, sentence: Sentence, span: Span) -> date | None:
    """The solar day of a lunar date found at `span`, where the question asks for month and day as a calendar has them."""
    if found.question.expects is not Expects.DATE or not _ASKS_SOLAR.search(found.question.text):
        return None
    for period in periods_of(sentence.folded.text, sentence.story.bulletin.date):
        inside = period.span.start < span.end and span.start < period.span.end
        if inside and period.start == period.end and not any(c.isdigit() for c in period.text):
            return period.start
    return None
