"""The earlier question of a conversation, taken apart: its subject, its period, place and names, its runs of nouns.

This is what a follow-up takes over or replaces (qa.followups). Spans count in `Earlier.text`.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from corpus.calendar import period_spans, read_periods
from corpus.places import place_spans
from corpus.spans import Span
from corpus.text import fold, simplify
from corpus.words import tag as tag_words
from qa.followup_words import COPULA, FACET, NO_SUBJECT, ORDER, PLACE_LIKE, TRAILING
from qa.questions import COMPARED, Expects, Question, read_question


@dataclass(frozen=True, slots=True)
class Base:
    """The earlier question that a follow-up leans on, and what was said to it (all empty for a refusal)."""

    question: str
    answer: str = ""
    quote: str = ""
    title: str = ""
    period: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier question taken apart."""

    base: Base
    text: str
    """Folded, without its closing mark."""
    reading: Question

    @classmethod
    def of(cls, base: Base) -> "Earlier":
        """The question of `base` taken apart."""
        text = TRAILING.sub("", simplify(fold(base.question).text)).strip()
        return cls(base, text, read_question(text, today=base.today))

    def with_text(self, text: str) -> "Earlier":
        """The same talk with another wording of the question."""
        return Earlier.of(replace(self.base, question=text))

    @property
    def periods(self) -> list[Span]:
        """The periods asked about, without those compared with (比前年)."""
        return [s for s in period_spans(self.text) if not COMPARED.search(self.text, 0, s.start)]

    @property
    def places(self) -> list[Span]:
        """The places named outside the question words."""
        slot = self.reading.slot
        taken = [*self._titles(), *([slot] if slot else [])]
        spans = [_whole(self.text, s) for s in place_spans(self.text) if not any(_meet(t, s) for t in taken)]
        for term in self.reading.names:
            if PLACE_LIKE.match(term.text) and not any(_meet(s, term.span) for s in spans):
                spans.append(term.span)
        return sorted(spans)

    @property
    def names(self) -> list[Span]:
        """Quoted titles and names of people, firms and sights, with their quotation marks and endings (迎泽 + 桥)."""
        out: list[Span] = []
        for term in self.reading.names:
            start, end = term.span.start, term.span.end
            if any(_meet(s, term.span) for s in (*self.places, *self.periods)) or term.text.isdigit():
                continue
            if start == 1:  # 周 海燕
                start = 0
            titled = next((s for s in self._titles() if _meet(s, term.span)), None)
            if titled:
                start, end = titled.start, titled.end
            elif self.text[end : end + 1] in tuple("桥路街河湖村山站厂寺塔馆园"):
                end += 1
            elif tag_words(term.text)[0][1] == "ns" and not place_spans(term.text):  # 新建, a county too
                continue
            out.append(Span(start, end))
        return list(dict.fromkeys(out))

    def _titles(self) -> list[Span]:
        return [Span(m.start(), m.end()) for m in _TITLED.finditer(self.text)]

    def subject(self, *, with_noun: bool) -> str:
        """What it asks about, without the asking: 2025年太原市市区优良天数, “一泓清水入黄河”.

        `with_noun` keeps what is counted beside its owner (宣介会服务展位 of 宣介会设了几个服务展位), for questions that
        list or count; without it the owner alone, where there is one.
        """
        slot = self.reading.slot
        if slot is None:
            return re.sub(r"(?:吗|对吗|是吗)$|是不是|是否|有没有", "", self.text)
        before = _owner(self.text[: slot.start])
        after = re.sub(r"^(?:是|的|了|,)+", "", self.text[slot.end :])
        noun = _counted(self.reading.head)
        owner = bool(residue(_without_places(before), None))
        if self.reading.expects is not Expects.FIGURE:
            if not before:
                after = re.sub(r"^(?:是|介绍|说|写|拍摄?|报道|负责|发布|公布|举办|主办)了?", "", after)
            return (before if owner else before + after).removesuffix("的") or self.text
        if owner and not with_noun:
            return before.removesuffix("的")
        return f"{before}{noun}{after}".removesuffix("的") or self.text

    def referent(self, word: str, noun: str) -> str:
        """What a word that points back stands for: the answer, where it names such a thing, else the subject.

        Empty for 他 where nobody was named.
        """
        wants_person = word[0] in "他她" or noun in ("人", "记者")
        wants_place = word in ("那里", "那儿", "那边", "当地") or noun in ("地方", "地区", "城市")
        expects = self.reading.expects
        answer = self.base.answer if 2 <= len(self.base.answer) <= _LONGEST_NAME else ""
        if answer and expects is Expects.PERSON and not wants_place and (wants_person or not noun):
            return answer
        if answer and expects is Expects.PLACE and not wants_person:
            return answer
        if answer and expects in (Expects.ORGANISATION, Expects.THING) and not (wants_person or wants_place):
            return answer
        if wants_place and self.places:
            return self.places[-1].of(self.text)
        if wants_person:
            words = tag_words(self.text)
            people = [w for w, part in words if part.startswith("nr")]
            people += [
                w for w, part in words[:1] if part in ("n", "x", "a", "ag", "ng")
            ]  # 圆圆 is in no dictionary
            return self.names[-1].of(self.text) if self.names else "".join(people[:1])
        return without_facet(self.subject(with_noun=False))

    def nouns(self) -> list[Span]:
        """The runs of nouns outside periods, places, orders and question words."""
        taken = [*self.periods, *self.places, *([self.reading.slot] if self.reading.slot else [])]
        taken += [Span(m.start(), m.end()) for m in ORDER.finditer(self.text)]
        out: list[Span] = []
        at, start = 0, -1
        for word, part in [*tag_words(self.text), ("", "x")]:
            free = bool(word) and not any(s.start < at + len(word) and at < s.end for s in taken)
            nominal = part[:1] in "nabjlz" or part == "vn" or (start >= 0 and part == "v" and len(word) > 1)
            if free and nominal:
                start = at if start < 0 else start
            elif start >= 0:
                out.append(Span(start, at))
                start = -1
            at += len(word)
        return out

    def year(self) -> int | None:
        """The year spoken of: the question's, else that of the figure said."""
        for text in (self.text, self.base.period):
            for period in read_periods(text, today=self.base.today):
                if not COMPARED.search(text, 0, period.span.start):
                    return period.start.year
        return None


_LONGEST_NAME = 24
"""Characters of an answer that 它 or 他 can stand for: a firm's full name, not a clause."""


def residue(text: str, reading: Question | None) -> str:
    """What `text` says besides question words, periods, orders and what every subject has."""
    taken = [*period_spans(text), *([reading.slot] if reading and reading.slot else [])]
    for span in sorted(taken, reverse=True):
        head = reading.head if reading and span is reading.slot else ""
        kept = _counted(head) if len(head) > 2 else ""
        text = f"{text[: span.start]},{kept},{text[span.end :]}"
    return NO_SUBJECT.sub("", ORDER.sub("", text))


def places_in(text: str) -> list[Span]:
    """The places in a follow-up; all of it, where its ending says so (综改区)."""
    plain = text.removesuffix("的")
    if len(plain) >= 2 and PLACE_LIKE.match(plain) and not re.search(r"[的有是在]", plain):
        return [Span(0, len(plain))]
    return list(place_spans(text))


def without_facet(subject: str) -> str:
    """人工湿地总面积 -> 人工湿地."""
    return re.sub(rf"(?<=.{{2}})的?{FACET}$", "", subject)


_TITLED = re.compile(r'"[^"]+"|《[^《》]+》')
_ADMINISTRATIVE = re.compile(r"(?:^|(?<=[年月日,的在]))[\u4e00-\u9fff]{2,4}?[省市县区州]")


def _whole(text: str, place: Span) -> Span:
    """`place`, or the name that holds its head, where the segmenter does not know it (青 泽市新建 of 青泽市新建公园)."""
    for found in _ADMINISTRATIVE.finditer(text):
        if found.start() <= place.start < found.end():
            more = text[found.end() : place.end]
            return Span(
                found.start(), place.end if more and more[-1] in "省市县区州镇乡村道路" else found.end()
            )
    return place


def _without_places(text: str) -> str:
    for span in reversed(place_spans(text)):
        text = text[: span.start] + text[span.end :]
    return text


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _counted(head: str) -> str:
    """The noun of a counted head: 项工程 -> 工程, 天 -> nothing."""
    words = tag_words(head)
    if words and (words[0][1].startswith(("q", "m")) or len(words[0][0]) == 1):
        words = words[1:]
    return "".join(word for word, _ in words)


def _owner(before: str) -> str:
    """What stands before the question words without what joins it to them: 宣介会设了 -> 宣介会, 优良天数是 -> 优良天数."""
    plain = COPULA.sub("", before)
    if plain != before and not before.endswith("了"):
        return plain
    words = tag_words(plain)
    while words and words[-1][0] != "会" and words[-1][1] in ("v", "ul", "ug", "uz", "d", "p"):
        words = words[:-1]
    return COPULA.sub("", "".join(word for word, _ in words))
