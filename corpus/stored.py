"""Records as the archive gives them back, and the compact form their spans are stored in.

A stored record is the record itself with the numbers the archive knows it by. Numbers are never reused, so
a link made from one resolves for as long as the archive exists.
"""

import datetime
from dataclasses import dataclass

from corpus.bulletins import Bulletin, Paragraph, ParagraphKind, Passage, Story
from corpus.spans import Span


@dataclass(frozen=True, slots=True)
class AddReport:
    """What one `Archive.add` changed."""

    added: int
    """Bulletins that were not there before."""
    replaced: int
    """Bulletins whose page of the same name was there in another version, now kept but searched no more."""
    unchanged: int
    stories: int
    """Stories of the added and replaced bulletins."""
    passages: int
    generation: int
    """The archive's generation after it; the same as before where nothing changed."""


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """One line of the archive's contents."""

    id: int
    name: str
    date: datetime.date | None
    stories: int
    characters: int


@dataclass(frozen=True, slots=True)
class StoredBulletin:
    """A page in the archive."""

    id: int
    bulletin: Bulletin
    live: bool
    """Whether it is searched; False for a version that a later one replaced."""


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story in the archive, with the page it stands on."""

    id: int
    bulletin_id: int
    bulletin: Bulletin
    story: Story


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage in the archive."""

    id: int
    story_id: int
    bulletin_id: int
    passage: Passage
    text: str
    """`joined(page, passage.spans)`."""


@dataclass(frozen=True, slots=True)
class PassageText:
    """What search needs of a passage."""

    id: int
    bulletin_id: int
    text: str
    heading: str
    """Its story's headline and its section, a blank between; empty where neither is printed."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an archive: two archives, or two states, never share one."""

    archive: str
    """A random number given at creation, in hex."""
    generation: int
    """Changes committed so far."""
    seal: str
    """SHA-256 chained over all changes so far: tells a restored backup that went another way from the
    archive it was copied from, though their generations are equal."""


def dumped_spans(spans: tuple[Span, ...]) -> str:
    """The spans as `12-40 52-80`; empty for none."""
    return " ".join(f"{span.start}-{span.end}" for span in spans)


def loaded_spans(stored: str) -> tuple[Span, ...]:
    """The spans that `dumped_spans` wrote. ValueError where `stored` is not its writing."""
    pairs = (part.split("-") for part in stored.split())
    return tuple(Span(int(start), int(end)) for start, end in pairs)


def dumped_span(span: Span | None) -> str:
    """The one span as `dumped_spans` writes it; empty for None."""
    return dumped_spans((span,)) if span else ""


def loaded_span(stored: str) -> Span | None:
    """The span that `dumped_span` wrote."""
    return loaded_spans(stored)[0] if stored else None


def dumped_paragraphs(paragraphs: tuple[Paragraph, ...]) -> str:
    """One line a paragraph, its kind and its spans: `body 12-40 52-80`."""
    return "\n".join(f"{paragraph.kind.value} {dumped_spans(paragraph.spans)}" for paragraph in paragraphs)


def loaded_paragraphs(stored: str) -> tuple[Paragraph, ...]:
    """The paragraphs that `dumped_paragraphs` wrote. ValueError where `stored` is not its writing."""
    lines = (line.partition(" ") for line in stored.splitlines())
    return tuple(Paragraph(ParagraphKind(kind), loaded_spans(spans)) for kind, _, spans in lines)
