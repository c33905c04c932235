"""Addresses: of stories and marked places, `/story/<bulletin>/<number>?mark=12-15,20-30&v=0c5d2f3a9b71#a`, and of answers.

A story's address is its page's name and its number there, which stay when an archive is rebuilt;
row numbers would not. `mark` holds code-point ranges of the page, as `Source.spans` does; `v` the first digits
of the page's SHA-256, so that a link keeps showing the version it was quoted from.

An answer's own address holds no word of the answer, only the places it was read from: what it shows is sliced
from the stored page, so that nobody can put words into the paper's mouth with a link.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from corpus.errors import BadRequest
from corpus.spans import Span
from qa.answers import Source

ANCHOR = "a"
"""The fragment of the first marked place."""

MAX_MARKS = 64
"""Ranges in one address: more than any printed list (17 provinces) needs, less than a URL limit."""


@dataclass(frozen=True, slots=True)
class Place:
    """What an answer was read from: a marked part of a quoted sentence, on one version of a page."""

    bulletin: str
    version: str
    """First digits of the page's SHA-256; empty for the version that is searched."""
    story: int
    marks: tuple[Span, ...]
    """The answer's own."""
    quoted: tuple[Span, ...]
    """Those of the sentences around it."""

    def __str__(self) -> str:
        # the name comes last: it may hold any character
        parts = (str(self.story), self.version, _ranges(self.marks), _ranges(self.quoted), self.bulletin)
        return ":".join(parts)


def bulletin_url(name: str) -> str:
    """The address of a page's list of stories."""
    return f"/bulletin/{quote(name, safe='')}"


def day_url(day: date) -> str:
    """The address of a day's issue."""
    return f"/day/{day.isoformat()}"


def story_url(bulletin: str, story: int, *, marks: Sequence[Span] = (), version: str = "") -> str:
    """The address of a story, opened at its first mark where it has any.

    With `version`, of that version of the page, also after a correction has replaced it.
    """
    url = f"/story/{quote(bulletin, safe='')}/{story}"
    if not marks:
        return url
    return f"{url}?mark={_ranges(marks[:MAX_MARKS])}{f'&v={version}' if version else ''}#{ANCHOR}"


def source_url(source: Source) -> str:
    """The address that opens a source's story at the answer."""
    return story_url(source.bulletin, source.story, marks=source.spans, version=source.version)


def answer_url(question: str, places: Iterable[Place]) -> str:
    """The address that goes on showing what answered `question`, whatever is added or corrected later."""
    at = "".join(f"&at={quote(str(place), safe=',:')}" for place in places)
    return f"/answer?q={quote(question, safe='')}{at}"


def read_place(text: str) -> Place:
    """The place that `str(place)` wrote; BadRequest where it is none."""
    parts = text.split(":", 4)
    if len(parts) != 5:
        raise _bad_mark(text)
    story, version, marks, quoted, bulletin = parts
    if not (
        story.isascii() and story.isdigit() and len(story) <= 9 and set(version) <= set("0123456789abcdef")
    ):
        raise _bad_mark(text)
    place = Place(bulletin, version, int(story), read_marks(marks), read_marks(quoted))
    if not (bulletin and place.marks and place.quoted):
        raise _bad_mark(text)
    return place


def read_marks(text: str) -> tuple[Span, ...]:
    """The ranges of a `mark` parameter; BadRequest where it is not one."""
    if not text:
        return ()
    parts = text.split(",")
    if len(parts) > MAX_MARKS:
        raise _bad_mark(text)
    return tuple(_range(part, whole=text) for part in parts)


def _ranges(spans: Sequence[Span]) -> str:
    return ",".join(f"{span.start}-{span.end}" for span in spans)


def _range(part: str, *, whole: str) -> Span:
    start, dash, end = part.partition("-")
    # isascii: int() also reads ٣ and ３, which no address of ours holds; 9 digits: no page is longer
    if not (dash and part.isascii() and start.isdigit() and end.isdigit() and len(part) <= 19):
        raise _bad_mark(whole)
    if int(start) >= int(end):
        raise _bad_mark(whole)
    return Span(int(start), int(end))


def _bad_mark(text: str) -> BadRequest:
    return BadRequest(
        f"{text[:80]!r} is not a list of ranges such as 12-15,20-30, or a place that holds them",
        detail="网址中的位置写得不对。请从问答结果里重新点开原文。",
    )
