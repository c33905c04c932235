from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.numerals import read_numeral, read_pair

DIGITS = "零一二三四五六七八九"


def _below_ten_thousand(value: int) -> str:
    """The plain spelling of 1..9999, written for these tests from the rules of counting."""
    out = ""
    gap = False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, scale)
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + word
            gap = False
        else:
            gap = bool(out)
    return out


def han(value: int) -> str:
    """`value` as Chinese print writes it: 105 一百零五, 20,003 二万零三."""
    if value == 0:
        return "零"
    groups = []
    rest = value
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    out = ""
    gap = False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(out)
            continue
        out += (
            ("零" if out and (gap or group < 1000) else "")
            + _below_ten_thousand(group)
            + ("", "万", "亿")[index]
        )
        gap = False
    return out.removeprefix("一") if out.startswith("一十") else out


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("282", "282"),
        ("4.7910", "4.7910"),
        ("1,085", "1085"),
        ("１３．１８万", "131800"),
        ("13. 18万", "131800"),
        ("3亿5000万", "350000000"),
        ("23.55万亿", "23550000000000"),
        ("五十一", "51"),
        ("十", "10"),
        ("两", "2"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("一万二", "12000"),
        ("一万零二", "10002"),
        ("三点五万", "35000"),
        ("三点一四", "3.14"),
        ("二〇二五", "2025"),
        ("三万五千亿", "3500000000000"),
        ("二十多万", "200000"),
        ("千万", "10000000"),
    ],
)
def test_a_numeral_has_its_exact_value(printed: str, value: str) -> None:
    read = read_numeral(printed)
    assert read is not None
    assert str(read) == value


@pytest.mark.parametrize("printed", ["", "万一", "亿", "百千万", "十四五", "个", "3x", "一百百", "亿万"])
def test_what_is_no_numeral_is_none(printed: str) -> None:
    assert read_numeral(printed) is None


@pytest.mark.parametrize(
    ("printed", "ends"),
    [
        ("两三", (2, 3)),
        ("七八十", (70, 80)),
        ("十七八", (17, 18)),
        ("三五", (3, 5)),
        ("四五百", (400, 500)),
        ("二三十万", (200_000, 300_000)),
        ("九二", None),
        ("五四", None),
        ("四降", None),
    ],
)
def test_neighbouring_digits_are_a_range(printed: str, ends: tuple[int, int] | None) -> None:
    expected = None if ends is None else (Decimal(ends[0]), Decimal(ends[1]))
    assert read_pair(printed) == expected


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_reading_inverts_printing_in_chinese(value: int) -> None:
    assert read_numeral(han(value)) == value


@settings(max_examples=300, deadline=None)
@given(st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=4))
def test_reading_inverts_printing_in_digits_to_the_last_one(value: Decimal) -> None:
    assert str(read_numeral(f"{value:f}")) == f"{value:f}"
    assert read_numeral(f"{value:,f}") == value


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("零〇一二两三四五六七八九十百千万亿点余多几0123.,， ")))
def test_any_text_has_a_value_or_none(text: str) -> None:
    value = read_numeral(text)
    assert value is None or value >= 0
