"""What of a sentence may be said: whole enumerations with their items, whole nouns, no dateline."""

import pytest

from corpus.spans import Span
from qa.candidates import candidate_at, candidates, names_something
from qa.features import view
from qa.lists import enumerations, parts_of, said_span, whole_list, with_asked_noun
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


@pytest.mark.parametrize(
    ("asked", "body", "one", "said", "items"),
    [
        ("三国的比例分别是多少", "甲、乙、丙三国的比例分别为43%、37%和36%。", "37%", "43%、37%和36%", 3),
        ("乙国的比例是多少", "甲、乙、丙三国的比例分别为43%、37%和36%。", "37%", "37%", 0),
        ("两项指标分别是多少", "产值20亿元,利润3亿元,其中出口5亿元和6亿元。", "3亿元", "3亿元", 0),
        (
            "航线何时开通",
            "航线将于2025年下半年或2026年上半年开通。",
            "2026年上半年",
            "2025年下半年或2026年上半年",
            0,
        ),
        ("航线何时开通", "航线2025年开通,2026年停运。", "2025年", "2025年", 0),
        (
            "全程从多少小时缩短至多少小时",
            "全程由6小时10分缩短至4小时。",
            "6小时10分",
            "6小时10分缩短至4小时",
            0,
        ),
        ("全程从多少小时缩短至多少小时", "全程由6小时10分缩短至4小时。", "4小时", "6小时10分缩短至4小时", 0),
        ("全程缩短至多少小时", "全程由6小时10分缩短至4小时。", "4小时", "4小时", 0),
        ("评级从什么下调到什么", '机构将评级从"AA"下调到"A+",展望稳定。', '"AA"', '"AA"下调到"A+"', 0),
        ("评级从什么下调到什么", "机构将评级从AA下调到A+,展望稳定。", "AA", "AA下调到A+", 0),
    ],
)
def test_what_is_asked_for_together_is_said_together(
    asked: str, body: str, one: str, said: str, items: int
) -> None:
    (sentence,) = sentences_of(body)
    question = read_question(asked, today=DAY)
    span, parts = said_span(question, next(c for c in candidates(question, sentence) if c.text == one))
    assert (span.of(sentence.folded.text), len(parts)) == (said, items)


@pytest.mark.parametrize(
    ("asked", "text", "found", "said"),
    [
        ("平台要强化什么审核?", "平台要强化资质审核。", "资质", "资质审核"),
        ("产品出口到哪个市场?", "产品向中东市场出口。", "中东市", "中东市场"),
        ("会议研究了哪些工作?", "会议研究了植树、防火等工作。", "植树、防火等", "植树、防火等工作"),
        ("平台要强化什么审核?", "平台要强化审核资质。", "资质", "资质"),
        ("论坛围绕什么主题?", "论坛围绕“绿色生活”主题举行。", '"绿色生活"', '"绿色生活"'),
        ("增长由什么驱动?", "增长由出口驱动。", "出口", "出口"),
        ("谁主办了展览?", "区委统战部主办了展览。", "区委统战部", "区委统战部"),
    ],
)
def test_the_noun_asked_for_is_said_where_the_page_goes_on_with_it(
    asked: str, text: str, found: str, said: str
) -> None:
    (sentence,) = sentences_of(text)
    folded = sentence.folded.text
    start = folded.index(found)
    span = with_asked_noun(read_question(asked, today=DAY), folded, Span(start, start + len(found)))
    assert span.of(folded) == said


def test_what_opens_a_story_is_no_part_of_a_name() -> None:
    (sentence,) = sentences_of("本报讯 工信部2月3日公布了名单。")
    question = read_question("名单由哪个部门公布?", today=DAY)
    said = {c.text for c in candidates(question, sentence)}
    assert "工信部" in said
    assert not any(text.startswith("本报讯") for text in said)
    assert not names_something(question, sentence, Span(0, len("本报讯 工信部")))
    assert names_something(question, sentence, Span(4, 7))


@pytest.mark.parametrize(
    ("body", "one", "said"),
    [
        ("招聘会在江城人力资源服务产业园举行。", "江城人力资源", "江城人力资源服务产业园"),
        ("江城航空东湖直飞航线每周三班。", "江城航空", "江城航空"),
    ],
)
def test_a_noun_group_is_said_whole_up_to_the_next_name(body: str, one: str, said: str) -> None:
    (sentence,) = sentences_of(body)
    question = read_question("航线由什么承担", today=DAY)
    found = next(c for c in candidates(question, sentence) if c.text == one)
    assert said_span(question, found)[0].of(sentence.folded.text) == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("他面临哪些指控?", "聚众、滋事等多项指控"),
        ("他被控哪些罪名?", "聚众、滋事等"),
    ],
)
def test_a_list_that_is_not_all_says_so(asked: str, said: str) -> None:
    (sentence,) = sentences_of("他面临聚众、滋事等多项指控。")
    text = sentence.folded.text
    start = text.index("聚众")
    candidate = candidate_at(sentence, Span(start, start + len("聚众、滋事")), exact=True)
    span, items = said_span(read_question(asked, today=DAY), candidate)
    assert span.of(text) == said
    assert [item.of(text) for item in items] == ["聚众", "滋事"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("展览去年3月5日下午2时30分许在东馆开幕。", "去年3月5日下午2时30分许"),
        ("展览3月5日晚到6日清晨关闭。", "3月5日晚到6日清晨"),
        ("展览3月5日前后开幕。", "3月5日前后"),
        ("展览3月5日前开幕。", "3月5日前"),
        ("展览3月5日起开放。", "3月5日"),
        ("展览3月5日到东馆举行。", "3月5日"),
        ("2025年的3月展览开幕。", "2025年的3月"),
        ("展览本月晚些时候开幕。", "本月"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_printed(body: str, said: str) -> None:
    (sentence,) = sentences_of(body)
    question = read_question("展览什么时候开幕?", today=DAY)
    spans = [said_span(question, candidate)[0] for candidate in candidates(question, sentence)]
    assert said in {span.of(sentence.folded.text) for span in spans}
    assert all(
        said in span.of(sentence.folded.text) or span.of(sentence.folded.text) in said for span in spans
    )


def test_of_the_enumerations_of_a_sentence_the_one_asked_for_is_weighed_highest() -> None:
    (sentence,) = sentences_of(
        "华兴机械、长河纺织、明光电子参加招聘会,招聘会设置政策宣讲、岗位推介、现场面试、技能展示等环节。"
    )
    for asked, items in (
        ("哪些企业参加招聘会", ["华兴机械", "长河纺织", "明光电子"]),
        ("招聘会有哪四个环节", ["政策宣讲", "岗位推介", "现场面试", "技能展示"]),
    ):
        found = list(enumerations(view(read_question(asked, today=DAY)), sentence))
        best, _ = max(found, key=lambda one: one[1])
        assert [item.of(sentence.folded.text) for item in whole_list(best)[1]] == items
