"""Questions made from statements for the reader: beside single words also what a span reader has to find whole.

`training.questions` takes out figures, dates, names and single nouns. A reader also has to know where a noun group
starts and ends (什么竞争力 -> 就业竞争力), what a cause is, where something is held and how it is done. Those gaps are made
here; the loosening is the same. Each made question keeps the place of its answer in the sentence.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.figure_reader import read_figures
from corpus.figures import FigureKind
from training.questions import ATTRIBUTION, OTHERS, Asked, Gap, Word, ask, gaps_of, question_word, words_of

_GROUP = frozenset("n vn nz ns nr nrt nt a b j l i m q eng s f an ng mq nrfg t".split())
_ENDS = frozenset("n vn nz ns nr nrt nt j l eng s ng an i".split())
_INSIDE = frozenset(("的", "、", "和", "与", "及", "·", "-", "“", "”", "《", "》", "以及"))
_VERB = frozenset("v ul uz ug".split())
_LONGEST = 30
_CAUSE = re.compile(r"(?:因为|由于|因(?![此而素果])|为了|鉴于|出于)[^,，。;；:：]{3,36}(?=[,，])")
_MEANS = re.compile(r"(?:通过|利用|采用|采取|依托|借助|运用)(?P<means>[^,，。;；:：]{2,24})(?=[,，])")
_PERSON_ENDS = ("人", "者", "员", "长", "家", "师", "生", "授", "士")
_PLACE_ENDS = (
    "省",
    "市",
    "县",
    "区",
    "国",
    "州",
    "镇",
    "村",
    "岛",
    "港",
    "馆",
    "院",
    "站",
    "场",
    "园",
    "街",
    "路",
    "厅",
    "地",
    "宫",
    "山",
)
_REWORD = 0.25


PLAIN = 0.8
"""Share of the questions that are worded whole, one clause with its subject; the rest are loosened to some of its words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and where its answer stands in the sentence it was made from."""

    text: str
    start: int
    end: int


def reading_questions(
    sentence: str, rng: random.Random, *, limit: int, context: str, plain: float = PLAIN
) -> list[Reading]:
    """At most `limit` questions that `sentence` answers, in the order drawn; everything random comes from `rng`."""
    attribution = ATTRIBUTION.match(sentence)
    cut = attribution.end() if attribution and rng.random() < 0.85 else 0
    if cut > len(sentence) - 6:
        cut = 0
    sentence = sentence[cut:]
    words = words_of(sentence)
    offered = [
        (gap, question_word(gap, sentence, rng), _WEIGHT[gap.asked])
        for gap in gaps_of(sentence, words)
        if gap.asked not in (Asked.FIGURE, Asked.DATE)  # 两国元首 is taken for a number there
    ]
    offered += list(_figures(sentence, rng))
    offered += list(_groups(sentence, words, rng))
    out: list[Reading] = []
    while offered and len(out) < limit:
        gap, said, _ = rng.choices(offered, [weight for _, _, weight in offered])[0]
        offered = [o for o in offered if o[0].end <= gap.start or o[0].start >= gap.end]
        if rng.random() < plain:
            text = _worded(sentence, words, gap, said, rng, context=context)
        else:
            text = ask(sentence, words, gap, rng, said=said, context=context)
        if text is not None and gap.end - gap.start <= 40:
            out.append(Reading(_everyday(text, rng), cut + gap.start, cut + gap.end))
    return out


_MARKS = re.compile(r"\([^()]*\)|[\"'“”]|\s")
_OPENING_WORDS = re.compile(
    r"^(?:而|但|并|且|同时|此外|其中|另外|因此|所以|不过|目前|据悉|据了解|截至目前|[,、])+"
)
_REACHED = re.compile(r"(?:达到了?|达|为|是|共有|共|有|约|近|超过|超|仅)$")
_CLAUSES = re.compile(r"[^,;:。!?]+")
_LOST = {"d": 0.35, "c": 0.4, "t": 0.25, "ad": 0.3, "y": 0.8, "f": 0.1, "a": 0.08, "b": 0.05}
"""Chance that a word is left out, by its tag; a twentieth for the others."""


def _worded(
    sentence: str, words: list[Word], gap: Gap, said: str, rng: random.Random, *, context: str
) -> str | None:
    """The clause with `said` in place of `gap`, as a person would ask it; None where too little is left of it."""
    clauses = [m.span() for m in _CLAUSES.finditer(sentence)]
    here = [(a, b) for a, b in clauses if a < gap.end and gap.start < b]
    if not here:
        return None
    start, end = here[0][0], here[-1][1]
    left = _said_of(words, start, gap.start, rng)
    right = _said_of(words, gap.end, end, rng)
    left = _OPENING_WORDS.sub("", left)
    first = next((w for w in words if w.start >= start), None)
    subject = ""
    if first is not None and (first.tag[:1] in "vpdc" or gap.start - start < 2) and rng.random() < 0.8:
        subject = _subject(sentence, words, start)
    if not subject and context and rng.random() < 0.35:
        subject = _subject(context, words_of(context), len(context))
    earlier = [c for c in clauses if c[1] <= start]
    if earlier and rng.random() < 0.15:
        a, b = rng.choice(earlier)
        left = _said_of(words, a, b, rng) + "," + left
    if gap.asked in (Asked.FIGURE, Asked.DATE) and rng.random() < 0.35:
        left = _REACHED.sub("", left)
        if gap.asked is Asked.FIGURE and not right:
            left += rng.choice(("是", "为", "达到", "有", ""))
    if subject and subject not in left:
        left = subject + left
    if sum("\u4e00" <= c <= "\u9fff" for c in left + right) < 5:
        return None
    if not left and right and rng.random() < 0.35:
        text = f"{right}的是{said}"
    elif left and not right and gap.asked is Asked.OTHER and rng.random() < 0.2:
        text = f"{left}的是{said}" if not left.endswith(("的", "是", "为")) else f"{left}{said}"
    else:
        text = left + said + right
    return rng.choice(("", "", "", "", "请问", "想问一下")) + text + rng.choice(("?", "?", "?", "", "呢?"))


def _said_of(words: list[Word], start: int, end: int, rng: random.Random) -> str:
    """The words between two places as a reader repeats them: marks left out, some words too, some said otherwise."""
    out = []
    for word in words:
        if word.start < start or word.start >= end or rng.random() < _LOST.get(word.tag, 0.05):
            continue
        others = OTHERS.get(word.text)
        out.append(rng.choice(others) if others and rng.random() < _REWORD else word.text)
    return _MARKS.sub("", "".join(out))


def _subject(sentence: str, words: list[Word], before: int) -> str:
    """The first noun group of the sentence that ends before a place."""
    for index in range(len(words)):
        end = _group_end(words, index)
        if end is not None:
            stop = words[end].start + len(words[end].text)
            if stop > before:
                return ""
            if stop - words[index].start >= 2:
                return _MARKS.sub("", sentence[words[index].start : stop])
    return ""


_WEIGHT = {
    Asked.FIGURE: 3.0,
    Asked.DATE: 1.5,
    Asked.TITLE: 1.5,
    Asked.PERSON: 1.5,
    Asked.PLACE: 0.8,
    Asked.ORGANISATION: 1.2,
    Asked.OTHER: 0.3,
}


def _figures(sentence: str, rng: random.Random) -> Iterator[tuple[Gap, str, float]]:
    """The printed numbers and dates, whole, with the words that ask for them."""
    for figure in read_figures(sentence):
        asked = Asked.DATE if figure.kind is FigureKind.DATE else Asked.FIGURE
        gap = Gap(figure.span.start, figure.span.end, asked)
        number = Gap(figure.number.start, figure.number.end, asked)
        said = question_word(number, sentence, rng)
        if figure.kind is FigureKind.TIME:
            said = rng.choice(("几点", "什么时候", "几时", "何时"))
        yield gap, said, _WEIGHT[asked]


def _groups(sentence: str, words: list[Word], rng: random.Random) -> Iterator[tuple[Gap, str, float]]:
    """Noun groups, causes, means and places with the words that ask for them."""
    index = 0
    while index < len(words):
        end = _group_end(words, index)
        if end is None:
            index += 1
            continue
        first, last = words[index], words[end]
        start, stop = first.start, last.start + len(last.text)
        length = stop - start
        before = words[index - 1] if index else None
        after = words[end + 1] if end + 1 < len(words) else None
        whole = end > index and length <= _LONGEST
        if whole or length >= 3:
            gap = Gap(start, stop, Asked.OTHER)
            listed = "、" in sentence[start:stop] or "和" in sentence[start + 1 : stop - 1]
            alone = (before is None or before.tag[:1] in "vxupcd") and (
                after is None or after.tag[:1] in "vxpudc"
            )
            yield gap, _word_for(words[index : end + 1], before, rng, listed=listed), 1.2 if alone else 0.3
            if whole and not listed:
                head = words[end]
                if len(head.text) > 1 and head.tag in ("n", "vn", "ng", "j"):
                    said = rng.choice(("什么", "哪个", "哪些", "什么样的", "哪种", "什么")) + head.text
                    yield gap, said, 1.0 if alone else 0.25
        index = end + 1
    for found in _CAUSE.finditer(sentence):
        yield (
            Gap(found.start(), found.end(), Asked.OTHER),
            rng.choice(("为什么", "为何", "因为什么", "什么原因")),
            6.0,
        )
    for found in _MEANS.finditer(sentence):
        start, stop = found.span("means")
        whole = rng.random() < 0.3
        said = (
            rng.choice(("如何", "怎么", "怎样"))
            if whole
            else found.group()[:2] + rng.choice(("什么", "什么方式", "什么办法"))
        )
        yield Gap(found.start() if not whole else start, stop, Asked.OTHER), said, 3.0


def _group_end(words: list[Word], index: int) -> int | None:
    """The last word of the noun group that starts at `index`; None where none does."""
    if words[index].tag not in _GROUP or words[index].tag in ("m", "q", "mq", "t", "f"):
        return None
    end = None
    length = 0
    for j in range(index, len(words)):
        word = words[j]
        length += len(word.text)
        if length > _LONGEST or not (word.tag in _GROUP or word.text in _INSIDE):
            break
        if word.tag in _ENDS and (len(word.text) > 1 or j > index):
            end = j
    return end


def _word_for(group: list[Word], before: Word | None, rng: random.Random, *, listed: bool) -> str:
    last = group[-1]
    if listed:
        return rng.choice(("哪些", "什么", "哪些", last.text and "哪些" + last.text))
    if last.tag in ("nr", "nrt", "nrfg"):
        return rng.choice(("谁", "哪位", "什么人"))
    if last.text.endswith(
        ("公司", "集团", "大学", "学院", "银行", "协会", "委员会", "部门", "机构", "局", "部", "中心")
    ):
        return rng.choice(("哪个机构", "哪家公司", "哪个部门", "哪个单位", "谁", "什么机构", "哪个组织"))
    if last.tag == "ns" or (before is not None and before.text == "在" and last.text[-1] in _PLACE_ENDS):
        return rng.choice(("哪里", "哪儿", "什么地方", "哪个地方", "何处"))
    if last.text[-1] in _PERSON_ENDS and rng.random() < 0.5:
        return rng.choice(("谁", "哪些人", "什么人"))
    return rng.choice(("什么", "什么", "什么", "哪些", "啥", "什么东西"))


@cache
def _everyday_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Printed words with the everyday ones for them: the bundled table, turned round."""
    rows = files("qa").joinpath("data/everyday.tsv").read_text(encoding="utf-8").splitlines()
    turned: dict[str, list[str]] = {}
    for row in rows:
        if row and not row.startswith("#"):
            word, _, official = row.partition("\t")
            for printed in official.split(" "):
                if len(printed) > 1:
                    turned.setdefault(printed, []).append(word)
    return tuple(sorted((printed, tuple(words)) for printed, words in turned.items()))


def _everyday(text: str, rng: random.Random) -> str:
    """`text` with some printed words said the everyday way."""
    for printed, words in _everyday_words():
        if printed in text and rng.random() < _REWORD:
            text = text.replace(printed, rng.choice(words), 1)
    return text
