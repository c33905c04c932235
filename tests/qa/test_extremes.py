"""The most, least or n-th of printed values is told only where all of them are printed and may be set against one another."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answers import Answered
from qa.assistant import Assistant
from qa.extremes import Picked, extreme
from qa.features import view
from qa.finding import Found
from qa.questions import read_question
from tests.qa.desks import desk_over_text
from tests.qa.pages import DAY, sentences_of

FIRMS = (
    "从企业规模看,大型企业PMI为50.3%,与上月持平;中型企业PMI为49.0%,比上月上升0.1个百分点;"
    "小型企业PMI为47.4%,比上月上升1.0个百分点。"
)
USED = "几个大类中,通用设备、专用设备、汽车和电气机械行业产能利用率分别为79.4%、77.5%、72.7%和76.5%。"
CREEKS = "东山区四条溪治理项目全长48.8公里,其中白马溪10.5公里,双桥溪8.5公里,沙河溪16.3公里,西王溪13.5公里。"
AGES = "受访青年中,00后占31.6%,95后占26.6%,90后占28.7%,85后占13.1%。"
DISTRICTS = "东湖区优良天数301天,北山区优良天数289天,西岭区优良天数250天,南河区优良天数310天。"
WATERS = "东湖市国控断面水质良好。其中,水库出口为Ⅰ类,李家沟、迎河桥为Ⅱ类,上村、下村为Ⅲ类。"
SHARES = "银行股全线走低,远山银行跌2.59%,东湖银行跌1.67%,北河银行跌3.22%。"
SALES = "7月份,轿车销量同比增长8.2%,货车销量同比增长12.5%,客车销量同比下降3.1%。"
INDUSTRIES = "第一产业增加值100亿元,增长3.1%;第二产业增加值300亿元,增长5.2%;第三产业增加值500亿元,增长4.8%。"
OPERATORS = (
    "运营商公布业绩。东湖电信上半年实现归属于母公司净利润54亿元,同比增长13.7%;北山电信上半年净利润为201.53亿元,"
    "同比增长10.2%;西岭电信净利润762亿元,同比增长8.4%。"
)
FOLLOWING = "东湖区优良天数301天,北山区优良天数289天。西岭区优良天数310天。"


def picked(asked: str, body: str, title: str = "") -> Picked | None:
    """What is picked on a page of one story."""
    sentences = tuple((s, ()) for s in sentences_of(body, title=title))
    return extreme(Found(view(read_question(asked, today=DAY)), sentences, ()))


@pytest.mark.parametrize(
    ("asked", "body", "said", "expression"),
    [
        ("7月大中小三类企业,哪一类的PMI最低?", FIRMS, "小型企业", "47.4% < 49.0% < 50.3%：最低的是小型企业"),
        ("哪类企业的PMI最高?", FIRMS, "大型企业", "50.3% > 49.0% > 47.4%：最高的是大型企业"),
        ("PMI第二高的是哪类企业?", FIRMS, "中型企业", "50.3% > 49.0% > 47.4%：第二高的是中型企业"),
        (
            "四个大类里,产能利用率哪个最高?",
            USED,
            "通用设备",
            "79.4% > 77.5% > 76.5% > 72.7%：最高的是通用设备",
        ),
        ("四个大类里哪个产能利用率最低?", USED, "汽车", None),
        ("产能利用率第三高的是哪个大类?", USED, "电气机械行业", None),
        (
            "东山区这回治理的四条溪,哪条治得最长?",
            CREEKS,
            "沙河溪",
            "16.3公里 > 13.5公里 > 10.5公里 > 8.5公里：最长的是沙河溪",
        ),
        ("东山区治理的溪里最短的是哪条?", CREEKS, "双桥溪", None),
        ("受访青年里哪个年龄段的人最多?", AGES, "00后", "31.6% > 28.7% > 26.6% > 13.1%：最多的是00后"),
        ("优良天数最多的是哪个区?", DISTRICTS, "南河区", None),
        ("优良天数最少的是哪个区?", DISTRICTS, "西岭区", "250天 < 289天 < 301天 < 310天：最少的是西岭区"),
        ("优良天数前三的是哪几个区?", DISTRICTS, "南河区、东湖区、北山区", None),
        (
            "东湖区、北山区和西岭区哪个优良天数最多?",
            DISTRICTS,
            "东湖区",
            "301天 > 289天 > 250天：最多的是东湖区",
        ),
        ("东湖区和北山区里头,哪个优良天数最少?", DISTRICTS, "北山区", None),
        ("优良天数最多的是哪个区?", FOLLOWING, "西岭区", "310天 > 301天 > 289天：最多的是西岭区"),
        ("国控断面里,哪个水质最好?", WATERS, "水库出口", "Ⅰ类 优于 Ⅱ类 优于 Ⅲ类：最好的是水库出口"),
        ("国控断面里水质最差的是哪些?", WATERS, "上村、下村", None),
        ("几家银行里哪家跌得最惨?", SHARES, "北河银行", "3.22% > 2.59% > 1.67%：跌得最惨的是北河银行"),
        ("哪种车销量涨得最快?", SALES, "货车", None),
        ("三次产业里哪个增加值最大?", INDUSTRIES, "第三产业", None),
        ("哪个站降水最多?", "东湖站降水50毫米,北山站降水120毫米,西岭站降水80毫米。", "北山站", None),
        ("哪种贷款利率最低?", "住房贷款利率3.1%,消费贷款利率3.5%,经营贷款利率3.3%。", "住房贷款", None),
        (
            "三大股指谁跌得最多?",
            "三大股指走低,甲指跌1.02%,乙指跌1.14%,丙标500指数跌1.16%。",
            "丙标500指数",
            None,
        ),
        (
            "哪个区受理的投诉最多?",
            "全市受理投诉320件,其中东湖区受理投诉210件,北山区受理投诉90件。",
            "东湖区",
            None,
        ),
        ("捐款第二多的是谁?", "张伟捐款3000元,李强捐款5000元,王刚捐款1000元。", "张伟", None),
        (
            "三大运营商上半年净利润谁家涨得最快?",
            OPERATORS,
            "东湖电信",
            "13.7% > 10.2% > 8.4%：涨得最快的是东湖电信",
        ),
    ],
)
def test_the_label_of_the_value_in_the_asked_place_is_told(
    asked: str, body: str, said: str, expression: str | None
) -> None:
    found = picked(asked, body)
    assert found is not None
    assert "、".join(found.texts) == said
    assert expression is None or found.expression == expression
    assert len(found.parts) == len({(s.spans, span) for s, span in found.parts})


@pytest.mark.parametrize(
    ("why", "asked", "body"),
    [
        ("one value alone", "优良天数最多的是哪个区?", "东湖区优良天数301天。"),
        ("a tie", "优良天数最多的是哪个区?", "东湖区优良天数301天,北山区优良天数301天,西岭区优良天数250天。"),
        ("another measure", "优良天数最多的是哪个区?", "东湖区超标天数64天,北山区超标天数76天。"),
        ("two measures", "优良天数最多的是哪个区?", "东湖区优良天数301天,北山区超标天数76天。"),
        ("two units", "哪个区绿地最多?", "东湖区绿地14座,北山区绿地6公顷。"),
        ("a bound", "优良天数最多的是哪个区?", "东湖区优良天数301天,北山区优良天数超300天。"),
        ("two periods", "优良天数最多的是哪个区?", "东湖区2025年优良天数301天。北山区2024年优良天数310天。"),
        ("one that is asked for is missing", "东湖区和天池区哪个优良天数最多?", DISTRICTS),
        ("not as many as asked for", "三条溪里哪条最长?", CREEKS),
        ("the page says it", "优良天数最多的是哪个区?", DISTRICTS + "优良天数最多的是南河区。"),
        ("no length", "哪条溪最长?", "白马溪投资3亿元,双桥溪投资2亿元。"),
        ("no people", "哪个年龄段的人最多?", "00后花费31元,95后花费26元。"),
        ("not of the sort asked for", "哪个城市的人最多?", AGES),
        ("levels, not rises", "哪个区优良天数涨得最多?", DISTRICTS),
        ("rises, not falls", "几家银行里哪家涨得最多?", SHARES),
        ("two bases", "哪种车销量涨得最快?", "轿车销量同比增长8.2%,货车销量环比增长12.5%。"),
        ("changes, not levels", "哪种车销量最高?", SALES),
        ("it is not known what is good", "哪类企业的PMI最好?", FIRMS),
        ("another thing is asked of it", "优良天数最多的区是谁管的?", DISTRICTS),
        ("it asks why", "为什么南河区优良天数最多?", DISTRICTS),
        ("it asks how many", "优良天数最多的区有多少天?", DISTRICTS),
        ("what is left over is the most", "哪类投诉占比最高?", "投诉占比为商品类30%、服务类25%、其他类45%。"),
        ("not one kind of thing", "治理工程里哪个最长?", "治理工程新建步道5公里,河道10公里。"),
        ("one label for two things", "哪种肉价格最高?", "猪肉、牛肉价格30元,羊肉价格40元。"),
        ("other values of a label", "优良天数最多的是哪个区?", DISTRICTS + "西岭区优良天数320天。"),
        ("one within the other", "哪种轿车销量最少?", "轿车销量1347辆,电动轿车销量500辆。"),
        ("another town", "云川市优良天数最多的是哪个区?", DISTRICTS),
        (
            "another's measure",
            "哪家公司利润最高?",
            "东湖公司营收10亿元,利润1亿元;北山公司营收8亿元,利润2亿元。",
        ),
        ("part of a name", "谁的篮板最多?", "张伟得到30分8个篮板,李强得到25分12个篮板。"),
        (
            "what is left of the whole may be more",
            "哪个区受理的投诉最多?",
            "全市受理投诉320件,其中东湖区受理投诉110件,北山区受理投诉90件。",
        ),
        (
            "what is left of the whole may be less",
            "哪个年龄段的人最少?",
            "受访青年中,00后占31.6%,95后占26.6%。",
        ),
        ("of another sort of waters", "省控断面里哪个水质最好?", WATERS),
        ("towns, not districts", "哪个区的GDP最高?", "2022年,武汉GDP为18866.43亿元,杭州GDP则是18753亿元。"),
        (
            "words of the measure, no names",
            "哪家公司净利润最高?",
            "东湖公司净利润158亿元。归属于母公司股东的净利润511亿元。归母净利润人民币761亿元。",
        ),
        ("further than printed", "优良天数第五多的是哪个区?", DISTRICTS),
    ],
)
def test_nothing_is_told_where_the_values_do_not_tell(why: str, asked: str, body: str) -> None:
    assert picked(asked, body) is None, why


@given(st.lists(st.decimals(min_value="0.1", max_value=9999, places=1), min_size=3, max_size=3, unique=True))
@settings(max_examples=30, deadline=None)
def test_the_greatest_is_the_greatest_by_value(lengths: list[Decimal]) -> None:
    names = ("白马溪", "双桥溪", "沙河溪")
    body = "治理" + ",".join(f"{n}{v}公里" for n, v in zip(names, lengths, strict=True)) + "。"
    found = picked("治理的三条溪哪条最长?", "东山区治理三条溪,其中" + body.removeprefix("治理"))
    assert found is not None
    assert found.texts == (names[lengths.index(max(lengths))],)


PAGE = f"""## 四条溪治理完成

本报讯 {CREEKS}

## 水质公报发布

本报讯 2025年,{WATERS}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with desk_over_text(tmp_path_factory.mktemp("extremes"), PAGE) as opened:
        yield opened


def test_the_desk_quotes_the_label_and_every_value(desk: Assistant) -> None:
    answer = desk.ask("东山区治理的四条溪哪条最长?")
    assert isinstance(answer, Answered)
    assert answer.text == "沙河溪"
    assert PAGE[answer.source.start : answer.source.end] == "沙河溪"
    assert answer.derivation is not None
    printed = [PAGE[s.start : s.end] for _, s in answer.derivation.quotes]
    assert printed == ["16.3公里", "13.5公里", "10.5公里", "8.5公里"]


def test_the_desk_lists_all_that_are_of_the_worst_class(desk: Assistant) -> None:
    answer = desk.ask("国控断面里水质最差的是哪些?")
    assert isinstance(answer, Answered)
    assert (answer.text, answer.items) == ("上村、下村", ("上村", "下村"))


def test_the_desk_compares_no_other_year(desk: Assistant) -> None:
    answer = desk.ask("2023年国控断面里哪个水质最好?")
    assert not (isinstance(answer, Answered) and answer.derivation)
