"""Typing slips in a question: 优量天数 is looked for as 优良天数, and the reader is told.

A word is taken for another only where the archive does not hold it, general news does not either, and one close word
stands in the archive beside the question's other words. Close is: one character that sounds alike (the commonest slip
of typed Chinese, qa.soundalikes), two neighbours swapped, or one lost (优天数) or doubled (优良良天数) where what is left stands
alone and is no word that the archive prints.
"""

import re
from collections.abc import Sequence
from functools import cache

from corpus.figure_reader import read_figures
from corpus.spans import Span
from corpus.text import fold, simplify
from corpus.words import tag as tag_words
from qa.answers import Correction
from qa.soundalikes import (
    ASKING,
    CLEARLY,
    CONTENT,
    FREE,
    HAN,
    LONGEST_WORD,
    PLACE,
    Holding,
    Other,
    Word,
    is_content,
    others_of,
    sounding,
)
from qa.word_weights import general_words

_STRAY = 300
"""Articles of 58,135 that hold a character as a word of its own up to which it may be what a slip left: 优 has 234, 人 18,106."""
_BEFORE_COUNTER = re.compile(r"[这那某每各哪几]$")
_KEPT = re.compile(r'"[^"]+"|《[^《》]+》|[\u4e00-\u9fff]*·[\u4e00-\u9fff·]*')
"""Titles, quotations and foreign names (何塞·塞雷布里埃) stay as typed."""


def corrected(question: str, holding: Holding) -> tuple[str, tuple[Correction, ...]]:
    """`question` with its slips mended and what was read as what; as typed, and nothing, where it has none.

    A mended question is folded and simplified.
    """
    text = simplify(fold(question).text)
    words = _words(text)
    numbers = [figure.span for figure in read_figures(text)]
    out: list[tuple[Span, str]] = []
    others: list[Other] | None = None
    for word in words:
        if any(_overlap(word.span, number) for number in numbers):
            continue  # 九是 of 正月初九是几号
        if _is_kept(text, word.span):
            continue
        if (_suspect(word, holding) and not _covered(text, word.span, words, holding)) or _is_torn(
            text, word
        ):
            others = others_of(words, holding) if others is None else others
            found = sounding(text, word, words, others, holding)
            if found is not None and not any(_overlap(found[0], span) for span, _ in out):
                out.append(found)
    if not out:
        swapped = (_swapped(text, word, holding) for word in words if _suspect(word, holding))
        found = next((one for one in swapped if one is not None), None)
        out += [found] if found is not None else []
    if not out:
        strays = (_stray(text, at, words, holding) for at in range(len(words) - 1))
        out += [found for found in strays if found is not None][:1]
    if not out:
        return question, ()
    corrections: list[Correction] = []
    for span, read in out:
        whole, new = _whole(text, words, span, read)
        corrections.append(Correction(typed=whole, read=new))
    for span, read in sorted(out, reverse=True):
        text = text[: span.start] + read + text[span.end :]
    return text, tuple(corrections)


def _words(text: str) -> list[Word]:
    out: list[Word] = []
    at = 0
    for word, part in tag_words(text):
        out.append(Word(word, part, Span(at, at + len(word))))
        at += len(word)
    return out


def _suspect(word: Word, holding: Holding) -> bool:
    """Whether nobody writes this word: neither the archive nor general news."""
    if len(word.text) < 2 or not HAN.fullmatch(word.text) or word.text in general_words():
        return False
    if word.part.startswith(("m", "t", "r")) and not PLACE.search(word.text):
        return False
    return holding([word.text]) == 0


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _is_kept(text: str, span: Span) -> bool:
    """Whether it stands in what stays as typed."""
    return any(m.start() < span.end and span.start < m.end() for m in _KEPT.finditer(text))


def _is_torn(text: str, word: Word) -> bool:
    """Whether a rare character stands alone beside others, as what the segmenter could not join: 比亚笛 is 比亚 and 笛."""
    if len(word.text) != 1 or not HAN.fullmatch(word.text) or word.part[:1] not in "nvaxzg":
        return False
    if general_words().get(word.text, 0) > _STRAY or ASKING.search(word.text):
        return False
    return bool(
        HAN.search(
            text[max(word.span.start - 1, 0) : word.span.start] + text[word.span.end : word.span.end + 1]
        )
    )


def _covered(text: str, suspect: Span, words: Sequence[Word], holding: Holding) -> bool:
    """Whether the segmenter only cut badly: 石项 of 煤矸石项目 falls into words that are known."""
    bounds = {b for w in words for b in (w.span.start, w.span.end)}
    reached = {b for b in bounds if suspect.start - LONGEST_WORD < b <= suspect.start}
    for start in range(suspect.start - LONGEST_WORD, suspect.end):
        if start not in reached:
            continue
        for end in range(start + 1, min(start + LONGEST_WORD, len(text)) + 1):
            piece = text[start:end]
            articles = general_words().get(piece, 0)
            counter = bool(_BEFORE_COUNTER.search(text, 0, start))
            if articles >= FREE or counter if end == start + 1 else articles or holding([piece]):
                reached.add(end)
    return any(end >= suspect.end for end in reached)


def _swapped(text: str, word: Word, holding: Holding) -> tuple[Span, str] | None:
    """The two words that the suspect one falls into with two characters swapped: 优天良数 is 优良 and 天数."""
    found: list[tuple[Span, str]] = []
    for at in range(max(0, word.span.start - 3), min(word.span.end, len(text) - 1)):
        pair = text[at : at + 2]
        if not HAN.fullmatch(pair) or pair[0] == pair[1] or ASKING.search(pair):
            continue
        mended = text[:at] + pair[::-1] + text[at + 2 :]
        near = [w for w in _words(mended) if w.span.start < at + 2 and at < w.span.end]
        if len(near) != 2 or any(len(w.text) < 2 or not is_content(w.text) for w in near):
            continue
        if holding([near[0].text, near[1].text]):
            span = Span(near[0].span.start, near[1].span.end)
            found.append((span, near[0].text + near[1].text))
    return found[0] if len(found) == 1 else None


@cache
def _words_with() -> dict[str, tuple[str, ...]]:
    """The words of two characters of general news, by each of their characters."""
    found: dict[str, list[str]] = {}
    for word in general_words():
        if len(word) == 2 and HAN.fullmatch(word) and word[0] != word[1]:
            for character in word:
                found.setdefault(character, []).append(word)
    return {character: tuple(sorted(of)) for character, of in found.items()}


def _stray(text: str, at: int, words: Sequence[Word], holding: Holding) -> tuple[Span, str] | None:
    """The word that a lone character before a noun is left of (优 of 优天数), or the one that it repeats (优良良天数)."""
    word, after = words[at], words[at + 1]
    if len(word.text) != 1 or not HAN.fullmatch(word.text) or not word.part.startswith(CONTENT):
        return None
    if general_words().get(word.text, 0) > _STRAY or ASKING.search(word.text):
        return None
    if len(after.text) < 2 or not after.part.startswith(("n", "z")) or holding([word.text]):
        return None
    if _is_kept(text, word.span):
        return None
    before = words[at - 1] if at else None
    if before is not None and len(before.text) > 1 and before.text.endswith(word.text):
        return (
            (Span(before.span.start, word.span.end), before.text)
            if holding([before.text, after.text])
            else None
        )
    if word.part == "v":  # 签亚马孙合作条约 has lost nothing
        return None
    shared = sorted(
        ((holding([whole, after.text]), whole) for whole in _words_with().get(word.text, ())), reverse=True
    )
    if not shared or not is_content(shared[0][1]):
        return None
    if not holding([shared[0][1], after.text], [shared[0][1][-1] + after.text[0]]):
        return None
    if len(shared) > 1 and shared[0][0] < CLEARLY * shared[1][0]:
        return None
    return word.span, shared[0][1]


def _whole(text: str, words: Sequence[Word], span: Span, read: str) -> tuple[str, str]:
    """The slip as typed and as read, with the noun that it belongs to: 优量天数, 优良天数."""
    start, end = span.start, span.end
    inside = [w for w in words if w.span.start < end and start < w.span.end]
    before, after = text[inside[0].span.start : start], text[end : inside[-1].span.end]
    following = next((w for w in words if w.span.start == end), None)
    belongs = following and re.match("n(?!r)|z", following.part) and len(following.text) > 1
    if not after and following and belongs and len(read) < 3 and not inside[-1].part.startswith("nr"):
        after = following.text
    elif after:  # 汇有 of 招聘汇有多少: what follows the slip is another word
        after = ""
    typed = text[start:end]
    return before + typed + after, before + read + after
