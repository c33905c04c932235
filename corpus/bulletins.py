"""The records that every later room speaks of: a page, its stories, their paragraphs and passages.

A `Bulletin` is one page as read. Everything else is spans into `Bulletin.text`; nothing here holds a
second copy of it. The laws: every character of a page belongs to exactly one paragraph of one story or
to the furniture (`PageStories.furniture`: blank lines, heading marks, banners), and
`joined(page.text, spans)` is what the page prints.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.rulings import Ruling
from corpus.spans import Span, home, joined


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One page as read; `text` is never rewritten."""

    name: str
    """The archive's key for it: the file's name, or the `id` of a ready story."""
    date: date | None
    text: str
    digest: str
    """SHA-256 of the bytes the page was read from, in hex."""
    headline: str | None = None
    """A title given beside the text rather than printed in it (ready stories only)."""
    encoding: str = "utf-8"
    """How the file's bytes were read: an encoding as Python names it, or `docx` or `pdf`."""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"{self.name}: a bulletin has text")


class ParagraphKind(StrEnum):
    """What a paragraph is on the page."""

    KICKER = "kicker"
    """A shoulder line above the headline."""
    TITLE = "title"
    SECTION = "section"
    """A sub-heading inside the story."""
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    """A photographer's or reporter's line standing alone (邓寅明 摄)."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One unit of reading: usually one span, several where a column end cut it. Holds no heading mark."""

    kind: ParagraphKind
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("a paragraph has at least one span")

    def of(self, text: str) -> str:
        """What the page prints, halves joined: 从源头遏 + 制新增污染."""
        return joined(text, self.spans)

    def home(self, inner: Span) -> tuple[Span, ...]:
        """Where `inner`, a span of `self.of(text)`, stands on the page."""
        return home(self.spans, inner)


@dataclass(frozen=True, slots=True)
class Story:
    """One news item of a page, its paragraphs in reading order."""

    number: int
    """Position among the page's stories, from 0, by first printed character of title or body."""
    paragraphs: tuple[Paragraph, ...]
    title: Span | None
    kicker: Span | None
    byline: Span | None
    """The reporter's or photographer's name as printed (陈嘉欣), without brackets or 记者."""
    confidence: float = 1.0
    """Chance, by the reader's own account, that the story is whole and holds nothing foreign."""

    def section_of(self, index: int) -> Paragraph | None:
        """The sub-heading in force at paragraph `index`, or None before the first."""
        for paragraph in reversed(self.paragraphs[: index + 1]):
            if paragraph.kind is ParagraphKind.SECTION:
                return paragraph
        return None

    def headline(self, bulletin: Bulletin) -> str | None:
        """The printed title, else the one given beside the text, else None (a lone photo)."""
        return self.title.of(bulletin.text) if self.title else bulletin.headline


@dataclass(frozen=True, slots=True)
class PageStories:
    """A page's stories and what belongs to none of them; together they cover every character once."""

    stories: tuple[Story, ...]
    furniture: tuple[Span, ...]
    rulings: tuple[Ruling, ...] | None = None
    """An editor's rulings that the stories follow; None where nothing was said, () to take back what was."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one story and one section, the unit of search."""

    story: int
    """`Story.number` on its page."""
    spans: tuple[Span, ...]
    section: Span | None
    """The sub-heading it stands under."""
