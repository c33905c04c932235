"""A story cut into passages, the unit of search: runs of whole sentences of one section.

Body text runs on through its paragraphs; captions and credits, which may stand in the middle of it, make
passages of their own. A story that prints neither (a lone headline) is searched by its title.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from corpus.bulletins import Bulletin, Paragraph, ParagraphKind, Passage, Story
from corpus.sentences import clauses, sentences
from corpus.spans import Span, home

LENGTH = 250
"""Longest passage in characters, unless one sentence is longer: about one printed paragraph.

BM25 by document on 306 questions over 58,135 news articles, mean reciprocal rank at 200, 250, 300 and 400:
.851 .830 .830 .848, recall@5 .958 .961 .958 .948: no length is clearly better, so the reader's ease decides.
"""

SHORTEST = 60
"""A last passage shorter than this joins the one before it: one trailing sentence says too little about
what it is about, and BM25 overrates it for being short."""

LONGEST_SENTENCE = 500
"""A sentence longer than this (a table or a name list without a full stop) is cut at its commas."""

_TITLES = frozenset({ParagraphKind.KICKER, ParagraphKind.TITLE})
_ASIDES = frozenset({ParagraphKind.CAPTION, ParagraphKind.CREDIT})
_CLOSERS = tuple("。！？!?…；;：:”’」』）)》")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One sentence, or a part of an endless one."""

    paragraph: int
    """Its paragraph's place in the run."""
    spans: tuple[Span, ...]


def passages(bulletin: Bulletin, story: Story) -> list[Passage]:
    """The passages of one story in reading order.

    Every character of its body, captions and credits stands in one passage, none in two. A passage is a
    run of whole sentences, about `LENGTH` characters, never across a section. Paragraphs that follow each
    other on the page with only blanks between keep those blanks inside one span, so that a line end is
    still seen.
    """
    text = bulletin.text
    out: list[Passage] = []
    for section, run in _runs(story):
        for unit in _packed(run, text):
            out.append(Passage(story=story.number, spans=_bridged(unit, text), section=section))
    if not out:
        titles = [
            span for paragraph in story.paragraphs if paragraph.kind in _TITLES for span in paragraph.spans
        ]
        if titles:
            out.append(Passage(story=story.number, spans=tuple(titles), section=None))
    return out


def _runs(story: Story) -> Iterator[tuple[Span | None, list[Paragraph]]]:
    """Paragraphs that may share a passage: the body of one section, or a caption with its credit."""
    section: Span | None = None
    body: list[Paragraph] = []
    asides: list[tuple[Span | None, list[Paragraph]]] = []
    for aside, group in groupby(story.paragraphs, lambda paragraph: paragraph.kind in _ASIDES):
        if aside:
            asides.append((section, list(group)))
            continue
        for paragraph in group:
            if paragraph.kind is ParagraphKind.SECTION:
                if body:
                    yield section, body
                yield from asides
                section, body, asides = paragraph.spans[0], [], []
            elif paragraph.kind is ParagraphKind.BODY:
                body.append(paragraph)
    if body:
        yield section, body
    yield from asides


def _sentences(paragraph: Paragraph, text: str) -> list[tuple[Span, ...]]:
    """The places on the page of each sentence, several where a column end cuts it; none is left out."""
    printed = paragraph.of(text)
    starts = [sentence.start for sentence in sentences(printed)]
    whole = _parted(Span(0, len(printed)), starts[1:])
    return [home(paragraph.spans, piece) for sentence in whole for piece in _cut(printed, sentence)]


def _cut(text: str, sentence: Span) -> list[Span]:
    """The sentence itself, or, where it is too long to be one, runs of its clauses up to `LENGTH`."""
    if len(sentence) <= LONGEST_SENTENCE:
        return [sentence]
    starts = [sentence.start + clause.start for clause in clauses(sentence.of(text))]
    bounds: list[int] = []
    last = sentence.start
    for start, following in zip(starts, [*starts[1:], sentence.end], strict=True):
        if start > last and following - last > LENGTH:
            bounds.append(start)
            last = start
    return [
        Span(at, min(at + LONGEST_SENTENCE, piece.end))
        for piece in _parted(sentence, bounds)
        for at in range(piece.start, piece.end, LONGEST_SENTENCE)
    ]


def _parted(span: Span, bounds: list[int]) -> list[Span]:
    """`span` cut at `bounds`, which rise and lie inside it."""
    edges = [span.start, *bounds, span.end]
    return [Span(start, end) for start, end in pairwise(edges)]


def _packed(run: list[Paragraph], text: str) -> list[list[_Piece]]:
    """The run's sentences in order, as many to a passage as `LENGTH` allows."""
    out: list[list[_Piece]] = []
    length = 0
    for number, paragraph in enumerate(run):
        # A list line or a torn paragraph has no end mark: glued to one from elsewhere on the page, the two
        # would read as one sentence.
        torn = (
            number > 0
            and not _bridgeable(run[number - 1], paragraph, text)
            and not _closed(run[number - 1], text)
        )
        for index, spans in enumerate(_sentences(paragraph, text)):
            size = sum(map(len, spans))
            if not out or length + size > LENGTH or (torn and index == 0):
                out.append([])
                length = 0
            out[-1].append(_Piece(number, spans))
            length += size
        if len(out) > 1 and length < SHORTEST and number == len(run) - 1 and not torn:
            short = out.pop()
            out[-1].extend(short)
    return out


def _bridgeable(before: Paragraph, after: Paragraph, text: str) -> bool:
    """Whether nothing but blanks stands between the two on the page."""
    start, end = before.spans[-1].end, after.spans[0].start
    return start <= end and not text[start:end].strip()


def _closed(paragraph: Paragraph, text: str) -> bool:
    return paragraph.spans[-1].of(text).rstrip().endswith(_CLOSERS)


def _bridged(pieces: list[_Piece], text: str) -> tuple[Span, ...]:
    """The pieces' spans, those that touch made one, and those of two paragraphs with only blanks between."""
    out: list[Span] = []
    last = -1
    for piece in pieces:
        for span in piece.spans:
            gap = text[out[-1].end : span.start] if out and out[-1].end <= span.start else None
            if gap == "" or (gap is not None and piece.paragraph != last and not gap.strip()):
                out[-1] = Span(out[-1].start, span.end)
            else:
                out.append(span)
            last = piece.paragraph
    return tuple(out)
