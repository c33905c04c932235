"""A question says what sort of answer it wants, where it would stand and what it must be about."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.questions import Asks, Expects, read_question

TODAY = date(2026, 2, 6)


@pytest.mark.parametrize(
    ("asked", "expects", "head"),
    [
        ("电站满足了全市的什么需求?", Expects.THING, "需求"),
        ("平台要强化什么审核", Expects.THING, "审核"),
        ("增长由什么驱动?", Expects.THING, ""),
        ("靠什么赢得认可?", Expects.THING, ""),
        ("产品出口到哪个市场?", Expects.THING, "市场"),
        ("他唱的是哪首歌?", Expects.THING, "歌"),
        ("哪句话最难忘?", Expects.THING, "话"),
        ("哪期节目请了他?", Expects.THING, "节目"),
        ("哪期货品种涨了?", Expects.THING, "期货"),
        ("哪版本最稳定?", Expects.THING, "版本"),
        ("哪道路封闭?", Expects.THING, "道路"),
        ("收购方是哪一集团?", Expects.ORGANISATION, "集团"),
        ("哪个市长讲了话?", Expects.PERSON, "市长"),
        ("2025年优良天数是多少天?", Expects.FIGURE, "天"),
        ("一共投了多少亿元", Expects.FIGURE, "亿元"),
        ("派出了多少名救援队员", Expects.FIGURE, "名救援队员"),
        ("农膜回收率达到百分之几", Expects.FIGURE, ""),
        ("新桥什么时候通车?", Expects.DATE, ""),
        ("他是哪一年当选的", Expects.DATE, ""),
        ("发布会是谁介绍情况的", Expects.PERSON, ""),
        ("招聘会在哪里举办", Expects.PLACE, ""),
        ("球队来自哪个国家", Expects.PLACE, "国家"),
        ("哪家公司承建了大桥", Expects.ORGANISATION, "公司"),
        ("有哪些企业参加", Expects.LIST, "企业"),
        ("为什么东城区没有数据", Expects.REASON, ""),
        ("什么是碳中和", Expects.DEFINITION, ""),
        ("活动的主题是什么", Expects.THING, ""),
        ("三号线开通了吗", Expects.YES_NO, ""),
        ("优良天数", Expects.ANY, ""),
    ],
)
def test_the_question_word_gives_the_sort_of_answer_and_its_noun(
    asked: str, expects: Expects, head: str
) -> None:
    question = read_question(asked, today=TODAY)
    assert (question.expects, question.head) == (expects, head)


@pytest.mark.parametrize(
    ("asked", "expects"),
    [
        ("村里管水的那位副主任叫啥?", Expects.PERSON),
        ("图书馆馆长叫什么名字?", Expects.PERSON),
        ("救火的消防员叫啥?", Expects.PERSON),
        ("这几个小公园是哪个乡修的?", Expects.PLACE),
        ("那几架飞机都耍了啥花样?", Expects.LIST),
        ("做压力表的厂叫啥?", Expects.ORGANISATION),
        ("最先通水的小区是哪个?", Expects.PLACE),
        ("那座桥叫啥?", Expects.THING),
        ("书架的定位叫什么?", Expects.THING),
        ("大家咋不愿意坐公交?", Expects.REASON),
        ("门票怎么会涨价?", Expects.REASON),
        ("搞这个节图个啥?", Expects.REASON),
        ("办这个节的目的是什么?", Expects.REASON),
        ("垃圾分类咋办?", Expects.MANNER),
        ("钱是咋算的?", Expects.MANNER),
        ("旧书怎么还?", Expects.MANNER),
        ("图书馆被评为什么?", Expects.THING),
        ("水厂改为什么用途?", Expects.THING),
        ("五个强化是什么?", Expects.LIST),
        ("志愿者都送了些啥?", Expects.LIST),
        ("涨价的是哪俩?", Expects.LIST),
        ("收盘啥价?", Expects.FIGURE),
        ("那杠铃多沉?", Expects.FIGURE),
        ("决赛的比分是什么?", Expects.FIGURE),
        ("厂子是哪会儿开的?", Expects.DATE),
        ("西岭区的庙会初几开始?", Expects.DATE),
        ("庙会是腊月二十几", Expects.DATE),
        ("彩灯挂在哪条街?", Expects.PLACE),
        ("案子归哪个派出所?", Expects.ORGANISATION),
        ("这个台风强不强?", Expects.YES_NO),
        ("案子查完没有?", Expects.YES_NO),
        ("新馆的灯光如何?", Expects.MANNER),
        ("她跳出了怎样的成绩?", Expects.THING),
    ],
)
def test_what_people_ask_in_everyday_words_is_of_the_same_sorts(asked: str, expects: Expects) -> None:
    assert read_question(asked, today=TODAY).expects is expects


def test_traditional_characters_and_full_width_digits_are_read_as_the_page_prints_them() -> None:
    question = read_question("２０２５年優良天數是多少天？", today=TODAY)
    assert question.asked == "２０２５年優良天數是多少天？"
    assert question.text == "2025年优良天数是多少天?"


def test_names_and_numbers_are_terms_that_an_answer_must_be_about() -> None:
    question = read_question("神舟15号任务持续了多少小时", today=TODAY)
    assert [term.text for term in question.names if term.text == "15"] == ["15"]


def test_the_words_that_ask_are_no_terms() -> None:
    question = read_question("活动的主题是什么", today=TODAY)
    assert [term.text for term in question.terms] == ["活动", "主题"]


def test_the_noun_of_a_second_question_word_is_no_term() -> None:
    question = read_question("峰会在哪个国家的哪个城市举行", today=TODAY)
    assert [term.text for term in question.terms] == ["峰会", "举行"]


def test_who_takes_no_noun() -> None:
    question = read_question("谁家空气污染最轻", today=TODAY)
    assert (question.expects, question.head) == (Expects.PERSON, "")
    assert [term.text for term in question.terms] == ["空气污染"]


def test_a_generic_place_is_no_name() -> None:
    question = read_question("师生从哪几座城市来", today=TODAY)
    assert [term.text for term in question.names] == []


@pytest.mark.parametrize(
    ("asked", "expects"),
    [
        ("商户是罚了5000块吧?", Expects.YES_NO),
        ("几个国家的歌手到了哪座城市?", Expects.PLACE),
        ("几个国家的歌手参加了?", Expects.FIGURE),
        ("一共来了多少人,知道吗?", Expects.FIGURE),
        ("门票多少钱,贵不贵?", Expects.FIGURE),
        ("全市有多少家医院,能不能查一下?", Expects.FIGURE),
        ("展览什么时候结束,定了没有?", Expects.DATE),
        ("奥运会在哪里举办,是不是北京?", Expects.PLACE),
        ("给我讲讲谁拿了冠军,好不好?", Expects.PERSON),
        ("你知道新馆长是谁不?", Expects.PERSON),
        ("谁家没有暖气?", Expects.PERSON),
        ("四个景点里哪个没有?", Expects.THING),
        ("光伏装机容量?", Expects.ANY),
        ("首都机场旅客吞吐量?", Expects.ANY),
        ("优良天数最多的?", Expects.ANY),
        ("什么样的人可以申请?", Expects.THING),
        ("怎样的单位可以申报?", Expects.THING),
        ("门票怎么收费?", Expects.MANNER),
        ("垃圾如何分类?", Expects.MANNER),
        ("他图啥,拿去卖吗?", Expects.REASON),
        ("老刘得过啥奖没?", Expects.YES_NO),
        ("除了地,他们啥都没有?", Expects.THING),
        ("比赛那天领导去没去", Expects.YES_NO),
        ("北方下的是大雨还是小雨?", Expects.ANY),
        ("写诗的学生都是本地人?", Expects.YES_NO),
        ("那几个网红是外头请来的?", Expects.YES_NO),
        ("不咋长个的孩子,爹妈肯不肯让她开刀", Expects.YES_NO),
        ("夜市咋不旺", Expects.REASON),
    ],
)
def test_what_is_asked_is_told_from_what_is_only_said(asked: str, expects: Expects) -> None:
    assert read_question(asked, today=TODAY).expects is expects


def test_what_a_thing_is_not_is_part_of_its_name() -> None:
    question = read_question("非居民用水价格是多少?", today=TODAY)
    assert [term.text for term in question.terms] == ["非居民", "用水", "价格"]


def test_a_name_that_the_segmenter_cut_in_two_is_one_term() -> None:
    question = read_question("奥索尤斯镇有多少居民", today=TODAY)
    assert question.names[0].text == "奥索尤斯镇"


@pytest.mark.parametrize(
    ("asked", "asks", "ordinal"),
    [
        ("优良天数最多的是哪个区", Asks.MOST, None),
        ("优良天数最少的是哪个区", Asks.LEAST, None),
        ("优良天数排第二的是哪个区", Asks.NOTHING, 2),
        ("优良天数排名第一的是哪个区", Asks.MOST, 1),
        ("倒数第一是谁", Asks.LEAST, 1),
    ],
)
def test_superlatives_and_ranks_are_read(asked: str, asks: Asks, ordinal: int | None) -> None:
    question = read_question(asked, today=TODAY)
    assert (question.asks, question.ordinal) == (asks, ordinal)


def test_a_change_is_told_from_a_level() -> None:
    assert read_question("优良天数比上年增加了多少天", today=TODAY).change
    assert not read_question("优良天数是多少天", today=TODAY).change


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_asked_and_spans_lie_in_it(asked: str) -> None:
    question = read_question(asked, today=TODAY)
    for term in question.terms:
        assert term.span.of(question.text) == term.text
    if question.slot:
        assert question.slot.end <= len(question.text)
