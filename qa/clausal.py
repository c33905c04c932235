"""Answers that are clauses or lists rather than names or numbers: why, whether, what is, and all of which.

The spans come from rules that look at how much of the question a clause bears and at the words that give a cause or open
a list. Causes and lists are weighed by the ranker, to which a rule's score is one number among others; of whether and
what is, too few questions are at hand to learn from, and the score, with the sentence's own, decides. Scores are on the
scale of the ranker's log-odds, comparable within one question only.
"""

import re
from collections.abc import Iterator

from corpus.numerals import read_numeral
from corpus.spans import Span
from qa.candidates import Candidate, candidate_at, clauses_of, tokens_of, whole_words
from qa.evidence import Sentence
from qa.features import View
from qa.lists import parts_of, whole_list
from qa.matching import coverage
from qa.questions import Expects
from qa.reader import Reading

CLAUSE_WEIGHT = 3.0
CAUSE_BONUS = 4.0
NEXT_BONUS = 1.0
LENGTH_COST = 0.01
"""Per character: of two runs that bear the same, the shorter is the answer."""

_CAUSE = re.compile(
    r"(?P<cue>因为|由于|(?<![原主起诱成病死])因(?![此而素])|鉴于|出于|旨在|为了|为(?=[^,。;]{2,30},)|以便|从而|是为):?[^,。;()]{2,40}?"
    r"(?=(?:暂|而(?!且)|致使|造成|导致|被|未能|无法|近乎|[,。;()]|$))"
)
_SAID = re.compile(r"^.{0,20}(?:说|表示|称|介绍|指出)$")
_QUOTED_ITEMS = re.compile(r"(?:(?:\"[^\"]{1,24}\"|'[^']{1,24}'|《[^》]{1,30}》)(?:[、和与及]|以及)?){2,}")


RULE_NAMES = ("ruled", "rule")
"""Features: whether a rule offers the candidate, and the rule's score."""
_UNIT = 5.0


def ruled(seen: View, sentence: Sentence) -> list[tuple[Candidate, float]]:
    """The candidates that rules find in one sentence, with the rule's score; none for the sorts that this module does not know."""
    match seen.question.expects:
        case Expects.REASON:
            return list(_causes(seen, sentence))
        case Expects.YES_NO | Expects.ANY:
            return list(_clauses(seen, sentence))
        case Expects.DEFINITION:
            whole = Span(0, len(sentence.folded.text))
            return [(candidate_at(sentence, whole), _defines(seen, sentence))]
        case Expects.LIST:
            return list(_lists(seen, sentence))
        case _:
            return []


SETTLING_WEIGHT = 5.0
"""What a clause that bears all of a question of whether counts against the reader's log-odds. Of 200 written ones in each wording, the answering
sentence being known, the clause chosen holds the answer for 93 % (an editor's) and 85 % (a resident's) at 0, 2, 4 and 6; runs of two
clauses hold no more and are longer by a third. Above 0, so that of 甲为Ⅰ类,乙为Ⅱ类 the one is said that is asked about."""


def settled(seen: View, sentence: Sentence, reading: Reading) -> Candidate | None:
    """Of a sentence, what the reader marks: in whole words, and for a question of whether the clause that it finds likeliest."""
    text = sentence.folded.text
    run = (
        _settling(seen, text, reading)
        if seen.question.expects is Expects.YES_NO
        else whole_words(sentence, reading.best(1)[0])
    )
    span = _trimmed(text, run)
    return candidate_at(sentence, span, exact=True) if span else None


_TERSE = 20
"""Characters up to which a clause is said with its neighbour: 优良率80%,与上年持平."""


_NEARLY = 5.0
"""How far, in log-odds, the neighbour may be less likely. Reasoned."""


def _settling(seen: View, text: str, reading: Reading) -> Span:
    """The clause that settles the question by the reader and by what it bears, and beside it what is as short."""
    parts = clauses_of(text)
    worth = [reading.within(c) + SETTLING_WEIGHT * coverage(seen.terms, c.of(text)) for c in parts]
    if not parts:
        return Span(0, len(text))
    best = max(range(len(parts)), key=lambda i: (worth[i], -i))
    first = last = best
    while True:
        beside = [i for i in (first - 1, last + 1) if 0 <= i < len(parts)]
        beside = [i for i in beside if parts[max(last, i)].end - parts[min(first, i)].start <= _TERSE]
        beside = [i for i in beside if worth[i] > worth[best] - _NEARLY]
        if not beside:
            return Span(parts[first].start, parts[last].end)
        added = max(beside, key=lambda i: worth[i])
        first, last = min(first, added), max(last, added)


def rule_features(score: float | None) -> list[float]:
    """In the order of RULE_NAMES; None for a candidate that no rule offers."""
    return [0.0, 0.0] if score is None else [1.0, score / _UNIT]


LONGEST_WHOLE = 90
"""Characters of a sentence that is said whole to settle a question; of a longer one, the run of clauses that bears most."""


def _clauses(seen: View, sentence: Sentence) -> Iterator[tuple[Candidate, float]]:
    """The sentence itself where it is short; else runs of two and three clauses."""
    text = sentence.folded.text
    whole = _trimmed(text, Span(0, len(text)))
    if whole and len(whole) <= LONGEST_WHOLE:
        yield candidate_at(sentence, whole), _borne(seen, whole.of(text))
        return
    parts = clauses_of(text)
    for i in range(len(parts)):
        for j in (i, i + 1, i + 2):
            span = _trimmed(text, Span(parts[i].start, parts[min(j, len(parts) - 1)].end))
            if span and len(span) <= LONGEST_WHOLE:
                yield candidate_at(sentence, span), _borne(seen, span.of(text))


def _causes(seen: View, sentence: Sentence) -> Iterator[tuple[Candidate, float]]:
    """What a cause word opens, with it and without; else the clauses after the one that bears the question, which tell its purpose."""
    text = sentence.folded.text
    for found in _CAUSE.finditer(text):
        yield candidate_at(sentence, Span(found.start(), found.end())), CAUSE_BONUS
        bare = Span(found.end("cue") + text.startswith(":", found.end("cue")), found.end())
        yield candidate_at(sentence, bare), CAUSE_BONUS
    parts = clauses_of(text)
    if not parts:
        return
    borne = [coverage(seen.terms, p.of(text)) for p in parts]
    best = max(range(len(parts)), key=lambda i: (borne[i], -i))
    for i, part in enumerate(parts):
        span = _trimmed(text, part)
        if span and not _SAID.match(span.of(text)):
            yield candidate_at(sentence, span), NEXT_BONUS * (i == best + 1) - LENGTH_COST * len(span)
    if best + 1 < len(parts) - 1:
        span = _trimmed(text, Span(parts[best + 1].start, parts[-1].end))
        if span and len(span) <= 80:
            yield candidate_at(sentence, span), NEXT_BONUS - LENGTH_COST * len(span) / 2


def _defines(seen: View, sentence: Sentence) -> float:
    """Whether the sentence opens with what is asked about and says what it is."""
    text = sentence.folded.text
    asked = "".join(t.text for t in seen.question.terms)
    opens = bool(asked) and text.lstrip('"').startswith(asked)
    return 2.0 * opens + 1.0 * bool(
        asked and re.search(re.escape(asked) + r"\"?(?:\([^)]*\))?(?:,?是|,?指|,?即|,?从)", text)
    )


def _lists(seen: View, sentence: Sentence) -> Iterator[tuple[Candidate, float]]:
    """Every enumeration of the sentence, by what stands before and after it and by its number of items."""
    text = sentence.folded.text
    wanted = _count(seen.question.text)
    head = seen.question.head
    done: set[Span] = set()
    spans: list[Span] = []
    for i, word in enumerate(tokens_of(text)):
        if word.text == "、" and i:
            spans.append(whole_list(candidate_at(sentence, tokens_of(text)[i - 1].span))[0])
    spans += [Span(m.start(), m.end()) for m in _QUOTED_ITEMS.finditer(text)]
    for span in spans:
        if span in done:
            continue
        done.add(span)
        items = parts_of(text, span)
        if len(items) < 2 or min(len(item) for item in items) < 2:
            continue  # 国、省考断面 is no list
        clause = next((c for c in clauses_of(text) if c.start <= span.start < c.end), span)
        around = text[max(clause.start, span.start - 24) : span.start] + " " + text[span.end : span.end + 12]
        own = CLAUSE_WEIGHT * coverage(seen.terms, around) + (2.0 if wanted and wanted == len(items) else 0.0)
        noun = head[-2:]
        own += 1.5 * (bool(noun) and noun in around) + 2.0 * (
            bool(noun) and any(noun in i.of(text) for i in items)
        )
        yield candidate_at(sentence, span), own + 1.0


def _count(question: str) -> int:
    """3 of 哪三项; 0 where the question names no number."""
    found = re.search(r"哪([两二三四五六七八九十2-9])(?!\d)", question)
    return int(read_numeral(found[1]) or 0) if found else 0


def _borne(seen: View, text: str) -> float:
    return CLAUSE_WEIGHT * coverage(seen.terms, text) - LENGTH_COST * len(text)


def _trimmed(text: str, span: Span) -> Span | None:
    """Without the marks at its edges; a quotation mark or bracket goes where its other half lies outside."""
    start, end = span.start, span.end

    def lone(mark: str, other: str) -> bool:
        inside = text[start:end]
        return inside.count('"') % 2 == 1 if mark == '"' else mark in "()" and other not in inside

    while end > start and (text[end - 1] in ",。;:、!? " or lone(text[end - 1], "(")):
        end -= 1
    while start < end and (text[start] in "、 " or lone(text[start], ")")):
        start += 1
    return Span(start, end) if start < end else None
