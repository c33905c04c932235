"""Pages as printed: read, cut into stories and passages, their figures read, all kept in the archive."""

from corpus.bulletins import Bulletin, PageStories, Paragraph, ParagraphKind, Passage, Story
from corpus.errors import ArchiveError, BadPage, BadRequest, BulletinError, IndexStale
from corpus.figures import Direction, Figure, FigureKind, Measured, Qualifier
from corpus.spans import Span, home, joined

__all__ = [
    "ArchiveError",
    "BadPage",
    "BadRequest",
    "Bulletin",
    "BulletinError",
    "Direction",
    "Figure",
    "FigureKind",
    "IndexStale",
    "Measured",
    "PageStories",
    "Paragraph",
    "ParagraphKind",
    "Passage",
    "Qualifier",
    "Span",
    "Story",
    "home",
    "joined",
]
