"""The words that term search sees in a text.

Widths and marks are folded first, so that `77．3％` and `77.3%` are one word; case is dropped; what holds no
letter or digit is no word. Nothing is stemmed and nothing counts as a stop word: inverse document frequency
already makes 的 and 多少 weigh next to nothing.
"""

import re
from importlib.metadata import version

import rjieba

from corpus.text import fold

MAX_CHARACTERS = 64
"""Longest word kept, in characters; more is cut off. Only runs of letters without blanks (a web address, a
key held down) are longer."""

FORMAT = f"words 1, rjieba {version('rjieba')}"
"""Changes when the same text may give other words: an index made with another one does not fit. The number
rises whenever `tokens`, or the folding it rests on, is changed."""

_WORD = re.compile(r"\w")


def tokens(text: str) -> list[str]:
    """The words of `text` in order, folded and lower-cased, each as often as it stands there."""
    words = rjieba.cut(fold(text).text.lower())
    return ["".join(word[:MAX_CHARACTERS].split()) for word in words if _WORD.search(word)]
