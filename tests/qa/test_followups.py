"""What a follow-up is taken to mean: every completed question worked out by hand."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answers import Reason
from qa.conversations import Turn, Understood, turn_of, understood
from qa.refusals import refuse
from tests.questions.floors import QUESTIONS

TODAY = date(2026, 2, 6)
SHARED = Path(__file__).parents[3] / "shared" / "data" / "crud_qa_dev.jsonl"
DAYS = "2025年青岚市优良天数是多少天?"
DAYS_TURN = Turn(
    question=DAYS,
    answer="282天",
    quote="2025年,青岚市优良天数282天,同比增加34天。",
    title="空气好转",
    period="2025年",
    story=("2026-02-06.md", 0),
)
WORKS = "“清河行动”总共有多少项工程?"
PROJECTS = "青岚市绿色储备项目有多少个?"
BEST = "城六区里优良天数最多的是哪个区?"
FAIR = "古岚市的招聘会什么时候办?"


def taken(earlier: str, question: str, *, answer: str = "") -> str:
    return understood(question, [Turn(earlier, answer=answer)], today=TODAY).question


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("那综改区呢?", "2025年综改区优良天数是多少天？"),
        ("综改区呢", "2025年综改区优良天数是多少天？"),
        ("綜改區呢？", "2025年综改区优良天数是多少天？"),
        ("综改区是多少?", "2025年综改区优良天数是多少天？"),
        ("2024年呢?", "2024年青岚市优良天数是多少天？"),
        ("那2024年是多少?", "2024年青岚市优良天数是多少天？"),
        ("上一年呢?", "2024年青岚市优良天数是多少天？"),
        ("那前年呢？", "前年青岚市优良天数是多少天？"),
        ("那2024年的综改区呢?", "2024年综改区优良天数是多少天？"),
        ("优良率呢?", "2025年青岚市优良率是多少？"),
        ("那重污染天数呢?", "2025年青岚市重污染天数是多少天？"),
        ("那2024年的优良率呢?", "2024年青岚市优良率是多少？"),
        ("同比呢?", "2025年青岚市优良天数同比变化多少？"),
        ("比上年增加多少?", "2025年青岚市优良天数比上年增加多少？"),
        ("跟去年比呢?", "2025年青岚市优良天数跟去年比变化多少？"),
        ("那湿地面积有多大?", "2025年青岚市湿地面积有多大？"),
        ("谁写的?", "《空气好转》谁写的？"),
        ("记者是谁?", "《空气好转》记者是谁？"),
        ("是谁说的?", "“青岚市优良天数282天”是谁说的？"),
        ("那是谁说的呢?", "“青岚市优良天数282天”是谁说的？"),
        ("这个数字是谁介绍的?", "“青岚市优良天数282天”这个数字是谁介绍的？"),
        ("这话哪位领导说的", "“青岚市优良天数282天”这话哪位领导说的？"),
        ("哪天说的?", "“青岚市优良天数282天”哪天说的？"),
        ("是什么时候介绍的", "“青岚市优良天数282天”是什么时候介绍的？"),
        ("谁介绍了大气治理情况?", "谁介绍了大气治理情况?"),
        ("真的吗?", "2025年青岚市优良天数是多少天？"),
        ("好的，那综改区呢？", "2025年综改区优良天数是多少天？"),
        ("为什么?", "2025年青岚市优良天数为什么？"),
    ],
)
def test_a_figure_is_asked_on(question: str, full: str) -> None:
    assert understood(question, [DAYS_TURN], today=TODAY).question == full


@pytest.mark.parametrize(
    ("earlier", "question", "full"),
    [
        (WORKS, "什么时候完工的?", "“清河行动”什么时候完工的？"),
        (WORKS, "它什么时候完工的?", "“清河行动”什么时候完工的？"),
        (WORKS, "这个工程花了多少钱?", "“清河行动”花了多少钱？"),
        (WORKS, "花了多少钱?", "“清河行动”工程花了多少钱？"),
        (WORKS, "具体是哪几个?", "“清河行动”工程具体是哪几个？"),
        (WORKS, "其中潜流湿地多少亩?", "“清河行动”潜流湿地多少亩？"),
        (PROJECTS, "总投资多少?", "青岚市绿色储备项目总投资多少？"),
        (PROJECTS, "总投资呢?", "青岚市绿色储备项目总投资是多少？"),
        (PROJECTS, "获得授信的有几个?", "青岚市绿色储备项目获得授信的有几个？"),
        (PROJECTS, "什么时候获批的?", "青岚市绿色储备项目什么时候获批的？"),
        (BEST, "最少的呢?", "城六区里优良天数最少的是哪个区？"),
        (BEST, "第二呢?", "城六区里优良天数第二的是哪个区？"),
        (BEST, "那三县一市呢?", "三县一市里优良天数最多的是哪个区？"),
        (BEST, "综合指数最低的呢?", "城六区里综合指数最低的是哪个区？"),
        (FAIR, "在哪里?", "古岚市的招聘会在哪里办？"),
        (FAIR, "那清河县的呢?", "清河县的招聘会什么时候办？"),
        ("人工湿地总面积多大?", "潜流湿地呢?", "潜流湿地总面积多大？"),
        ("人工湿地总面积多大?", "表流的呢?", "表流湿地总面积多大？"),
        ("人工湿地总面积多大?", "有几个?", "人工湿地有几个？"),
        ("宋力是什么职务?", "张璐呢?", "张璐是什么职务？"),
        ("产品有没有出口到日本?", "那法国呢?", "产品有没有出口到法国？"),
        ("宣介会设了几个服务展位?", "在哪里?", "宣介会在哪里？"),
    ],
)
def test_what_is_not_named_is_taken_over(earlier: str, question: str, full: str) -> None:
    assert taken(earlier, question) == full


@pytest.mark.parametrize(
    ("earlier", "answer", "question", "full"),
    [
        ("好醋是哪家公司申报的?", "清河醋业有限公司", "它在哪里?", "清河醋业有限公司在哪里？"),
        ("新里社区的党委书记是谁?", "张璐", "他是哪天来的?", "张璐是哪天来的？"),
        (BEST, "尖山区", "它的优良天数是多少?", "尖山区的优良天数是多少？"),
        ("首场招聘会在哪里举办?", "人才产业园", "那里怎么走?", "人才产业园怎么走？"),
    ],
)
def test_a_word_that_points_back_stands_for_what_was_said(
    earlier: str, answer: str, question: str, full: str
) -> None:
    assert taken(earlier, question, answer=answer) == full


def test_a_chain_leans_on_the_last_full_question() -> None:
    turns = [DAYS_TURN]
    for question, full in (
        ("那综改区呢?", "2025年综改区优良天数是多少天？"),
        ("2024年呢?", "2024年综改区优良天数是多少天？"),
        ("优良率呢?", "2024年综改区优良率是多少？"),
    ):
        known = understood(question, turns, today=TODAY)
        assert known.question == full
        turns.append(Turn(known.question))


def test_of_a_computed_answer_the_longest_clause_of_the_quotation_is_meant() -> None:
    computed = Turn("2024年青岚市优良天数是多少天？", answer="248天", quote=DAYS_TURN.quote)
    assert understood("谁说的?", [computed]).question == "“青岚市优良天数282天”谁说的？"


@pytest.mark.parametrize("asked", ["谁说的?", "哪天说的?"])
def test_words_that_were_not_quoted_are_nobodys(asked: str) -> None:
    assert "“" not in taken(DAYS, asked)


@pytest.mark.parametrize("source", ["“优良天数282天”谁说的？", "“优良天数282天”哪天说的？"])
def test_talk_goes_on_about_the_thing_after_its_speaker_was_asked_for(source: str) -> None:
    turns = [DAYS_TURN, Turn(source, answer="周明")]
    assert understood("那综改区呢?", turns, today=TODAY).question == "2025年综改区优良天数是多少天？"


def test_talk_goes_on_about_the_thing_after_its_writer_was_asked_for() -> None:
    turns = [DAYS_TURN, Turn("《空气好转》谁写的？", answer="李文")]
    assert understood("那综改区呢?", turns, today=TODAY).question == "2025年综改区优良天数是多少天？"


@pytest.mark.parametrize("greeting", ["你好", "谢谢!", "什么时候?"])
def test_a_turn_that_names_nothing_lends_nothing(greeting: str) -> None:
    assert understood("那综改区呢?", [Turn(greeting)]) == Understood("那综改区呢?", completed=False)
    full = understood("那综改区呢?", [DAYS_TURN, Turn(greeting)], today=TODAY)
    assert full.question == "2025年综改区优良天数是多少天？"


def test_without_earlier_turns_nothing_is_completed() -> None:
    assert understood("那综改区呢?", []) == Understood("那综改区呢?", completed=False)


def test_narrower_and_wider_readings_are_offered_where_another_thing_is_asked_for() -> None:
    known = understood("那湿地面积有多大?", [DAYS_TURN], today=TODAY)
    assert known.others == ("2025年湿地面积有多大？",)
    assert understood("那银行授信呢?", [Turn(PROJECTS)]).others == (
        "青岚市绿色储备项目银行授信有多少？",
        "银行授信有多少？",
    )


def test_asking_for_more_is_known_as_such() -> None:
    known = understood("还有呢?", [DAYS_TURN], today=TODAY)
    assert (known.question, known.more) == ("2025年青岚市优良天数是多少天？", True)


def test_a_turn_of_a_refusal_keeps_the_question_alone() -> None:
    refused = refuse("2025年青岚市优良天数是多少天?", Reason.NOT_IN_BULLETIN)
    assert turn_of(refused) == Turn("2025年青岚市优良天数是多少天?")


def _leans(question: str) -> bool:
    """Whether a question of a set points out of itself (其中…, 这是…), which its set answers from a given page."""
    return question.startswith(("其中", "这是", "这场比赛", "该公司", "此次活动", "他", "她", "它"))


@pytest.mark.parametrize("turn", [DAYS_TURN, Turn("水塔是哪家公司申报的?", answer="水塔醋业有限公司")])
def test_a_question_that_is_complete_is_not_changed(turn: Turn) -> None:
    changed = [
        question.question
        for question in QUESTIONS
        if not _leans(question.question) and understood(question.question, [turn], today=TODAY).completed
    ]
    assert changed == []


def test_a_complete_question_on_the_news_is_not_changed() -> None:
    if not SHARED.exists():
        pytest.skip(f"the data folder beside the project is missing: {SHARED}")
    questions = [json.loads(line)["question"] for line in SHARED.read_text(encoding="utf-8").splitlines()]
    assert len(questions[:300]) == 300
    changed = [
        question
        for question in questions[:300]
        if not _leans(question) and understood(question, [DAYS_TURN], today=TODAY).completed
    ]
    assert changed == []


PIECES = st.sampled_from(
    ["那", "其中", "它", "这个项目", "综改区", "2024年", "去年", "上一年", "优良率", "同比", "最少", "第二", "的", "有",
     "是", "谁", "什么时候", "多少", "哪些", "还有", "呢", "吗", "?", "“", "”", "《", "\"", "😀", "13.5%", "县", "，"]
)  # fmt: skip
TALK = st.lists(PIECES, max_size=7).map("".join)


@given(earlier=TALK, answer=TALK, question=TALK)
@settings(max_examples=150, deadline=None)
def test_any_talk_is_understood_and_the_same_way_each_time(earlier: str, answer: str, question: str) -> None:
    turns = [Turn(earlier, answer=answer, quote=answer, title=answer, period=answer, story=("a.md", 0))]
    known = understood(question, turns, today=TODAY)
    assert known == understood(question, turns, today=TODAY)
    assert known.completed or known.question == question
    assert not known.completed or known.question.endswith("？")
