"""A value of the period before is computed only from a level and its change, printed of one thing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answers import Answered
from qa.derivations import Step, value_before
from qa.features import view
from qa.questions import read_question
from tests.qa.desks import desk_over_text
from tests.qa.pages import sentences_of

TODAY = date(2026, 2, 6)
AUGUST = date(2025, 8, 15)


def step(asked: str, body: str, *, today: date = TODAY) -> Step | None:
    """The first step that a sentence of `body` allows, printed and asked on the day `today`."""
    seen = view(read_question(asked, today=today))
    steps = (value_before(seen, sentence, body) for sentence in sentences_of(body, day=today))
    return next((s for s in steps if s), None)


DAYS = "2025年,全市优良天数301天,优良率为82.5%,优良天数比上年增加12天。"


@pytest.mark.parametrize(
    ("asked", "body", "text", "expression"),
    [
        ("2024年优良天数是多少天", DAYS, "289天", "301天 - 12天 = 289天"),
        ("前年优良天数是多少天", DAYS, "289天", "301天 - 12天 = 289天"),
        (
            "2024年重污染天数是多少天",
            "2025年,重污染天数4天,重污染天数比上年减少2天。",
            "6天",
            "4天 + 2天 = 6天",
        ),
        (
            "2024年粮食产量是多少万吨",
            "2025年粮食产量18.6万吨,较2024年增加0.15万吨。",
            "18.45万吨",
            None,
        ),
        ("2024年断面优良比例是多少", "2025年断面优良比例为90%,较2024年提高10.5个百分点。", "79.5%", None),
    ],
)
def test_level_and_change_give_the_value_before(
    asked: str, body: str, text: str, expression: str | None
) -> None:
    found = step(asked, body)
    assert found is not None
    assert found.text == text
    if expression:
        assert found.expression == expression
    assert found.whole.of(found.sentence.folded.text).startswith(found.expression.split(" ")[0])


@pytest.mark.parametrize(
    ("why", "asked", "body"),
    [
        ("two years back", "2023年优良天数是多少天", DAYS),
        ("the printed year", "2025年优良天数是多少天", DAYS),
        ("the change itself", "2024年优良天数比上年增加了多少天", DAYS),
        ("no year asked", "优良天数是多少天", DAYS),
        ("another base year", "2024年断面优良比例是多少", "2025年断面优良比例为90%,较2023年提高10%。"),
        ("a bound, no number", "2024年优良天数是多少天", "2025年优良天数301天,比上年增加超10天。"),
        ("a level that is a bound", "2024年优良天数是多少天", "2025年优良天数超300天,比上年增加10天。"),
        ("another unit", "2024年优良天数是多少天", "2025年优良天数301天,比上年增加5.2%。"),
        ("no change printed", "2024年优良天数是多少天", "2025年优良天数301天,优良率为82.5%。"),
        ("no comparison stated", "2024年共有多少座公园", "2025年共有公园301座,其中增加12座。"),
        ("another measure", "2024年超标天数是多少天", DAYS),
        ("nothing in common", "2024年招聘会举办了多少场", DAYS),
    ],
)
def test_nothing_is_computed_where_one_step_does_not_lead_there(why: str, asked: str, body: str) -> None:
    assert step(asked, body) is None, why


CLIMATE = (
    "7月份,制造业景气指数为49.3%,比上月上升0.3个百分点。"
    "构成制造业景气指数的分类指数中,订单指数为49.5%,比上月上升0.9个百分点;库存指数为48.2%,环比下降0.8个百分点。"
)
QUARTER = "二季度,全市客运量为820万人次,比上季度增加40万人次,同比减少15万人次。"
STAFF = "截至今年6月30日,恒远公司有1045名员工,同比减少62名。"
SHARE = "上半年,电动公交占全部公交车的比例达到28.3%,比2024年提升2.7个百分点。"


@pytest.mark.parametrize(
    ("today", "asked", "body", "expression"),
    [
        (AUGUST, "6月份制造业景气指数是多少", CLIMATE, "49.3% - 0.3个百分点 = 49.0%"),
        (AUGUST, "6月份制造业景气指数里的订单指数是多少", CLIMATE, "49.5% - 0.9个百分点 = 48.6%"),
        (TODAY, "去年6月制造业景气指数中的库存指数是多少?", CLIMATE, "48.2% + 0.8个百分点 = 49.0%"),
        (AUGUST, "一季度全市客运量是多少", QUARTER, "820万人次 - 40万人次 = 780万人次"),
        (AUGUST, "2024年二季度全市客运量是多少", QUARTER, "820万人次 + 15万人次 = 835万人次"),
        (
            AUGUST,
            "1月份销量是多少辆?",
            "2月份,销量为260辆,较上个月减少10辆。",
            "260辆 + 10辆 = 270辆",
        ),
        (TODAY, "去年12月份销量是多少辆?", "1月份,销量为260辆,环比减少10辆。", "260辆 + 10辆 = 270辆"),
        (AUGUST, "恒远公司去年6月底有多少名员工", STAFF, "1045名 + 62名 = 1107名"),
        (AUGUST, "2024年电动公交占全部公交车的比例是多少", SHARE, "28.3% - 2.7个百分点 = 25.6%"),
        (
            AUGUST,
            "一季度优良率是多少",
            "上半年优良率为80.5%,较一季度提高1.5个百分点。",
            "80.5% - 1.5个百分点 = 79.0%",
        ),
        (
            TODAY,
            "前年重污染的日子有几天",
            "2025年1月至12月,优良天数282天。重污染天数4天,比上一年同期增加2天。",
            "4天 - 2天 = 2天",
        ),
        (
            AUGUST,
            "2024年上半年旅客有多少万人次",
            "2025年上半年,旅客90.5万人次,比去年同期增加0.5万人次。",
            "90.5万人次 - 0.5万人次 = 90.0万人次",
        ),
    ],
)
def test_the_change_is_counted_from_the_period_that_the_page_says(
    today: date, asked: str, body: str, expression: str
) -> None:
    found = step(asked, body, today=today)
    assert found is not None
    assert found.expression == expression


@pytest.mark.parametrize(
    ("why", "asked", "body"),
    [
        ("two months back", "5月份制造业景气指数是多少", CLIMATE),
        ("the printed month", "7月份制造业景气指数是多少", CLIMATE),
        ("the month a year before", "2024年7月制造业景气指数是多少", CLIMATE),
        ("another index", "6月份制造业景气指数里的价格指数是多少", CLIMATE),
        ("the change itself", "6月份制造业景气指数上升了多少", CLIMATE),
        ("its own month is not printed", "6月份订单指数是多少", "订单指数为49.5%,比上月上升0.9个百分点。"),
        (
            "a sum of months behind a month",
            "6月份销量是多少辆",
            "7月份,销售平稳。今年1月至7月,销量为2600辆,比上月增加10辆。",
        ),
        (
            "no part of what is named",
            "6月份小型企业中长期贷款指数是多少",
            "7月份,小型企业指数为50%。中长期贷款指数为49%,比上月上升1个百分点。",
        ),
        ("a sum of months", "6月份销量是多少辆", "今年1月至7月,销量为2600辆,比上月增加10辆。"),
        (
            "the month before is printed",
            "6月份订单指数是多少",
            "6月份订单指数为48%,7月份订单指数为49.5%,比上月上升0.9个百分点。",
        ),
        (
            "two comparisons in one",
            "6月份订单指数是多少",
            "7月份,订单指数为49.5%,比上月和上年同期分别上升0.9和1.2个百分点。",
        ),
        ("part of what changed", "2024年公司员工有多少名", "2025年,公司员工80名,其中女员工比上年增加5名。"),
        ("a half-year counts other months", "一季度收入是多少", "上半年收入100亿元,较一季度增加60亿元。"),
        ("a half-year is no year", "2024年收入是多少", "2025年上半年,收入100亿元,比2024年增加6亿元。"),
        ("a half-year before is no year", "2024年收入是多少", "2025年上半年,收入100亿元,同比增加6亿元。"),
        (
            "a day that dates the news",
            "2025年2月5日有员工多少名",
            "2026年2月5日,公司有员工80名,同比增加5名。",
        ),
        ("two that fit alike", "2024年投资额是多少亿元", "2025年投资额5亿元,投资额6亿元,比上年增加1亿元。"),
    ],
)
def test_nothing_is_computed_of_another_period(why: str, asked: str, body: str) -> None:
    assert step(asked, body, today=TODAY) is None, why
    assert step(asked, body, today=AUGUST) is None, why


def test_the_month_may_stand_earlier_in_the_story() -> None:
    body = (
        "7月份,制造业景气指数为49.3%。企业信心有所增强。大型企业持平。订单指数为49.5%,比上月上升0.9个百分点。"
    )
    found = step("6月份订单指数是多少", body)
    assert found is not None
    assert found.text == "48.6%"


def test_the_desk_computes_no_value_of_another_place_or_day(tmp_path: Path) -> None:
    page = f"## 恒远公司公布年报\n\n本报讯 {STAFF}\n\n## 景气指数公布\n\n本报讯 {CLIMATE}\n"
    with desk_over_text(tmp_path, page, name="2025-08-15.md") as desk:
        answer = desk.ask("恒远公司去年6月底有多少名员工?")
        assert isinstance(answer, Answered)
        assert answer.text == "1107名"
        assert answer.derivation is not None
        assert [q.text for q, _ in answer.derivation.quotes] == ["1045名", "62名"]
        for asked in ("恒远公司前年6月底有多少名员工?", "东湖公司去年6月底有多少名员工?"):
            assert not isinstance(desk.ask(asked), Answered)
        june = desk.ask("6月份制造业景气指数是多少?")
        assert isinstance(june, Answered)
        assert (june.text, june.derivation is not None) == ("49.0%", True)


@given(
    st.decimals(min_value=100, max_value=9999, places=2),
    st.decimals(min_value="0.01", max_value=99, places=2),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_adding_the_change_back_gives_the_level_exactly(level: Decimal, change: Decimal, up: bool) -> None:
    word = "增加" if up else "减少"
    found = step("2024年造林面积是多少亩", f"2025年造林面积{level}亩,造林面积比上年{word}{change}亩。")
    assert found is not None
    assert found.text.endswith("亩")
    sign = "-" if up else "+"
    value = level - change if up else level + change
    assert found.text == f"{value:f}亩"
    assert f" {sign} " in found.expression
