"""Completing a follow-up from the question before it: which words it replaces and which it takes over.

A follow-up shows itself by its wording: it opens with 那 or 其中, closes with 呢 and asks nothing else, points back
(它, 这个项目), or holds only question words and words that every subject has (什么时候, 总投资是多少). All else is
complete. What it names replaces what the earlier question named of the same kind (place, period, order, measure);
what it does not name is taken over. Questions are read folded and simplified, so a completed question is too.
"""

import re
from dataclasses import dataclass

from corpus.calendar import period_spans
from corpus.places import place_spans
from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.earlier import Base, Earlier, places_in, residue, without_facet
from qa.followup_words import (
    CLEFT,
    CLOSE,
    COMPARES,
    CONFIRMS,
    COPULA,
    FACET,
    HAS_VALUE,
    HEADLESS,
    LISTS,
    MORE,
    MOVES,
    ORDER,
    OTHER_YEARS,
    POINTED_ON,
    POINTS,
    SIGNED,
    SPOKEN,
    TIE,
    TOLD_ON,
    TRAILING,
    WORDS_SAID,
)
from qa.questions import Expects, Question, read_question


@dataclass(frozen=True, slots=True)
class Full:
    """A follow-up completed."""

    question: str
    others: tuple[str, ...] = ()
    """Other readings, which take over more of the earlier subject or less."""
    more: bool = False
    """Whether it asks for what has not been said yet (还有呢)."""


def lends(question: str) -> bool:
    """Whether a later question can take words over from this one: it names something."""
    reading = read_question(question, today=None)
    named = bool(residue(reading.text, reading) or place_spans(reading.text))
    return named and not _POLITE.match(reading.text)


def asks_source(question: str) -> bool:
    """Whether it asks who wrote or said something: the talk then goes on about the thing itself."""
    return bool(SIGNED.search(question) or SPOKEN.search(question) or TOLD_ON.search(question))


_POLITE = re.compile(r"^(?:你好|您好|谢谢|多谢|再见|早上好|下午好|晚上好|哈喽|在吗)[^\w]*$")


def complete(question: str, base: Base) -> Full | None:
    """`question` as a full one after `base`; None where it is complete by itself."""
    core, marked = _core(read_question(question, today=base.today).text)
    if not core:
        return None
    earlier = Earlier.of(base)
    if CONFIRMS.match(core):
        return Full(_asked(earlier.text))
    if MORE.match(core):
        return Full(_asked(earlier.text), more=True)
    reading = read_question(core, today=base.today)
    if base.quote and WORDS_SAID.fullmatch(core):
        return Full(_asked(f"“{_words_of(base)}”{core}"))
    pointing = _pointing(core, reading)
    if pointing:
        referent = earlier.referent(pointing["word"], pointing["noun"] or "")
        of = "的" if pointing.group().endswith("的") else ""
        return Full(_asked(f"{referent}{of}{core[pointing.end() :]}")) if referent else None
    parts, bare = _parts(core, reading, earlier), _bare(core, reading) or _headless(core, reading)
    if not (marked or parts or bare):
        return None
    compared = COMPARES.match(core)
    if compared and not residue(compared["rest"], read_question(compared["rest"], today=None)):
        return Full(_asked(_change(compared, earlier)))
    if reading.slot is None or parts:
        return _replaced(core, reading, earlier)
    if bare:
        return _asked_of_subject(core, reading, earlier)
    return _framed(core, earlier)


def _core(text: str) -> tuple[str, bool]:
    """The follow-up without what only ties it to the talk before, and whether there was such a tie."""
    tie = TIE.match(text)
    rest = text[tie.end() :] if tie else text
    close = CLOSE.search(rest)
    asks = read_question(rest, today=None).slot is not None
    only_named = bool(close and close["mark"] and not asks)
    core = TRAILING.sub("", rest).strip()
    if only_named:
        core = core.removeprefix("那")  # 那三个开发区呢
    return core, bool(tie and tie["mark"]) or only_named


def _pointing(core: str, reading: Question) -> re.Match[str] | None:
    """The words at the head of `core` that point back; None where it names what it means."""
    found = POINTS.match(core)
    if found is None:
        return None
    rest = core[found.end() :]
    if found["word"][0] in "它他她" or found["noun"] or found["word"] in ("那里", "那儿", "那边", "当地"):
        return found
    if not POINTED_ON.match(rest) or any(t.name for t in reading.terms):  # 这是哈登第几次受伤
        return None
    return found


def _bare(core: str, reading: Question) -> bool:
    """Whether `core` asks of no subject: 什么时候, 总投资是多少, 什么时候获批的. 腊月二十三是几号 asks of a day."""
    slot = reading.slot
    if reading.periods and reading.expects is Expects.DATE:
        return False
    said = residue(core, reading)
    if not said:
        return True
    if slot is None or slot.start > 1 or not CLEFT.search(core):
        return False
    return all(part.startswith("v") for _, part in tag_words(said))


def _headless(core: str, reading: Question) -> bool:
    """Whether what is counted is left out: 获得授信的有几个."""
    return bool(HEADLESS.search(core)) and not reading.periods and not place_spans(core)


def _parts(core: str, reading: Question, earlier: Earlier) -> bool:
    """Whether `core` is only a place, a period or an order with the same question words: 综改区是多少."""
    if reading.slot is None or reading.expects is not Expects.FIGURE:
        return False
    if reading.head not in ("", earlier.reading.head):
        return False
    named = COPULA.sub("", _cut(core, [reading.slot]))
    places = places_in(named)
    return bool(places or reading.periods) and not residue(_cut(named, places), None)


def _cut(text: str, spans: list[Span]) -> str:
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return text


def _asked(text: str) -> str:
    """`text` closed as a question, its quotation marks paired again."""
    text = TRAILING.sub("", text)
    if text.count('"') % 2 == 0:
        for mark in "“”" * (text.count('"') // 2):
            text = text.replace('"', mark, 1)
    return text + "？"


def _change(compared: re.Match[str], earlier: Earlier) -> str:
    """The change of what was asked: 优良天数同比变化多少."""
    rest = compared["rest"]
    asks = rest if MOVES.search(rest) else "变化多少"
    return f"{earlier.subject(with_noun=True)}{compared['base']}{asks}"


def _replaced(core: str, reading: Question, earlier: Earlier) -> Full:
    """The earlier question with the period, place, order and measure of `core` in place of its own."""
    if core.removesuffix("的") in OTHER_YEARS:
        year = earlier.year()
        if year is not None:
            core = f"{year + OTHER_YEARS[core.removesuffix('的')]}年"
    if reading.slot is not None:  # 南岭县是多少
        core = COPULA.sub("", _cut(core, [reading.slot]))
    period, rest = _taken_out(core, period_spans(core))
    order = ORDER.search(rest)
    rest = _tidy(rest[: order.start()] + rest[order.end() :] if order else rest)
    place, rest = _taken_out(rest, places_in(rest))
    measure = _tidy(rest)
    changed = _with_place(_with_period(earlier, period), place)
    text = changed.text
    if order:
        found = ORDER.search(text)
        if found is None:
            subject = measure or changed.subject(with_noun=True)
            return Full(_asked(f"{subject}{order.group()}的是哪个"))
        changed = changed.with_text(text[: found.start()] + order.group() + text[found.end() :])
        return Full(_asked(_about(measure, changed, found.start()) if measure else changed.text))
    if not measure:
        return Full(_asked(changed.text))
    headless = core.endswith("的") and bool(re.search(rf"{re.escape(measure)}的$", core))
    return _renamed(measure, changed, headless=headless)


def _tidy(text: str) -> str:
    return re.sub(r"^(?:的|是|在|换成)+|(?:的|是|有|里)+$", "", text)


def _taken_out(text: str, spans: list[Span]) -> tuple[str, str]:
    """What stands at `spans`, and the text without it."""
    return _joined(text, spans), _cut(text, spans)


def _joined(text: str, spans: list[Span]) -> str:
    return "".join(s.of(text) for s in sorted(set(spans)))


def _with_period(earlier: Earlier, period: str) -> Earlier:
    if not period:
        return earlier
    text = earlier.text
    if not earlier.periods:
        return earlier.with_text(period + text)
    old = earlier.periods[0]
    return earlier.with_text(text[: old.start] + period + text[old.end :])


def _with_place(earlier: Earlier, place: str) -> Earlier:
    """With `place` for the place that ends alike, else for the last; after the period, where there is none."""
    if not place:
        return earlier
    text = earlier.text
    alike = [s for s in earlier.places if s.of(text)[-1] == place[-1]]
    old = (alike or earlier.places or earlier.names)[-1:]
    if old:
        return earlier.with_text(text[: old[0].start] + place + text[old[0].end :])
    at = earlier.periods[0].end if earlier.periods and earlier.periods[0].start == 0 else 0
    return earlier.with_text(text[:at] + place + text[at:])


def _about(measure: str, earlier: Earlier, before: int) -> str:
    """The earlier question with `measure` for the run of nouns that ends nearest before `before`."""
    nouns = [n for n in earlier.nouns() if n.end <= before]
    text = earlier.text
    if not nouns:
        return text[:before] + measure + text[before:]
    return text[: nouns[-1].start] + measure + text[nouns[-1].end :]


def _asked_of_subject(core: str, reading: Question, earlier: Earlier) -> Full:
    """Question words alone, asked of the earlier subject."""
    base = earlier.base
    if SIGNED.search(core) and base.title:
        return Full(_asked(f"《{base.title}》{core if reading.slot else f'{core}是谁'}"))
    slot, own = earlier.reading.slot, reading.slot
    only_words = own is not None and own.start <= 1 and own.end >= len(core) and not reading.head
    if only_words and slot and earlier.reading.expects is not Expects.FIGURE and slot.end < len(earlier.text):
        return Full(_asked(earlier.text[: slot.start] + core + earlier.text[slot.end :]))
    counts = reading.expects in (Expects.FIGURE, Expects.LIST) or bool(
        LISTS.match(core) or re.match(FACET, core)
    )
    if reading.periods:  # 正月初十有哪些: the day comes first
        said = _joined(core, period_spans(core))
        changed = _with_period(earlier, said)
        rest = _cut(core, period_spans(core))
        return Full(_asked(f"{changed.subject(with_noun=counts)}{rest}"))
    subject = earlier.subject(with_noun=counts)
    if not (HEADLESS.search(core) or LISTS.match(core)):
        subject = without_facet(subject)
    return Full(_asked(f"{subject}{core}"))


def _words_of(base: Base) -> str:
    """The clause of the quotation that holds the answer, without its marks; the longest, where the answer was computed."""
    at = base.quote.find(base.answer)
    if at < 0:
        return max(re.split(r"[,，。;；:：“”\"]", base.quote), key=len)
    start = max(base.quote.rfind(mark, 0, at) for mark in ',，。;；:：“”"') + 1
    ends = [i for mark in ',，。;；“”"' if (i := base.quote.find(mark, at + len(base.answer))) >= 0]
    return re.sub(r"^本报讯\s*", "", base.quote[start : min(ends, default=len(base.quote))])


def _framed(core: str, earlier: Earlier) -> Full:
    """A full question of another thing, with the period, place and names that it does not name itself."""
    own = read_question(core, today=None)
    kept = [] if period_spans(core) else earlier.periods[:1]
    loose = _joined(earlier.text, kept)
    if not places_in(core):
        kept = kept + earlier.places
    slot = earlier.reading.slot
    if not own.names:
        kept = kept + [s for s in earlier.names if slot is None or s.start < slot.start]
    full = _joined(earlier.text, kept) + core
    topic = earlier.subject(with_noun=False)
    others = [loose + core] if HAS_VALUE.search(topic) else [topic + core, loose + core]
    others = [_asked(other) for other in others if other != full]
    return Full(_asked(full), tuple(dict.fromkeys(others)))


def _renamed(measure: str, earlier: Earlier, *, headless: bool) -> Full:
    """The earlier question about `measure` instead of its own."""
    text, slot = earlier.text, earlier.reading.slot
    if headless:  # 表流的呢
        nouns = earlier.nouns()
        measure += tag_words(without_facet(nouns[-1].of(text)))[-1][0] if nouns else ""
    names = [s for s in earlier.names if slot is None or s.start < slot.start]
    own_names = read_question(measure, today=None).names
    if own_names and names:
        return Full(_asked(text[: names[-1].start] + measure + text[names[-1].end :]))
    alike = _ending_alike(measure, earlier)
    if alike is not None:
        return Full(_asked(text[: alike.start] + measure + text[alike.end :]))
    if re.fullmatch(FACET, measure):
        subject = without_facet(earlier.subject(with_noun=True))
        return Full(_asked(f"{subject}{measure}{_asking(measure)}"))
    if earlier.reading.expects in (Expects.FIGURE, Expects.ANY):
        return _framed(f"{measure}{_asking(measure)}", earlier)
    nouns = [n for n in earlier.nouns() if slot is None or n.end <= slot.start] or earlier.nouns()[:1]
    if not nouns:
        return _framed(measure, earlier)
    if earlier.reading.expects is Expects.THING and not own_names and len(nouns) > 1:
        return Full(_asked(f"{nouns[0].of(text)}{measure}是什么"))
    return Full(_asked(text[: nouns[-1].start] + measure + text[nouns[-1].end :]))


_ASKINGS = (
    (r"时间|日期", "是什么时候"),
    (r"地点|地址|位置", "在哪里"),
    (r"作者|记者", "是谁"),
    (r"原因", "是什么"),
)


def _asking(measure: str) -> str:
    """How a value of `measure` is asked for."""
    for words, asking in _ASKINGS:
        if re.search(rf"(?:{words})$", measure):
            return asking
    if re.search(
        r"(?:名称|名字|全称|职务|目的|主题|内容|主办方|主办单位|承办方|用途|作用|意义|特点|条件|要求|标准|结果|名单)$",
        measure,
    ):
        return "是什么"
    return "是多少" if HAS_VALUE.search(measure) else "有多少"


def _ending_alike(measure: str, earlier: Earlier) -> Span | None:
    """The words of the earlier question that `measure` stands for: the run of nouns that ends alike."""
    last = tag_words(measure)[-1][0]
    if len(last) < 2 or last == measure:
        return None
    for noun in earlier.nouns():
        found = noun.of(earlier.text).find(last)
        if found >= 0:
            return Span(noun.start, noun.start + found + len(last))
    return None
