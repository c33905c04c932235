import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.spans import Span
from corpus.text import Folded, fold, simplify

NEWSPRINT = st.text(
    st.sampled_from("优良天数２８２天1085家（次），,。.「水塔」 \u3000㎡℃①万亩\n") | st.characters()
)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("１３．１８万亩", "13.18万亩"),
        ("营造林13. 18万亩", "营造林13.18万亩"),
        ("营造林13 .18万亩", "营造林13.18万亩"),
        ("投资2000 万元", "投资2000万元"),
        ("约5 百亿", "约5百亿"),
        ("1085家（次）", "1085家(次)"),
        ("优良率为77.3％，增加", "优良率为77.3%,增加"),
        ("「水塔」成为『名品』", '"水塔"成为"名品"'),
        ("10—12℃", "10-12°C"),
        ("人工湿地8㎡", "人工湿地8m2"),
        ("①12家②3家", "①12家②3家"),
        ("1. 18家企业\n2. 20家企业", "1. 18家企业\n2. 20家企业"),
        ("2023 年 8 月", "2023 年 8 月"),
        ("第5 百姓", "第5 百姓"),
        ("", ""),
    ],
)
def test_widths_marks_and_gaps_fold_to_one_form(printed: str, folded: str) -> None:
    assert fold(printed).text == folded


def test_half_and_full_width_marks_compare_equal() -> None:
    assert fold("组建，建立了：机制（试行）；好！").text == fold("组建,建立了:机制(试行);好!").text


def test_a_folded_span_comes_home_across_a_closed_gap() -> None:
    page = "种植营造林13. 18万亩。"
    folded = fold(page)
    at = folded.text.index("13.18万亩")
    home = folded.home(Span(at, at + len("13.18万亩")))
    assert home.of(page) == "13. 18万亩"


def test_half_of_an_expanded_character_comes_home_to_all_of_it() -> None:
    folded = fold("8㎡地")
    assert folded.text == "8m2地"
    assert folded.home(Span(2, 3)) == Span(1, 2)
    assert folded.home(Span(3, 4)) == Span(2, 3)


def test_a_span_past_the_end_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside"):
        fold("282天").home(Span(2, 9))


def test_offsets_must_match_the_text() -> None:
    with pytest.raises(ValueError, match="offsets"):
        Folded("ab", (0,))


def test_a_span_of_the_original_finds_what_it_became() -> None:
    page = "林13. 18万亩㎡"
    folded = fold(page)
    away = folded.away(Span(1, 9))
    assert away is not None
    assert away.of(folded.text) == "13.18万亩"
    assert folded.away(Span(4, 5)) is None  # the gap itself


@settings(max_examples=200, deadline=None)
@given(NEWSPRINT)
def test_home_of_every_folded_character_folds_to_it_again(text: str) -> None:
    folded = fold(text)
    assert list(folded.offsets) == sorted(folded.offsets)
    for i, character in enumerate(folded.text):
        assert character in fold(folded.home(Span(i, i + 1)).of(text)).text


@settings(max_examples=200, deadline=None)
@given(NEWSPRINT)
def test_away_undoes_home(text: str) -> None:
    folded = fold(text)
    if folded.text:
        whole = Span(0, len(folded.text))
        assert folded.away(folded.home(whole)) == whole


@pytest.mark.parametrize(
    ("printed", "simple"),
    [
        ("優良天數是多少天?", "优良天数是多少天?"),
        ("乾隆年間,天氣乾燥", "乾隆年间,天气干燥"),
        ("瞭望臺上瞭解情況", "瞭望台上了解情况"),
        ("太原市市区优良天数282天", "太原市市区优良天数282天"),
    ],
)
def test_traditional_characters_become_simplified(printed: str, simple: str) -> None:
    assert simplify(printed) == simple


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0xFFFF) | st.characters()))
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(simplify(text)) == len(text)
