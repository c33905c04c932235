"""A figure answers a question only in the sort of unit it asks for."""

import pytest

from corpus.figure_reader import read_figures
from qa.questions import read_question
from qa.units import bare, head_class, head_fits, unit_class, wanted_class


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("282天", "time"),
        ("182.6万元", "money"),
        ("3834.29亿元", "money"),
        ("13.18万亩", "area"),
        ("109.54公里", "length"),
        ("2240吨", "weight"),
        ("77.3%", "share"),
        ("百分之三十", "share"),
        ("16.7个百分点", "share"),
        ("36起", "count"),
        ("超1150个", "count"),
        ("302.98万千瓦", "power"),
        ("零下5摄氏度", "heat"),
        ("58岁", "age"),
        ("4.13", "number"),
        ("第三", "ordinal"),
        ("2倍", "multiple"),
        ("2:0", "score"),
        ("2025年12月", "date"),
    ],
)
def test_a_printed_figure_is_of_one_class(printed: str, name: str) -> None:
    (figure,) = read_figures(printed)
    assert unit_class(figure) == name


@pytest.mark.parametrize(
    ("unit", "without"),
    [("亿元", "元"), ("万立方米/日", "立方米/日"), ("万", "万"), ("千克", "克"), ("天", "天"), ("", "")],
)
def test_the_scale_before_a_unit_is_no_part_of_it(unit: str, without: str) -> None:
    assert bare(unit) == without


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("亿元", "money"),
        ("吨化肥", "weight"),
        ("公里路", "length"),
        ("家企业", "count"),
        ("天", "time"),
        ("", ""),
    ],
)
def test_the_noun_asked_for_begins_with_its_unit(head: str, name: str) -> None:
    assert head_class(head) == name


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("罚了多少钱", "money"),
        ("项目的总投资是多少", "money"),
        ("贷款的加权平均利率是多少", "share"),
        ("贷款的客户数是多少", "count"),
        ("回收率达到多少", "share"),
        ("老人占多少", "share"),
        ("大桥全长多少", "length"),
        ("公园面积有多大", "area"),
        ("总投资额有多大", "money"),
        ("展览持续多久", "time"),
        ("最高气温是多少", "heat"),
        ("他今年多大年纪", "age"),
        ("两队的比分是多少", "score"),
        ("一共有多少", ""),
    ],
)
def test_the_noun_before_the_question_words_names_the_class(question: str, name: str) -> None:
    read = read_question(question, today=None)
    slot = read.slot
    assert slot is not None
    asking = question[slot.start : slot.end - len(read.head)]
    assert wanted_class(question[: slot.start], asking, read.head, change=False) == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("亿元", ""),
        ("家企业", ""),
        ("中央财政安全生产补助资金", "money"),
        ("电费", "money"),
        ("比例", "share"),
        ("游客", ""),
    ],
)
def test_a_noun_asked_for_names_the_class_and_a_unit_stands_for_itself(head: str, name: str) -> None:
    assert wanted_class("一共有", "多少", head, change=False) == name


def test_how_much_a_sum_changed_may_be_told_in_money_or_in_percent() -> None:
    assert wanted_class("旅游收入同比增长了", "多少", "", change=True) == ""


@pytest.mark.parametrize(
    ("head", "printed", "following", "fits"),
    [
        ("天", "282天", ",优良", True),
        ("家企业", "820家", ",其中", True),
        ("亿元", "3834.29亿元", "。", True),
        ("人", "300名", "志愿者", True),
        ("名游客", "5万人次", "。", True),
        ("游客", "5万人次", "游客", True),
        ("场", "36起", ",移送", False),
        ("亿元", "36起", ",移送", False),
        ("公里", "36起", ",移送", False),
        ("", "36起", ",移送", True),
    ],
)
def test_a_figure_carries_the_unit_or_noun_asked_for(
    head: str, printed: str, following: str, fits: bool
) -> None:
    (figure,) = read_figures(printed)
    assert head_fits(head, figure, following) is fits
