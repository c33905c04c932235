"""Questions proposed for an editor to accept: made from what a page prints, each asked back before it is shown.

A proposal is worded by rule and reads so; the editor rewords it as a reader would ask. Its answer is a slice of the page
by making. Asked are figures with a measure, days, speakers and bylines; and, for refusing, a figure of a year that
the page does not print. Reasons, lists and definitions are left to the editor.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from corpus.bulletins import ParagraphKind
from corpus.figures import Direction, FigureKind, Measured
from corpus.measures import measure_figures
from corpus.sentences import clauses, sentences
from corpus.stored import StoredStory
from corpus.words import tag as tagged
from qa.answers import Answer, Answered, Refused
from qa.evaluating.datasets import REFUSE, Question
from qa.evaluating.judging import judge
from qa.evaluating.predictions import record
from qa.units import unit_class

_LONGEST = 200
"""Characters of a sentence that is made a question of; a longer one is a table, or runs through a column end."""
_CLAUSE = range(8, 36)
"""Characters of a clause that a question can be made of: whole, and short enough to be asked."""
_REFUSALS_EVERY = 6
"""One proposal in so many must be refused: a set without them rewards answering everything."""
_YEARS_BEFORE = 7
"""A year that no page prints by chance: so long before the first year that this one prints."""
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_SAID = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,16})(?:表示|介绍|告诉记者|坦言|说|称)[，,：:]\s*[“\"]?(?P<what>[^，,。“”\"]{6,24})"
)
_DAY = re.compile(r"^(?P<day>\d{1,2}月\d{1,2}日)[，,](?P<what>[^，,。]+)")


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed question, and what the desk says to it."""

    question: Question
    answer: Answer
    right: bool
    """Whether the desk answers it as proposed, from a sentence that bears it out."""

    @property
    def remark(self) -> str:
        """For the editor, in Chinese: that it holds, or what the desk says instead."""
        match self.answer:
            case _ if self.right:
                return "通过"
            case Answered():
                return f"请核对：问答台答的是“{self.answer.text}”"
            case Refused():
                return f"请核对：问答台拒答（{self.answer.explanation}）"


def drafted(stories: Sequence[StoredStory], ask: Callable[[str], Answer], *, limit: int) -> Iterator[Draft]:
    """Up to `limit` drafts in page order, spread over the stories: the first of each, then the second of each."""
    made = [list(_proposals(story)) for story in stories]
    rounds = [one for each in zip_longest(*made) for one in each if one is not None]
    unprinted = list(_unprinted(rounds, stories))
    refusals = min(len(unprinted), limit // _REFUSALS_EVERY)
    asked: set[str] = set()
    chosen: list[Question] = []
    for question in [*unprinted[:refusals], *rounds]:
        if question.question not in asked and len(chosen) < limit:
            asked.add(question.question)
            chosen.append(question)
    chosen.sort(key=lambda question: (not question.answerable, _place(question)))
    for question in chosen:
        answer = ask(question.question)
        judged = judge(question, record(question.id, answer, ms=0.0))
        yield Draft(question, answer, judged.right and judged.quote is not False)


def _place(question: Question) -> tuple[int, int]:
    story, place = question.id.split("-")[:2]
    return int(story), int(place)


def _proposals(story: StoredStory) -> Iterator[Question]:
    """The questions that one story gives, best first: figures, then days, speakers and the byline."""
    page = story.bulletin.text
    headline = story.story.headline(story.bulletin) or ""
    figures: list[tuple[int, Question]] = []
    others: list[Question] = []
    for paragraph in story.story.paragraphs:
        if paragraph.kind is not ParagraphKind.BODY:
            continue
        text = paragraph.of(page)
        for span in sentences(text):
            sentence = span.of(text)
            if len(sentence) > _LONGEST:
                continue
            at = paragraph.spans[0].start + span.start
            for measured in measure_figures(sentence, headings=[headline]):
                asked = worded(measured)
                if asked:
                    place = at + measured.figure.span.start
                    question = _question(story, place, asked, measured.figure.text, "figure", sentence)
                    figures.append((_roughness(measured), question))
            others += [
                _question(story, at + place, asked, answer, kind, sentence)
                for place, asked, answer, kind in _told(sentence)
            ]
    ordered = [question for _, question in sorted(figures, key=lambda one: one[0])]
    half = len(others) + 1
    yield from ordered[:half]
    yield from others
    if story.story.byline and headline:
        byline = story.story.byline
        said = byline.of(page).strip("（()） ")
        yield _question(story, byline.start, f"《{headline}》是谁写的？", said, "person", said)
    yield from ordered[half:]


def _question(story: StoredStory, place: int, asked: str, answer: str, kind: str, sentence: str) -> Question:
    return Question(
        id=f"{story.story.number}-{place}",
        question=asked,
        kind=kind,
        gold=((answer,),),
        quote_contains=sentence,
        page=story.bulletin.name,
    )


def worded(measured: Measured) -> str:
    """The question for a figure; empty where the page does not say plainly what it measures.

    优良天数, 天, 2025年, 太原市市区 -> 2025年太原市市区优良天数是多少天？; a change asks 增加了多少.
    """
    figure, measure = measured.figure, measured.measure
    if figure.kind not in (FigureKind.QUANTITY, FigureKind.SHARE) or not figure.unit or figure.value < 2:
        return ""
    if not 3 <= len(measure) <= 14 or not _names(measure):
        return ""
    place = "" if measured.place in measure else measured.place
    unit = "" if figure.kind is FigureKind.SHARE or len(figure.unit) > 3 else figure.unit
    level = "有" if unit_class(figure) == "count" else "是"
    verb = {Direction.LEVEL: level, Direction.UP: "增加了", Direction.DOWN: "下降了"}[figure.direction]
    return f"{measured.period}{place}{measure}{verb}多少{unit}？"


def _names(measure: str) -> bool:
    """Whether it reads as the name of something: 完成雨污分流改造 does, 申报机构必须 and 腊月充满希望 do not."""
    tags = [tag for _, tag in tagged(measure)]
    chinese = all("\u4e00" <= mark <= "\u9fff" for mark in measure)
    return chinese and tags[-1].startswith(("n", "vn", "l", "j", "q")) and "v" not in tags[1:]


def _roughness(measured: Measured) -> int:
    """How far a wording is from what a reader would ask: levels with a period and a short measure come first."""
    changed = measured.figure.direction is not Direction.LEVEL
    return 3 * (not measured.period) + 2 * changed + abs(len(measured.measure) - 4)


def _told(sentence: str) -> Iterator[tuple[int, str, str, str]]:
    """Place, question, answer and kind for the day and the speaker of a sentence."""
    for clause in clauses(sentence)[:1]:
        found = _DAY.match(sentence[clause.start :])
        if found and len(found["what"]) in _CLAUSE and not found["what"].startswith("记者"):
            yield clause.start, f"{found['what']}是哪一天？", found["day"], "date"
    found = _SAID.search(sentence)
    if found and not found["who"].endswith(("他", "她", "记者", "大家")):
        yield found.start("who"), f"“{found['what']}”是谁说的？", found["who"], "person"


def _unprinted(proposals: Sequence[Question], stories: Sequence[StoredStory]) -> Iterator[Question]:
    """Figure questions whose year is put so far back that no page here prints it: they must be refused."""
    printed = {int(year) for story in stories for year in _YEAR.findall(story.bulletin.text)}
    if not printed:
        return
    earlier = str(min(printed) - _YEARS_BEFORE)
    for question in proposals:
        years = set(_YEAR.findall(question.question))
        if question.kind == "figure" and len(years) == 1:
            yield Question(
                id=f"{question.id}-none",
                question=_YEAR.sub(earlier, question.question),
                kind=REFUSE,
                gold=(),
                page=question.page,
            )
