"""A page's text read into whole stories.

`read_stories` is the room's door: text in, `PageStories` out, nothing read or written on the way. The lines
are found by `corpus.layout` and put into threads by `corpus.threads`; here the threads become stories: halves
are joined to paragraphs, kickers told from banners, names read, and what belongs to no story named as
furniture. `read_page` also lists the joins an editor should look at. How it decides, and where it fails, is
in docs/reading-pages.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.bulletins import PageStories, Paragraph, ParagraphKind, Story
from corpus.bylines import story_byline
from corpus.cohesion import affinity, together, words_of
from corpus.joins import JoinModel, load_joins
from corpus.layout import Block, read_blocks, squashed
from corpus.readings import Link, Placed, Role, Sureness, Threads
from corpus.spans import Span
from corpus.threads import read_threads

DOUBTFUL = 0.9
"""A line placed with less chance than this is listed for the editor."""

_KINDS = {
    Role.BODY: ParagraphKind.BODY,
    Role.CAPTION: ParagraphKind.CAPTION,
    Role.CREDIT: ParagraphKind.CREDIT,
    Role.SECTION: ParagraphKind.SECTION,
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A join that an editor should look at."""

    end: Span
    """The line before the join: the one joined to, or, where a story was opened, the one it might go on."""
    start: Span
    """The line after it."""
    probability: float
    """Chance, by the reader's own account, that the line's place is right."""
    reason: str
    """One Chinese sentence saying what was decided and what else it might be."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page's stories and the joins in doubt, in page order."""

    page: PageStories
    doubts: tuple[Doubt, ...]


def read_stories(text: str) -> PageStories:
    """The stories of a page and its furniture; together they cover `text` once. Any text can be read."""
    return read_page(text).page


def read_page(text: str) -> PageReading:
    """The stories of a page, its furniture, and the doubtful joins. Any text can be read."""
    model = load_joins()
    blocks = read_blocks(text)
    threads = read_threads(blocks, model)
    chances = _chances(threads)
    lines: dict[int, list[Placed]] = {}
    for placed in threads.placed:
        if placed.role is not Role.LEFT:
            lines.setdefault(placed.story, []).append(placed)
        elif not blocks[placed.block].heading:
            # a line that nothing marks as a heading is not thrown away, though no text was found for it
            alone = -1 - placed.block
            lines[alone] = [Placed(placed.block, Link(Role.BODY, None), alone)]
    drafts = sorted(
        (_Draft(blocks, own, chances.get(number, 0.5), model) for number, own in lines.items()),
        key=lambda draft: draft.order,
    )
    stories = tuple(draft.story(number) for number, draft in enumerate(drafts))
    return PageReading(PageStories(stories, uncovered(text, stories)), _doubts(blocks, threads))


def uncovered(text: str, stories: Sequence[Story]) -> tuple[Span, ...]:
    """The furniture: what of `text` stands in none of `stories`, in page order."""
    taken = sorted(span for story in stories for part in story.paragraphs for span in part.spans)
    out: list[Span] = []
    at = 0
    for span in taken:
        if at < span.start:
            out.append(Span(at, span.start))
        at = span.end
    if at < len(text):
        out.append(Span(at, len(text)))
    return tuple(out)


def _chances(threads: Threads) -> dict[int, float]:
    """By story, the chance that every line of it belongs, and that no line left out does."""
    owner = {placed.block: placed.story for placed in threads.placed}
    chances = {placed.story: 1.0 for placed in threads.placed}
    for placed, sure in zip(threads.placed, threads.sureness, strict=True):
        concerned = {placed.story}
        if sure.rival and sure.rival.after is not None:
            concerned.add(owner[sure.rival.after])
        for story in concerned:
            chances[story] *= sure.chance
    return chances


def _doubts(blocks: Sequence[Block], threads: Threads) -> tuple[Doubt, ...]:
    out: list[Doubt] = []
    for placed, sure in zip(threads.placed, threads.sureness, strict=True):
        if sure.chance >= DOUBTFUL or placed.role in (Role.SHOULDER, Role.LEFT):
            continue
        after = placed.link.after
        if after is None and sure.rival:
            after = sure.rival.after
        if after is None:
            after = placed.block - 1
        if after >= 0:
            reason = _reason(blocks, placed, sure)
            out.append(Doubt(blocks[after].span, blocks[placed.block].span, round(sure.chance, 4), reason))
    return tuple(out)


def _reason(blocks: Sequence[Block], placed: Placed, sure: Sureness) -> str:
    after = placed.link.after
    if placed.role is Role.TITLE:
        decided = "这一行作为标题"
    elif placed.role is Role.SECTION:
        decided = "这一行作为小标题"
    elif placed.role in (Role.CAPTION, Role.CREDIT):
        decided = "图注单独成篇" if after is None else "图注归入这篇报道"
    elif after is None:
        decided = "从这一段起作为新的报道"
    elif blocks[after].open_ended:
        decided = "上一段没有写完,接到这一段"
    else:
        decided = "这一段接在上一段之后"
    rival = sure.rival
    if rival is None:
        other = "没有把握"
    elif rival.role in (Role.CAPTION, Role.CREDIT):
        other = "也可能是图注" if rival.after is None else "也可能是另一处的图注"
    elif rival.role is Role.TITLE:
        other = "也可能是标题"
    elif rival.role is Role.SECTION:
        other = "也可能是小标题"
    elif rival.role in (Role.SHOULDER, Role.LEFT):
        other = "也可能是栏题或引题"
    elif rival.after is None:
        other = "也可能是新的报道"
    else:
        other = "也可能接在另一段之后"
    return f"{decided};{other},请核对。"


class _Draft:
    """One thread on its way to a `Story`."""

    def __init__(
        self, blocks: Sequence[Block], lines: Sequence[Placed], chance: float, model: JoinModel
    ) -> None:
        self._blocks = blocks
        self._lines = lines
        self._chance = chance
        self._model = model
        main = self._having(Role.TITLE) + self._having(Role.BODY) or list(lines)
        self.order = min(self._span(line).start for line in main)

    def _having(self, role: Role) -> list[Placed]:
        return [line for line in self._lines if line.role is role]

    def _span(self, line: Placed) -> Span:
        return self._blocks[line.block].span

    def story(self, number: int) -> Story:
        """The story under its number on the page."""
        titles = self._having(Role.TITLE)
        title = self._span(titles[0]) if titles else None
        shoulders = self._having(Role.SHOULDER)
        kicker = self._kicker(shoulders[-1]) if shoulders else None
        # banners are marked as headings; other lines above the headline are the story's, if not its kicker
        head = [
            Paragraph(ParagraphKind.KICKER, (self._span(line),))
            for line in shoulders
            if self._span(line) == kicker or not self._blocks[line.block].heading
        ]
        if title:
            head.append(Paragraph(ParagraphKind.TITLE, (title,)))
        return Story(
            number=number,
            paragraphs=(*head, *self._paragraphs()),
            title=title,
            kicker=kicker,
            byline=self._byline(),
            confidence=round(self._chance, 4),
        )

    def _paragraphs(self) -> list[Paragraph]:
        """Text, sections and pictures in reading order; a picture between two halves stands after them."""
        out: list[Paragraph] = []
        pictures: list[Paragraph] = []
        halves: list[Span] = []
        midway = False
        for line in self._lines:
            if line.role not in _KINDS:
                continue
            if not midway:
                if halves:
                    out.append(Paragraph(ParagraphKind.BODY, tuple(halves)))
                out.extend(pictures)
                halves, pictures = [], []
            if line.role is Role.BODY:
                halves.append(self._span(line))
                midway = self._blocks[line.block].open_ended
            elif line.role is Role.SECTION:
                if halves:
                    out.append(Paragraph(ParagraphKind.BODY, tuple(halves)))
                out.extend(pictures)
                out.append(Paragraph(ParagraphKind.SECTION, (self._span(line),)))
                halves, pictures, midway = [], [], False
            else:
                pictures.append(Paragraph(_KINDS[line.role], (self._span(line),)))
        if halves:
            out.append(Paragraph(ParagraphKind.BODY, tuple(halves)))
        return out + pictures

    def _byline(self) -> Span | None:
        def texts(role: Role) -> list[tuple[Span, str]]:
            return [(self._span(line), self._blocks[line.block].text) for line in self._having(role)]

        return story_byline(texts(Role.BODY), texts(Role.CREDIT))

    def _kicker(self, shoulder: Placed) -> Span | None:
        """The line nearest above the headline if it is the story's own: unmarked, or in the story's words."""
        nearest = self._blocks[shoulder.block]
        if not nearest.heading:
            return nearest.span
        texts = [self._blocks[line.block].text for line in self._having(Role.BODY)]
        if squashed(nearest.text) in squashed("".join(texts)):
            return nearest.span
        own = words_of(nearest.text, self._model)
        story = together(words_of(text, self._model) for text in texts)
        return nearest.span if len(own) >= _TELLING and affinity(own, story) > _OWN else None


_TELLING = 6
"""Terms a shoulder line must have to be told from a banner by its words alone: 科教文卫 has three."""
_OWN = 2.0
"""Log odds of sharing the story's words from which it is a kicker; 市政府新闻办发布会 is a banner."""
