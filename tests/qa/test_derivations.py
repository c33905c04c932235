"""A value of the year before is computed only from a level and its change, printed of one thing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.derivations import Step, year_before
from qa.features import view
from qa.questions import read_question
from tests.qa.pages import sentences_of

TODAY = date(2026, 2, 6)


def step(asked: str, body: str) -> Step | None:
    """The first step that a sentence of `body` allows."""
    seen = view(read_question(asked, today=TODAY))
    steps = (year_before(seen, sentence) for sentence in sentences_of(body))
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
def test_level_and_change_give_the_year_before(
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
