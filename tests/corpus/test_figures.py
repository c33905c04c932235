import csv
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.figure_reader import read_figures
from corpus.figures import Direction, Figure, FigureKind, Qualifier
from corpus.spans import Span

PRINTED = Path(__file__).with_name("printed_figures.tsv")
with PRINTED.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))

PAGE = st.text(
    st.sampled_from(
        "0123456789１２零〇一二两三四五六七八九十百千万亿数几半第翻番倍个年月日号时点分成至到—-:：比/.,，%"
        " ％余多来约近超以上左右正腊初廿农历公元世纪之米元吨人A$￥下降增长\n"
    )
    | st.characters(),
    max_size=40,
)


def test_at_least_three_hundred_printed_forms_are_kept() -> None:
    assert len(ROWS) >= 300


@pytest.mark.parametrize("row", ROWS, ids=[row["context"] for row in ROWS])
def test_a_printed_form_reads_as_checked_by_hand(row: dict[str, str]) -> None:
    figure = next(f for f in read_figures(row["context"]) if f.text == row["text"])
    assert (
        figure.kind,
        str(figure.value),
        "" if figure.upper is None else str(figure.upper),
        figure.unit,
        figure.qualifier,
        figure.direction,
    ) == (
        FigureKind(row["kind"]),
        row["value"],
        row["upper"],
        row["unit"],
        Qualifier(row["qualifier"]),
        Direction(row["direction"]),
    )


@pytest.mark.parametrize(
    "text",
    [
        "有一些人一起统一行动，唯一的万一",
        "进一步一直在一方面努力",
        "老百姓去百货大楼",
        "第三方与第一时间",
        "“十四五”规划和二十大报告",
        "周三和星期五",
        "四川、三亚、九江、五台山、三门峡",
        "六项没有：六连降，四降两平",  # only 六项
        "五一广场的五四运动",
        "一带一路、一站式、一户一策",
        "5G网络和4K电视",
        "歼-20、F-16、A4纸、PM2.5、iPhone 15",
        "电话0351-1234567或400-820-8888",
        "手机13812345678",
        "网址https://example.com/2023/08/a12.html",
        "95后青年",
        "四位一体",
        "百度、千岛湖",
        "VIP级客户与MIX类产品",
        "千万不要",
        "每一次、另一名、同一个",
    ],
)
def test_a_name_or_word_is_no_figure(text: str) -> None:
    assert [f.text for f in read_figures(text)] == (["六项"] if text.startswith("六项") else [])


def test_figures_of_a_sentence_come_in_order_with_their_direction() -> None:
    text = "环境空气质量综合指数为4.13,同比下降12.8%,优良天数282天,比上年同期增加34天。"
    assert [(f.text, f.direction) for f in read_figures(text)] == [
        ("4.13", Direction.LEVEL),
        ("12.8%", Direction.DOWN),
        ("282天", Direction.LEVEL),
        ("34天", Direction.UP),
    ]


def test_the_number_stands_inside_the_figure_without_its_bound() -> None:
    (figure,) = read_figures("累计覆盖小区超1150个")
    assert (figure.text, figure.number.of("累计覆盖小区超1150个")) == ("超1150个", "1150个")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("已超过2022年全年水平", FigureKind.DATE),
        ("历经超过2000年", FigureKind.QUANTITY),
        ("下午三点开会", FigureKind.TIME),
        ("提出三点建议", FigureKind.QUANTITY),
        ("局势进入5点建议", FigureKind.QUANTITY),
        ("17:30开始", FigureKind.TIME),
        ("以17:30落后", FigureKind.SCORE),
    ],
)
def test_what_stands_around_tells_a_date_a_time_and_a_score_apart(text: str, kind: FigureKind) -> None:
    assert [f.kind for f in read_figures(text)] == [kind]


def test_a_little_earlier_is_not_one_o_clock() -> None:
    assert read_figures("可以更早一点送过去") == []


def test_list_marks_at_the_beginning_of_a_line_are_no_figures() -> None:
    assert [f.text for f in read_figures("1. 18家企业\n2. 20家企业\n（3）开工")] == ["18家", "20家"]


def test_a_falling_pair_is_two_figures_not_a_range() -> None:
    assert [(f.text, f.upper) for f in read_figures("由3.5%至3.25%")] == [("3.5%", None), ("3.25%", None)]


def test_a_figure_must_fit_its_span() -> None:
    (figure,) = read_figures("282天")
    with pytest.raises(ValueError, match="does not fit"):
        Figure(
            text="28天",
            span=figure.span,
            kind=figure.kind,
            value=figure.value,
            upper=None,
            unit="天",
            qualifier=figure.qualifier,
            direction=figure.direction,
            number=Span(0, 3),
        )


@settings(max_examples=600, deadline=None)
@given(PAGE)
def test_any_text_gives_figures_that_slice_in_order_and_apart(text: str) -> None:
    figures = read_figures(text)
    for figure in figures:
        assert figure.span.of(text) == figure.text
        assert figure.span.covers(figure.number)
        if figure.upper is not None and figure.kind is not FigureKind.SCORE:
            assert figure.value < figure.upper
    assert all(a.span.end <= b.span.start for a, b in pairwise(figures))


@settings(max_examples=300, deadline=None)
@given(
    st.decimals("0.01", 10**7, allow_nan=False, allow_infinity=False, places=2),
    st.sampled_from(["", "万", "亿", "万亿"]),
    st.sampled_from(["元", "吨", "公里", "立方米/日", "亩", "美元", "千瓦", "元/吨"]),
)
def test_reading_inverts_printing_a_quantity(value: Decimal, scale: str, unit: str) -> None:
    printed = f"{value}{scale}{unit}"
    (figure,) = read_figures(f"总量为{printed}。")
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    assert (figure.text, figure.value, figure.unit) == (printed, value * factor, unit)


@settings(max_examples=200, deadline=None)
@given(st.integers(1000, 2199), st.integers(1, 12), st.integers(1, 28))
def test_a_printed_date_is_one_figure(year: int, month: int, day: int) -> None:
    printed = f"{year}年{month}月{day}日"
    (figure,) = read_figures(f"自{printed}起施行")
    assert (figure.text, figure.kind, figure.value) == (printed, FigureKind.DATE, Decimal(year))


@settings(max_examples=100, deadline=None)
@given(st.decimals("0.1", 100, allow_nan=False, allow_infinity=False, places=1))
def test_full_width_and_half_width_read_alike(value: Decimal) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in f"{value}%")
    (half,), (full,) = read_figures(f"占{value}%"), read_figures(f"占{wide}")
    assert (full.value, full.unit, full.kind) == (half.value, half.unit, half.kind)
    assert full.text == wide
