"""A sentence that speaks of another thing than the question is shown to, and one that only says less is not."""

import pytest

from corpus.text import fold
from qa.candidates import candidates
from qa.contradictions import contradiction
from qa.evidence import story_text
from qa.features import view
from qa.questions import read_question
from tests.qa.pages import DAY, sentences_of


def against(asked: str, body: str, answer: str) -> tuple[str, str] | None:
    """What the question names and the page has in its place, for `answer` on a page of `body`; None where nothing."""
    question = read_question(asked, today=DAY)
    for sentence in sentences_of(body):
        for candidate in candidates(question, sentence):
            if candidate.text == answer:
                found = contradiction(view(question), candidate, fold(story_text(sentence.story)).text)
                return (found.asked, found.printed) if found else None
    pytest.fail(f"{answer} is no candidate for {asked}")


SUNNY = "2025年,全市晴好天数250天,比上年同期增加16天。"
WOODS = "建成林地6处共500亩(其中松林300亩、柏林200亩),整治河道9公里。"
LINES = "2号线设站23座,三号线设站30座。"
TRADE = "全市进出口总值90亿元,其中出口60亿元,进口30亿元。"
SEATS = "候车厅共有座椅1488个,其中普通座椅558个、按摩椅930个。"
AGES = "初级教练和高级教练的年龄上限分别为60岁和65岁。"
YIELDS = "全市粮食产量50万吨、蔬菜产量80万吨,分别同比增长2.5%和4.1%。"
RATES = "2025年,全市产值同比增长6.3%,环比增长0.8%。"


@pytest.mark.parametrize(
    ("asked", "body", "answer", "expected"),
    [
        ("晴好天数同比变化多少", SUNNY, "250天", ("", "16天")),
        ("晴好天数同比变化多少", SUNNY, "16天", None),
        ("晴好天数是多少", SUNNY, "250天", None),
        ("蔬菜产量同比增长了多少", YIELDS, "80万吨", ("", "4.1%")),
        ("蔬菜产量同比增长了多少", YIELDS, "4.1%", None),
        ("蔬菜产量增长了多少万吨", YIELDS, "80万吨", None),
        ("林地面积有多大", WOODS, "300亩", ("", "500亩")),
        ("林地面积有多大", WOODS, "500亩", None),
        ("松林有多大", WOODS, "300亩", None),
        ("3号线设站多少座", LINES, "30座", None),
        ("3号线设站多少座", LINES, "23座", ("3号线", "2号线")),
        ("9号线设站多少座", LINES, "30座", ("9号线", "3号线")),
        ("第三届展销会卖出多少件", "首届展销会卖出20件。", "20件", ("三届", "1届")),
        ("第一届展销会卖出多少件", "首届展销会卖出20件。", "20件", None),
        ("第三届展销会卖出多少件", "第三届展销会开幕。当天卖出20件。", "20件", None),
        ("哪年发射“天星-7号”", "“天星-6”号2027年发射,“天星-7”号2028年发射。", "2028年", None),
        ("哪年发射“天星-7号”", "“天星-6”号2027年发射,“天星-7”号2028年发射。", "2027年", ("7号", "6号")),
        ("二季度设站多少座", "6月,2号线设站23座。", "23座", None),
    ],
)
def test_a_numbered_name_is_borne_by_its_own_number(
    asked: str, body: str, answer: str, expected: tuple[str, str] | None
) -> None:
    assert against(asked, body, answer) == expected


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        ("出口额是多少", "60亿元", None),
        ("出口额是多少", "30亿元", ("出口", "进口")),
        ("进口额是多少", "60亿元", ("进口", "出口")),
        ("出口额是多少", "90亿元", ("出口", "进出口")),
        ("进出口总值是多少", "90亿元", None),
    ],
)
def test_the_value_of_the_opposite_is_another_value(
    asked: str, answer: str, expected: tuple[str, str] | None
) -> None:
    assert against(asked, TRADE, answer) == expected


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        ("产值同比增长多少", "6.3%", None),
        ("产值同比增长多少", "0.8%", ("同比", "环比")),
        ("产值比上月增长多少", "6.3%", ("比上月", "同比")),
        ("产值比2024年增长多少", "6.3%", None),
        ("产值比2019年增长多少", "6.3%", ("比2019年", "同比")),
        ("产值增长多少", "0.8%", None),
    ],
)
def test_a_change_is_told_against_the_base_that_is_asked_for(
    asked: str, answer: str, expected: tuple[str, str] | None
) -> None:
    assert against(asked, RATES, answer) == expected


@pytest.mark.parametrize(
    ("asked", "body", "answer", "other"),
    [
        ("候车厅有多少个普通座椅", SEATS, "558个", False),
        ("候车厅有多少个普通座椅", SEATS, "1488个", True),
        ("候车厅有多少个普通座椅", SEATS, "930个", True),
        ("候车厅共有多少个座椅", SEATS, "1488个", False),
        ("高级教练的年龄上限是多少岁", AGES, "65岁", False),
        ("高级教练的年龄上限是多少岁", AGES, "60岁", True),
        ("柴油每吨提高多少元", "国内汽、柴油价格每吨分别提高240元、230元。", "240元", True),
        ("柴油每吨提高多少元", "国内汽、柴油价格每吨分别提高240元、230元。", "230元", False),
        ("汽油每吨提高多少元", "国内汽、柴油价格每吨分别提高240元、230元。", "240元", False),
        ("这家公司被罚款多少元", "公司多收电费806元,被罚款403元。", "403元", False),
        ("这家公司被罚款多少元", "公司多收电费806元,被罚款403元。", "806元", True),
    ],
)
def test_the_value_of_a_neighbour_is_not_the_one_asked_for(
    asked: str, body: str, answer: str, other: bool
) -> None:
    assert (against(asked, body, answer) is not None) is other


@pytest.mark.parametrize(
    ("asked", "body", "answer", "expected"),
    [
        ("市水务局局长是谁", "市水务局副局长周明远介绍了情况。", "周明远", ("局长", "副局长")),
        ("市水务局副局长是谁", "市水务局副局长周明远介绍了情况。", "周明远", None),
        ("市水务局局长是谁", "市水务局副局长周明远介绍了情况。", "副局长周明远", ("局长", "副局长")),
        ("市水务局副局长是谁", "市水务局局长周明远介绍了情况。", "周明远", ("副局长", "局长")),
    ],
)
def test_a_deputy_is_not_the_head(
    asked: str, body: str, answer: str, expected: tuple[str, str] | None
) -> None:
    assert against(asked, body, answer) == expected
