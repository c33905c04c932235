"""An enumeration is taken whole, with its items."""

import pytest

from corpus.spans import Span
from qa.candidates import candidates
from qa.lists import parts_of, whole_list
from qa.questions import read_question
from tests.qa.pages import DAY, sentences_of


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("甲县、乙县和丙县", ["甲县", "乙县", "丙县"]),
        ("甲县、乙县以及丙县", ["甲县", "乙县", "丙县"]),
        ("铁路和港口", ["铁路和港口"]),
        ("设备(泵、阀)、厂房", ["设备(泵、阀)", "厂房"]),
        ("和平区、东区", ["和平区", "东区"]),
    ],
)
def test_items_stand_between_the_marks(text: str, items: list[str]) -> None:
    assert [part.of(text) for part in parts_of(text, Span(0, len(text)))] == items


def test_one_item_leads_to_the_whole_list() -> None:
    (sentence,) = sentences_of("活动中,晨光银行、城北面馆、江南邮局达成合作意向。")
    question = read_question("哪些单位达成了合作意向", today=DAY)
    one = next(c for c in candidates(question, sentence) if c.text == "城北面馆")
    span, items = whole_list(one)
    assert span.of(sentence.folded.text) == "晨光银行、城北面馆、江南邮局"[: len(span)]
    assert [item.of(sentence.folded.text) for item in items][:2] == ["晨光银行", "城北面馆"]
