"""How much of a question's wording a text bears: weighted terms, everyday words, character pairs.

A term counts as borne by a text that holds it, or an official word for it (qa/data/everyday.tsv: 涨 for 上升),
or in part, by the share of its character pairs that the text holds (优量天数 for 优良天数). Weights are inverse
document frequencies over general news (training/word_weights.py), so that they do not depend on how many
issues the archive holds. Neither word order nor meaning beyond the table is seen here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import add

from corpus.figure_patterns import ROMAN
from corpus.places import place_spans
from corpus.words import parts
from qa.questions import Term
from qa.word_weights import weight

PARTLY = 0.6
"""What a term counts that is borne by all its character pairs but not in one piece, against 1 for the whole.
Reasoned: the pairs of 年平均浓度 may come from 年平均 and 浓度 set apart."""
EVERYDAY = 0.85
"""What an official word for an everyday one counts, against 1 for the word itself. Reasoned."""


@cache
def _everyday() -> dict[str, tuple[str, ...]]:
    rows = files("qa").joinpath("data/everyday.tsv").read_text(encoding="utf-8").splitlines()
    out: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row and not row.startswith("#"):
            word, _, official = row.partition("\t")
            out[word] = tuple(official.split(" "))
    return out


_CLASSES = "一二三四五六"
_CLASS = re.compile(rf"(?<![第十哪这那每])(?P<class>[{_CLASSES}])(?P<noun>[类级])(?!别)")
"""二类水质, 三级响应: a page may print II类 and III级, as folding leaves Ⅱ类 and Ⅲ级."""


def printed_classes(text: str) -> list[tuple[str, str]]:
    """The classes and levels of `text`, each with how a page prints it in Roman numbers: 二类, II类."""
    return [(m.group(), ROMAN[_CLASSES.index(m["class"])] + m["noun"]) for m in _CLASS.finditer(text)]


@lru_cache(maxsize=64)  # search and features ask for the same question's; the table has thousands of rows
def official_words(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The everyday words that stand in `text`, longest first, each with its official ones."""
    found = [(word, official) for word, official in _everyday().items() if word in text]
    found += [(word, (printed,)) for word, printed in printed_classes(text)]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0])))


@lru_cache(maxsize=8192)
def pairs(text: str) -> frozenset[str]:
    """The character pairs of a text; remembered, because a story is looked at once for each of its sentences."""
    return frozenset(map(add, text, text[1:]))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question term with what is needed to look for it."""

    text: str
    weight: float
    name: bool
    variants: tuple[str, ...]
    pairs: frozenset[str]

    def borne_by(self, text: str, text_pairs: frozenset[str]) -> float:
        """0..1: how far `text` (with `text_pairs`, its character pairs) bears the term."""
        if self.text in text and not _only_denied(self.text, text):
            return 1.0
        for variant in self.variants:
            if variant in text:
                return EVERYDAY
        if self.text.isascii():
            close = self.text.replace(" ", "").replace("-", "").lower()
            return float(len(close) > 2 and close in text.replace(" ", "").replace("-", "").lower())
        if self.name and len(self.text) < 4:
            return 0.0
        return PARTLY * len(self.pairs & text_pairs) / len(self.pairs) if len(self.text) > 2 else 0.0

    def stands_in(self, text: str) -> bool:
        """Whether `text` bears the term by half or more: enough to be about it."""
        return self.borne_by(text, pairs(text)) >= 0.5


def _only_denied(word: str, text: str) -> bool:
    """Whether `text` holds `word` only with 非 before it: 非制造业 is no 制造业."""
    return "非" in text and (denied := text.count(f"非{word}")) > 0 and denied == text.count(word)


HOME = 0.8
"""Weight of the home city's name: it helps to choose between sentences but none has to bear it. Reasoned."""


def weigh(terms: Sequence[Term], question: str, *, home: Sequence[str] = ()) -> tuple[Weighed, ...]:
    """The terms with their weights; an everyday phrase of several terms (好天气) becomes one.

    `home`: names of the city that the bulletin calls ours; they weigh little and are no names that must be met.
    """
    out: list[Weighed] = []
    taken: set[int] = set()
    for word, official in official_words(question):
        at = question.find(word)
        while at >= 0:
            inside = [t for t in terms if t.span.start < at + len(word) and at < t.span.end]
            if inside and all(at <= t.span.start and t.span.end <= at + len(word) for t in inside):
                if not taken & {t.span.start for t in inside}:
                    heaviest = max(weight(w) for w in (*official, *(t.text for t in inside)))
                    out.append(Weighed(word, min(heaviest, 6.0), False, official, pairs(word)))
                taken |= {t.span.start for t in inside}
            at = question.find(word, at + 1)
    for term in terms:
        if term.span.start not in taken:
            ours = term.text in home
            own = HOME if ours else weight(term.text)
            variants = ("我市", "全市", "本市", *home) if ours else _short_names(term)
            out.append(Weighed(term.text, own, term.name and not ours, variants, pairs(term.text)))
    return tuple(out)


_SPEAKING_FOR = ("政府", "当局", "官方", "方面", "军方", "警方")
"""Who acts for a place is often called by the place alone: 俄罗斯外交部, 俄方 for 俄罗斯政府."""
_ENDINGS = (*_SPEAKING_FOR, "自治区", "自治州", "特别行政区", "省", "市", "县", "区", "国", "镇", "乡", "村")


_COUNTRY = {
    "中国": ("我国", "全国"),
    "国内": ("我国", "全国"),
    "我国": ("中国", "全国"),
    "全国": ("我国", "中国"),
}
"""What a Chinese newspaper calls its own country; figures for it are printed under each of these."""


def _short_names(term: Term) -> tuple[str, ...]:
    """A name as the page may shorten it: 太原 for 太原市, 中科院 for 中国科学院, 上港 for 上港队. Names of two characters
    are left whole.
    """
    text = term.text
    if text in _COUNTRY:
        return _COUNTRY[text]
    out = [text.removesuffix(e) for e in _ENDINGS if text.endswith(e) and len(text) - len(e) >= 2][:1]
    if text.endswith("人") and [len(span) for span in place_spans(text[:-1])] == [len(text) - 1]:
        out.append(text[:-1])  # 山西人
    if not term.name or text.isascii():
        return tuple(out)
    if text.endswith("队") and len(text) > 2:
        out.append(text[:-1])
    made_of = parts(text) if len(text) >= 4 else []
    if len(made_of) > 1:
        initials = "".join(part[0] for part in made_of)
        whole = initials + text[-1] if len(made_of[-1]) > 1 else initials
        out += [short for short in (initials, whole) if len(short) > 2]
    return tuple(dict.fromkeys(out))


def coverage(terms: Sequence[Weighed], text: str) -> float:
    """0..1: the weighted share of the terms that `text` bears; 0 for no terms."""
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    text_pairs = pairs(text)
    return sum([term.weight * term.borne_by(text, text_pairs) for term in terms]) / total
