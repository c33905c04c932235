"""Laws of reading: any text, every character once, in order, the same every time."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bulletins import PageStories
from corpus.pages import read_page, read_stories
from corpus.spans import Span

LINES = st.one_of(
    st.sampled_from(
        [
            "## 要闻",
            "##",
            "## 气候投融资",
            "本报讯 2月5日,记者获悉,全市新增绿地。",
            "从源头遏",
            "制新增污染。(张勇)",
            "邓寅明 摄",
            "本报记者 李丽",
            "图为活动现场。",
            "",
            "  ",
            "\ufeff",
            "---",
            "(完)",
            "完成52项,优良率80%",
        ]
    ),
    st.text(max_size=30),
    st.text(alphabet="#（）()。,\r\u3000\u2028\x00 年月日1a", max_size=12),
)
PAGES = st.builds(
    lambda lines, end: end.join(lines), st.lists(LINES, max_size=14), st.sampled_from(["\n", "\n\n", "\r\n"])
)


def all_spans(read: PageStories) -> list[Span]:
    return [span for story in read.stories for part in story.paragraphs for span in part.spans]


@settings(max_examples=80, deadline=None)
@given(PAGES)
def test_stories_and_furniture_cover_every_character_once(page: str) -> None:
    read = read_stories(page)
    covered = sorted([*all_spans(read), *read.furniture])
    assert "".join(span.of(page) for span in covered) == page
    assert all(before.end == after.start for before, after in pairwise(covered))


@settings(max_examples=80, deadline=None)
@given(PAGES)
def test_spans_run_forward_and_stories_are_numbered_in_page_order(page: str) -> None:
    read = read_stories(page)
    for story in read.stories:
        assert story.paragraphs
        for part in story.paragraphs:
            assert list(part.spans) == sorted(part.spans)
        inside = [span for part in story.paragraphs for span in part.spans]
        for named in (story.title, story.kicker, story.byline):
            assert named is None or any(span.covers(named) for span in inside)
        assert 0.0 <= story.confidence <= 1.0
    assert [story.number for story in read.stories] == list(range(len(read.stories)))


@settings(max_examples=30, deadline=None)
@given(PAGES)
def test_the_same_page_is_read_the_same_way_again(page: str) -> None:
    assert read_page(page) == read_page(page)


@settings(max_examples=30, deadline=None)
@given(PAGES)
def test_furniture_is_marked_headings_rules_and_blanks_only(page: str) -> None:
    """A line without heading mark is never thrown away."""
    marked = {
        line.strip() for line in re.split(r"[\r\n]", page) if line.strip(" \t\u3000\ufeff").startswith("#")
    }
    for span in read_stories(page).furniture:
        for line in re.split(r"[\r\n]", span.of(page)):
            bare = line.strip()
            assert not re.search(r"[^\W_]|[。,]", bare) or any(bare in heading for heading in marked)


def test_many_headings_with_no_text_are_read_in_one_pass() -> None:
    page = "\n".join(f"## 标题{i}" for i in range(3000))
    assert read_stories(page).stories == ()


def test_one_enormous_line_is_one_paragraph() -> None:
    page = "全市新增绿地,完成治理。" * 40_000
    read = read_stories(page)
    assert [part.of(page) for part in read.stories[0].paragraphs] == [page]
