"""What the archive prints that sounds like a word which it does not hold: 彭清林 for 彭青林, 登革热 for 登格|热.

The segmenter cuts an unknown word in two or joins it to a neighbour, so runs of characters over it are looked at, not words.
How clearly the question's other words have to speak for a run depends on its sort: least for a long word that news often
prints, most for a person's name, because another name is another person.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.names import SURNAMES
from qa.word_weights import general_words, weight

HAN = re.compile(r"[\u4e00-\u9fff]+")
ASKING = re.compile("[哪谁啥什么多少几怎何]")
PLACE = re.compile(r"[省市县区州镇乡村]$")
CONTENT = ("n", "v", "a", "j", "z", "b")
LONGEST_WORD = 4
"""Characters of a word that is looked for; longer ones are cut into several."""
FREE = 2_900
"""Articles of 58,135, one in twenty, that hold a character as a word of its own for it to stand alone (家, 在, 个)."""
CLEARLY = 3
"""How many times more passages than any other a close word must share with the question's words. Reasoned."""

_CLEARER = 4.0
"""Or how much more must speak for it, in nats as below. Reasoned."""
_FOR_A_WORD = 6.0
"""What must speak for a word of two characters, in nats: the weights (qa.word_weights) of the question's other words in one passage
with it, and `_ADJOINING`. Of 200 slips made in questions on the
news and 161 questions that it does not answer, the rightly read words have 6.3 or more but for 普京 and 广西 (4.1, 3.9), the wrong
ones up to 5.9."""
_FOR_A_LONG_WORD = 4.0
"""The same for three characters or more, of which few sound alike, and for two that news often prints (`_COMMON`)."""
_FOR_A_SWAPPED_WORD = 12.0
"""The same, and two words at least, for two characters that were swapped. Reasoned: 卡脚 for 脚卡, 管局 for 局管 and 课堂 for 堂课,
all wrong, have 8.0 to 9.0."""
_FOR_A_TORN_WORD = 9.0
"""The same, and two words at least, for one of which only a lone character is suspect (比亚|笛, but 大同|线 may be no 大同县). Reasoned:
two words that one article in 90 holds (救人, 小哥 have 5.4)."""
_FOR_A_PERSON = 9.0
"""The same for a person's name, and two words at least. Reasoned, as above."""
_FOR_A_SHORT_PERSON = 14.0
"""The same for one of two characters, or where what is mended is the first, no frequent surname as typed (夹志龙). Reasoned: three
such words."""
_ADJOINING = 3.0
"""What it counts on each side that the question prints the same character beside it as the page. Reasoned."""
_A_CHARACTER = 4.0
"""What each character beyond the second counts where two readings are compared. Reasoned."""
_COMMON = 300
"""Articles of 58,135 that hold a word which even an archive without it may be asked with (一共 for 一供). Reasoned."""
_WELL_KNOWN = 100
"""Articles that hold a long word which needs nothing else to speak for it (红十字会, 加拿大). Reasoned."""
_ITSELF = 1_000
"""Articles up to which a character as a word of its own may be a slip: 供 has 561, 水 of 水时 (随时) 1,725."""
_GRAMMAR = "dcj"
"""Parts of speech of the words that any question may be asked with; 一共 is tagged j."""


class Holding(Protocol):
    """An archive that says what it holds."""

    def __call__(self, words: Sequence[str], pairs: Sequence[str] = ()) -> int:
        """How many passages hold all of `words`, and all of `pairs` of neighbouring characters."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, as the segmenter cuts and tags it."""

    text: str
    part: str
    span: Span


@dataclass(frozen=True, slots=True)
class Other:
    """A word of the question that may speak for the reading of another."""

    span: Span
    held: str
    """As the archive holds it, where need be without a neighbour that the segmenter joined to it (卡努 of 卡努离); empty where it
    does not."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of characters over the suspect word that may be one word."""

    span: Span
    places: tuple[int, ...]
    """Where one of them may be the slip."""
    swaps: tuple[int, ...]
    """Where one may be swapped with the next."""
    is_name: bool
    """Whether it is made of whole words as one name may be."""
    asks: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """A run that the archive prints."""

    span: Span
    at: int
    """Where the first changed character stands."""
    read: str
    is_word: bool
    """Whether it is a word of the archive, and no run of its characters alone."""
    shared: int
    """Passages that it shares with the question's other words, one by one and summed."""
    beside: int
    """Those words that stand with it in one passage."""
    told: float
    """How much they tell, in nats."""
    adjoining: float
    """And how much the characters on both sides do."""
    others: int
    """How many other words the question has."""

    @property
    def evidence(self) -> float:
        return self.told + self.adjoining

    @property
    def fullness(self) -> tuple[int, bool, float]:
        return len(self.read), self.is_word, self.evidence

    @property
    def score(self) -> float:
        return self.evidence + _A_CHARACTER * (len(self.read) - 2)


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
    return {character: sounding.replace(character, "") for character, sounding in out.items()}


def is_content(read: str) -> bool:
    """Whether it is one word that names something: 只是 is no slip for what a question is about."""
    [(_, part), *more] = tag_words(read)
    return not more and part.startswith((*CONTENT, "l", "i"))


def pairs_of(run: str) -> list[str]:
    """Its neighbouring characters, two by two."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def others_of(words: Sequence[Word], holding: Holding) -> list[Other]:
    """The question's words that tell something."""
    out: list[Other] = []
    for word in words:
        if len(word.text) > 1 and (word.part[:1] in "nvajzb" or word.part == "eng"):
            text = word.text.lower()
            held = (part for part in (text, text[:-1], text[1:]) if len(part) > 1 and holding([part]))
            out.append(Other(word.span, next(held, "")))
    return out


def sounding(
    text: str, word: Word, words: Sequence[Word], others: Sequence[Other], holding: Holding
) -> tuple[Span, str] | None:
    """What sounds like the suspect `word` of `text`, where one reading stands out."""
    known: dict[tuple[int, str], _Reading] = {}
    common: list[tuple[int, Span, str]] = []
    for window in _windows(text, word, words):
        span = window.span
        if span.end - span.start > 2 and holding([], pairs_of(text[span.start : span.end])):
            continue  # the archive prints what was typed
        for at, read in _mended(text, window):
            # most are held by none: this loop is what a question without slips takes its time for
            is_word = holding([read]) > 0 and is_content(read)
            if not is_word and not (window.is_name and holding([], pairs_of(read))):
                if read in general_words() and general_words().get(text[at], 0) <= _ITSELF:
                    common.append((general_words()[read], span, read))
                continue
            reading = _reading(text, span, at, read, others, holding, is_word=is_word)
            slip = (at, read[at - span.start])
            if slip not in known or reading.fullness > known[slip].fullness:
                known[slip] = reading
    if known:
        return _standing_out([*known.values()], text, word, words)
    return _common(common) if len(word.text) > 1 and not word.part.startswith("n") else None


def _windows(text: str, word: Word, words: Sequence[Word]) -> Iterator[_Window]:
    """The runs of two to four characters over the suspect word that cut no known word, the shortest first.

    The slip is in the suspect word, or in a lone neighbour (是|验室 for 实验室) where the run holds the whole word.
    """
    suspect = word.span
    bounds = {b for w in words for b in (w.span.start, w.span.end)}
    # an unknown word beside it may be cut (呼和昊|特市), a known one may not
    bounds |= {b for w in words if w.text not in general_words() for b in range(w.span.start, w.span.end)}
    lone = {
        w.span.start
        for w in words
        if len(w.text) == 1 < len(word.text) and (w.span.end == suspect.start or w.span.start == suspect.end)
    }
    shortest = 2 if len(word.text) > 1 else 3
    for length in range(shortest, LONGEST_WORD + 1):
        for start in range(max(0, suspect.start - length + 1), min(suspect.end, len(text) - length + 1)):
            span, typed = Span(start, start + length), text[start : start + length]
            if not {span.start, span.end} <= bounds or not HAN.fullmatch(typed):
                continue
            over = span.start <= suspect.start and suspect.end <= span.end
            inside = range(max(span.start, suspect.start), min(span.end, suspect.end))
            beside = [at for at in range(span.start, span.end) if over and at in lone]
            asks = bool(ASKING.search(typed))
            yield _Window(
                span,
                tuple(at for at in sorted([*inside, *beside]) if not ASKING.search(text[at])),
                () if asks else tuple(at for at in inside if at + 1 < span.end and text[at] != text[at + 1]),
                length > 2 and _is_whole_name(span, words),
                asks,
            )


def _mended(text: str, window: _Window) -> Iterator[tuple[int, str]]:
    """Each way to read the run with one character that sounds alike or two swapped, and where they stand."""
    start, end = window.span.start, window.span.end
    for at in window.places:
        before, after = text[start:at], text[at + 1 : end]
        for character in _sounds().get(text[at], ""):
            read = before + character + after
            if not window.asks or read in general_words():  # 哪吒 asks nothing
                yield at, read
    for at in window.swaps:
        yield at, text[start:at] + text[at + 1] + text[at] + text[at + 2 : end]


def _reading(
    text: str, span: Span, at: int, read: str, others: Sequence[Other], holding: Holding, *, is_word: bool
) -> _Reading:
    """`read` with what speaks for it."""
    own, pairs = ([read], []) if is_word else ([], pairs_of(read))
    apart = [other for other in others if other.span.end <= span.start or span.end <= other.span.start]
    held = dict.fromkeys(other.held for other in apart if other.held and other.held != read)
    shares = {word: shared for word in held if (shared := holding([*own, word], pairs))}
    beside: list[str] = []
    for word in sorted(shares, key=lambda one: (-weight(one), one)):
        if not beside or holding([*own, *beside, word], pairs):
            beside.append(word)
    adjoining = 0.0
    for neighbour, pair in (
        (text[span.start - 1 : span.start], text[span.start - 1 : span.start] + read[0]),
        (text[span.end : span.end + 1], read[-1] + text[span.end : span.end + 1]),
    ):
        tells = HAN.fullmatch(neighbour) and general_words().get(neighbour, 0) < FREE
        if tells and holding(own, [*pairs, pair]):
            adjoining += _ADJOINING
    told = sum(weight(word) for word in beside)
    return _Reading(span, at, read, is_word, sum(shares.values()), len(beside), told, adjoining, len(apart))


def _inside(span: Span, words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.span.start < span.end and span.start < word.span.end]


def _is_whole_name(span: Span, words: Sequence[Word]) -> bool:
    """Whether a run is made of whole names and of lone characters beside them."""
    inside = _inside(span, words)
    if inside[0].span.start != span.start or inside[-1].span.end != span.end:
        return False
    names = [word.part[:2] in ("nr", "ns", "nt", "nz") for word in inside]
    return any(names) and all(
        name or (len(word.text) == 1 and word.part[:1] in "nxj")
        for name, word in zip(names, inside, strict=True)
    )


def _standing_out(
    known: Sequence[_Reading], text: str, word: Word, words: Sequence[Word]
) -> tuple[Span, str] | None:
    """The reading for which clearly more speaks than for any other, if it is as much as its sort demands."""
    best, *rest = sorted(known, key=lambda one: (-one.score, -one.shared, one.span, one.read))
    if not _is_likely(best, text, word, words):
        return None
    for other in rest:
        if not other.others and other.read not in general_words():
            continue  # 海虾 and 海峡 of 海瑕, asked about with no other word
        if best.score < other.score + _CLEARER and best.shared < CLEARLY * max(other.shared, 1):
            return None
    return best.span, best.read


def _is_likely(reading: _Reading, text: str, suspect: Word, words: Sequence[Word]) -> bool:
    """Whether the question's other words speak for it as clearly as its sort demands."""
    span, read = reading.span, reading.read
    articles = general_words().get(read, 0)
    inside = _inside(span, words)
    slipped = next(word for word in inside if word.span.start <= reading.at < word.span.end)
    if len(slipped.text) == 1 and len(read) < 3:
        return False
    if _is_person(read, inside):
        surname = reading.at == span.start
        if inside[0].span.start != span.start or (surname and text[span.start] in SURNAMES):
            return False
        clear = _FOR_A_SHORT_PERSON if surname or len(read) == 2 else _FOR_A_PERSON
        return reading.beside > 1 and reading.told >= clear
    if len(suspect.text) == 1:
        if articles >= _WELL_KNOWN:
            return reading.beside > 0 and reading.evidence >= _FOR_A_WORD
        return reading.beside > 1 and reading.evidence >= _FOR_A_TORN_WORD
    if (
        len(read) == 3 and suspect.part == "nr" and not PLACE.search(read)
    ):  # may be a person of a rare surname
        return articles >= _WELL_KNOWN or reading.told >= _FOR_A_WORD
    if len(read) > 2:
        return articles >= _WELL_KNOWN or not reading.others or reading.evidence >= _FOR_A_LONG_WORD
    if _breaks(reading, text, suspect.span):
        return False
    if not reading.others:
        return articles >= _COMMON
    if sorted(read) == sorted(text[span.start : span.end]):
        return reading.beside > 1 and reading.evidence >= _FOR_A_SWAPPED_WORD
    return reading.beside > 0 and reading.evidence >= (
        _FOR_A_LONG_WORD if articles >= _COMMON else _FOR_A_WORD
    )


def _is_person(read: str, typed: Sequence[Word]) -> bool:
    """Whether a person's name was typed, or is what was typed read as."""
    if any(w.part.startswith("nr") and w.text[0] in SURNAMES and not PLACE.search(w.text) for w in typed):
        return True
    if read[0] not in SURNAMES or len(read) > 3 or general_words().get(read, 0) >= _WELL_KNOWN:
        return False
    return tag_words(read)[0][1] == "nr" and not PLACE.search(read)


def _breaks(reading: _Reading, text: str, suspect: Span) -> bool:
    """Whether its slip would be in a word that the suspect one is made with: 收 of 回收 in 回收机 is none of 手机."""
    at = reading.at
    near = [start for start in (at - 1, at) if suspect.start <= start and start + 2 <= suspect.end]
    return any(text[start : start + 2] in general_words() for start in near)


def _common(close: Sequence[tuple[int, Span, str]]) -> tuple[Span, str] | None:
    """The word that any question may be asked with (一共 for 一供), of close ones with the articles that hold them."""
    common = sorted(close, reverse=True)
    if not common or common[0][0] < _COMMON:
        return None
    if len(common) > 1 and common[0][0] < CLEARLY * common[1][0]:
        return None
    _, span, read = common[0]
    return (span, read) if tag_words(read)[0][1][:1] in _GRAMMAR else None
