"""A list is counted only where it is whole, printed of what is asked, and has no printed number."""

from collections.abc import Iterator

import pytest

from qa.answers import Answered
from qa.assistant import Assistant
from qa.counts import counted
from qa.derivations import Step
from qa.features import view
from qa.finding import Found
from qa.questions import read_question
from tests.qa.desks import desk_over_text
from tests.qa.pages import DAY, sentences_of

PAGE = """## 春季招商签约会举行

本报讯 3月8日,春季招商签约会在会展中心举行。会上,银河食品、长乐农业、白沙机械现场签订供货协议。远山物流、青湖纸业等企业参观了展区。

## 河道治理收官

本报讯 去年,市水务局治理清水河、白沙河、东沙河和柳林河,新建泵站8座。
"""


def step(asked: str, body: str, *, title: str = "") -> Step | None:
    """What is counted in a page of one story."""
    sentences = tuple((s, ()) for s in sentences_of(body, title=title))
    return counted(Found(view(read_question(asked, today=DAY)), sentences, ()))


@pytest.mark.parametrize(
    ("asked", "body", "text", "listed"),
    [
        (
            "现场签订供货协议的有几家?",
            "会上,银河食品、长乐农业、白沙机械现场签订供货协议。",
            "3家",
            "银河食品、长乐农业、白沙机械",
        ),
        (
            "几家企业签订了供货协议?",
            "会上,银河食品、长乐农业、白沙机械签订供货协议。",
            "3家",
            "银河食品、长乐农业、白沙机械",
        ),
        ("去年治理了几条河?", "去年治理清水河、东沙河和柳林河。", "3条", "清水河、东沙河和柳林河"),
        ("参加送行仪式的有几人?", "赵小雨、钱国栋参加了送行仪式。", "2人", "赵小雨、钱国栋"),
        ("3月10日有几个区举办招聘会?", "3月10日,东湖区、北山区举办招聘会。", "2个", "东湖区、北山区"),
        ("腊月二十六有几个县举办灯会?", "腊月二十六,南河县、西岭县举办灯会。", "2个", "南河县、西岭县"),
        ("几个县未完成管网改造?", "南河县、西岭县未完成管网改造。", "2个", "南河县、西岭县"),
        ("水质达标的水库有几个?", "水质达标的水库依次为:青湖水库、白石水库、柳林水库。", "3个", None),
    ],
)
def test_the_items_of_a_whole_list_are_counted(asked: str, body: str, text: str, listed: str | None) -> None:
    found = step(asked, body)
    assert found is not None
    assert found.text == text
    if listed is not None:
        assert found.whole.of(found.sentence.folded.text) == listed
        assert found.expression == f"{listed}：逐个数，共{text}"


@pytest.mark.parametrize(
    ("why", "asked", "body"),
    [
        ("it goes on", "参观展区的企业有几家?", "远山物流、青湖纸业等企业参观了展区。"),
        ("some are named", "参观展区的企业有几家?", "参观展区的企业包括远山物流、青湖纸业。"),
        ("it adds to another", "几个区举办了灯会?", "东湖区、北山区也举办了灯会。"),
        ("more follow", "几个区举办了灯会?", "东湖区、北山区举办了灯会。此外,南河区举办了灯展。"),
        ("the number is printed behind", "几家企业签约?", "银河食品、长乐农业、白沙机械3家企业签约。"),
        ("the number is printed before", "几名教师支教?", "三名教师周海燕、李文博、孙立群赴山区支教。"),
        (
            "the number is printed elsewhere",
            "几家企业签约?",
            "银河食品、长乐农业签约。全天共有12家企业签约。",
        ),
        ("the list is counted by its last words", "几个核心?", "聚焦融资信贷、保险业务、法律维权四大核心。"),
        ("an item may be two", "几个部门参加评估?", "人力资源和社会保障局、财政局参加评估。"),
        ("something else was done", "几家企业退出协议?", "银河食品、长乐农业签订协议。"),
        ("it is denied", "几个县完成了管网改造?", "南河县、西岭县未完成管网改造。"),
        ("other things are listed", "几个区举办了展会?", "银河食品、长乐农业举办了展会。"),
        ("another office", "省水务局治理了几条河?", "去年,市水务局治理清水河、白沙河和柳林河。"),
        ("another day", "3月12日有几个区举办灯会?", "3月10日,东湖区、北山区举办灯会。"),
        (
            "one day of several",
            "几个区举办灯会?",
            "3月10日,东湖区、北山区举办灯会。3月11日,南河区举办灯会。",
        ),
        ("two lists alike", "几家企业签约?", "银河食品、长乐农业签约。白沙机械、远山物流、青湖纸业签约。"),
        ("no such things are listed", "全市出现几个重污染天?", "全市出现污染,重点企业、重点单位出现整改。"),
        ("an amount", "治理了多少公里?", "去年治理清水河、白沙河和柳林河。"),
        ("a change", "企业增加了几家?", "银河食品、长乐农业增加了投资。"),
    ],
)
def test_nothing_is_counted_where_the_list_does_not_say_it(why: str, asked: str, body: str) -> None:
    assert step(asked, body) is None, why


def test_a_number_in_the_headline_is_the_printed_one() -> None:
    body = "会上,银河食品、长乐农业、白沙机械现场签约。"
    assert step("几家企业签约?", body) is not None
    assert step("几家企业签约?", body, title="五家企业现场签约") is None


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with desk_over_text(tmp_path_factory.mktemp("counts"), PAGE) as opened:
        yield opened


def test_the_desk_marks_the_number_as_counted_and_quotes_the_list(desk: Assistant) -> None:
    answer = desk.ask("现场签订供货协议的有几家?")
    assert isinstance(answer, Answered)
    assert answer.text == "3家"
    assert answer.derivation is not None
    ((quote, source),) = answer.derivation.quotes
    assert quote.text == "银河食品、长乐农业、白沙机械"
    assert PAGE[source.start : source.end] == quote.text
    assert answer.derivation.expression == "银河食品、长乐农业、白沙机械：逐个数，共3家"


def test_a_printed_number_is_answered_as_printed(desk: Assistant) -> None:
    answer = desk.ask("去年新建泵站几座?")
    assert isinstance(answer, Answered)
    assert (answer.text, answer.derivation) == ("8座", None)


def test_another_year_is_not_counted(desk: Assistant) -> None:
    assert not isinstance(desk.ask("2023年治理了几条河?"), Answered)
