"""What is left of a whole is computed only where the page prints whole and part, and says that it is one of the other."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answers import Answered
from qa.assistant import Assistant
from qa.derivations import Step
from qa.features import view
from qa.finding import Found
from qa.parts import Printed
from qa.questions import read_question
from qa.remainders import remainder
from tests.qa.desks import desk_over_text
from tests.qa.pages import DAY, sentences_of

CALLS = "2025年,12345热线共受理市民来电61536件,解决49714件,解决率80.8%。"
LOANS = "推动15个园区获得银行授信50.39亿元,实际投放贷款21.75亿元。"
RIVERS = "全市10个国、省考河段中水质优良河段8个,优良率80%。"
BOILERS = "全市应检锅炉320台。目前,已检验280台。"
FOOD = "抽检食品200批次,合格195批次。"
TREES = "今年计划造林100亩,已完成80亩。"
FAIR = "展销会有238家企业参展,其中食品企业96家、种业企业41家。"
STAFF = "公司共有员工200名,180名员工接种了疫苗。"
PARKS = "去年建成公园36座,改造公园4座。"


def result(asked: str, body: str) -> Step | Printed | None:
    """What is left on a page of one story."""
    sentences = tuple((s, ()) for s in sentences_of(body))
    return remainder(Found(view(read_question(asked, today=DAY)), sentences, ()))


@pytest.mark.parametrize(
    ("asked", "body", "expression"),
    [
        ("12345热线受理的来电里,还有多少件没解决?", CALLS, "61536件 - 49714件 = 11822件"),
        ("热线收到的来电没有解决的有多少件", CALLS, "61536件 - 49714件 = 11822件"),
        ("园区获得的银行授信,还有多少亿没真正放贷下去?", LOANS, "50.39亿元 - 21.75亿元 = 28.64亿元"),
        ("10个国、省考河段里,没达到优良的还有几个?", RIVERS, "10个 - 8个 = 2个"),
        ("全市还有多少台锅炉没检验", BOILERS, "320台 - 280台 = 40台"),
        ("尚未检验的锅炉有多少台?", BOILERS, "320台 - 280台 = 40台"),
        ("抽检的食品有多少批次不合格", FOOD, "200批次 - 195批次 = 5批次"),
        ("造林计划还差多少亩?", TREES, "100亩 - 80亩 = 20亩"),
        ("计划造林还剩多少亩", TREES, "100亩 - 80亩 = 20亩"),
        ("除了食品企业以外,参展企业还有多少家?", FAIR, "238家 - 96家 = 142家"),
        ("公司多少名员工没有接种疫苗?", STAFF, "200名 - 180名 = 20名"),
        ("建成的公园还有多少座没改造", "去年建成公园36座,改造4座。", "36座 - 4座 = 32座"),
    ],
)
def test_the_part_is_taken_off_its_whole(asked: str, body: str, expression: str) -> None:
    found = result(asked, body)
    assert isinstance(found, Step)
    assert found.expression == expression
    assert expression.endswith(f"= {found.text}")
    assert len({(s.spans, span) for s, span in found.parts}) == 2


@pytest.mark.parametrize(
    ("asked", "body", "printed"),
    [
        (
            "热线还有多少件来电没解决",
            "热线受理来电60件,解决40件,另有20件正在办理。",
            "20件",
        ),
        (
            "除了食品企业以外,参展企业还有多少家?",
            "有238家企业参展,其中食品企业96家,其他企业142家。",
            "142家",
        ),
    ],
)
def test_a_printed_remainder_is_the_answer(asked: str, body: str, printed: str) -> None:
    found = result(asked, body)
    assert isinstance(found, Printed)
    assert found.span.of(found.sentence.folded.text) == printed


@pytest.mark.parametrize(
    ("why", "asked", "body"),
    [
        ("nothing is denied", "热线解决来电多少件", CALLS),
        ("what is denied is printed", "热线还有多少件来电没解决", "热线受理来电60件,解决40件,未解决18件。"),
        ("another verb", "热线受理的来电还有多少件没回访?", CALLS),
        ("another thing", "热线受理的短信还有多少件没解决?", CALLS),
        ("one done beside the other", "还有多少座公园没改造", PARKS),
        (
            "one done beside the other, the object once",
            "还有多少座公园没改造",
            "去年共建成公园36座,改造4座。",
        ),
        ("things of two sorts", "还有多少件投诉没解决", "受理投诉60件,解决纠纷40件。"),
        ("a place of the city", "全市还有多少件投诉没解决", "全市受理投诉60件,东湖区解决40件。"),
        ("two wholes", "还有多少件来电没解决", "受理来电60件,登记来电50件,解决40件。"),
        ("a bound, no number", "还有多少件来电没解决", "受理来电60件,解决近40件。"),
        ("a whole that is a bound", "还有多少件来电没解决", "受理来电超60件,解决40件。"),
        ("two units", "还有多少台锅炉没检验", "应检锅炉320台,已检验280次。"),
        ("more than the whole", "还有多少件来电没解决", "受理来电60件,解决往年来电80件。"),
        ("two periods", "还有多少件来电没解决", "2024年受理来电60件。2025年解决40件。"),
        ("a sentence that does not go on", "还有多少台锅炉没检验", "全市应检锅炉320台。检验280台。"),
        ("what is left out is not printed", "除了机械企业以外,参展企业还有多少家?", FAIR),
        ("what is asked for is another part", "除了食品企业以外,还有多少家种业企业?", FAIR),
        ("what is left over is a thing", "剩余劳动力有多少万人", "劳动力500万人,其中外出务工200万人。"),
        ("begun beside ended", "还有多少个项目没建成", "今年开工项目50个,建成30个。"),
        ("no goal is printed", "造林还差多少亩", "今年造林100亩,其中已完成验收80亩。"),
        (
            "the denied is denied",
            "还有多少件来电没解决",
            "受理来电60件,不能解决的40件正在转办,其中解决难题2件。",
        ),
    ],
)
def test_nothing_is_computed_where_the_page_prints_no_whole_of_the_part(
    why: str, asked: str, body: str
) -> None:
    assert not isinstance(result(asked, body), Step), why


@given(
    st.decimals(min_value="0.01", max_value=9999, places=2),
    st.decimals(min_value="0.01", max_value=9999, places=2),
)
@settings(max_examples=40, deadline=None)
def test_part_and_remainder_make_the_whole_exactly(part: Decimal, left: Decimal) -> None:
    found = result("计划造林还有多少亩没完成", f"计划造林{part + left}亩,已完成{part}亩。")
    if isinstance(found, Step):
        assert found.text == f"{left:f}亩"
    else:
        assert left == part  # then the printed part reads as the remainder


PAGE = f"## 热线办理提速\n\n本报讯 {CALLS}\n\n## 公园建设\n\n本报讯 {PARKS}\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with desk_over_text(tmp_path_factory.mktemp("remainders"), PAGE) as opened:
        yield opened


def test_the_desk_quotes_whole_and_part_and_marks_the_result(desk: Assistant) -> None:
    answer = desk.ask("12345热线受理的来电里,还有多少件没解决?")
    assert isinstance(answer, Answered)
    assert answer.text == "11822件"
    assert answer.derivation is not None
    assert [PAGE[s.start : s.end] for _, s in answer.derivation.quotes] == ["61536件", "49714件"]


def test_the_desk_says_the_remainder_that_is_printed(tmp_path: Path) -> None:
    page = "## 热线办理提速\n\n本报讯 2025年,12345热线受理市民来电60件,解决40件,未解决18件。\n"
    with desk_over_text(tmp_path, page) as desk:
        answer = desk.ask("12345热线还有多少件来电没解决?")
        assert isinstance(answer, Answered)
        assert (answer.text, answer.derivation) == ("18件", None)


def test_another_year_has_no_remainder(desk: Assistant) -> None:
    answer = desk.ask("2023年12345热线受理的来电里,还有多少件没解决?")
    assert not (isinstance(answer, Answered) and answer.text == "11822件")
