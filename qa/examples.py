"""Example questions drawn from the latest issue's own figures, each asked and kept only if it is answered by its figure."""

from collections.abc import Callable, Iterator

from corpus.bulletins import ParagraphKind
from corpus.figures import FigureKind, Measured
from corpus.measures import measure_figures
from corpus.sentences import sentences
from corpus.stored import StoredStory
from qa.answers import Answer, Answered
from qa.units import unit_class

_LONGEST = 300
"""Characters of a sentence that is looked through for examples; a longer one is a table."""
_LEAST = 3
"""Value from which a figure is worth a question; 一家餐饮店负责人 and 两个品牌 count little."""
_TRIES = 4
"""Figures of one story that are tried before it is left without an example."""


def draw_examples(stories: list[StoredStory], ask: Callable[[str], Answer], *, limit: int) -> Iterator[str]:
    """At most one question a story, in page order, up to `limit`."""
    found = 0
    for story in stories:
        for tried, (question, printed) in enumerate(proposals(story)):
            if found == limit:
                return
            if tried == _TRIES:
                break
            answer = ask(question)
            if isinstance(answer, Answered) and printed in answer.text:
                found += 1
                yield question
                break


def proposals(story: StoredStory) -> Iterator[tuple[str, str]]:
    """Questions made of the story's figures with the printed figure each asks for, best worded first."""
    page = story.bulletin.text
    made: list[tuple[int, str, str]] = []
    headline = story.story.headline(story.bulletin) or ""
    for paragraph in story.story.paragraphs:
        if paragraph.kind is not ParagraphKind.BODY:
            continue
        text = paragraph.of(page)
        for sentence in sentences(text):
            if len(sentence) > _LONGEST:
                continue
            for measured in measure_figures(sentence.of(text), headings=[headline]):
                question = _worded(measured)
                if question:
                    rough = len(made) + 3 * (not measured.period) + abs(len(measured.measure) - 4)
                    made.append((rough, question, measured.figure.number.of(sentence.of(text))))
    for _, question, printed in sorted(made, key=lambda m: m[0]):
        yield question, printed


def _worded(measured: Measured) -> str:
    """优良天数, 天, 2025年, 太原市市区 -> 2025年太原市市区优良天数是多少天？; empty where the measure is not a plain noun."""
    figure, measure = measured.figure, measured.measure
    if (
        figure.kind not in (FigureKind.QUANTITY, FigureKind.SHARE)
        or not 3 <= len(measure) <= 14
        or not figure.unit
        or figure.value < _LEAST
    ):
        return ""
    if not all("\u4e00" <= c <= "\u9fff" for c in measure):
        return ""
    place = "" if measured.place in measure else measured.place
    unit = "" if figure.kind is FigureKind.SHARE or len(figure.unit) > 3 else figure.unit
    verb = "有" if unit_class(figure) == "count" else "是"
    return f"{measured.period}{place}{measure}{verb}多少{unit}？"
