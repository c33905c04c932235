"""The figures that a page prints of the things a question names: 304.33亩 of 潜流湿地, to be reckoned with one another.

A part is found by its name, as the page may word it, in one of the best sentences or in those of one passage together;
only exact levels count. What is reckoned of the parts is for qa.arithmetic and qa.remainders.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.calendar import period_spans
from corpus.figures import Direction, Figure, FigureKind, Measured, Qualifier
from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.candidates import measured_in
from qa.derivations import Step
from qa.evidence import Sentence
from qa.finding import Found
from qa.matching import HOME
from qa.units import head_fits

SENTENCES = 8
"""Of the best, those in which what is counted or reckoned with is looked for."""
_JOINT = re.compile(r"^(?:以及|[和及与](?!平))")
_LEADING = re.compile(r"^(?:请问|其中|那么?|问一下|,)+")


@dataclass(frozen=True, slots=True)
class Printed:
    """What the page itself prints of what would be computed."""

    sentence: Sentence
    span: Span


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the question with the figure that the page prints of it."""

    sentence: Sentence
    measured: Measured

    @property
    def figure(self) -> Figure:
        """As printed."""
        return self.measured.figure

    @property
    def text(self) -> str:
        """The folded sentence."""
        return self.sentence.folded.text

    @property
    def label(self) -> str:
        """What the figure is of, in the page's words, without the 和 that joins it to the one before."""
        return _JOINT.sub("", self.measured.measure)


def windows(found: Found) -> Iterator[list[Sentence]]:
    """The best sentences one by one, then those of one passage together, in reading order."""
    sentences = [s for s, _ in found.sentences[:SENTENCES]]
    yield from ([s] for s in sentences)
    for passage in dict.fromkeys(s.passage_id for s in sentences):
        together = [s for s, _ in found.sentences if s.passage_id == passage]
        if len(together) > 1:
            yield sorted(together, key=lambda s: s.spans[0])


def wordings(found: Found, name: str, others: Sequence[str], did: str) -> list[str]:
    """The part as the page may word it, taking over what it shares with the others: 潜流 of 潜流和表流湿地."""
    for period in reversed(period_spans(name)):
        name = name[: period.start] + name[period.end :]
    for term in found.seen.terms:
        if term.weight <= HOME:  # 太原市潜流湿地, on a page of the city's own
            name = name.replace(term.text, "")
    name = _LEADING.sub("", name).removeprefix("的").removesuffix("的")
    noun = "".join(w for w, tag in tag_words(found.question.head) if not tag.startswith(("q", "m")))
    out = [name, name + did, name + noun]
    for other in others:
        out += [name + other[k:] for k in range(1, len(other))]
        out += [other[:k] + name for k in range(1, len(other))]
    return [re.sub(r"的", "", one) for one in out if len(one) > 1]


def best_part(window: Sequence[Sentence], names: Sequence[str], *, head: str) -> Part | None:
    """The one figure of the window, with the unit `head`, that is named so; the one with more of the words in its label."""
    rated = [
        ((rate, len(m.measure)), Part(s, m))
        for s in window
        for m in measured_in(s)
        if is_exact(m.figure) and head_fits(head, m.figure, s.folded.text[m.figure.span.end :])
        if (rate := named_so(m, s, names))
    ]
    most = max((rate for rate, _ in rated), default=None)
    best = [part for rate, part in rated if rate == most]
    return best[0] if len(best) == 1 else None


def is_exact(figure: Figure) -> bool:
    """Whether the figure is one level, neither bounded nor a range."""
    return (
        figure.kind is FigureKind.QUANTITY
        and figure.qualifier is Qualifier.EXACT
        and figure.direction is Direction.LEVEL
        and figure.upper is None
    )


def named_so(measured: Measured, sentence: Sentence, names: Sequence[str]) -> int:
    """How well the figure is what one of the names says: 3 in the same words, 2 but for a verb before it (建成人工湿地),
    1 where the rest of either stands around it; 0 for another thing.
    """
    label = _JOINT.sub("", measured.measure)
    around = f"{sentence.heading} {sentence.before} {sentence.folded.text}"
    best = 0
    for wording in names if len(label) > 1 else ():
        if wording in (label, measured.place + label):
            best = max(best, 3)
        elif label.endswith(wording):
            more = tag_words(label.removesuffix(wording))
            verbs = all(tag.startswith(("v", "d", "p", "c", "u", "ns")) and len(w) > 1 for w, tag in more)
            borne = all(w in f"{sentence.heading} {sentence.before}" for w, _ in more)
            best = max(best, 2 if verbs else 1 if borne else 0)
        elif wording.endswith(label):
            more = tag_words(wording.removesuffix(label))
            best = max(best, 1 if all(w in around for w, _ in more) else 0)
    return best


def alike(parts: Sequence[Part]) -> bool:
    """Whether the figures may be reckoned with one another: one unit, one period."""
    first = parts[0]
    return all(
        p.figure.unit == first.figure.unit
        and p.measured.year == first.measured.year
        and (p.measured.period == first.measured.period or not (p.measured.period and first.measured.period))
        for p in parts
    )


def shared_ending(one: str, other: str) -> int:
    """Characters that two labels share at their ends."""
    n = 0
    while n < min(len(one), len(other)) and one[-1 - n] == other[-1 - n]:
        n += 1
    return n


def whole_over(part: Part) -> Part | None:
    """The whole that a figure is a part of: the nearest of its unit before 其中 or the bracket that holds it."""
    text = part.text
    opens = max(text.rfind("其中", 0, part.figure.span.start), text.rfind("(", 0, part.figure.span.start))
    if opens < 0 or re.search(r"[。;)]", text[opens : part.figure.span.start]):
        return None
    before = [
        m
        for m in measured_in(part.sentence)
        if m.figure.span.end <= opens and m.figure.unit == part.figure.unit and is_exact(m.figure)
    ]
    near = [m for m in before if not re.search(r"[。;]", text[m.figure.span.end : opens])]
    return Part(part.sentence, near[-1]) if near else None


def step_of(parts: Sequence[Part], terms: str, result: str, *, sign: str = "=", lead: str = "") -> Step:
    """The step from `parts`, the first of which is quoted; `terms` is the expression without its `result`."""
    quoted = parts[0].sentence
    inside = [part.figure.span for part in parts if part.sentence is quoted]
    return Step(
        quoted,
        whole=Span(min(s.start for s in inside), max(s.end for s in inside)),
        parts=tuple((part.sentence, part.figure.span) for part in parts),
        text=lead + result,
        expression=f"{terms} {sign} {result}",
    )
