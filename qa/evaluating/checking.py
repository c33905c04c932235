"""What is wrong with a question set, found before anyone is scored by it.

Golden answers and quotations that no page prints; questions asked twice, or twice with different answers; questions
that several places answer, each in its own way. What is suspected is told with its reason; an editor decides.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.figure_reader import read_figures
from qa.evaluating.datasets import Question
from qa.evaluating.metrics import Alternative, figures_exact, normalised

SHORTEST = 6
"""Bigrams of a question below which likeness says nothing: 谁写的 and 谁拍的 are not one question."""
ALIKE = 0.9
"""Share of bigrams that two questions have in common to be called nearly the same."""
BEARS = 0.6
"""Share of the question's bigrams that a sentence must hold for it to be about the same."""
AS_WELL = 0.9
"""How near to the best sentence's share another's must come to be another answer."""
_ASKING = "多少 什么时候 什么 哪一天 哪些 哪个 哪里 哪位 几 谁 是 的 了 吗 呢 有".split()
"""Words that ask; no page holds them for the question's sake. Longer ones first."""


class Flaw(StrEnum):
    """What is wrong with a question."""

    NOT_PRINTED = "not_printed"
    QUOTE_NOT_PRINTED = "quote_not_printed"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong."""

    id: str
    flaw: Flaw
    detail: str
    """In Chinese, what was found and where."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A sentence near a question, and the document it stands in."""

    document: str
    text: str


Near = Callable[[Question], Sequence[Printed]]
"""The sentences that search finds for a question, nearest first."""

Holds = Callable[[Question, str], bool]
"""Whether the pages that the question names (all, where it names none) print a normalised text."""


def findings(questions: Sequence[Question], *, near: Near, holds: Holds) -> Iterator[Finding]:
    """All that is wrong with a set, in the order of its questions; pairs are told at the later question."""
    twice = defaultdict(list)
    for finding in _repeated(questions):
        twice[finding.id].append(finding)
    for question in questions:
        yield from unprinted(question, holds)
        yield from twice[question.id]
        if question.answerable and question.kind != "derived":
            yield from ambiguous(question, near(question))


def unprinted(question: Question, holds: Holds) -> Iterator[Finding]:
    """Where no gold answer, or not the words that a quote must hold, stand on the pages."""
    verbatim = question.answerable and question.kind != "derived"
    if verbatim and not any(all(holds(question, normalised(i)) for i in gold) for gold in question.gold):
        said = "、".join(question.gold[0])
        yield Finding(question.id, Flaw.NOT_PRINTED, f"报上没有标准答案“{said}”")
    quote = normalised(question.quote_contains)
    if quote and not holds(question, quote):
        yield Finding(question.id, Flaw.QUOTE_NOT_PRINTED, f"报上没有这句原文“{question.quote_contains}”")


def _repeated(questions: Sequence[Question]) -> Iterator[Finding]:
    """Pairs of questions that ask the same of the same page."""
    by_page: dict[str | None, list[Question]] = defaultdict(list)
    for question in questions:
        by_page[question.page].append(question)
    for asked in by_page.values():
        for first, second, same in _alike(asked):
            if set(first.gold) == set(second.gold):
                how = "完全相同" if same else "几乎相同"
                yield Finding(second.id, Flaw.DUPLICATE, f"和 {first.id} {how}：“{first.question}”")
            elif same:
                yield Finding(second.id, Flaw.CONFLICT, f"和 {first.id} 是同一个问题，标准答案却不同")


def _alike(questions: Sequence[Question]) -> Iterator[tuple[Question, Question, bool]]:
    """Each pair that is the same when folded (True), or nearly so, the earlier one first.

    Two sets of which `ALIKE` of all is shared cannot differ in many of their rarest bigrams, so only questions that
    share one of these are compared: thousands of questions take no longer than reading them.
    """
    bigrams = [_bigrams(normalised(question.question)) for question in questions]
    often = Counter(pair for pairs in bigrams for pair in pairs)
    seen: dict[str, list[int]] = defaultdict(list)
    whole: dict[str, int] = {}
    for number, (question, pairs) in enumerate(zip(questions, bigrams, strict=True)):
        plain = normalised(question.question)
        if plain in whole:
            yield questions[whole[plain]], question, True
            continue
        whole[plain] = number
        if len(pairs) < SHORTEST:
            continue
        rarest = sorted(pairs, key=lambda pair: (often[pair], pair))
        telling = rarest[: len(pairs) - math.ceil(ALIKE * len(pairs)) + 1]
        for earlier in sorted({other for pair in telling for other in seen[pair]}):
            if _likeness(bigrams[earlier], pairs) >= ALIKE:
                yield questions[earlier], question, False
        for pair in telling:
            seen[pair].append(number)


def ambiguous(question: Question, near: Sequence[Printed]) -> Iterator[Finding]:
    """Where another sentence bears the question as well as that of the gold answer, and gives another figure of its unit.

    Only figures are told apart so: whether two other answers are two is for an editor to say.
    """
    asked = _bigrams(_without_asking(question.question))
    units = {figure.unit for gold in question.gold for figure in read_figures("、".join(gold)) if figure.unit}
    if not asked or not units:
        return
    borne = [(printed, _share(asked, printed.text)) for printed in near]
    right = [(p, share) for p, share in borne if _says(question.gold, p.text) and share >= BEARS]
    if not right:
        return
    best = max(share for _, share in right)
    others = [
        printed
        for printed, share in borne
        if share >= AS_WELL * best
        and not _says(question.gold, printed.text)
        and any(figure.unit in units for figure in read_figures(printed.text))
    ]
    if others:
        there = others[0]
        yield Finding(
            question.id, Flaw.AMBIGUOUS, f"另一处也像是答案，数字不同（{there.document}）：“{there.text}”"
        )


def _says(gold: Sequence[Alternative], sentence: str) -> bool:
    plain = normalised(sentence)
    return any(
        all(normalised(item) in plain for item in items) or figures_exact(items, sentence) for items in gold
    )


def _without_asking(question: str) -> str:
    plain = normalised(question)
    for word in _ASKING:
        plain = plain.replace(word, "")
    return plain


def _share(asked: set[str], sentence: str) -> float:
    return len(asked & _bigrams(normalised(sentence))) / len(asked)


def _bigrams(plain: str) -> set[str]:
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _likeness(one: set[str], other: set[str]) -> float:
    """Jaccard's, 0..1."""
    return len(one & other) / len(one | other) if one or other else 1.0
