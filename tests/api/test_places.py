import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.places import bulletin_url, read_marks, story_url
from corpus.errors import BadRequest
from corpus.spans import Span

spans = st.tuples(st.integers(0, 10**8), st.integers(1, 1000)).map(lambda p: Span(p[0], p[0] + p[1]))


def test_an_address_names_page_story_and_place() -> None:
    marks = (Span(247, 251), Span(300, 302))
    assert story_url("2026-02-06.md", 3, marks=marks) == "/story/2026-02-06.md/3?mark=247-251,300-302#a"


def test_an_address_without_marks_has_neither_query_nor_fragment() -> None:
    assert story_url("2026-02-06.md", 0) == "/story/2026-02-06.md/0"


def test_a_name_cannot_break_out_of_its_address() -> None:
    assert bulletin_url("晚报/一?b=#<1>.md") == "/bulletin/%E6%99%9A%E6%8A%A5%2F%E4%B8%80%3Fb%3D%23%3C1%3E.md"


@settings(max_examples=100)
@given(st.lists(spans, min_size=1, max_size=8).map(tuple))
def test_reading_marks_inverts_writing_them(marks: tuple[Span, ...]) -> None:
    mark = story_url("a", 0, marks=marks).removeprefix("/story/a/0?mark=").removesuffix("#a")
    assert read_marks(mark) == marks


@pytest.mark.parametrize(
    "mark",
    [
        "1",
        "1-",
        "-1",
        "2-1",
        "1-1",
        "a-b",
        "1-2,",
        "٣-٤",
        "１-２",
        "1-2-3",
        "0-99999999999999999999",
        "1-2," * 65,
    ],
)
def test_what_is_not_a_list_of_ranges_is_refused(mark: str) -> None:
    with pytest.raises(BadRequest):
        read_marks(mark)
