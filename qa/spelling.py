"""Typing slips in a question: 优量天数 is looked for as 优良天数, and the reader is told.

A word is taken for another only where the archive does not hold it, general news does not either, and one close word
stands in the archive beside the question's other words. Close is: one character that sounds alike (the commonest slip
of typed Chinese), two neighbours swapped, or one lost (优天数) or doubled (优良良天数) where what is left stands alone and is
no word that the archive prints. Names of people are left alone, because another name is another person.
"""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.figure_reader import read_figures
from corpus.spans import Span
from corpus.text import fold, simplify
from corpus.words import tag as tag_words
from qa.answers import Correction
from qa.word_weights import general_words

Holding = Callable[[Sequence[str]], int]
"""How many passages of the archive hold all of some words."""

_LONGEST_WORD = 4
"""Characters of a word that is looked for; longer ones are cut into several."""
_CLEARLY = 3
"""How many times more passages than any other a close word must share with the question's words. Reasoned."""
_COMMON = 300
"""Articles of 58,135 that hold a word which even an archive without it may be asked with (一共 for 一供). Reasoned."""
_FREE = 2_900
"""Articles of 58,135, one in twenty, that hold a character as a word of its own for it to stand alone (家, 在, 个)."""
_STRAY = 300
"""Articles of 58,135 that hold a character as a word of its own up to which it may be what a slip left: 优 has 234, 人 18,106."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_ASKING = re.compile("[哪谁啥什么多少几怎何]")
_BEFORE_COUNTER = re.compile(r"[这那某每各哪几]$")
_KEPT = re.compile(r'"[^"]+"|《[^《》]+》|[\u4e00-\u9fff]*·[\u4e00-\u9fff·]*')
"""Titles, quotations and foreign names (何塞·塞雷布里埃) stay as typed."""
_PLACE = re.compile(r"[省市县区州镇乡村]$")
_CONTENT = ("n", "v", "a", "j", "z", "b")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    part: str
    """Its part of speech, as the segmenter tags it."""
    span: Span


@cache
def _sounds() -> dict[str, str]:
    """Each character with those that sound alike, 南 and 蓝 or 升 and 深 being alike to many ears too."""
    rows = files("qa").joinpath("data/syllables.tsv").read_text(encoding="utf-8").splitlines()
    alike: dict[str, str] = {}
    for row in rows:
        if not row.startswith("#"):
            syllable, _, characters = row.partition("\t")
            heard = re.sub(r"^([zcs])h", r"\1", re.sub(r"(?<=[ei])ng$", "n", syllable))
            alike[heard] = alike.get(heard, "") + characters
    out: dict[str, str] = {}
    for characters in alike.values():
        for character in characters:
            out[character] = out.get(character, "") + characters
    return out


def corrected(question: str, holding: Holding) -> tuple[str, tuple[Correction, ...]]:
    """`question` with its slips mended and what was read as what; as typed, and nothing, where it has none.

    A mended question is folded and simplified.
    """
    text = simplify(fold(question).text)
    words = _words(text)
    numbers = [figure.span for figure in read_figures(text)]
    out: list[tuple[Span, str]] = []
    for word in words:
        if any(word.span.start < n.end and n.start < word.span.end for n in numbers):
            continue  # 九是 of 正月初九是几号
        if _suspect(word, holding) and not _covered(text, word.span, words, holding):
            found = _sounding(text, word, words, holding)
            if found is not None:
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


def _words(text: str) -> list[_Word]:
    out: list[_Word] = []
    at = 0
    for word, part in tag_words(text):
        out.append(_Word(word, part, Span(at, at + len(word))))
        at += len(word)
    return out


def _suspect(word: _Word, holding: Holding) -> bool:
    """Whether nobody writes this word: neither the archive nor general news."""
    if len(word.text) < 2 or not _HAN.fullmatch(word.text) or word.text in general_words():
        return False
    if word.part.startswith(("nr", "m", "t")) and not _PLACE.search(word.text):
        return False
    return holding([word.text]) == 0


def _covered(text: str, suspect: Span, words: Sequence[_Word], holding: Holding) -> bool:
    """Whether the segmenter only cut badly: 石项 of 煤矸石项目 falls into words that are known."""
    bounds = {b for w in words for b in (w.span.start, w.span.end)}
    reached = {b for b in bounds if suspect.start - _LONGEST_WORD < b <= suspect.start}
    for start in range(suspect.start - _LONGEST_WORD, suspect.end):
        if start not in reached:
            continue
        for end in range(start + 1, min(start + _LONGEST_WORD, len(text)) + 1):
            piece = text[start:end]
            articles = general_words().get(piece, 0)
            counter = bool(_BEFORE_COUNTER.search(text, 0, start))
            if articles >= _FREE or counter if end == start + 1 else articles or holding([piece]):
                reached.add(end)
    return any(end >= suspect.end for end in reached)


def _sounding(text: str, word: _Word, words: Sequence[_Word], holding: Holding) -> tuple[Span, str] | None:
    """The word that sounds like the suspect one, where one stands out."""
    kept = [Span(m.start(), m.end()) for m in _KEPT.finditer(text)]
    if any(t.start < word.span.end and word.span.start < t.end for t in kept):
        return None
    close = list(
        dict.fromkeys(_close(text, word.span, {b for w in words for b in (w.span.start, w.span.end)}))
    )
    known = [(span, read) for span, read in close if holding([read]) and _is_content(read)]
    if known:
        longest = max(len(read) for _, read in known)
        known = [(span, read) for span, read in known if len(read) == longest]
        return _standing_out(known, _beside(word, words, holding), holding)
    touching = [w for w in words if word.span.start == w.span.end or w.span.start == word.span.end]
    if any(_suspect(w, holding) for w in touching):  # a name that the segmenter does not know
        return None
    common = sorted(((general_words().get(read, 0), span, read) for span, read in close), reverse=True)
    if common and common[0][0] >= _COMMON and (len(common) == 1 or common[0][0] >= _CLEARLY * common[1][0]):
        return common[0][1], common[0][2]
    return None


def _is_content(read: str) -> bool:
    """Whether it is one word that names something: 只是 is no slip for what a question is about."""
    [(_, part), *more] = tag_words(read)
    return not more and part.startswith((*_CONTENT, "l", "i"))


def _close(text: str, suspect: Span, bounds: Set[int]) -> Iterator[tuple[Span, str]]:
    """Each run of two to four characters over the suspect word, with one of its characters sounding alike or two swapped."""
    for start in range(max(0, suspect.start - _LONGEST_WORD + 1), suspect.end):
        for end in range(start + 2, min(start + _LONGEST_WORD, len(text)) + 1):
            run = text[start:end]
            if end <= suspect.start or not _HAN.fullmatch(run) or _ASKING.search(run):
                continue
            if any(b not in bounds and not suspect.start < b < suspect.end for b in (start, end)):
                continue  # a word beside it would be cut
            span = Span(start, end)
            for at in range(max(start, suspect.start), min(end, suspect.end)):
                for character in _sounds().get(text[at], ""):
                    if character != text[at]:
                        yield span, run[: at - start] + character + run[at - start + 1 :]
                if at + 1 < end and text[at] != text[at + 1]:
                    yield span, run[: at - start] + text[at + 1] + text[at] + run[at - start + 2 :]


def _beside(word: _Word, words: Sequence[_Word], holding: Holding) -> list[str]:
    """The question's other words that the archive holds."""
    return [
        other.text.lower()
        for other in words
        if other is not word
        and len(other.text) > 1
        and other.part[:1] in "nvajzb"
        and holding([other.text.lower()])
    ]


def _standing_out(
    known: Sequence[tuple[Span, str]], beside: Sequence[str], holding: Holding
) -> tuple[Span, str] | None:
    """The only close word, or the one that shares clearly the most passages with the question's other words."""
    shared = sorted(
        (
            (sum(holding([read, other]) for other in beside if other != read), span, read)
            for span, read in known
        ),
        reverse=True,
    )
    most, span, read = shared[0]
    if beside and not most:
        return None
    if len(shared) > 1 and most < _CLEARLY * max(shared[1][0], 1):
        return None
    return span, read


def _swapped(text: str, word: _Word, holding: Holding) -> tuple[Span, str] | None:
    """The two words that the suspect one falls into with two characters swapped: 优天良数 is 优良 and 天数."""
    found: list[tuple[Span, str]] = []
    for at in range(max(0, word.span.start - 3), min(word.span.end, len(text) - 1)):
        pair = text[at : at + 2]
        if not _HAN.fullmatch(pair) or pair[0] == pair[1] or _ASKING.search(pair):
            continue
        mended = text[:at] + pair[::-1] + text[at + 2 :]
        near = [w for w in _words(mended) if w.span.start < at + 2 and at < w.span.end]
        if len(near) != 2 or any(len(w.text) < 2 or not _is_content(w.text) for w in near):
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
        if len(word) == 2 and _HAN.fullmatch(word) and word[0] != word[1]:
            for character in word:
                found.setdefault(character, []).append(word)
    return {character: tuple(sorted(of)) for character, of in found.items()}


def _stray(text: str, at: int, words: Sequence[_Word], holding: Holding) -> tuple[Span, str] | None:
    """The word that a lone character before a noun is left of (优 of 优天数), or the one that it repeats (优良良天数)."""
    word, after = words[at], words[at + 1]
    if len(word.text) != 1 or not _HAN.fullmatch(word.text) or not word.part.startswith(_CONTENT):
        return None
    if general_words().get(word.text, 0) > _STRAY or _ASKING.search(word.text):
        return None
    if len(after.text) < 2 or not after.part.startswith(("n", "z")) or holding([word.text]):
        return None
    if any(m.start() < word.span.end and word.span.start < m.end() for m in _KEPT.finditer(text)):
        return None
    before = words[at - 1] if at else None
    if before is not None and len(before.text) > 1 and before.text.endswith(word.text):
        return (
            (Span(before.span.start, word.span.end), before.text)
            if holding([before.text, after.text])
            else None
        )
    shared = sorted(
        ((holding([whole, after.text]), whole) for whole in _words_with().get(word.text, ())), reverse=True
    )
    if not shared or not shared[0][0] or not _is_content(shared[0][1]):
        return None
    if len(shared) > 1 and shared[0][0] < _CLEARLY * shared[1][0]:
        return None
    return word.span, shared[0][1]


def _whole(text: str, words: Sequence[_Word], span: Span, read: str) -> tuple[str, str]:
    """The slip as typed and as read, with the noun that it belongs to: 优量天数, 优良天数."""
    start, end = span.start, span.end
    inside = [w for w in words if w.span.start < end and start < w.span.end]
    before, after = text[inside[0].span.start : start], text[end : inside[-1].span.end]
    following = next((w for w in words if w.span.start == end), None)
    if not after and following and following.part.startswith(("n", "z")) and len(following.text) > 1:
        after = following.text
    elif after:  # 汇有 of 招聘汇有多少: what follows the slip is another word
        after = ""
    typed = text[start:end]
    return before + typed + after, before + read + after
