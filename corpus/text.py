"""Two ways of writing the same thing made one, with the way home to what the page prints.

`fold` makes widths and punctuation marks equal (`，` and `,`; `１３％` and `13%`; `「清泉」` and `“清泉”`)
and closes the gaps that OCR leaves inside numbers (`13. 18万亩`). `simplify` turns traditional characters
into simplified ones. Neither corrects a wrong character, and neither is ever stored: a page keeps what it
prints.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from corpus.spans import Span

_MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟「」『』〝〞〟", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("‐‑‒–—―−─━﹣", "-"),
        **dict.fromkeys("〜∼˜", "~"),
        **dict.fromkeys("•‧∙⋅・･", "·"),
    }
)
"""Marks that NFKC leaves apart though a reader would not."""

_GAP = re.compile(
    r"""
      (?<=\d)[ ](?=[十百千]?[万亿]|[百千](?![\u4e00-\u9fff]))  # 2000 万元, but not 5 百姓
    | (?<=\d\.)[ ](?=\d)                                       # 13. 18万亩
    | (?<=\d)[ ](?=\.\d)                                       # 13 .18
    """,
    re.VERBOSE,
)

_LIST_MARK = re.compile(r"(?:^|[\n。;:!?])\s*\d{1,2}\.$")
"""`1. 18家企业` at the beginning of a line counts a list; the two numbers stay apart."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the place of the one it was made from."""

    text: str
    offsets: tuple[int, ...]
    """`offsets[i]`: code point of the original that `text[i]` comes from; never falling."""

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError(f"{len(self.text)} characters but {len(self.offsets)} offsets")

    def home(self, span: Span) -> Span:
        """The span of the original that `span` of the folded text came from.

        Where one printed character became several (`㎡` -> `m2`), half of them lead to the whole of it.
        ValueError where the span runs past the end.
        """
        if span.end > len(self.text):
            raise ValueError(
                f"span {span.start}..{span.end} is outside a text of {len(self.text)} characters"
            )
        return Span(self.offsets[span.start], self.offsets[span.end - 1] + 1)

    def away(self, span: Span) -> Span | None:
        """The folded characters that `span` of the original became; None where nothing is left of it."""
        start = bisect_right(self.offsets, span.start - 1)
        end = bisect_right(self.offsets, span.end - 1)
        return Span(start, end) if start < end else None


@lru_cache(maxsize=8192)  # more than the distinct characters of a year of news
def _folded(character: str) -> str:
    """NFKC of one character and one form for each mark; ① ² ½ stay, for `①12家` is not 112 companies."""
    if unicodedata.category(character) == "No":
        return character
    return unicodedata.normalize("NFKC", character).translate(_MARKS)


def fold(text: str) -> Folded:
    """`text` with one width, one form of each mark and no gaps inside numbers, and its map home."""
    if text.isascii():
        wide, places = text, list(range(len(text)))
    else:
        pieces = [_folded(c) for c in text]
        wide = "".join(pieces)
        same = len(wide) == len(text)
        places = list(range(len(text))) if same else [i for i, piece in enumerate(pieces) for _ in piece]
    gaps = [m.start() for m in _GAP.finditer(wide) if not _LIST_MARK.search(wide, 0, m.start())]
    if not gaps:
        return Folded(wide, tuple(places))
    kept: list[str] = []
    at = 0
    for gap in gaps:
        kept.append(wide[at:gap])
        at = gap + 1
    kept.append(wide[at:])
    for gap in reversed(gaps):
        del places[gap]
    return Folded("".join(kept), tuple(places))


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _simpler() -> dict[int, str]:
    """Each traditional character of the BMP's unified ideographs with its commonest simplified form."""
    blocks = "".join(map(chr, range(0x3400, 0xA000)))
    convert = _opencc().convert
    forms = ((c, convert(c)) for c in blocks)
    return {ord(c): simple for c, simple in forms if simple != c and len(simple) == 1}


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    """Any character that has a simpler form."""
    return re.compile(f"[{''.join(map(chr, _simpler()))}]")


def simplify(text: str) -> str:
    """`text` in simplified characters, character for character, so that every span holds in both.

    OpenCC's phrases decide where a character has two readings (`乾燥` but `乾隆`); where they would change
    the length, each character is turned by itself.
    """
    if not _traditional().search(text):
        return text  # 0.01 instead of 1.3 us a character: nearly every page and question
    by_character = text.translate(_simpler())
    simple = str(_opencc().convert(text))
    return simple if len(simple) == len(text) else by_character
