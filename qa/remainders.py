"""What is left of a printed whole without a printed part of it: 受理投诉120件,解决95件 and 还有几件没解决 give 25件.

Only where the question denies what the page says of the part (没解决, 未开工, 不合格), asks what is left (还剩, 还差) or
leaves the part out (除了…以外), and the whole is one in the page's own words or the question's: what was taken in,
planned or is there, but not what was done beside it (建成公园36座,改造4座). A remainder that the page prints is the answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figures import FigureKind
from corpus.words import tag as tag_words
from qa.candidates import figures_of, measured_in
from qa.derivations import WEIGHTY, Step, in_one_scale
from qa.evidence import Sentence
from qa.finding import Found
from qa.matching import Weighed
from qa.parts import SENTENCES, Part, Printed, alike, best_part, is_exact, step_of, whole_over, wordings
from qa.questions import Expects
from qa.units import head_fits, unit_class

_NOT = r"(?:没有?能?|尚?未能?|不)"
_DENIES = re.compile(
    rf"(?<!有){_NOT}(?:真正|完全|全部|真的|得到|达到|进行|实现|被|参加)?(?P<did>[^,。?!的没未不多几]{{1,12}}?)"
    r"(?:下去|出去|起来|[完过好掉到上呢了])*(?=的|[?。!]|$)"
)
_LEFT = re.compile(r"还剩|还差|(?:剩下|剩余|余下)的?(?:还?有)?(?=多少|几)")
_SHORT_OF = re.compile(r"还差")
_EXCEPT = re.compile(
    r"(?:除去|除了|扣除|除)(?P<but>[^,。?!]{2,16}?)(?:之外|以外|外|,)|^(?P<before>[^,。?!]{2,16}?)(?:之外|以外)的"
)
_NO_VERBS = ("不同", "不动产", "不锈钢", "不少", "不仅", "不到", "不足", "未来", "未成年", "没收")
"""Words that only begin as a denial does."""
_TAKEN = re.compile(
    r"受理|[接收]到|接[收报]|登记|排查|发现|查出|征集|报名|参[赛加考评选]|申[报请]|应[检报考交缴]|计划|规划|预计|任务|目标|签约|授信|"
    r"安排|下达|抽[检查样]|检[查测]|监测|调查|拥有|共有|设有|现有|具有|涉及|纳入|组织"
)
"""Verbs of a whole: what was taken in, planned or looked at, of which a part was then dealt with."""
_PLANNED = re.compile(r"计划|规划|任务|目标|应|需")
_DONE = re.compile(r"已|完成|实现")
_GOES_ON = re.compile(r"^(?:其中|已|目前|截[至止]|现已?|到目前|至今)")
"""How a sentence begins that goes on with the whole of the one before it: 应检锅炉320台。已检验280台。"""
_AMONG = re.compile(r"其中|[中里](?=[^,;。:、]*$)|[中里],")
_BREAKS = ",;。!?:、()"
_MOOT = (
    "还有",
    "还剩",
    "还差",
    "剩",
    "差",
    "剩下",
    "剩余",
    "余下",
    "下去",
    "其他",
    "其余",
    "另外",
    "以外",
    "之外",
)
"""Words of the question that no page has to bear."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the question says of the part that it leaves out."""

    did: str
    """What it denies: 解决 of 没解决; empty where it says 还剩 or 还差."""
    short: bool
    """Whether it asks what is missing to a goal: 还差."""


def remainder(found: Found) -> Step | Printed | None:
    """The whole without the part, or the printed remainder; None where the question asks for no such thing, or the page does
    not print both, or two places of it lead to different results.
    """
    question = found.question
    if question.expects is not Expects.FIGURE or question.change:
        return None
    results: list[Step | Printed]
    left_out = _EXCEPT.search(question.text)
    if left_out:
        results = list(_without(found, left_out["but"] or left_out["before"]))
    else:
        asked = _asked(question.text)
        if asked is None or _is_printed(found, asked):
            return None
        results = list(_undone(found, asked))
    said = {one.text if isinstance(one, Step) else one.span.of(one.sentence.folded.text) for one in results}
    return results[0] if len(said) == 1 else None


def _asked(text: str) -> _Asked | None:
    denies = _DENIES.search(text)
    if denies and not text.startswith(_NO_VERBS, denies.start()):
        return _Asked(denies["did"], short=False)
    return _Asked("", short=bool(_SHORT_OF.search(text))) if _LEFT.search(text) else None


def _undone(found: Found, asked: _Asked) -> Iterator[Step | Printed]:
    """What the sentences lead to, each part with the one whole of it."""
    for sentence, _ in found.sentences[:SENTENCES]:
        for part in _exact_parts(found, sentence):
            if not _is_done(found, part, asked):
                continue
            wholes = [
                whole
                for whole in _before(found, part)
                if _is_whole(found, whole, part, asked)
                and _bears(found, [whole, part], said=f"{_said(whole)} {_said(part)}", without=asked.did)
            ]
            if len(wholes) == 1:
                yield _taken_off(wholes[0], part)


def _without(found: Found, but: str) -> Iterator[Step | Printed]:
    """What is left of the whole that the page prints over what is left out by name."""
    for sentence, _ in found.sentences[:SENTENCES]:
        part = best_part([sentence], wordings(found, but, [], ""), head=found.question.head)
        whole = whole_over(part) if part else None
        if part is None or whole is None or not alike([whole, part]):
            continue
        if whole.figure.value > part.figure.value and _bears(found, [whole], said=_said(whole), without=but):
            yield _taken_off(whole, part)


def _taken_off(whole: Part, part: Part) -> Step | Printed:
    """The whole without the part, or the figure that prints as much."""
    left = whole.figure.value - part.figure.value
    for sentence in dict.fromkeys((part.sentence, whole.sentence)):
        for m in measured_in(sentence):
            if m.figure.value == left and m.figure.unit == part.figure.unit and is_exact(m.figure):
                return Printed(sentence, m.figure.span)
    (one, unit), (other, _) = in_one_scale([(p.text, p.figure) for p in (whole, part)])
    return step_of([whole, part], f"{one:f}{unit} - {other:f}{unit}", f"{one - other:f}{unit}")


def _is_printed(found: Found, asked: _Asked) -> bool:
    """Whether the page prints a figure of what the question denies (未解决25件), which is then found as any other is."""
    denied = re.compile(rf"{_NOT}[^,;。]{{0,3}}{re.escape(asked.did)}")
    return bool(asked.did) and any(
        denied.search(_said(part))
        for sentence, _ in found.sentences[:SENTENCES]
        for part in _exact_parts(found, sentence)
        if _bears(found, [part], said=sentence.folded.text, without=asked.did)
    )


def _exact_parts(found: Found, sentence: Sentence) -> list[Part]:
    """The exact levels of the sentence that carry the unit asked for."""
    question, text = found.question, sentence.folded.text
    return [
        Part(sentence, m)
        for m in measured_in(sentence)
        if is_exact(m.figure)
        and m.figure.unit
        and head_fits(question.head, m.figure, f"{text[m.figure.span.end :]} {m.measure}")
        and (bool(question.head) or not found.seen.wanted or unit_class(m.figure) == found.seen.wanted)
    ]


def _is_done(found: Found, part: Part, asked: _Asked) -> bool:
    """Whether the page says of the part what the question denies."""
    said = _said(part)
    if re.search(_NOT, said):
        return False
    return _does(found, said, asked.did) if asked.did else bool(_DONE.search(said))


def _does(found: Found, said: str, did: str) -> bool:
    """Whether the words around a figure say the verb or adjective, or an official word for it."""
    plain = said.replace("了", "")
    if len(did) == 1:
        return any(did in word and tag.startswith("v") for word, tag in tag_words(said))
    return did in plain or any(v in plain for t in found.seen.terms if t.text == did for v in t.variants)


def _before(found: Found, part: Part) -> list[Part]:
    """The greater figures of its unit before the part, in its sentence or in the one that this goes on from."""
    own = [
        Part(part.sentence, m)
        for m in measured_in(part.sentence)
        if m.figure.span.end <= part.figure.span.start
    ]
    last: Sequence[Part] = ()
    if _GOES_ON.match(part.text):
        neighbours = (
            s
            for s, _ in found.sentences
            if s.passage_id == part.sentence.passage_id and s.folded.text == part.sentence.before
        )
        last = [Part(s, m) for s in neighbours for m in measured_in(s)]
    return [
        whole
        for whole in (*last, *own)
        if is_exact(whole.figure)
        and whole.figure.value > part.figure.value
        and alike([whole, part])
        and part.measured.place in ("", whole.measured.place)
    ]


def _is_whole(found: Found, whole: Part, part: Part, asked: _Asked) -> bool:
    """Whether the part is one of the whole, by what the page says of both."""
    of_whole, of_part = _said(whole), _said(part)
    if asked.short and not _PLANNED.search(of_whole):
        return False
    if re.search(_NOT, of_whole) or (asked.did and _does(found, of_whole, asked.did)):
        return False
    nouns = [word for word, tag in tag_words(of_part) if tag.startswith(("n", "l", "j")) and len(word) > 1]
    last = nouns[-1] if nouns else ""
    named = any(last in place for place in (of_whole, found.question.text, whole.measured.measure))
    if not named and not set(last) & set(asked.did):  # 贷款 of 投放贷款 is what 没放贷 denies
        return False
    return _is_among(whole, part) or all(_takes(found, verb) for verb in _verbs(of_whole))


def _is_among(whole: Part, part: Part) -> bool:
    """Whether 其中 or 中 stands between the two: 10个断面中优良断面8个."""
    if whole.sentence is not part.sentence:
        return part.text.startswith("其中")
    between = whole.text[whole.figure.span.end : part.figure.span.start]
    return bool(_AMONG.search(between)) and not re.search(r"[。;]", between)


def _verbs(said: str) -> list[str]:
    """The verbs that govern a figure: the last before it and those behind it, without 有 and 是."""
    before, _, after = said.partition(_HERE)
    leading = [w for w, tag in tag_words(before) if tag == "v" and len(w) > 1][-1:]
    return leading + [w for w, tag in tag_words(after) if tag == "v" and len(w) > 1]


def _takes(found: Found, verb: str) -> bool:
    """Whether the verb is one of a whole, or the question's own."""
    own = verb in found.question.text or any(verb in t.variants for t in found.seen.terms)
    return own or bool(_TAKEN.search(verb))


def _bears(found: Found, parts: Sequence[Part], *, said: str, without: str) -> bool:
    """Whether the words `said` of the figures bear a term of the question but for those in `without`, and with what stands above and
    before every weighty one; names are looked for in the whole story by qa.verification.
    """
    terms = [t for t in found.seen.terms if not _is_moot(found, t, without)]
    place = " ".join(
        f"{p.sentence.heading} {p.sentence.before} {p.text[: p.figure.span.start]} {_said(p)}" for p in parts
    )
    return any(t.stands_in(said) for t in terms) and all(
        t.stands_in(place) for t in terms if t.weight >= WEIGHTY and not t.name
    )


def _is_moot(found: Found, term: Weighed, without: str) -> bool:
    """Whether a term is what the question leaves out, its unit or asking words, or only says that the whole was taken in."""
    word = term.text
    if without and (word in without or without in word):
        return True
    unit = word in found.question.head and len(word) == 1
    return unit or word in _MOOT or bool(_ASKS.search(word)) or bool(_TAKEN.fullmatch(word))


_ASKS = re.compile(r"多少|几")
_HERE = "#"
"""Stands for the figure in what is said around it."""


def _said(part: Part) -> str:
    """The words around a figure, from the mark or figure before it to the one behind, the figure itself taken out."""
    text, span = part.text, part.figure.span
    others = [f.span for f in figures_of(text) if f.kind is FigureKind.QUANTITY and f.unit]
    marks = [i for i, c in enumerate(text) if c in _BREAKS]
    start = max(
        [0, *(i + 1 for i in marks if i < span.start), *(o.end for o in others if o.end <= span.start)]
    )
    end = min(
        [len(text), *(i for i in marks if i >= span.end), *(o.start for o in others if o.start >= span.end)]
    )
    return f"{text[start : span.start]}{_HERE}{text[span.end : end]}"
