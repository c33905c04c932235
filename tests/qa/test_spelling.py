"""Slips in a question: what is mended, and above all what is left alone."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import tokens
from qa.answers import Answered, Correction
from qa.assistant import Assistant
from qa.spelling import corrected
from tests.questions.floors import FIRST_ISSUE, QUESTIONS

DATA = Path(__file__).parents[3] / "shared" / "data"

PASSAGES = (
    "2025年,青岚市优良天数282天,优良率为77.3%。",
    "环境空气质量综合指数为4.13,重污染天数4天。",
    "建成人工湿地8个共497.71亩,其中潜流湿地304.33亩。",
    "清河县将举办51场专场招聘会,植树节前后直播带岗。",
    "娄烦县国控断面水质优良。",
)


def holding_of(passages: Sequence[str]) -> Callable[[Sequence[str]], int]:
    """How many of `passages` hold all of some words, as an index counts them."""
    held = [set(tokens(passage)) for passage in passages]
    return lambda words: sum(set(words) <= of for of in held)


HOLDING = holding_of(PASSAGES)


@pytest.mark.parametrize(
    ("question", "mended", "typed", "read"),
    [
        ("去年优量天数有几天?", "去年优良天数有几天?", "优量天数", "优良天数"),
        ("综合指树是多少?", "综合指数是多少?", "指树", "指数"),  # 植树 sounds and stands there as well
        ("重污染天树有几天", "重污染天数有几天", "天树", "天数"),
        ("潜留湿地有多少亩", "潜流湿地有多少亩", "潜留湿地", "潜流湿地"),
        ("专场招聘汇有多少场", "专场招聘会有多少场", "招聘汇", "招聘会"),
        ("娄凡县的断面怎么样", "娄烦县的断面怎么样", "娄凡县", "娄烦县"),
        ("优天良数是多少", "优良天数是多少", "优天良数", "优良天数"),
        ("优天数是多少", "优良天数是多少", "优天数", "优良天数"),
        ("良天数是多少", "优良天数是多少", "良天数", "优良天数"),
        ("优良良天数是多少", "优良天数是多少", "优良良天数", "优良天数"),
        ("综指数是多少", "综合指数是多少", "综指数", "综合指数"),
        ("综合合指数是多少", "综合指数是多少", "综合合指数", "综合指数"),
        ("湿地一供多少亩", "湿地一共多少亩", "一供", "一共"),
    ],
)
def test_a_slip_is_mended_and_told(question: str, mended: str, typed: str, read: str) -> None:
    assert corrected(question, HOLDING) == (mended, (Correction(typed, read),))


@pytest.mark.parametrize(
    "question",
    [
        "优良天数有几天?",
        "今年修了几条马路?",  # nothing of it stands in the archive
        "黑龙沟断面的水质怎么样?",
        "人湿地有多少亩?",  # 人 is a word, whatever is lost
        "优场馆有几座?",  # nothing of it stands in the archive
        "李志数是谁?",  # another name is another person
        "《优量天数》是哪年的书?",
        "优量·天数先生是谁?",
        "ABC123%",
        "",
        "😀",
        "正月初九是几月几日?",
    ],
)
def test_what_may_be_right_is_left_alone(question: str) -> None:
    assert corrected(question, HOLDING) == (question, ())


def test_nothing_is_mended_where_two_words_are_as_close() -> None:
    both = holding_of(["指数很好。", "植树很好。"])
    assert corrected("指树很好吗?", both) == ("指树很好吗?", ())


def test_the_typo_questions_alone_are_mended_on_the_first_issue() -> None:
    paragraphs = [line for line in FIRST_ISSUE.read_text(encoding="utf-8").splitlines() if line]
    holding = holding_of(paragraphs)
    changed = {q.question for q in QUESTIONS if corrected(q.question, holding)[1]}
    assert changed <= {q.question for q in QUESTIONS if "typo" in q.tags}
    assert len(changed) >= 3


@pytest.fixture(scope="module")
def news() -> tuple[list[str], list[str]]:
    """Three hundred questions on the news, and the articles that answer them."""
    if not (DATA / "crud_qa_dev.jsonl").exists():
        pytest.skip(f"the data folder beside the project is missing: {DATA}")
    lines = (DATA / "crud_qa_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[:300]]
    wanted = {row["doc_id"] for row in rows}
    with gzip.open(DATA / "crud_news.jsonl.gz", "rt", encoding="utf-8") as documents:
        texts = [d["text"] for d in map(json.loads, documents) if d["id"] in wanted]
    return [row["question"] for row in rows], texts


def test_right_questions_on_the_news_are_left_alone(news: tuple[list[str], list[str]]) -> None:
    questions, texts = news
    holding = holding_of(texts)
    assert [q for q in questions if corrected(q, holding)[1]] == []


def test_the_desk_answers_the_mended_question_and_says_so(desk: Assistant) -> None:
    answer = desk.ask("太原市区去年优量天数一共几天")
    assert isinstance(answer, Answered)
    assert answer.text == "282天"
    assert answer.question == "太原市区去年优量天数一共几天"
    assert answer.understood == "太原市区去年优良天数一共几天"
    assert answer.corrections == (Correction("优量天数", "优良天数"),)


def test_a_right_question_carries_no_correction(desk: Assistant) -> None:
    answer = desk.ask("太原市区去年优良天数一共几天")
    assert (answer.understood, answer.corrections) == ("", ())


@given(st.text(alphabet="优量良天树数指综合的是有多少0%·《》“”a 😀", max_size=14))
@settings(max_examples=100, deadline=None)
def test_any_text_is_mended_the_same_way_each_time(question: str) -> None:
    mended, corrections = corrected(question, HOLDING)
    assert corrected(question, HOLDING) == (mended, corrections)
    assert bool(corrections) or mended == question
    for one in corrections:
        assert one.read in mended
        assert one.typed != one.read
