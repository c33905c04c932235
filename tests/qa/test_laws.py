"""The desk's promise, held over every question of the set and over any text at all.

An answer is a slice of its page, or a marked computation from slices; the same question gets the same answer;
a refusal has its reason and says nothing else.
"""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import BadRequest
from corpus.spans import joined
from qa.answers import Answer, Answered, Quote, Reason, Refused, Source
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.evaluating.datasets import Question
from tests.questions.floors import FIRST_ISSUE, QUESTIONS

PAGE = FIRST_ISSUE.read_text(encoding="utf-8")
CHINESE = re.compile("[\u4e00-\u9fff]")


def check_quotation(quote: Quote, source: Source, text: str) -> None:
    """The quote and its place are what the page prints, and the answer is marked inside.

    `quote.text` keeps the blanks of a column end that its spans leave out (从源头遏 / 制新增污染), so the
    marked part is compared both ways.
    """
    inside = joined(PAGE, source.spans)
    assert quote.text == text
    assert text in (PAGE[source.start : source.end], inside)
    assert "".join(text.split()) == "".join(inside.split())
    assert quote.before + inside + quote.after == joined(PAGE, quote.spans)
    assert source.title is None or source.title in PAGE
    assert source.section is None or source.section in PAGE
    assert source.byline is None or source.byline in PAGE


def check(answer: Answer) -> None:
    """Everything that is promised of one answer or refusal."""
    assert 0 <= answer.score <= 1
    for related in answer.related:
        assert related.text == joined(PAGE, related.source.spans)
    if isinstance(answer, Refused):
        assert answer.reason in Reason
        assert CHINESE.search(answer.explanation)
        assert (answer.quote is None) == (answer.source is None)
        if answer.quote and answer.source:
            check_quotation(answer.quote, answer.source, answer.quote.text)
        return
    assert answer.text.strip()
    quoted = joined(PAGE, answer.quote.spans)
    for measured in answer.figures:
        assert isinstance(measured.figure.value, Decimal)
        assert measured.figure.span.of(quoted) == measured.figure.text
    if answer.derivation is None:
        check_quotation(answer.quote, answer.source, answer.text)
        for item in answer.items:
            assert item in PAGE or item in quoted
        return
    assert answer.items == (answer.text,)
    assert answer.text in answer.derivation.expression
    check_quotation(answer.quote, answer.source, answer.quote.text)
    assert answer.derivation.quotes
    for quote, source in answer.derivation.quotes:
        check_quotation(quote, source, quote.text)
        for number in re.findall(r"\d+", quote.text):
            assert number in answer.derivation.expression


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_what_is_said_stands_on_the_page(question: Question, said: Mapping[str, Answer]) -> None:
    check(said[question.id])


def test_a_desk_opened_anew_says_the_same_in_any_order(
    first_issue_data: Path, said: Mapping[str, Answer]
) -> None:
    with Assistant.open(first_issue_data) as again:
        for question in QUESTIONS[::-4]:
            assert again.ask(question.question) == said[question.id]


def test_questions_asked_at_once_are_answered_as_one_by_one(
    first_issue_data: Path, said: Mapping[str, Answer]
) -> None:
    asked = QUESTIONS[1::6]
    with Assistant.open(first_issue_data) as together, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(together.ask, [question.question for question in asked]))
    assert answers == [said[question.id] for question in asked]


def test_what_the_page_has_no_data_on_is_refused_with_the_words_that_say_so(desk: Assistant) -> None:
    answer = desk.ask("迎泽区2025年的优良天数是多少?")
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.quote is not None) == (Reason.NO_DATA_STATED, True)
    assert "暂无数据" in str(answer.quote)


def test_examples_are_questions_that_are_answered(desk: Assistant) -> None:
    examples = desk.examples(6)
    assert examples == desk.examples(6)
    assert 3 <= len(examples) == len(set(examples)) <= 6
    for example in examples:
        assert isinstance(desk.ask(example), Answered)


ODD = "０１２３%％.,?？!！“”《》()（）[]{}<>&*+-=/\\|~^$#@'\"\t😀👨\u200d👩優良歷陽曆臘"
ALPHABET = "".join(sorted(set(PAGE))) + ODD
ASKING = (
    *("", "多少", "几", "哪些", "谁", "什么时候", "哪里", "为什么", "是什么", "吗", "最多", "第二", "排序"),
    *("2024年", "去年", "腊月二十四", "记者", "比上年", "合计"),
)


@st.composite
def likely_questions(draw: st.DrawFn) -> str:
    """A piece of the page with words that ask around it: what comes near enough to be answered."""
    start = draw(st.integers(0, len(PAGE) - 2))
    piece = PAGE[start : start + draw(st.integers(2, 60))]
    before, after = draw(st.sampled_from(ASKING)), draw(st.sampled_from(ASKING))
    return f"{before}{piece}{after}"


@given(st.one_of(st.text(alphabet=ALPHABET, max_size=LONGEST_QUESTION), likely_questions()))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_or_refused_unless_it_is_blank(desk: Assistant, asked: str) -> None:
    if not asked.strip():
        with pytest.raises(BadRequest):
            desk.ask(asked)
    else:
        answer = desk.ask(asked)
        check(answer)
        assert answer.question == asked.strip()


@pytest.mark.parametrize("asked", ["", " ", "\u3000\n\t", "问" * (LONGEST_QUESTION + 1), "问" * 10_000])
def test_a_blank_or_overlong_question_is_told_what_to_do(desk: Assistant, asked: str) -> None:
    with pytest.raises(BadRequest) as caught:
        desk.ask(asked)
    assert "问题" in caught.value.detail
