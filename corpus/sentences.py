"""Whole sentences and clauses of Chinese print, as spans.

A sentence is what a quote shows; a clause is where a figure looks first for what it measures. Neither reads
grammar: marks decide, in full or half width. An OCR'd page whose full stops are lost gives one long sentence.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.spans import Span

_CLOSERS = "”’」』）)】〉》\"'〕］]"

_SENTENCE_END = re.compile(
    rf"""
      《[^《》\n]{{1,60}}》                  # 《你好，李焕英！》 is a name, whatever it holds
    | (?P<end>
        (?: [。！？｡] | (?<![A-Za-z0-9/])[!?] | [!?](?![A-Za-z0-9=&/]) )   # not the ? of a web address
        [。！？｡!?…]*+ [{re.escape(_CLOSERS)}]*+
        (?![，,、；;：:）)])                # “真好！”，她说 goes on
      | \n
      )
    """,
    re.VERBOSE,
)

_CLAUSE_END = re.compile(
    r"[，；;：]+|(?<!\d)[,:]|[,:](?!\d)|,(?!\d{3}(?!\d))"  # 1,085家, 17:30 and 2:0 are whole
)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """`start..end` without the white space at either side, if anything is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        yield Span(start + left, start + right)


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, left to right, each with its end mark and closing quotes.

    `。！？` (or `!?`) and a newline end one; `；` does not. White space around them is in none.
    """
    return list(_sentences(text))


@lru_cache(maxsize=64)  # figures, measures and periods of one paragraph are read one after the other
def _sentences(text: str) -> tuple[Span, ...]:
    out: list[Span] = []
    at = 0
    for mark in _SENTENCE_END.finditer(text):
        if mark["end"] is None:
            continue
        out.extend(_trimmed(text, at, mark.end()))
        at = mark.end()
    out.extend(_trimmed(text, at, len(text)))
    return tuple(out)


def clauses(text: str) -> list[Span]:
    """The clauses of `text`, left to right: runs between `，；：` and sentence ends, without those marks.

    A comma or colon inside a number (`1,085家`, `17:30`) parts nothing.
    """
    out: list[Span] = []
    for sentence in sentences(text):
        body = sentence.of(text)
        whole = len(body.rstrip("。！？｡!?"))
        at = 0
        for mark in _CLAUSE_END.finditer(body, 0, whole):
            out.extend(_trimmed(text, sentence.start + at, sentence.start + mark.start()))
            at = mark.end()
        out.extend(_trimmed(text, sentence.start + at, sentence.start + whole))
    return out
