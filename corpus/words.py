"""The segmenter, safe for any text.

`rjieba` takes only what UTF-8 can write; a page read with errors kept, or a JSON string, may hold half a
surrogate pair. Such a character is shown to it as `?`, so that lengths and places stay.
"""

import re

import rjieba

_HALF_PAIR = re.compile("[\ud800-\udfff]")


def cut(text: str) -> list[str]:
    """The words of `text`; joined they are as long as it."""
    words: list[str] = rjieba.cut(_HALF_PAIR.sub("?", text))
    return words


def tag(text: str) -> list[tuple[str, str]]:
    """The words of `text` with their parts of speech (ICTCLAS letters: n, ns, v, m …)."""
    words: list[tuple[str, str]] = rjieba.tag(_HALF_PAIR.sub("?", text))
    return words
