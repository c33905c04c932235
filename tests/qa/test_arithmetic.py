"""Values are reckoned with one another only where the page prints all of them and the question asks exactly that."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answers import Answered
from qa.arithmetic import computed
from qa.assistant import Assistant
from qa.derivations import Step
from qa.features import view
from qa.finding import Found
from qa.parts import Printed
from qa.questions import read_question
from tests.qa.desks import desk_over_text
from tests.qa.pages import DAY, sentences_of

FAIR = "展销会有238家企业参展,其中食品企业96家、种业企业41家。"
WETLAND = "建成人工湿地8个共497.71亩(其中潜流湿地304.33亩、表流湿地193.38亩)。"
DISTRICTS = "2025年,东湖区优良天数301天,北山区优良天数289天。"
CASES = "去年,东湖区查处15起,北山区查处9起。"
AREAS = "绿地面积18.6万平方米,水面面积5000平方米。"
PORT = "东山口岸开放满两个月,共验放旅客25908人次,其中出境11752人次、入境14156人次。"
SALES = "7月份,轿车销量为1347辆,货车销量为1263辆。"
COMPLAINTS = "商品类投诉为3279件,占53.30%;服务类投诉为2743件,占44.58%。"
OUTPUT = "上半年,东湖市生产总值9602亿元,北山市生产总值9503.33亿元。"
PROJECTS = "全市储备项目达226个。推动65个项目获得银行授信。"


def result(asked: str, body: str) -> Step | Printed | None:
    """What is computed on a page of one story."""
    sentences = tuple((s, ()) for s in sentences_of(body))
    return computed(Found(view(read_question(asked, today=DAY)), sentences, ()))


@pytest.mark.parametrize(
    ("asked", "body", "text", "expression"),
    [
        ("食品企业和种业企业一共多少家?", FAIR, "137家", "96家 + 41家 = 137家"),
        ("参展的食品企业和种业企业共有多少家?", FAIR, "137家", "96家 + 41家 = 137家"),
        ("东湖区和北山区一共查处多少起?", CASES, "24起", "15起 + 9起 = 24起"),
        ("泵站和加压站总共几座?", "新建泵站14座、加压站6座。", "20座", "14座 + 6座 = 20座"),
        (
            "绿地面积和水面面积一共多少平方米?",
            AREAS,
            "191000平方米",
            "186000平方米 + 5000平方米 = 191000平方米",
        ),
        (
            "监管企业和排污单位一共几家?",
            "2家监管企业和4家排污单位完成整改。",
            "6家",
            "2家 + 4家 = 6家",
        ),
        (
            "泵站、加压站和水厂一共多少座?",
            "新建泵站14座、加压站6座和水厂2座。",
            "22座",
            "14座 + 6座 + 2座 = 22座",
        ),
        ("潜流湿地比表流湿地多多少亩?", WETLAND, "110.95亩", "304.33亩 - 193.38亩 = 110.95亩"),
        ("表流湿地比潜流湿地少多少亩?", WETLAND, "110.95亩", "304.33亩 - 193.38亩 = 110.95亩"),
        ("表流湿地比潜流湿地多多少亩?", WETLAND, "少110.95亩", "304.33亩 - 193.38亩 = 110.95亩"),
        ("潜流和表流湿地相差多少亩?", WETLAND, "110.95亩", "304.33亩 - 193.38亩 = 110.95亩"),
        ("东湖区优良天数比北山区多多少天?", DISTRICTS, "12天", "301天 - 289天 = 12天"),
        ("东湖区比北山区优良天数多几天?", DISTRICTS, "12天", "301天 - 289天 = 12天"),
        ("东湖区比北山区多查处多少起?", CASES, "6起", "15起 - 9起 = 6起"),
        ("入境的比出境的多多少人次?", PORT, "2404人次", "14156人次 - 11752人次 = 2404人次"),
        (
            "开放两个月,东山口岸入境的旅客比出境的多出多少人次?",
            PORT,
            "2404人次",
            "14156人次 - 11752人次 = 2404人次",
        ),
        ("出境的比入境的多多少人次?", PORT, "少2404人次", "14156人次 - 11752人次 = 2404人次"),
        ("7月轿车比货车多卖了多少辆?", SALES, "84辆", "1347辆 - 1263辆 = 84辆"),
        ("商品投诉比服务投诉多出多少件?", COMPLAINTS, "536件", "3279件 - 2743件 = 536件"),
        ("今年上半年东湖市的经济总量比北山市多出多少?", OUTPUT, "98.67亿元", None),
        ("东湖市GDP比北山市高多少亿元?", OUTPUT, "98.67亿元", None),
        ("男生比女生多几名?", "学校有男生120名,女生100名。", "20名", "120名 - 100名 = 20名"),
        (
            "出口比进口多多少亿元?",
            "全市出口120.5亿元,进口80亿元。",
            "40.5亿元",
            "120.5亿元 - 80亿元 = 40.5亿元",
        ),
        (
            "东湖区比北山区多种了多少亩树?",
            "东湖区共种树300亩,北山区种树200亩。",
            "100亩",
            "300亩 - 200亩 = 100亩",
        ),
        ("东湖队和北山队差几分?", "东湖队得了98分,北山队得了91分。", "7分", "98分 - 91分 = 7分"),
        (
            "东湖区优良天数比北山区多几天?",
            "东湖区优良天数301天、超标天数64天,北山区优良天数289天、超标天数76天。",
            "12天",
            "301天 - 289天 = 12天",
        ),
        ("食品企业占参展企业的比例是多少?", FAIR, "约40.3%", "96家 ÷ 238家 ≈ 40.3%"),
        ("食品企业占总数的比例是多少?", FAIR, "约40.3%", "96家 ÷ 238家 ≈ 40.3%"),
        ("潜流湿地占人工湿地的比例是多少?", WETLAND, "约61.1%", "304.33亩 ÷ 497.71亩 ≈ 61.1%"),
        ("获得银行授信的项目占储备项目的比例?", PROJECTS, "约28.8%", "65个 ÷ 226个 ≈ 28.8%"),
        ("女生占总数的比例是多少?", "学校有学生200名,其中女生80名。", "40%", "80名 ÷ 200名 = 40%"),
    ],
)
def test_what_is_asked_of_the_parts_is_computed(
    asked: str, body: str, text: str, expression: str | None
) -> None:
    found = result(asked, body)
    assert isinstance(found, Step)
    assert found.text == text
    assert expression is None or found.expression == expression
    printed = {span.of(sentence.folded.text) for sentence, span in found.parts}
    assert len(printed) == len(found.parts)


@pytest.mark.parametrize("asked", ["潜流湿地和表流湿地一共多少亩?", "潜流和表流湿地总面积是多少?"])
def test_a_printed_total_is_the_answer(asked: str) -> None:
    found = result(asked, WETLAND)
    assert isinstance(found, Printed)
    assert found.span.of(found.sentence.folded.text) == "497.71亩"


@pytest.mark.parametrize(
    ("why", "asked", "body"),
    [
        ("a part is not printed", "食品企业和机械企业一共多少家?", FAIR),
        ("one part alone is asked for", "食品企业一共多少家?", FAIR),
        ("a bound, no number", "泵站和加压站总共几座?", "新建泵站14座、加压站超6座。"),
        ("two units", "公园和绿地一共多少?", "新建公园14座、绿地6公顷。"),
        ("a printed total that is less", "泵站和加压站总共几座?", "共18座(其中泵站14座、加压站6座)。"),
        ("not of one sort", "查处案件和移送公安机关一共多少起?", "查处案件36起,移送公安机关4起。"),
        ("one holds the other", "企业和食品企业一共多少家?", "企业238家、食品企业96家参展。"),
        ("a change", "东湖区优良天数比去年多多少天?", DISTRICTS),
        (
            "the difference is printed",
            "东湖区优良天数比北山区多几天?",
            "东湖区优良天数301天,北山区优良天数289天,东湖区比北山区多12天。",
        ),
        (
            "another measure of both",
            "东湖区优良天数比北山区多几天?",
            "东湖区超标天数64天,北山区超标天数76天。",
        ),
        ("a change in everyday words", "入境人次同比增多多少?", "出境100人次、入境300人次,入境新增20人次。"),
        ("another deed of both", "轿车比货车多出口了多少辆?", SALES),
        ("one of two is not printed", "轿车比客车多卖了多少辆?", SALES),
        ("another place", "公园里的男生比女生多几名?", "学校有男生120名,女生100名。"),
        (
            "two that fit alike",
            "男生比女生多几名?",
            "一班有男生20名,女生18名;二班有男生25名,女生15名。",
        ),
        ("a bound in one of two", "入境的比出境的多多少人次?", "出境近2万人次、入境3万人次。"),
        ("one holds the other", "学生比女学生多几名?", "有学生120名,女学生100名。"),
        (
            "the difference is printed of both",
            "入境的比出境的多多少人次?",
            "出境100人次、入境300人次,入境多200人次。",
        ),
        ("no difference", "甲区比乙区多查处几起?", "东湖区查处9起,北山区查处9起。"),
        (
            "two periods",
            "东湖区优良天数比北山区多几天?",
            "东湖区2025年优良天数301天。北山区2024年优良天数289天。",
        ),
        ("the share is printed", "食品企业占参展企业的比例是多少?", FAIR[:-1] + ",食品企业占40%。"),
        (
            "the share is printed elsewhere",
            "食品企业占参展企业的比例是多少?",
            FAIR + "食品企业占比为40.3%。",
        ),
        ("a part greater than its whole", "女生占学生的比例?", "学生80名,其中女生200名。"),
        ("no part of it", "公园占学校的比例是多少?", "学校8座,公园3座。"),
    ],
)
def test_nothing_is_computed_where_the_page_does_not_lead_there(why: str, asked: str, body: str) -> None:
    assert result(asked, body) is None, why


@given(
    st.decimals(min_value="0.01", max_value=9999, places=2),
    st.decimals(min_value="0.01", max_value=9999, places=2),
)
@settings(max_examples=40, deadline=None)
def test_sum_and_difference_are_exact(one: Decimal, other: Decimal) -> None:
    body = f"治理潜流湿地{one}亩、表流湿地{other}亩。"
    total = result("潜流湿地和表流湿地一共多少亩?", body)
    assert isinstance(total, Step)
    assert total.text == f"{one + other:f}亩"
    apart = result("潜流湿地和表流湿地相差多少亩?", body)
    if isinstance(apart, Step):
        assert apart.text == f"{abs(one - other):f}亩"
    else:
        assert abs(one - other) in (0, one, other)


PAGE = f"""## 湿地建设完成

本报讯 2025年,全市{WETLAND}

## 展销会开市

本报讯 {FAIR}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with desk_over_text(tmp_path_factory.mktemp("arithmetic"), PAGE) as opened:
        yield opened


def test_the_desk_quotes_both_parts_and_marks_the_result(desk: Assistant) -> None:
    answer = desk.ask("食品企业和种业企业一共多少家?")
    assert isinstance(answer, Answered)
    assert answer.text == "137家"
    assert answer.derivation is not None
    assert answer.derivation.expression == "96家 + 41家 = 137家"
    assert [PAGE[s.start : s.end] for _, s in answer.derivation.quotes] == ["96家", "41家"]
    assert [q.text for q, _ in answer.derivation.quotes] == ["96家", "41家"]


def test_the_desk_answers_a_printed_total_as_printed(desk: Assistant) -> None:
    answer = desk.ask("潜流湿地和表流湿地一共多少亩?")
    assert isinstance(answer, Answered)
    assert (answer.text, answer.derivation) == ("497.71亩", None)
    assert PAGE[answer.source.start : answer.source.end] == "497.71亩"


def test_another_year_is_not_computed(desk: Assistant) -> None:
    assert not isinstance(desk.ask("2023年潜流湿地和表流湿地一共多少亩?"), Answered)
