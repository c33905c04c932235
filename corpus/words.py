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


def parts(word: str) -> list[str]:
    """The shorter words that a long one is made of: 中国, 科学院 of 中国科学院; the word alone where it is made of none."""
    smaller = [w for w in rjieba.cut_for_search(_HALF_PAIR.sub("?", word)) if w != word]
    out: list[str] = []
    at = 0
    while at < len(word):
        fitting = [w for w in smaller if word.startswith(w, at)]
        if not fitting:
            return [word]
        out.append(max(fitting, key=len))
        at += len(out[-1])
    return out
