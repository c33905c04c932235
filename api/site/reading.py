"""A story laid out for reading: its paragraphs in order, cut into plain and marked pieces.

Pure; templates only print what stands here. Offsets are code points of the page, so a mark that a
column end cuts in two (从源头遏 / 制新增污染) comes out as one marked run of the joined paragraph.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.bulletins import Paragraph, ParagraphKind, Story
from corpus.errors import BadRequest
from corpus.spans import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph's characters, all marked or none."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class LaidParagraph:
    """A paragraph as the page shows it."""

    kind: ParagraphKind
    pieces: tuple[Piece, ...]
    anchored: bool
    """Whether the first mark of the story stands here; true for one paragraph at most."""

    @property
    def marked(self) -> bool:
        """Whether any of it is marked."""
        return any(piece.marked for piece in self.pieces)


def laid_out(text: str, story: Story, *, marks: Sequence[Span] = ()) -> tuple[LaidParagraph, ...]:
    """The story's paragraphs in reading order. BadRequest where a mark lies outside the story."""
    marked = {at for mark in marks if mark.end <= len(text) for at in range(mark.start, mark.end)}
    owned = {at for p in story.paragraphs for span in p.spans for at in range(span.start, span.end)}
    for mark in marks:
        if mark.end > len(text) or not owned.intersection(range(mark.start, mark.end)):
            raise BadRequest(
                f"mark {mark.start}-{mark.end} lies outside story {story.number}",
                detail="网址中的位置不在这篇报道里。请从问答结果里重新点开原文。",
            )
    laid: list[LaidParagraph] = []
    anchor_set = False
    for paragraph in story.paragraphs:
        pieces = _pieces(text, paragraph, marked)
        anchored = not anchor_set and any(piece.marked for piece in pieces)
        anchor_set = anchor_set or anchored
        laid.append(LaidParagraph(paragraph.kind, pieces, anchored))
    return tuple(laid)


def _pieces(text: str, paragraph: Paragraph, marked: set[int]) -> tuple[Piece, ...]:
    places = (at for span in paragraph.spans for at in range(span.start, span.end))
    return tuple(
        Piece("".join(text[at] for at in run), inside)
        for inside, run in groupby(places, key=marked.__contains__)
    )
