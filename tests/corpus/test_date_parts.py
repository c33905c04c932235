import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.date_parts import date_parts
from corpus.figure_reader import read_figures


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("2015年11月13日", ["2015年", "2015年11月", "11月", "11月13日", "13日"]),
        ("28日至29日", ["28日", "29日"]),
        ("8月5日12时", ["8月", "8月5日", "5日", "5日12时", "12时"]),
        ("2023年至2025年", ["2023年", "2025年"]),
        ("7月19日早上8点", ["7月", "7月19日", "19日", "19日早上8点", "8点"]),
        ("9:00—17:00", ["9:00", "17:00"]),
        ("2023年", []),
        ("282天", []),
    ],
)
def test_the_parts_of_a_date_are_slices_of_it(printed: str, parts: list[str]) -> None:
    text = f"自{printed}起"
    (figure,) = read_figures(text)
    found = date_parts(figure)
    assert [part.text for part in found] == parts
    assert all(part.span.of(text) == part.text for part in found)


def test_a_part_has_the_value_and_unit_that_lead_it() -> None:
    (figure,) = read_figures("2015年11月13日")
    assert [(str(p.value), p.unit) for p in date_parts(figure)] == [
        ("2015", "年"),
        ("2015", "年"),
        ("11", "月"),
        ("11", "月"),
        ("13", "日"),
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("0123年月日时点至—上午底号十二8:"), max_size=20))
def test_parts_lie_inside_their_date(text: str) -> None:
    for figure in read_figures(text):
        assert all(
            figure.span.covers(part.span) and part.span.of(text) == part.text for part in date_parts(figure)
        )
