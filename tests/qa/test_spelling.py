"""Slips in a question: what is mended, and above all what is left alone."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import cut
from qa.answers import Answered, Correction
from qa.assistant import Assistant
from qa.soundalikes import Holding
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


def holding_of(passages: Sequence[str]) -> Holding:
    """How many of `passages` hold all of some words and pairs, as an index counts them."""
    held = [(set(pieces.words), set(pieces.pairs)) for pieces in map(cut, passages)]

    def holding(words: Sequence[str], pairs: Sequence[str] = ()) -> int:
        return sum(set(words) <= of and set(pairs) <= near for of, near in held)

    return holding


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


NAMES = holding_of(
    [
        "外卖骑手沈乔林从云溪大桥上跳下去救人,小哥被授予见义勇为称号。",
        "沈乔林说,当时没有想那么多。",
        "台风“洛努”距温州534公里,洛努将减弱。",
        "卡菲特的公司投资搭配采用杠铃策略。",
        "东南亚登革热病例增加,菲律宾最多。",
        "长城高管王某在微博上评论比亚迪的混动车。",
        "哪吒Aya续航均为318km。",
        "张璐是社区书记,张璐入户走访居民。",
        "阮青山教授说,病例增加。",
        "法兰克福的车展九月开幕。",
        "法兰克福新增手机店。",
        "女孩被门卡脚,扶梯停运。",
    ]
)


@pytest.mark.parametrize(
    ("question", "typed", "read"),
    [
        ("外卖小哥沈桥林救人是从哪座桥上跳下去的?", "沈桥林", "沈乔林"),
        ("8月2号晚上台凤洛努离温州还有多远?", "台凤", "台风"),
        ("卡非特的公司投资搭配用的是啥策略?", "卡非特", "卡菲特"),
        ("今年东南亚哪个国家得登格热的人最多?", "登格热", "登革热"),  # cut in two: 登格|热
        ("老在微博上怼比亚笛的那位长城高管叫什么名字?", "比亚笛", "比亚迪"),  # two known words: 比亚|笛
        ("法蓝克福的车展什么时候开?", "法蓝克福", "法兰克福"),
        ("社区书记张路入户走访了哪些居民?", "张路", "张璐"),
        ("哪咤Aya能跑多少公里?", "哪咤", "哪吒"),  # 哪 asks nothing here, and news prints no 咤
        ("法蓝克福在哪里?", "法蓝克福", "法兰克福"),
    ],
)
def test_a_slip_in_a_name_is_mended_where_the_other_words_speak_for_it(
    question: str, typed: str, read: str
) -> None:
    assert corrected(question, NAMES) == (question.replace(typed, read), (Correction(typed, read),))


@pytest.mark.parametrize(
    "question",
    [
        "沈桥林是谁?",  # nothing speaks for the one in the archive
        "沈桥林教练带的是哪支球队?",
        "阮庆山是谁?",  # of a surname that is not among the frequent ones
        "阮庆山教授带的是哪支球队?",
        "沈桥林什么时候去的温州?",  # stands in another passage
        "审乔林救人是从哪座大桥上跳下去的?",  # another surname
        "张路是哪个社区的书记?",  # a short name is too soon another's
        "沈乔琳娜救人的大桥在哪里?",
        "西安鸡窝子山洪造成多少损失?",
        "1978年签亚马孙合作条约的是哪八个国家？",
        "巴西那场招聘咋会来上万人排队?",
        "那几个村民为啥拿桌子堵高铁工地的路?",
        "法兰克福回收机新增多少台?",  # 手机, which cuts 回收
        "男孩脚卡进扶梯以后怎样了?",  # 卡脚, swapped
    ],
)
def test_what_may_be_another_name_is_left_alone(question: str) -> None:
    assert corrected(question, NAMES) == (question, ())


def test_a_name_that_two_of_the_archive_sound_like_is_left_alone() -> None:
    both = holding_of(["骑手沈乔林跳下大桥救人。", "骑手沈樵林跳下大桥救人。"])
    asked = "骑手沈桥林跳下大桥救人是哪天?"
    assert corrected(asked, both) == (asked, ())


def test_a_name_as_the_archive_prints_it_is_left_alone_though_another_sounds_alike() -> None:
    both = holding_of(["骑手沈乔林跳下大桥救人。", "骑手沈桥林得到表彰。"])
    asked = "骑手沈桥林跳下大桥救人是哪天?"
    assert corrected(asked, both) == (asked, ())


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
