"""Passages near a few words, each with its place: for looking around, where nothing is answered and nothing refused."""

from dataclasses import dataclass

from corpus.archive import Archive
from corpus.spans import joined
from index.hybrid import Index
from qa.answers import Source
from qa.quoting import hold, source_of


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage as printed, and how near it is."""

    text: str
    source: Source
    score: float
    """Of the search's fusion; comparable only within one search."""


def near(archive: Archive, index: Index, words: str, *, limit: int) -> tuple[FoundPassage, ...]:
    """Up to `limit` passages, nearest first, ties by number; none for a text without words."""
    hits = index.search(words, limit=limit)
    stored = archive.passages([hit.passage_id for hit in hits])
    stories = {number: archive.story(number) for number in sorted({passage.story_id for passage in stored})}
    found = []
    for hit, passage in zip(hits, stored, strict=True):
        story = stories[passage.story_id]
        page = story.bulletin.text
        section = passage.passage.section
        hold(joined(page, passage.passage.spans), passage.text)
        source = source_of(story, section.of(page) if section else None, passage.passage.spans)
        found.append(FoundPassage(passage.text, source, hit.score))
    return tuple(found)
