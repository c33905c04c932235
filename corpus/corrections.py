"""A page's stories as an editor rules that they are.

The page reader's stories are taken apart into lines, the rulings carried out one after the other, and the
stories they touch put together again. Lines move whole, so whatever is ruled, every character of the page
still belongs to one story or to the furniture. A story touched is as sure as the editor: its confidence is 1.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.bulletins import PageStories, Paragraph, ParagraphKind, Story
from corpus.bylines import story_byline
from corpus.errors import BadPage
from corpus.layout import ends_sentence, read_blocks, squashed
from corpus.pages import PageReading, uncovered
from corpus.rulings import Headline, Ruling, Start, Together
from corpus.spans import Span

_NUMBERED = re.compile(r"(?P<words>.+)@(?P<number>[1-9]\d{0,3})")

_HEAD = (ParagraphKind.KICKER, ParagraphKind.TITLE)


@dataclass(slots=True)
class _Line:
    """A line of a story, or of the furniture."""

    span: Span
    kind: ParagraphKind
    after: Span | None = None
    """The line whose sentence it goes on with, where a column end cut it."""


@dataclass(slots=True)
class _Draft:
    """A story on its way; furniture is kept in drafts of its own, a line each."""

    lines: list[_Line]
    story: Story | None
    """As it was read; None for one that an editor made, and for furniture."""
    furniture: bool = False
    touched: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    draft: _Draft
    line: _Line


@dataclass(slots=True)
class _Desk:
    """A page in pieces."""

    text: str
    drafts: list[_Draft]
    named: set[Span] = field(default_factory=set)


def corrected(text: str, page: PageStories, rulings: Sequence[Ruling]) -> PageStories:
    """The stories of the page `text` once `rulings` are carried out on those that were read.

    Raises BadPage where a ruling names no line of the page, or several, or cannot be carried out.
    """
    return corrected_reading(text, PageReading(page, ()), rulings).page


def corrected_reading(text: str, reading: PageReading, rulings: Sequence[Ruling]) -> PageReading:
    """As `corrected`; joins in doubt at a line that a ruling names are settled and no longer listed."""
    desk = _Desk(text, _taken_apart(text, reading.page))
    for ruling in rulings:
        match ruling:
            case Together():
                _put_together(desk, ruling)
            case Headline():
                _give_headline(desk, ruling)
            case Start():
                _start(desk, ruling)
    drafts = [draft for draft in desk.drafts if draft.lines and not draft.furniture]
    drafts.sort(key=_order)
    stories = tuple(_story(desk.text, draft, number) for number, draft in enumerate(drafts))
    doubts = tuple(
        doubt for doubt in reading.doubts if doubt.start not in desk.named and doubt.end not in desk.named
    )
    return PageReading(PageStories(stories, uncovered(text, stories), tuple(rulings)), doubts)


def _taken_apart(text: str, page: PageStories) -> list[_Draft]:
    drafts = []
    for story in page.stories:
        lines: list[_Line] = []
        for paragraph in story.paragraphs:
            after = None
            for span in paragraph.spans:
                lines.append(_Line(span, paragraph.kind, after))
                after = span
        drafts.append(_Draft(lines, story))
    for span in page.furniture:
        for block in read_blocks(span.of(text)):
            kind = ParagraphKind.SECTION if block.heading else ParagraphKind.BODY
            drafts.append(_Draft([_Line(block.span.shifted(span.start), kind)], None, furniture=True))
    return drafts


def _found(desk: _Desk, name: str) -> _Place:
    """The one line that begins with `name`."""
    places = [_Place(draft, line) for draft in desk.drafts for line in draft.lines]
    places.sort(key=lambda place: place.line.span)
    fitting = _beginning(desk.text, places, name)
    if not fitting and (numbered := _NUMBERED.fullmatch(name)):
        alike = _beginning(desk.text, places, numbered["words"])
        fitting = alike[int(numbered["number"]) - 1 :][:1]
    if not fitting:
        raise BadPage(
            f"no line of the page begins with {name!r}",
            detail=f"版面上没有以“{name}”开头的段落或标题；请照版面写出它的头几个字。",
        )
    if len(fitting) > 1:
        raise BadPage(
            f"{len(fitting)} lines of the page begin with {name!r}",
            detail=f"版面上有 {len(fitting)} 处以“{name}”开头；请多写几个字，或用“{name}@1”指第一处。",
        )
    desk.named.add(fitting[0].line.span)
    return fitting[0]


def _beginning(text: str, places: Sequence[_Place], name: str) -> list[_Place]:
    wanted = _folded(name.lstrip("# \u3000"))
    fitting = [place for place in places if _folded(place.line.span.of(text)).startswith(wanted)]
    # a headline may be all that another line begins with
    whole = [place for place in fitting if _folded(place.line.span.of(text)) == wanted]
    return whole if len(whole) == 1 else fitting


def _folded(text: str) -> str:
    return squashed(unicodedata.normalize("NFKC", text))


def _opens(place: _Place) -> bool:
    """Whether the line is the story's headline or the first of it."""
    return place.line.kind in _HEAD or place.draft.lines[0] is place.line


def _start(desk: _Desk, ruling: Start) -> None:
    place = _found(desk, ruling.line)
    draft, line = place.draft, place.line
    if draft.furniture:
        draft.furniture = False
    elif _opens(place):
        return
    else:
        at = draft.lines.index(line)
        desk.drafts.append(new := _Draft(draft.lines[at:], None, touched=True))
        del draft.lines[at:]
        draft.touched = True
        draft = new
    draft.touched = True
    if line.kind is ParagraphKind.SECTION:
        line.kind = ParagraphKind.TITLE


def _put_together(desk: _Desk, ruling: Together) -> None:
    anchor = _found(desk, ruling.lines[0])
    if anchor.draft.furniture:
        anchor.draft.furniture = False
        if anchor.line.kind is ParagraphKind.SECTION:
            anchor.line.kind = ParagraphKind.TITLE
    target = anchor.draft
    at = anchor.line if anchor.line.kind not in _HEAD else target.lines[-1]
    for name in ruling.lines[1:]:
        place = _found(desk, name)
        if place.draft is target and (place.line is at or _opens(place)):
            raise BadPage(
                f"{name!r} cannot follow a line of the story that it opens",
                detail=f"“{name}”是这篇报道的开头，不能接在同一篇的后面；请把它写在前面。",
            )
        group = list(place.draft.lines) if _opens(place) else [place.line]
        place.draft.lines = [line for line in place.draft.lines if all(line is not one for one in group)]
        place.draft.touched = target.touched = True
        _insert(desk, target, at, group)
        at = group[-1]


def _insert(desk: _Desk, target: _Draft, at: _Line, group: list[_Line]) -> None:
    """Put the lines of `group` after `at`; a headline among them is the story's if it has none."""
    titled = any(line.kind is ParagraphKind.TITLE for line in target.lines)
    head = [line for line in group if line.kind in _HEAD]
    bodies = (at.kind, group[0].kind) == (ParagraphKind.BODY, ParagraphKind.BODY)
    if bodies and not ends_sentence(at.span.of(desk.text)):
        group[0].after = at.span
    place = next(index for index, line in enumerate(target.lines) if line is at) + 1
    if titled or not head:
        for line in head:
            line.kind = ParagraphKind.SECTION
        target.lines[place:place] = group
    else:
        rest = [line for line in group if line.kind not in _HEAD]
        target.lines[place:place] = rest
        first = next((i for i, line in enumerate(target.lines) if line.kind not in _HEAD), len(target.lines))
        target.lines[first:first] = head


def _give_headline(desk: _Desk, ruling: Headline) -> None:
    title, of = _found(desk, ruling.title), _found(desk, ruling.of)
    target = of.draft
    if target.furniture:
        raise BadPage(
            f"{ruling.of!r} belongs to no story",
            detail=f"“{ruling.of}”不属于任何报道；请写出报道里一段的头几个字。",
        )
    if title.line.kind is ParagraphKind.TITLE and title.draft is target:
        return
    title.draft.lines = [line for line in title.draft.lines if line is not title.line]
    title.draft.touched = target.touched = True
    for line in target.lines:
        if line.kind is ParagraphKind.TITLE:
            # what stands above the headline leads up to it, what stands below divides the story
            above = line.span < title.line.span
            line.kind = ParagraphKind.KICKER if above else ParagraphKind.SECTION
    title.line.kind, title.line.after = ParagraphKind.TITLE, None
    kickers = [line for line in target.lines if line.kind is ParagraphKind.KICKER]
    rest = [line for line in target.lines if line.kind is not ParagraphKind.KICKER]
    target.lines = [*kickers, title.line, *rest]


def _order(draft: _Draft) -> Span:
    main = [line.span for line in draft.lines if line.kind in (ParagraphKind.TITLE, ParagraphKind.BODY)]
    return min(main or [line.span for line in draft.lines])


def _story(text: str, draft: _Draft, number: int) -> Story:
    if draft.story and not draft.touched:
        return replace(draft.story, number=number)

    def having(kind: ParagraphKind) -> list[tuple[Span, str]]:
        return [(line.span, line.span.of(text)) for line in draft.lines if line.kind is kind]

    paragraphs: list[Paragraph] = []
    for line in draft.lines:
        last = paragraphs[-1] if paragraphs else None
        if last and line.after == last.spans[-1] and line.kind is last.kind:
            paragraphs[-1] = Paragraph(line.kind, (*last.spans, line.span))
        else:
            paragraphs.append(Paragraph(line.kind, (line.span,)))
    titles, kickers = having(ParagraphKind.TITLE), having(ParagraphKind.KICKER)
    return Story(
        number=number,
        paragraphs=tuple(paragraphs),
        title=titles[0][0] if titles else None,
        kicker=kickers[-1][0] if kickers else None,
        byline=story_byline(having(ParagraphKind.BODY), having(ParagraphKind.CREDIT)),
        confidence=1.0,
    )
