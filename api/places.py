"""Addresses of stories and marked places: `/story/<bulletin>/<number>?mark=12-15,20-30&v=0c5d2f3a9b71#a`.

A story's address is its page's name and its number there, which stay when an archive is rebuilt;
row numbers would not. `mark` holds code-point ranges of the page, as `Source.spans` does; `v` the first digits
of the page's SHA-256, so that a link keeps showing the version it was quoted from.
"""

from collections.abc import Sequence
from urllib.parse import quote

from corpus.errors import BadRequest
from corpus.spans import Span
from qa.answers import Source

ANCHOR = "a"
"""The fragment of the first marked place."""

MAX_MARKS = 64
"""Ranges in one address: more than any printed list (17 provinces) needs, less than a URL limit."""


def bulletin_url(name: str) -> str:
    """The address of a page's list of stories."""
    return f"/bulletin/{quote(name, safe='')}"


def story_url(bulletin: str, story: int, *, marks: Sequence[Span] = (), version: str = "") -> str:
    """The address of a story, opened at its first mark where it has any.

    With `version`, of that version of the page, also after a correction has replaced it.
    """
    url = f"/story/{quote(bulletin, safe='')}/{story}"
    if not marks:
        return url
    ranges = ",".join(f"{span.start}-{span.end}" for span in marks[:MAX_MARKS])
    return f"{url}?mark={ranges}{f'&v={version}' if version else ''}#{ANCHOR}"


def source_url(source: Source) -> str:
    """The address that opens a source's story at the answer."""
    return story_url(source.bulletin, source.story, marks=source.spans, version=source.version)


def read_marks(text: str) -> tuple[Span, ...]:
    """The ranges of a `mark` parameter; BadRequest where it is not one."""
    if not text:
        return ()
    parts = text.split(",")
    if len(parts) > MAX_MARKS:
        raise _bad_mark(text)
    return tuple(_range(part, whole=text) for part in parts)


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
        f"mark={text[:80]!r} is not a list of ranges such as 12-15,20-30",
        detail="网址中的位置（mark）写得不对。请从问答结果里重新点开原文。",
    )
