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
    owned = [span for paragraph in story.paragraphs for span in paragraph.spans]
    for mark in marks:
        inside = any(own.start < mark.end and mark.start < own.end for own in owned)
        if mark.end > len(text) or not inside:
            raise BadRequest(
                f"mark {mark.start}-{mark.end} lies outside story {story.number}",
                detail="网址中的位置不在这篇报道里。请从问答结果里重新点开原文。",
            )
    # merged first: an address may name a page of megabytes 64 times over
    marked = {at for mark in _merged(marks) for at in range(mark.start, mark.end)}
    laid: list[LaidParagraph] = []
    anchor_set = False
    for paragraph in story.paragraphs:
        pieces = _pieces(text, paragraph, marked)
        anchored = not anchor_set and any(piece.marked for piece in pieces)
        anchor_set = anchor_set or anchored
        laid.append(LaidParagraph(paragraph.kind, pieces, anchored))
    return tuple(laid)


def _merged(spans: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _pieces(text: str, paragraph: Paragraph, marked: set[int]) -> tuple[Piece, ...]:
    places = (at for span in paragraph.spans for at in range(span.start, span.end))
    return tuple(
        Piece("".join(text[at] for at in run), inside)
        for inside, run in groupby(places, key=marked.__contains__)
    )
