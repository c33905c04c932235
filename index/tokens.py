"""The words and the character pairs that term search sees in a text.

Widths and marks are folded first, so that `77．3％` and `77.3%` are one word; case is dropped; what holds no
letter or digit is no word. Nothing is stemmed and nothing counts as a stop word: inverse document frequency
already makes 的 and 多少 weigh next to nothing.

Pairs stand beside the words because the segmenter cuts a name one way in the question and another way on the page
(花小猪了 | 梨 of 小梨), and because a reader's 甲癌 has no word in common with 甲状腺癌.
"""

import re
from dataclasses import dataclass
from importlib.metadata import version
from operator import add

import rjieba

from corpus.text import fold

MAX_CHARACTERS = 64
"""Longest word kept, in characters; more is cut off. Only runs of letters without blanks (a web address, a
key held down) are longer."""

FORMAT = f"words 2, rjieba {version('rjieba')}"
"""Changes when the same text may give other words: an index made with another one does not fit. The number
rises whenever `cut`, or the folding it rests on, is changed."""

_WORD = re.compile(r"\w")
_RUN = re.compile(r"[0-9a-z.%]+|[^\W0-9a-z_]+")
"""What pairs are made within: 77.3% and gpt are runs of their own, kept whole."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text as term search sees it; folded, lower-cased, each piece as often as it stands there."""

    words: list[str]
    """In order."""
    pairs: list[str]
    """Of neighbouring characters, in order; a lone character is itself, a number or Latin word is whole."""


def cut(text: str) -> Cut:
    """The words and pairs of `text`."""
    folded = fold(text).text.lower()
    words = ["".join(word[:MAX_CHARACTERS].split()) for word in rjieba.cut(folded) if _WORD.search(word)]
    pairs: list[str] = []
    for run in _RUN.findall(folded):
        if run[0].isascii():
            whole = run.strip(".%")
            pairs += [run[:MAX_CHARACTERS]] if whole else []
        else:
            pairs += map(add, run, run[1:]) if len(run) > 1 else [run]
    return Cut(words, pairs)


def tokens(text: str) -> list[str]:
    """The words of `text` in order, folded and lower-cased, each as often as it stands there."""
    return cut(text).words
