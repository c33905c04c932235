"""Questions on an invented issue: answered in its words, computed from two of its figures, or refused."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.archive import Archive
from corpus.files import read_bulletins
from qa.answers import Answered, Reason, Refused
from qa.assistant import Assistant
from tests.qa.desks import desk_over_text

PAGE = """## 我市去年空气质量继续改善

本报讯 2月5日,市政府新闻办举行发布会,市生态环境局副局长周明远介绍了2025年我市大气治理情况。

2025年,临江市市区优良天数301天,优良率为82.5%,优良天数比上年增加12天。重污染天数2天,比上年减少超5天。

各区优良天数由多到少排序依次为:东湖区、北山区、南河区(西岭区、港口区因站点搬迁暂无数据)。

2025年,临江市国控断面水质优良比例为90%,较2023年提高10个百分点。(周晓兰)

## 执法检查查处一批违法排污

本报讯 去年全市共查处违法排污案件36起,移送公安机关4起。

执法人员检查企业820家,其中化工企业超110家。(何志强)

## 春节招聘会下周开场

本报讯 春节前,我市将举办18场专场招聘会。腊月二十五,东湖区举办线下招聘会。

正月初九,北山区举办网络招聘会,华兴机械、长河纺织、明光电子、远大建材参加。(韩雪梅)

## 青年画家回乡办展

临江籍画家沈一帆的个人画展2月4日在市美术馆开幕,共展出油画62幅,展览将持续到3月10日。开幕式上,沈一帆因为感念家乡养育之恩,将其中3幅作品捐给市美术馆。

记者 林小溪 文/摄
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with desk_over_text(tmp_path_factory.mktemp("invented"), PAGE) as opened:
        yield opened


def answered(desk: Assistant, asked: str) -> Answered:
    answer = desk.ask(asked)
    assert isinstance(answer, Answered), answer
    return answer


def refused(desk: Assistant, asked: str) -> Refused:
    answer = desk.ask(asked)
    assert isinstance(answer, Refused), answer
    return answer


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2025年临江市市区优良天数是多少天?", "301天"),
        ("優良天數比上年增加了多少天？", "12天"),
        ("２０２５年国控断面水质优良比例是多少？", "90%"),
        ("全市查处违法排污案件多少起?", "36起"),
        ("检查了多少家企业?", "820家"),
        ("检查了多少家化工企业?", "超110家"),
        ("画展展出了多少幅油画?", "62幅"),
        ("谁介绍了大气治理情况?", "周明远"),
        ("画展在哪里开幕?", "市美术馆"),
        ("东湖区的线下招聘会是哪天?", "腊月二十五"),
        ("沈一帆为什么捐画?", "因为感念家乡养育之恩"),
    ],
)
def test_the_answer_is_what_the_page_prints(desk: Assistant, asked: str, said: str) -> None:
    answer = answered(desk, asked)
    assert answer.text == said
    assert PAGE[answer.source.start : answer.source.end] == said
    assert answer.derivation is None


def test_the_source_names_the_story_and_its_reporter(desk: Assistant) -> None:
    source = answered(desk, "检查了多少家企业?").source
    assert (source.title, source.byline, source.bulletin) == (
        "执法检查查处一批违法排污",
        "何志强",
        "2026-02-06.md",
    )


def test_everyday_words_find_the_printed_ones(desk: Assistant) -> None:
    assert answered(desk, "去年好天气有多少天").text == "301天"


def test_the_home_city_need_not_be_printed_in_the_sentence(desk: Assistant) -> None:
    assert answered(desk, "临江市去年查处违法排污案件多少起?").text == "36起"
    assert answered(desk, "咱们临江春节前办多少场招聘会?").text == "18场"


def test_a_typing_slip_still_finds_its_answer(desk: Assistant) -> None:
    assert answered(desk, "2025年临江市市区优量天数是多少天?").text == "301天"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("优良天数最多的是哪个区?", "东湖区"),
        ("优良天数最少的是哪个区?", "南河区"),
        ("优良天数排第二的是哪个区?", "北山区"),
        ("哪个区空气最好?", "东湖区"),
    ],
)
def test_a_printed_order_tells_most_least_and_nth(desk: Assistant, asked: str, said: str) -> None:
    assert answered(desk, asked).text == said


def test_the_whole_order_has_every_item(desk: Assistant) -> None:
    assert answered(desk, "各区优良天数怎么排序?").items == ("东湖区", "北山区", "南河区")


def test_the_first_few_of_an_order_are_said_together(desk: Assistant) -> None:
    assert answered(desk, "优良天数最多的两个区是哪些?").items == ("东湖区", "北山区")


def test_a_list_is_whole_with_its_items(desk: Assistant) -> None:
    answer = answered(desk, "哪些企业参加网络招聘会?")
    assert answer.text == "华兴机械、长河纺织、明光电子、远大建材"
    assert answer.items == ("华兴机械", "长河纺织", "明光电子", "远大建材")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("空气质量那篇是谁写的?", "周晓兰"),
        ("违法排污那篇报道的记者是谁?", "何志强"),
        ("画展的照片是谁拍的?", "林小溪"),
    ],
)
def test_the_byline_answers_who_wrote_or_photographed(desk: Assistant, asked: str, said: str) -> None:
    answer = answered(desk, asked)
    assert (answer.text, answer.source.byline) == (said, said)


def test_whether_is_answered_with_the_whole_sentence(desk: Assistant) -> None:
    assert "画展2月4日在市美术馆开幕" in answered(desk, "画展开幕了吗?").text


def test_the_year_before_is_computed_and_marked_with_both_figures(desk: Assistant) -> None:
    answer = answered(desk, "2024年优良天数是多少天?")
    assert answer.text == "289天"
    assert answer.derivation is not None
    assert answer.derivation.expression == "301天 - 12天 = 289天"
    assert [quote.text for quote, _ in answer.derivation.quotes] == ["301天", "12天"]


@pytest.mark.parametrize(
    ("asked", "said", "printed"),
    [
        ("东湖区的线下招聘会是几月几号?", "2026年2月12日", "腊月二十五"),
        ("正月初九是几月几日?", "2026年2月25日", "正月初九"),
        ("正月初九对应阳历哪一天?", "2026年2月25日", "正月初九"),
        ("正月初九换算成公历是几月几号?", "2026年2月25日", "正月初九"),
    ],
)
def test_a_solar_day_is_computed_from_the_printed_lunar_one_and_marked(
    desk: Assistant, asked: str, said: str, printed: str
) -> None:
    answer = answered(desk, asked)
    assert answer.text == said
    assert answer.quote.text == printed
    assert answer.derivation is not None


def test_a_lunar_day_is_found_by_the_solar_one_asked(desk: Assistant) -> None:
    assert answered(desk, "2月25日哪个区举办招聘会?").text == "北山区"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("西岭区优良天数是多少天?", Reason.NO_DATA_STATED),
        ("2022年市区优良天数是多少天?", Reason.OTHER_PERIOD),
        ("2021年查处违法排污案件多少起?", Reason.OTHER_PERIOD),
        ("2023年优良天数是多少天?", Reason.OTHER_PERIOD),
        ("2024年国控断面水质优良比例是多少?", Reason.OTHER_PERIOD),
        ("2024年重污染天数是多少天?", Reason.OTHER_PERIOD),
        ("郑州市优良天数是多少天?", Reason.OTHER_PLACE),
        ("全省查处违法排污案件多少起?", Reason.OTHER_PLACE),
        ("全国查处违法排污案件多少起?", Reason.OTHER_PLACE),
        ("优良天数排第四的是哪个区?", Reason.NOT_IN_BULLETIN),
        ("查处违法排污案件涉及多少万元?", Reason.OTHER_MEASURE),
        ("临江地铁什么时候开通?", Reason.NOT_IN_BULLETIN),
        ("足球联赛冠军是谁?", Reason.NOT_IN_BULLETIN),
        ("你好", Reason.OUT_OF_SCOPE),
        ("3+5等于多少", Reason.OUT_OF_SCOPE),
    ],
)
def test_what_the_issue_does_not_say_is_refused_with_the_reason(
    desk: Assistant, asked: str, reason: Reason
) -> None:
    answer = refused(desk, asked)
    assert answer.reason is reason
    assert answer.explanation


def test_a_place_is_not_given_the_figure_of_the_whole_city(tmp_path: Path) -> None:
    text = (
        "## 执法检查查处一批违法排污\n\n本报讯 去年全市共查处违法排污案件36起,移送公安机关4起。"
        "东湖区查处15起,北山区查处9起。(何志强)\n"
    )
    with desk_over_text(tmp_path, text) as desk:
        answer = desk.ask("东湖区查处违法排污案件多少起?")
        assert not isinstance(answer, Answered) or answer.text == "15起"


def test_the_words_of_no_data_are_quoted(desk: Assistant) -> None:
    answer = refused(desk, "港口区优良天数有多少天?")
    assert answer.quote is not None
    assert answer.source is not None
    assert answer.quote.text == "西岭区、港口区因站点搬迁暂无数据"
    assert PAGE[answer.source.start : answer.source.end] == answer.quote.text


def test_a_refusal_offers_what_is_near(desk: Assistant) -> None:
    related = refused(desk, "2022年市区优良天数是多少天?").related
    assert any("优良天数301天" in near.text for near in related)
    assert all(near.text in PAGE for near in related)


def test_a_page_without_headings_is_answered_from(tmp_path: Path) -> None:
    text = "本报讯 去年全市新建公园8座,改造老旧小区126个。\n\n新建公园总面积32.6公顷。\n"
    with desk_over_text(tmp_path, text) as desk:
        answer = answered(desk, "去年新建公园多少座?")
        assert (answer.text, answer.source.title) == ("8座", None)


def test_the_class_of_a_water_is_a_figure(tmp_path: Path) -> None:
    text = "本报讯 去年全市地表水质公布。其中,清水河出口为Ⅰ类,东湖、南湾为Ⅱ类。\n"
    with desk_over_text(tmp_path, text) as desk:
        answer = answered(desk, "清水河出口的水质是几类?")
        assert (answer.text, answer.figures[0].figure.value) == ("Ⅰ类", Decimal(1))
        assert answered(desk, "东湖的水质是几类?").text == "Ⅱ类"


def test_an_empty_archive_says_that_there_is_no_issue_yet(tmp_path: Path) -> None:
    with Assistant.open(tmp_path) as desk:
        answer = refused(desk, "优良天数是多少天?")
        assert answer.reason is Reason.NO_ISSUES
        assert "bulletin add" in answer.explanation
        assert desk.examples(6) == []


def test_an_issue_added_while_the_desk_is_open_is_asked_too(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "data") as desk:
        assert refused(desk, "去年新建公园多少座?").reason is Reason.NO_ISSUES
        page = tmp_path / "2026-02-07.md"
        page.write_text("本报讯 去年全市新建公园8座,改造老旧小区126个。\n", encoding="utf-8")
        with Archive.open(tmp_path / "data") as archive:
            archive.add(read_bulletins(page))
        assert answered(desk, "去年新建公园多少座?").text == "8座"
