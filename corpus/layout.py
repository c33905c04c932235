"""A page's lines: what is printed as a heading, how far apart the lines stand, and how each one ends.

Nothing is decided here about stories. A paragraph of the page is one line; a page whose paragraphs are
wrapped over several lines gives several blocks, which are then joined like the halves at a column end.
"""

import re
from collections import Counter
from dataclasses import dataclass

from corpus.spans import Span

_LINE = re.compile(r"[^\r\n]+")
_BLANK = "\ufeff\u200b\u200c\u200d\u2060"
"""Marks that print nothing but that `str.strip` keeps: byte order mark, zero-width spaces."""
_MARK = re.compile(r"#{1,6}(?=[ \t\u3000])|#{2,6}")
_RULE = re.compile(r"[-=*_~#—–·•.…|+<>\s]*")
"""A drawn rule, which prints no text; a lone 。 or ” may be the end of a cut line."""
_BREAK = re.compile(r"\r\n|\r|\n")

_ENDING = tuple("。！？!?…；;：:")
_CLOSING = "”’』」）)】》〉\"'"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the page that prints something."""

    span: Span
    """Without heading mark, indent and trailing space."""
    text: str
    heading: bool
    """Printed with a heading mark (##)."""
    apart: bool
    """Stands further from the line before than lines of this page do: a picture was here."""

    @property
    def open_ended(self) -> bool:
        """Whether it stops in mid-sentence: 从源头遏."""
        return not ends_sentence(self.text)


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a mark that closes a sentence or a clause that a list follows."""
    text = text.rstrip()
    # (陈嘉欣) closes with a bracket alone; 锚定“双目标” 打好“保卫战” is a shoulder line, not a sentence
    return text.rstrip(_CLOSING).endswith(_ENDING) or text.endswith(("）", ")", "】"))


def read_blocks(text: str) -> list[Block]:
    """The page's lines in order; blank lines and drawn rules are left out."""
    found: list[tuple[Span, bool, int]] = []
    last_end = 0
    for line in _LINE.finditer(text):
        start, end = _trimmed(text, line.start(), line.end())
        mark = _MARK.match(text, start, end)
        if mark:
            start, end = _trimmed(text, mark.end(), end)
        if start < end and not _RULE.fullmatch(text, start, end):
            breaks = len(_BREAK.findall(text, last_end, line.start()))
            found.append((Span(start, end), mark is not None, breaks))
            last_end = line.end()
    usual = Counter(breaks for _, _, breaks in found[1:]).most_common(1)
    normal = max(2, usual[0][0]) if usual else 2
    return [
        Block(span, span.of(text), heading, bool(i) and breaks > normal)
        for i, (span, heading, breaks) in enumerate(found)
    ]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in _BLANK):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _BLANK):
        end -= 1
    return start, end


def squashed(text: str) -> str:
    """`text` without white space: a headline may print spaces that the story does not."""
    return "".join(text.split())
