"""How many, where the page lists them and prints no number: 甲、乙、丙签约 and 几家签约 give 3家, counted and so marked.

Only a list that is whole (no 等 behind it, no 也 or 另有 that adds to another) is counted, only where its own clause says
what the question asks, and never where the page prints a number of that noun for it: that number is the answer then.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.calendar import Period
from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.candidates import between_marks, candidate_at, figures_of, tokens_of
from qa.derivations import WEIGHTY, Step
from qa.evidence import Sentence
from qa.features import View, periods_of
from qa.finding import Found
from qa.lists import whole_list
from qa.matching import Weighed, coverage, pairs
from qa.parts import SENTENCES
from qa.questions import Asks, Expects, Question
from qa.timing import agrees
from qa.units import head_fits

_COUNTER = r"[个家人项种条位名类所座支款处件份门]"
_ASKS = re.compile(rf"(?:几|多少)(?P<counter>{_COUNTER})?")
_OWN = 0.5
_AROUND = 0.6
"""Shares of the question's weighted terms that the list's own clause, and the sentence with what stands before it, must
bear outside the list. Reasoned: half of the words may stand in the headline or before, the rest says what was done."""
_ALIKE = 0.1
"""Lists whose shares lie so close together are equally good: where they are not the same, none is counted."""
_NOT_ALL = re.compile(r"等|[.…]{2,}|之类|及其他|以及其他|\(")
"""What behind a list says that it goes on, or cannot be told to end."""
_SOME = re.compile(
    r"(?:包括|包含|例如|比如|譬如|诸如|[如像以]|尤其是?|特别是|主要(?:有|是|为)?|重点是?)[:,]?$"
)
"""What before a list says that it names some."""
_ADDS = re.compile(r"[也还]|另有|此外|另外|同时|再加")
_MORE_FOLLOWS = re.compile(r"^(?:此外|另外|同时|与此同时|还有|另有|后来|随后)")
_DENIED = re.compile(r"未|没有|不(?!断|仅|但|久)|无(?=[^人缝])")
_WITHIN = re.compile(
    r"等|其[他它余]|若干|[和与及]|\d+(?=[个家项种条位名类所座支款处件份门])|[一二两三四五六七八九十](?:[大个家项种条位名类所座支款处件份门]|[区县市](?!.))"
)
"""What within an item says that it is more than one thing, or counts the list: 法律维权四大核心, 人力资源和社会保障局."""
_NOMINAL = ("n", "j", "l", "i", "s", "eng", "vn", "zg", "x")
_KINDS = (
    (re.compile(r"^(?:区县|县区|县市|县|区|市|城区)$"), re.compile(r"[区县市旗]$")),
    (re.compile(r"^(?:街道|乡镇|镇|乡|村|社区)$"), re.compile(r"(?:街道|[镇乡村]|社区)$")),
)
"""Nouns of places and how such places' names end."""


@dataclass(frozen=True, slots=True)
class _Listed:
    sentence: Sentence
    whole: Span
    items: tuple[Span, ...]
    own: float
    """Share of the terms that its own clause bears."""

    @property
    def names(self) -> frozenset[str]:
        """The items as words."""
        return frozenset(item.of(self.sentence.folded.text) for item in self.items)


def counted(found: Found) -> Step | None:
    """The number of the items of the one list that the question asks the number of; None where none is sure."""
    asked = _asked(found.question)
    if asked is None:
        return None
    counter, noun = asked
    seen = found.seen
    terms = [t for t in seen.terms if t.text not in f"几{counter}{noun}"]
    sentences = [s for s, _ in found.sentences[:SENTENCES]]
    if not terms or any(_printed(seen, terms, s) for s in sentences):
        return None
    about = [one for s in sentences for one in _lists(seen, terms, s, counter, noun)]
    best = max(about, key=lambda one: one.own, default=None)
    if best is None or not _is_whole(best, seen, sentences) or _told_of_other_days(best, found, terms):
        return None
    if any(one.names != best.names for one in about if one.own > best.own - _ALIKE):
        return None
    said = f"{len(best.items)}{counter}"
    printed = best.sentence.folded.home(best.whole).of(best.sentence.text)
    return Step(
        best.sentence,
        whole=best.whole,
        parts=((best.sentence, best.whole),),
        text=said,
        expression=f"{printed}：逐个数，共{said}",
    )


def _asked(question: Question) -> tuple[str, str] | None:
    """The counter and the noun whose number is asked for (家, 企业); None where the question asks for no number of things."""
    slot = question.slot
    if question.expects is not Expects.FIGURE or slot is None or question.change:
        return None
    if question.asks is not Asks.NOTHING or question.ordinal is not None:
        return None
    found = _ASKS.match(slot.of(question.text))
    if found is None or not (found["counter"] or question.head):
        return None
    rest = question.head.removeprefix(found["counter"] or "")
    first = tag_words(rest)[0][0] if rest else ""
    noun = first if len(first) > 1 else rest  # 区县 of 区县春风送岗, but all of 重污染天
    if found["counter"]:
        return found["counter"], noun
    return ("个", noun) if any(kind.match(noun) for kind, _ in _KINDS) else None


def _printed(seen: View, terms: Sequence[Weighed], sentence: Sentence) -> bool:
    """Whether the sentence, or the heading above it, prints a number of what is asked for."""
    for text, clause in ((sentence.folded.text, True), (sentence.heading, False)):
        for figure in figures_of(text):
            after = text[figure.span.end :]
            if not head_fits(seen.question.head, figure, after):
                continue
            if coverage(terms, between_marks(text, figure.span).of(text) if clause else text) >= _OWN:
                return True
    return False


def _lists(
    seen: View, terms: Sequence[Weighed], sentence: Sentence, counter: str, noun: str
) -> Iterator[_Listed]:
    """The lists of the sentence that the question is about, whole or not."""
    text = sentence.folded.text
    for whole, items in _enumerations(sentence):
        clause = between_marks(text, whole)
        own = coverage(terms, f"{text[clause.start : whole.start]} {text[whole.end : clause.end]}")
        around = f"{sentence.heading} {sentence.before} {text[: whole.start]} {text[whole.end :]}"
        if (
            own >= _OWN
            and coverage(terms, around) >= _AROUND
            and all(_borne(term, around) for term in terms)
            and _are(counter, noun, [item.of(text) for item in items], around)
            and _of_the_day(seen, sentence)
        ):
            yield _Listed(sentence, whole, tuple(items), own)


def _is_whole(listed: _Listed, seen: View, sentences: Sequence[Sentence]) -> bool:
    """Whether nothing in the list, around it or in the next sentence says that there is more, or that it is denied."""
    sentence, whole, text = listed.sentence, listed.whole, listed.sentence.folded.text
    clause = between_marks(text, whole)
    own = f"{text[clause.start : whole.start]} {text[whole.end : clause.end]}"
    lists = [span for span, _ in _enumerations(sentence)]
    numbered = any(
        head_fits(seen.question.head, figure, text[figure.span.end :])
        for figure in figures_of(text)
        if not any(span.covers(figure.span) for span in lists)
    )
    follows = any(s.before == text and _MORE_FOLLOWS.match(s.folded.text) for s in sentences)
    denied = bool(_DENIED.search(own)) and not _DENIED.search(seen.question.text)
    return _ends(text, whole, listed.items) and not (_ADDS.search(own) or numbered or follows or denied)


def _told_of_other_days(listed: _Listed, found: Found, terms: Sequence[Weighed]) -> bool:
    """Whether the list is of one day of several, and the question names none."""
    day = listed.sentence.story.bulletin.date
    if found.question.periods or not _days(listed.sentence.folded.text, day):
        return False
    return any(
        s is not listed.sentence
        and _days(s.folded.text, day)
        and coverage(terms, s.folded.text) > listed.own - _ALIKE
        for s, _ in found.sentences
    )


def _enumerations(sentence: Sentence) -> list[tuple[Span, list[Span]]]:
    """The runs of items between 、 of the sentence."""
    out: dict[Span, list[Span]] = {}
    words = tokens_of(sentence.folded.text)
    for at, word in enumerate(words):
        if at and word.text == "、" and not any(span.covers(word.span) for span in out):
            whole, items = whole_list(candidate_at(sentence, words[at - 1].span))
            if len(items) > 1:
                last = _named(sentence.folded.text, items[-1])
                out[Span(whole.start, last.end)] = [*items[:-1], last]
    return list(out.items())


def _named(text: str, item: Span) -> Span:
    """The last item without what the next words begin with: 白沙机械 of 白沙机械|现场|签订协议."""
    words = [w for w in tokens_of(text) if item.covers(w.span)]
    while len(words) > 1 and (
        words[-1].tag.startswith(("s", "t", "f", "d", "ad")) or words[-1].text in _THERE
    ):
        words = words[:-1]
    return Span(item.start, words[-1].span.end) if words else item


_THERE = ("现场", "当场", "共同", "联合")


def _ends(text: str, whole: Span, items: Sequence[Span]) -> bool:
    """Whether nothing says that the list goes on, and each item is one named thing."""
    if _NOT_ALL.match(text, whole.end) or _SOME.search(text, 0, whole.start):
        return False
    if any(len(item) < 2 or _WITHIN.search(item.of(text)) for item in items):
        return False
    if len({item.of(text) for item in items}) != len(items):
        return False
    following = re.match(r"[一二两三四五六七八九十\d]", text[whole.end :])
    return following is None and all(_is_nominal(item.of(text)) for item in items)


def _is_nominal(item: str) -> bool:
    return tag_words(item.strip('"《》'))[-1][1].startswith(_NOMINAL)


def _borne(term: Weighed, text: str) -> bool:
    """Whether the text bears a term; light ones and single characters (谈 of 谈成) may be missing, names and the 省 of
    省水务局 may not.
    """
    if (
        not term.name
        and (term.weight < WEIGHTY or len(term.text) < 2)
        and term.text not in tuple("省市县区国")
    ):
        return True
    return term.borne_by(text, pairs(text)) >= _OWN


def _are(counter: str, noun: str, items: Sequence[str], around: str) -> bool:
    """Whether the items are what the question calls them."""
    for kind, ending in _KINDS:
        if kind.match(noun):
            return all(ending.search(item) for item in items)
    people = [_is_person(item) for item in items]
    if counter in ("位", "名", "人") or noun == "人":
        return all(people) and (noun in ("", "人") or noun in around)
    if any(people) or (counter == "家" and any(_REGION.search(item) for item in items)):
        return False
    loose = not noun or noun in _ANYTHING or (counter == "家" and noun in _FIRMS)
    return loose or noun in around or all(item.endswith(noun[-1]) for item in items)


_ANYTHING = ("地方", "单位", "方面", "部分", "内容", "领域", "环节", "名字")
_FIRMS = ("企业", "公司", "单位", "机构", "商户", "商家", "厂家", "店")
_REGION = re.compile(r"[省市县区旗镇乡村]$")


def _is_person(item: str) -> bool:
    """Whether an item is a person's name: two to four characters, all of them tagged as parts of one."""
    return 2 <= len(item) <= 4 and all(tag.startswith("nr") for _, tag in tag_words(item))


def _of_the_day(seen: View, sentence: Sentence) -> bool:
    """Whether the days that the question names are those of the sentence, or of the one before it."""
    day = sentence.story.bulletin.date
    printed = _days(sentence.folded.text, day) or _days(sentence.before, day)
    asked = [p for p in seen.question.periods if p.start == p.end]
    return all(any(agrees(period, p) for p in printed) for period in asked)


def _days(text: str, day: date | None) -> list[Period]:
    """The single days that a text names, read against the issue's own."""
    return [p for p in periods_of(text, day) if p.start == p.end]
