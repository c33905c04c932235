"""Pages of the archive, as they were read: issues, stories, joins in doubt."""

import datetime
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from api.places import story_url
from api.schemas.shape import Shape
from corpus.bulletins import Bulletin, PageStories, ParagraphKind, Story
from corpus.pages import Doubt, PageReading
from corpus.stored import AddReport, BulletinRow, StoredStory


class StoryOut(Shape):
    """A story as read from a page; `spans` are half-open code-point ranges, in reading order."""

    title: str | None
    kicker: str | None
    byline: str | None
    spans: tuple[tuple[int, int], ...]
    confidence: Annotated[
        float, Field(description="Chance that the story is whole and holds nothing else; 1 where ruled")
    ]

    @classmethod
    def of(cls, story: Story, bulletin: Bulletin) -> Self:
        """The shape of one of the page's stories."""
        text = bulletin.text
        return cls(
            title=story.headline(bulletin),
            kicker=story.kicker.of(text) if story.kicker else None,
            byline=story.byline.of(text) if story.byline else None,
            spans=tuple((span.start, span.end) for p in story.paragraphs for span in p.spans),
            confidence=story.confidence,
        )


class DoubtOut(Shape):
    """A join to be looked at: half-open code-point ranges of the line before it and the line after it."""

    end: tuple[int, int]
    start: tuple[int, int]
    probability: Annotated[float, Field(description="Chance that the line after it is in its place")]
    reason: Annotated[str, Field(description="What was decided and what else it might be, in Chinese")]

    @classmethod
    def of(cls, doubt: Doubt) -> Self:
        """The shape of a doubtful join."""
        return cls(
            end=(doubt.end.start, doubt.end.end),
            start=(doubt.start.start, doubt.start.end),
            probability=doubt.probability,
            reason=doubt.reason,
        )


class StoriesOut(Shape):
    """The stories of one page, and the joins in doubt."""

    stories: tuple[StoryOut, ...]
    doubts: tuple[DoubtOut, ...]

    @classmethod
    def of(cls, bulletin: Bulletin, read: PageReading) -> Self:
        """The shape of a page as read."""
        return cls(
            stories=tuple(StoryOut.of(story, bulletin) for story in read.page.stories),
            doubts=tuple(map(DoubtOut.of, read.doubts)),
        )


class RowOut(Shape):
    """One page of the archive."""

    name: str
    date: datetime.date | None
    stories: int
    characters: int

    @classmethod
    def of(cls, row: BulletinRow) -> Self:
        """The shape of one of the archive's rows."""
        return cls(name=row.name, date=row.date, stories=row.stories, characters=row.characters)


class ContentsOut(Shape):
    """What is in the archive."""

    bulletins: tuple[RowOut, ...]

    @classmethod
    def of(cls, rows: Sequence[BulletinRow]) -> Self:
        """The shape of the archive's rows."""
        return cls(bulletins=tuple(map(RowOut.of, rows)))


class BulletinListOut(Shape):
    """Issues of the archive, newest first."""

    bulletins: tuple[RowOut, ...]
    total: int
    next: Annotated[str | None, Field(description="The address of the next page; null on the last")]


class StoryHeadOut(Shape):
    """A story as a list of an issue names it."""

    number: int
    title: str | None
    kicker: str | None
    byline: str | None
    url: Annotated[str, Field(description="The story's page, relative to this server")]

    @classmethod
    def of(cls, stored: StoredStory) -> Self:
        """The shape of a story's head."""
        bulletin, story = stored.bulletin, stored.story
        return cls(
            number=story.number,
            title=story.headline(bulletin),
            kicker=story.kicker.of(bulletin.text) if story.kicker else None,
            byline=story.byline.of(bulletin.text) if story.byline else None,
            url=story_url(bulletin.name, story.number),
        )


class StoryListOut(Shape):
    """The stories of an issue, in their order on the page."""

    bulletin: str
    date: datetime.date | None
    stories: tuple[StoryHeadOut, ...]
    total: int
    next: Annotated[str | None, Field(description="The address of the next page; null on the last")]


class ParagraphOut(Shape):
    """A paragraph as printed, halves joined; `spans` are where it stands, as code points of the page."""

    kind: ParagraphKind
    text: str
    spans: tuple[tuple[int, int], ...]


class StoryTextOut(StoryHeadOut):
    """A story as printed."""

    bulletin: str
    version: Annotated[str, Field(description="SHA-256 of the file the page was read from")]
    date: datetime.date | None
    live: Annotated[bool, Field(description="False once the page was corrected or taken away")]
    paragraphs: tuple[ParagraphOut, ...]

    @classmethod
    def whole(cls, stored: StoredStory, *, live: bool) -> Self:
        """The shape of a story with its text."""
        bulletin = stored.bulletin
        return cls(
            **StoryHeadOut.of(stored).model_dump(),
            bulletin=bulletin.name,
            version=bulletin.digest,
            date=bulletin.date,
            live=live,
            paragraphs=tuple(
                ParagraphOut(
                    kind=paragraph.kind,
                    text=paragraph.of(bulletin.text),
                    spans=tuple((span.start, span.end) for span in paragraph.spans),
                )
                for paragraph in stored.story.paragraphs
            ),
        )


class AddedOut(Shape):
    """What adding or removing issues changed."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    stories: int

    @classmethod
    def of(cls, report: AddReport) -> Self:
        """The shape of an addition."""
        return cls(
            added=report.added,
            replaced=report.replaced,
            unchanged=report.unchanged,
            removed=0,
            stories=report.stories,
        )


class BulletinOut(Shape):
    """A page of the archive with its text, which the spans of its stories count in."""

    name: str
    date: datetime.date | None
    sha256: Annotated[str, Field(description="Of the file the page was read from")]
    read_as: Annotated[str, Field(description="The file's encoding, or docx or pdf")]
    text: str
    stories: tuple[StoryOut, ...]

    @classmethod
    def of(cls, bulletin: Bulletin, page: PageStories) -> Self:
        """The shape of a page and its stories."""
        return cls(
            name=bulletin.name,
            date=bulletin.date,
            sha256=bulletin.digest,
            read_as=bulletin.encoding,
            text=bulletin.text,
            stories=tuple(StoryOut.of(story, bulletin) for story in page.stories),
        )
