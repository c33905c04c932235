import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.site.reading import LaidParagraph, Piece, laid_out
from corpus.bulletins import Paragraph, ParagraphKind, Story
from corpus.errors import BadRequest
from corpus.spans import Span

PAGE = "题目\n\n从源头遏\n\n图注\n\n制新增污染。"
TITLE, HALF, CAPTION, REST = Span(0, 2), Span(4, 8), Span(10, 12), Span(14, 20)
STORY = Story(
    number=0,
    paragraphs=(
        Paragraph(ParagraphKind.TITLE, (TITLE,)),
        Paragraph(ParagraphKind.BODY, (HALF, REST)),
        Paragraph(ParagraphKind.CAPTION, (CAPTION,)),
    ),
    title=TITLE,
    kicker=None,
    byline=None,
)


def test_a_mark_cut_by_a_column_end_is_one_run_of_the_joined_paragraph() -> None:
    assert laid_out(PAGE, STORY, marks=(Span(7, 8), Span(14, 17))) == (
        LaidParagraph(ParagraphKind.TITLE, (Piece("题目", False),), anchored=False),
        LaidParagraph(
            ParagraphKind.BODY,
            (Piece("从源头", False), Piece("遏制新增", True), Piece("污染。", False)),
            anchored=True,
        ),
        LaidParagraph(ParagraphKind.CAPTION, (Piece("图注", False),), anchored=False),
    )


def test_only_the_first_marked_paragraph_holds_the_anchor() -> None:
    laid = laid_out(PAGE, STORY, marks=(CAPTION, TITLE))
    assert [(p.anchored, p.marked) for p in laid] == [(True, True), (False, False), (False, True)]


@pytest.mark.parametrize("mark", [Span(2, 4), Span(15, 21), Span(400, 500)])
def test_a_mark_outside_the_story_is_refused(mark: Span) -> None:
    with pytest.raises(BadRequest):
        laid_out(PAGE, STORY, marks=(mark,))


@settings(max_examples=100)
@given(st.lists(st.sampled_from([Span(a, b) for a in range(4, 8) for b in range(a + 1, 9)]), max_size=4))
def test_marking_loses_and_adds_no_character(marks: list[Span]) -> None:
    laid = laid_out(PAGE, STORY, marks=marks)
    assert ["".join(piece.text for piece in p.pieces) for p in laid] == [p.of(PAGE) for p in STORY.paragraphs]
    assert sum(len(piece.text) for p in laid for piece in p.pieces if piece.marked) == len(
        {at for mark in marks for at in range(mark.start, mark.end)}
    )


def test_the_whole_of_a_long_page_named_many_times_is_marked_once() -> None:
    text = "长" * 2_000_000
    body = Span(0, len(text))
    story = Story(0, (Paragraph(ParagraphKind.BODY, (body,)),), title=None, kicker=None, byline=None)
    [laid] = laid_out(text, story, marks=(body, *(Span(at, len(text) - at) for at in range(1, 64))))
    assert laid.pieces == (Piece(text, True),)
