"""How much of a question a text bears: words, everyday words for printed ones, slips of the pen."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.spans import Span
from qa.matching import EVERYDAY, PARTLY, Weighed, coverage, official_words, pairs, weigh
from qa.questions import Term, read_question
from qa.word_weights import weight

TODAY = date(2026, 2, 6)


def weighed(asked: str, *, home: tuple[str, ...] = ()) -> tuple[Weighed, ...]:
    question = read_question(asked, today=TODAY)
    return weigh(question.terms, question.text, home=home)


def term(text: str, *, name: bool = False, variants: tuple[str, ...] = ()) -> Weighed:
    return Weighed(text, 5.0, name, variants, pairs(text))


def borne(one: Weighed, text: str) -> float:
    return one.borne_by(text, pairs(text))


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unknown_one_most() -> None:
    assert weight("进行") < weight("企业") < weight("尾矿库") <= weight("从没见过的词")


def test_a_word_is_borne_by_the_text_that_holds_it() -> None:
    assert borne(term("优良天数"), "市区优良天数301天") == 1.0
    assert borne(term("优良天数"), "罚款总额182万元") == 0.0


def test_a_slip_in_a_long_word_is_borne_by_the_pairs_that_are_right() -> None:
    assert borne(term("优量天数"), "市区优良天数301天") == pytest.approx(PARTLY / 3)
    assert borne(term("年平均浓度"), "年均浓度的平均值") == pytest.approx(PARTLY * 3 / 4)


def test_a_short_name_is_borne_whole_or_not_at_all() -> None:
    assert borne(term("东湖区", name=True), "东湖风景") == 0.0
    assert borne(term("PM2.5", name=True), "PM10浓度") == 0.0
    assert borne(term("沈一帆", name=True), "画家沈一帆") == 1.0


def test_an_everyday_word_is_borne_by_the_printed_one() -> None:
    [one] = [t for t in weighed("去年好天气有多少天") if t.text == "好天气"]
    assert borne(one, "市区优良天数301天") == EVERYDAY
    assert borne(one, "罚款总额182万元") == 0.0


@pytest.mark.parametrize(("asked", "printed"), [("二类水质", "II类"), ("启动三级响应", "III级")])
def test_a_class_may_be_printed_in_roman_numerals(asked: str, printed: str) -> None:
    assert printed in {official for _, words in official_words(asked) for official in words}


@pytest.mark.parametrize("asked", ["是哪一类垃圾", "第一级台阶", "这一类人"])
def test_a_counted_class_has_no_roman_numeral(asked: str) -> None:
    assert not any("I" in official for _, words in official_words(asked) for official in words)


def test_the_longest_everyday_word_is_read_first() -> None:
    words = [word for word, _ in official_words("臭水沟治理了几条")]
    assert words.index("臭水沟") < words.index("臭水")


def test_an_everyday_phrase_of_two_words_becomes_one_term() -> None:
    texts = [t.text for t in weighed("空气质量好的天数")]
    assert "空气质量好" in texts
    assert "空气质量" not in texts


def test_a_place_may_be_printed_short() -> None:
    [one] = [t for t in weighed("洛阳市有多少座桥") if t.text == "洛阳市"]
    assert one.name
    assert borne(one, "洛阳的桥") == EVERYDAY
    assert borne(one, "郑州的桥") == 0.0


def test_the_home_city_need_not_be_named() -> None:
    [one] = [t for t in weighed("洛阳市有多少座桥", home=("洛阳市", "洛阳")) if t.text == "洛阳市"]
    assert not one.name
    assert borne(one, "我市有桥12座") == EVERYDAY
    assert one.weight < weight("洛阳市")


def test_the_share_is_weighted_and_nothing_bears_nothing() -> None:
    terms = (term("优良天数"), Weighed("企业", 2.5, False, (), pairs("企业")))
    assert coverage(terms, "优良天数301天") == pytest.approx(5 / 7.5)
    assert coverage((), "优良天数301天") == 0.0


@given(st.text(alphabet="优良天数东湖区企业多少去年好气2025", max_size=30), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_text_bears_between_nothing_and_all_and_itself_wholly(asked: str, text: str) -> None:
    terms = weighed(asked)
    assert 0.0 <= coverage(terms, text) <= 1.0 + 1e-9
    if terms:
        whole = read_question(asked, today=TODAY).text
        assert coverage(terms, whole) == pytest.approx(1.0)


def test_a_name_in_latin_letters_is_borne_whatever_its_blanks_and_case() -> None:
    (term,) = read_question("“MAGNETOM Terra”获批了吗", today=None).names
    (weighed,) = weigh([term], "")
    assert weighed.borne_by("超高场强MAGNETOMTerra获批", frozenset()) == 1.0
    assert weighed.borne_by("超高场强磁共振获批", frozenset()) == 0.0


def test_what_is_denied_is_not_borne() -> None:
    (weighed,) = [
        w for w in weigh(read_question("制造业指数是多少", today=None).terms, "") if w.text == "制造业"
    ]
    assert weighed.borne_by("非制造业指数为51.5%", pairs("非制造业指数为51.5%")) < 1.0
    assert weighed.borne_by("制造业和非制造业", pairs("制造业和非制造业")) == 1.0


def test_who_is_more_than_of_a_place_is_not_borne_by_a_part_of_the_word() -> None:
    term = Term("香港艺人", Span(0, 4), name=True)
    (weighed,) = weigh([term], term.text)
    assert weighed.borne_by("香港艺术节开幕", pairs("香港艺术节开幕")) < EVERYDAY


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("中国", "我国出口增长"),
        ("中国科学院", "中科院位居第九"),
        ("上港队", "上港取胜"),
        ("北京大学", "北京大学"),
        ("法国政府", "法方保留权利,法国外交部表示"),
        ("柳河镇", "柳河的居民"),
        ("山西人", "来自山西的游客"),
    ],
)
def test_a_long_name_is_borne_by_its_short_one(asked: str, printed: str) -> None:
    term = Term(asked, Span(0, len(asked)), name=True)
    (weighed,) = weigh([term], asked)
    assert weighed.borne_by(printed, pairs(printed)) >= EVERYDAY
