"""What an answer's own address shows: the places it was read from, sliced from the stored page again.

A page is kept in every version, so a quotation stays what it was after the page has been corrected or taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.places import Place
from api.site.proofs import Pair
from corpus.archive import Archive
from corpus.errors import BadRequest
from corpus.spans import Span, joined
from corpus.stored import StoredStory
from qa.answers import Quote
from qa.quoting import source_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A quotation found again."""

    pair: Pair
    replaced: bool
    """Whether the page has since been corrected or taken away."""


def keep(archive: Archive, place: Place) -> Kept | None:
    """The quotation at a place; None where no such story was ever stored, BadRequest where it has no such place."""
    stored = opened(archive, place.bulletin, place.story, version=place.version)
    if stored is None:
        return None
    story, live = stored
    # before anything is cut: an address may name 64 ranges of thousand million characters
    if not _owned(story, place.quoted) or not _within(place.quoted, place.marks):
        raise BadRequest(
            f"{place} is not a place of its story", detail="网址中的位置不在这篇报道里。请重新提问。"
        )
    within = [at for span in place.quoted for at in range(span.start, span.end)]
    marked = {at for span in place.marks for at in range(span.start, span.end)}
    text = story.bulletin.text
    inner = [index for index, at in enumerate(within) if at in marked]
    whole = joined(text, place.quoted)
    first, last = inner[0], inner[-1] + 1
    quote = Quote(whole[:first], whole[first:last], whole[last:], place.quoted)
    section = _section(story, place.marks[0])
    return Kept((quote, source_of(story, section, place.marks)), replaced=not live)


def opened(archive: Archive, name: str, number: int, *, version: str) -> tuple[StoredStory, bool] | None:
    """A story by its address, and whether its page is the one that is searched; None where there is none."""
    page = archive.version_named(name, version) if version else archive.bulletin_named(name)
    if page is None:
        return None
    return next(
        ((stored, page.live) for stored in archive.stories(page.id) if stored.story.number == number), None
    )


def _owned(stored: StoredStory, spans: tuple[Span, ...]) -> bool:
    owned = [own for paragraph in stored.story.paragraphs for own in paragraph.spans]
    apart = all(a.end <= b.start for a, b in pairwise(sorted(spans)))
    return apart and _within(owned, spans)


def _within(outer: Sequence[Span], inner: Sequence[Span]) -> bool:
    return all(any(whole.covers(part) for whole in outer) for part in inner)


def _section(stored: StoredStory, first: Span) -> str | None:
    for index, paragraph in enumerate(stored.story.paragraphs):
        if any(own.covers(first) for own in paragraph.spans):
            section = stored.story.section_of(index)
            return section.of(stored.bulletin.text) if section else None
    return None
