import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.figures import FigureKind
from corpus.measures import measure_figures
from corpus.places import place_spans

Row = tuple[str, str, str, str]


def _read(text: str, *headings: str) -> list[Row]:
    return [
        (m.figure.text, m.measure, m.period, m.place)
        for m in measure_figures(text, headings=headings)
        if m.figure.kind is not FigureKind.DATE
    ]


def test_measure_period_and_place_carry_through_the_sentences_of_a_paragraph() -> None:
    text = (
        "2025年1月至12月,太原市市区优良天数282天,优良率为77.3%,优良天数比上年同期增加34天。"
        "重污染天数4天,比上一年同期增加2天。环境空气质量综合指数为4.13,同比下降12.8%。"
    )
    year, town = "2025年1月至12月", "太原市市区"
    assert _read(text) == [
        ("282天", "优良天数", year, town),
        ("77.3%", "优良率", year, town),
        ("34天", "优良天数", year, town),
        ("4天", "重污染天数", year, town),
        ("2天", "重污染天数", year, town),
        ("4.13", "环境空气质量综合指数", year, town),
        ("12.8%", "环境空气质量综合指数", year, town),
    ]


def test_each_item_of_a_list_has_its_own_measure() -> None:
    text = "建成人工湿地8个共497.71亩(其中潜流湿地304.33亩、表流湿地193.38亩)。"
    assert [row[:2] for row in _read(text)] == [
        ("8个", "建成人工湿地"),
        ("497.71亩", "建成人工湿地"),
        ("304.33亩", "潜流湿地"),
        ("193.38亩", "表流湿地"),
    ]


def test_a_range_of_years_is_dealt_out_to_its_series() -> None:
    text = "2023年至2025年,我市城市水质指数(CWQI)分别为4.9040、4.7910、4.7596,连续3年呈下降趋势。"
    series = [m for m in measure_figures(text) if m.year is not None]
    assert [(m.figure.text, m.year, m.measure, m.period, m.place) for m in series] == [
        ("4.9040", 2023, "城市水质指数(CWQI)", "2023年至2025年", "我市"),
        ("4.7910", 2024, "城市水质指数(CWQI)", "2023年至2025年", "我市"),
        ("4.7596", 2025, "城市水质指数(CWQI)", "2023年至2025年", "我市"),
    ]


def test_listed_years_are_dealt_out_to_their_series() -> None:
    text = "2023年、2024年、2025年，水质指数分别为4.9、4.7和4.6。"
    assert _read(text) == [
        ("4.9", "水质指数", "2023年", ""),
        ("4.7", "水质指数", "2024年", ""),
        ("4.6", "水质指数", "2025年", ""),
    ]


def test_a_respective_series_is_aligned_one_to_one() -> None:
    assert [row[:2] for row in _read("进口、出口分别增长5%和6%。")] == [("5%", "进口"), ("6%", "出口")]
    text = "意大利、德国和法国的用时比例分别为43%、37%和36%。"
    assert [(figure, measure, place) for figure, measure, _, place in _read(text)] == [
        ("43%", "用时比例", "意大利"),
        ("37%", "用时比例", "德国"),
        ("36%", "用时比例", "法国"),
    ]


def test_a_series_whose_counts_differ_is_left_empty() -> None:
    text = "北京、上海、广州三市，空气优良率分别为80%和90%。"
    assert [(r[0], r[1], r[3]) for r in _read(text) if r[0].endswith("%")] == [
        ("80%", "", ""),
        ("90%", "", ""),
    ]


def test_changes_told_after_a_list_are_aligned_to_its_measures() -> None:
    text = "2025年,景区接待游客3.24万人次、旅游收入38.1亿元,分别同比增长26.6%和29.3%。"
    assert [row[:2] for row in _read(text)][2:] == [("26.6%", "景区接待游客"), ("29.3%", "旅游收入")]
    plain = "园区完成营业收入2.9万亿元、利润总额1388.8亿元,同比增长13.9%和18.1%。"
    assert [row[1] for row in _read(plain)] == ["园区完成营业收入", "利润总额"] * 2


def test_a_run_after_two_names_and_their_measure_is_aligned_without_being_told_so() -> None:
    text = "营业收入与利润总额的贡献率达到30.3%和25.3%。"
    assert [(row[0], row[1], row[3]) for row in _read(text)] == [
        ("30.3%", "贡献率", "营业收入"),
        ("25.3%", "贡献率", "利润总额"),
    ]
    one = "查处案件20起,罚款3万元和5万元。"
    assert [row[1] for row in _read(one)] == ["查处案件", "罚款", "罚款"]


def test_a_name_that_holds_and_is_listed_with_a_comma_stays_whole() -> None:
    text = "电气机械和器材制造业、汽车制造业增速分别达到15.7%和13.1%。"
    assert [row[0] for row in _read(text) if row[3] or row[1]] == ["15.7%", "13.1%"]


def test_an_abbreviation_in_brackets_stands_with_its_words() -> None:
    assert _read("7月份,制造业采购经理指数(PMI)为49.3%。") == [
        ("49.3%", "制造业采购经理指数(PMI)", "7月份", "")
    ]


def test_a_counted_noun_follows_its_figure() -> None:
    assert [
        row[:2] for row in _read("排查119家矿山企业及14座尾矿库，推动65个项目获得银行授信505.39亿元。")
    ] == [
        ("119家", "矿山企业"),
        ("14座", "尾矿库"),
        ("65个", "项目"),
        ("505.39亿元", "获得银行授信"),
    ]


def test_headings_give_the_place_and_period_that_the_text_does_not() -> None:
    assert _read("完成改造138.76公里。", "太原市2025年治水成效") == [
        ("138.76公里", "完成改造", "2025年", "太原市")
    ]


def test_a_period_compared_with_is_not_the_period_measured() -> None:
    rows = _read("2025年,水质优良水体比例为100%,较2024年提高16.7%。")
    assert [row[2] for row in rows] == ["2025年", "2025年"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("太原市市区优良天数", ["太原市市区"]),
        ("迎泽区、晋源区、清徐县", ["迎泽区", "晋源区", "清徐县"]),
        ("山西省太原市迎泽区庙前街街道", ["山西省太原市迎泽区庙前街街道"]),
        ("我市和全省", ["我市", "全省"]),
        ("日本与俄罗斯", ["日本", "俄罗斯"]),
        ("小区、社区、园区和超市", []),
        ("台风的深度", []),
    ],
)
def test_places_are_named_by_the_text(text: str, places: list[str]) -> None:
    assert [span.of(text) for span in place_spans(text)] == places


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        st.sampled_from("2025年至8月3日太原市全省优良率天数分别为比上增长下降1.5%个家、，。和的中共（）")
        | st.characters()
    ),
    st.text(st.sampled_from("2025年太原市治理成效上海")),
)
def test_every_part_is_a_slice_of_the_text_or_a_heading(text: str, heading: str) -> None:
    for measured in measure_figures(text, headings=[heading]):
        assert measured.figure.span.of(text) == measured.figure.text
        for part in (measured.measure, measured.period, measured.place):
            assert part in text or part in heading
