"""Stories cut into passages."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bulletins import Bulletin, Paragraph, ParagraphKind, Story
from corpus.files import ready_story
from corpus.passages import LENGTH, LONGEST_SENTENCE, SHORTEST, passages
from corpus.spans import Span, joined


def page(text: str) -> Bulletin:
    return Bulletin(name="p", date=datetime.date(2026, 2, 6), text=text, digest="0" * 64)


def story(text: str, *parts: tuple[ParagraphKind, str]) -> Story:
    """A story of paragraphs found in `text`; `|` in a part marks a column end."""
    paragraphs = []
    for kind, printed in parts:
        spans = []
        for half in printed.split("|"):
            start = text.index(half)
            spans.append(Span(start, start + len(half)))
        paragraphs.append(Paragraph(kind, tuple(spans)))
    return Story(number=0, paragraphs=tuple(paragraphs), title=None, kicker=None, byline=None)


def cut(text: str, of: Story) -> list[str]:
    return [joined(text, passage.spans) for passage in passages(page(text), of)]


BODY, SECTION, CAPTION, CREDIT, TITLE = (
    ParagraphKind.BODY,
    ParagraphKind.SECTION,
    ParagraphKind.CAPTION,
    ParagraphKind.CREDIT,
    ParagraphKind.TITLE,
)


def test_sections_are_not_mixed_and_are_told() -> None:
    text = "## 题\n\n甲。\n\n乙。\n\n## 空气\n\n丙。\n\n## 水\n\n丁。"
    of = story(
        text,
        (TITLE, "题"),
        (BODY, "甲。"),
        (BODY, "乙。"),
        (SECTION, "空气"),
        (BODY, "丙。"),
        (SECTION, "水"),
        (BODY, "丁。"),
    )
    found = passages(page(text), of)
    assert [joined(text, one.spans) for one in found] == ["甲。\n\n乙。", "丙。", "丁。"]
    assert [one.section.of(text) if one.section else None for one in found] == [None, "空气", "水"]


def test_a_word_cut_by_a_column_end_is_whole_and_a_caption_stands_apart() -> None:
    text = "令人感\n\n秀秀与同事合影。\n\n李四 摄\n\n触良深。完。"
    of = story(text, (BODY, "令人感|触良深。完。"), (CAPTION, "秀秀与同事合影。"), (CREDIT, "李四 摄"))
    assert cut(text, of) == ["令人感触良深。完。", "秀秀与同事合影。\n\n李四 摄"]


def test_a_torn_paragraph_is_not_glued_to_one_from_elsewhere() -> None:
    text = "名单如下\n\n别家的话。\n\n张三。"
    assert cut(text, story(text, (BODY, "名单如下"), (BODY, "张三。"))) == ["名单如下", "张三。"]
    closed = text.replace("名单如下", "名单在下。")
    assert cut(closed, story(closed, (BODY, "名单在下。"), (BODY, "张三。"))) == ["名单在下。张三。"]


def test_sentences_stay_whole_and_a_short_end_joins_what_is_before_it() -> None:
    long, short = "长" * 119 + "。", "短" * (SHORTEST - 2) + "。"
    text = long * 4 + short
    assert cut(text, ready_story(text).stories[0]) == [long * 2, long * 2 + short]
    tail = "尾" * SHORTEST + "。"
    text = long * 4 + tail
    assert cut(text, ready_story(text).stories[0]) == [long * 2, long * 2, tail]


def test_a_sentence_without_end_is_cut_at_its_commas_and_at_last_anywhere() -> None:
    text = ("名" * 99 + "，") * 8
    assert cut(text, ready_story(text).stories[0]) == [text[:200], text[200:400], text[400:600], text[600:]]
    text = "无" * (2 * LONGEST_SENTENCE + 1)
    assert [len(one) for one in cut(text, ready_story(text).stories[0])] == [
        LONGEST_SENTENCE,
        LONGEST_SENTENCE + 1,
    ]


def test_a_lone_headline_is_searched_by_itself() -> None:
    text = "## 明日立春"
    assert cut(text, story(text, (TITLE, "明日立春"))) == ["明日立春"]


@given(st.text(alphabet="汉字，。；\n\r 　!?”(1", max_size=1500).filter(lambda text: text.strip()))
@settings(max_examples=60)
def test_every_body_character_stands_in_one_passage(text: str) -> None:
    of = ready_story(text).stories[0]
    found = passages(page(text), of)
    body = [
        at for paragraph in of.paragraphs for span in paragraph.spans for at in range(span.start, span.end)
    ]
    covered = [at for one in found for span in one.spans for at in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    assert set(body) <= set(covered)
    assert not {at for at in set(covered) - set(body) if text[at].strip()}


@pytest.mark.parametrize("size", [1, LENGTH, 40_000])
def test_passages_of_one_endless_line_stay_short(size: int) -> None:
    text = "长" * size
    assert all(len(one) <= LONGEST_SENTENCE + SHORTEST for one in cut(text, ready_story(text).stories[0]))
