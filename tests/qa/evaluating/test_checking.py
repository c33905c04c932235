"""What is wrong with a question set is found, and what is right is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluating.checking import ALIKE, SHORTEST, Flaw, Printed, findings
from qa.evaluating.datasets import Question
from qa.evaluating.metrics import normalised

PAGE = "全市共有公园120个,其中免费开放的公园98个。市图书馆藏书350万册。"
DOUBLE = [
    Printed("甲.md#0", "去年全市接待游客120万人次。"),
    Printed("乙.md#0", "去年全市接待游客135万人次。"),
]


def asked(number: str, question: str, *gold: str, kind: str = "figure", quote: str = "") -> Question:
    return Question(number, question, kind, tuple((item,) for item in gold), quote_contains=quote)


def found(*questions: Question, near: list[Printed] | None = None) -> list[tuple[str, Flaw]]:
    def holds(_question: Question, plain: str) -> bool:
        return plain in normalised(PAGE)

    return [(each.id, each.flaw) for each in findings(questions, near=lambda _: near or [], holds=holds)]


def test_a_sound_question_has_no_finding() -> None:
    assert found(asked("a", "全市有多少个公园？", "120个", quote="公园120个")) == []


def test_an_answer_and_a_quote_that_no_page_prints_are_told() -> None:
    assert found(asked("a", "全市有多少个公园？", "121个")) == [("a", Flaw.NOT_PRINTED)]
    assert found(asked("a", "全市有多少个公园？", "121个", "120个")) == []
    assert found(asked("a", "公园？", "120个", quote="公园121个")) == [("a", Flaw.QUOTE_NOT_PRINTED)]


def test_what_is_computed_need_not_be_printed_and_a_refusal_has_nothing_to_print() -> None:
    assert found(asked("a", "收费公园有多少个？", "22个", kind="derived")) == []
    assert found(Question("a", "动物园有多少只猴子？", "none", ())) == []


def test_the_same_question_twice_is_told_at_the_later_one() -> None:
    one = asked("a", "市图书馆的藏书有多少册？", "350万册")
    same = asked("b", "市图书馆的藏书有多少册", "350万册")
    other = asked("c", "市图书馆的藏书有多少册？", "120个")
    assert found(one, same) == [("b", Flaw.DUPLICATE)]
    assert found(one, other) == [("c", Flaw.CONFLICT)]


def test_a_question_that_is_nearly_another_is_told_where_its_answer_is_the_same() -> None:
    one = asked("a", "截至去年年底全市免费向市民开放的公园一共有多少个？", "98个")
    near = asked("b", "截至去年年底全市免费向市民开放的公园一共有多少个呢？", "98个")
    far = asked("c", "截至去年年底全市收费的公园一共有多少个？", "98个")
    assert found(one, near) == [("b", Flaw.DUPLICATE)]
    assert found(one, far) == []


def test_questions_of_two_pages_may_be_the_same() -> None:
    one = Question("a", "多少个公园？", "figure", (("120个",),), page="一.md")
    two = Question("b", "多少个公园？", "figure", (("120个",),), page="二.md")
    assert found(one, two) == []


def test_two_places_with_different_figures_make_a_question_ambiguous() -> None:
    question = Question("a", "去年全市接待游客多少人次？", "figure", (("120万人次",),))
    [finding] = findings([question], near=lambda _: DOUBLE, holds=lambda *_: True)
    assert finding.flaw is Flaw.AMBIGUOUS
    assert "乙.md#0" in finding.detail
    assert "135万人次" in finding.detail


@pytest.mark.parametrize(
    "other",
    [
        "去年全市接待游客120万人次，创新高。",  # the same figure again
        "去年全市植树135万株。",  # another unit
        "景区前年门票135万人次。",  # about something else
    ],
)
def test_a_sentence_that_says_the_same_or_something_else_does_not(other: str) -> None:
    question = Question("a", "去年全市接待游客多少人次？", "figure", (("120万人次",),))
    near = [DOUBLE[0], Printed("乙.md#0", other)]
    assert list(findings([question], near=lambda _: near, holds=lambda *_: True)) == []


@settings(max_examples=80)
@given(st.lists(st.text("太原优良天数多少", min_size=SHORTEST, max_size=16), max_size=12))
def test_likeness_is_found_as_by_comparing_each_with_each(texts: list[str]) -> None:
    """The rarest bigrams only spare comparisons: they miss no pair."""
    questions = [asked(str(number), text, "x") for number, text in enumerate(texts)]

    def bigrams(text: str) -> set[str]:
        return {text[at : at + 2] for at in range(len(text) - 1)}

    expected: set[str] = set()
    for later, text in enumerate(texts):
        if text in texts[:later]:
            expected.add(str(later))
            continue
        pairs = bigrams(text)
        for earlier in (other for n, other in enumerate(texts[:later]) if other not in texts[:n]):
            both = bigrams(earlier)
            if min(len(pairs), len(both)) >= SHORTEST and len(pairs & both) / len(pairs | both) >= ALIKE:
                expected.add(str(later))
    found_now = findings(questions, near=lambda _: [], holds=lambda *_: True)
    assert {each.id for each in found_now} == expected
