"""From the sentences of the hits to the candidates that are weighed, each with its features.

The reader looks at the best sentences; those that it trusts, beside those that share most words with the question,
offer candidates. Of runs of words only the ones that the reader finds likely are kept; its own spans join those of every sort.
Training and answering both come through here, so that what is learned is learned on what is run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figures import Figure
from corpus.spans import Span
from qa.candidates import (
    DATES,
    Candidate,
    candidate_at,
    candidates,
    cuts_a_word,
    figures_of,
    names_something,
    signatures,
    trimmed,
    whole_words,
    with_nouns_before,
    without_asked_verb,
)
from qa.clauses import SORTS, Settled, settled
from qa.evidence import Sentence
from qa.features import CandidateFeatures, View
from qa.lists import enumerations, rule_features
from qa.questions import Expects
from qa.ranking import look_score
from qa.reader import Reading, SpanReader
from qa.reader_features import ReadingFeatures

READ = 10
"""Sentences that the reader looks at, best first; a sentence costs it about three milliseconds of a core. With 12 of them and the reader
before, one of 285 questions on the development pages and one of 467 on the news was answered less rightly, and a question on the first
issue took 31 ms for 29."""
READ_CLAUSAL = 20
"""The same where a clause or a list answers: they often share few words with the question."""
NEAR = 0.5
"""How far, in `look_score`, a sentence may lie behind the best to be read at once. Of 10 sentences (20 for clauses) 7.0 are so read on the
development pages and 6.6 over the news, and none of 1,198 answers that the desk gave when it read all stands in one that is left out."""
READ_ENOUGH = 2.0
"""The reader's log-odds of the best span from which no more is read; below, all are. With 1.0 more is lost: of 1,198 one, and one figure on the
first issue."""
OFFERING = 10
"""Sentences whose candidates are weighed."""
OFFERING_RUNS = 6
"""The same where candidates are runs of words."""
KEPT = 16
"""Runs of words kept of one sentence."""
OWN = 4
"""Spans that the reader itself proposes of one sentence."""
WORD_MORE = 2
"""Characters that the reader may say beside a number."""
HOLDS_WEIGHT = 0.3
"""What one unit of the reader's log-odds counts against the score of shared words (about 0..2.5)."""
_FAR = 8.0
_RUNS = (Expects.PERSON, Expects.PLACE, Expects.ORGANISATION, Expects.THING, Expects.LIST)
_READ_MORE = (*SORTS, Expects.LIST, Expects.DEFINITION)


@dataclass(frozen=True, slots=True)
class Offered:
    """One candidate with what it is weighed by."""

    candidate: Candidate
    sentence_features: tuple[float, ...]
    features: tuple[float, ...]
    """CANDIDATE_NAMES, then READING_NAMES, then RULE_NAMES."""


class Offering:
    """The read sentences of one question; `best` are all, best first, with their sentence features."""

    looked_at: Sequence[tuple[Sentence, Sequence[float]]]
    """Those that the reader looks at, most worth it first."""

    def __init__(
        self, seen: View, best: Sequence[tuple[Sentence, Sequence[float]]], reader: SpanReader
    ) -> None:
        self._seen = seen
        self.looked_at, self._readings = _read(seen, best, reader)
        self._highest = _highest(self._readings)
        self._weighing: dict[int, tuple[CandidateFeatures, ReadingFeatures]] = {}

    def offered(self) -> list[Offered]:
        """The candidates of the most promising sentences."""
        runs = self._seen.question.expects in _RUNS
        listed = self._seen.question.expects is Expects.LIST
        worth = [
            look_score(values) + HOLDS_WEIGHT * _bounded(reading.holds)
            for (_, values), reading in zip(self.looked_at, self._readings, strict=True)
        ]
        order = sorted(range(len(worth)), key=lambda i: (-worth[i], i))
        out: list[Offered] = []
        for i in order[: OFFERING_RUNS if runs else OFFERING]:
            sentence, _ = self.looked_at[i]
            found = candidates(self._seen.question, sentence)
            if runs:
                found = self._likely(found, self._readings[i])
            by_span = {c.span: c for c in found}
            for candidate in self._own(sentence, self._readings[i]):
                by_span[candidate.span] = candidate
            rules: dict[Span, float] = {}
            for candidate, score in enumerations(self._seen, sentence) if listed else ():
                by_span.setdefault(candidate.span, candidate)
                rules[candidate.span] = max(score, rules.get(candidate.span, score))
            signed = signatures(sentence.folded.text) if runs else ()
            for span in sorted(by_span):
                if not any(one.start < span.end and span.start < one.end for one in signed):
                    out.append(self._weighed(i, by_span[span], rule=rules.get(span)))
        return out

    def read(self) -> Iterator[tuple[Sentence, Sequence[float], Reading]]:
        """The sentences that were read, with their features and what the reader thinks of them."""
        for (sentence, values), reading in zip(self.looked_at, self._readings, strict=True):
            yield sentence, values, reading

    def clauses(self) -> list[tuple[Settled, Offered]]:
        """What each of the read sentences says to a question that a clause answers (qa.clauses.SORTS), with what it is weighed by."""
        out = []
        for i, (sentence, values, reading) in enumerate(self.read()):
            said = settled(self._seen, sentence, values, reading)
            if said:
                out.append((said, self._weighed(i, said.candidate)))
        return out

    def _weighed(self, i: int, candidate: Candidate, rule: float | None = None) -> Offered:
        sentence, values = self.looked_at[i]
        if i not in self._weighing:
            self._weighing[i] = (
                CandidateFeatures(self._seen, sentence),
                ReadingFeatures(self._readings[i], highest=self._highest),
            )
        own, read = self._weighing[i]
        return Offered(
            candidate, tuple(values), (*own.of(candidate), *read.of(candidate.span), *rule_features(rule))
        )

    def _own(self, sentence: Sentence, reading: Reading) -> Iterator[Candidate]:
        """What the reader itself proposes, as it stands and out to the edges of words; of numbers, such as have a word more (一年内),
        and nothing where a date, or no word, asks.
        """
        question, text = self._seen.question, sentence.folded.text
        if question.expects in (Expects.DATE, Expects.ANY):
            return
        for read in reading.best(OWN):
            whole = whole_words(sentence, read)
            figures: dict[Span, Figure | None] = {}
            if question.expects is Expects.FIGURE:
                figures = {s: f for s in (read, whole) if (f := _in_a_word_more(text, s))}
                proposed = list(figures)
            elif question.expects in (Expects.THING, Expects.DEFINITION) and not question.head:
                proposed = [read, whole]  # what is done may begin with a preposition
            else:
                listed = question.expects is Expects.LIST
                bounds = [with_nouns_before(sentence, s) if listed else s for s in (read, whole)]
                proposed = [without_asked_verb(question, sentence, trimmed(sentence, s)) for s in bounds]
            proposed = [span for span in proposed if span == whole or not cuts_a_word(sentence, span)]
            for span in dict.fromkeys(proposed):
                if names_something(question, sentence, span):
                    yield candidate_at(sentence, span, figures.get(span), exact=True)

    def _likely(self, found: list[Candidate], reading: Reading) -> list[Candidate]:
        return sorted(found, key=lambda c: (-reading.score(c.span), c.span))[:KEPT]


def _read(
    seen: View, best: Sequence[tuple[Sentence, Sequence[float]]], reader: SpanReader
) -> tuple[Sequence[tuple[Sentence, Sequence[float]]], list[Reading]]:
    """The sentences that are read, most worth it first, and what the reader says of them."""
    most = READ_CLAUSAL if seen.question.expects in _READ_MORE else READ
    rows = sorted(best, key=lambda row: -look_score(row[1]))[:most]
    worth = [look_score(values) for _, values in rows]
    near = sum(one >= worth[0] - NEAR for one in worth)
    readings = reader.read(seen, [sentence for sentence, _ in rows[:near]])
    if near < len(rows) and _highest(readings) < READ_ENOUGH:
        return rows, readings + reader.read(seen, [sentence for sentence, _ in rows[near:]])
    return rows[:near], readings


def _highest(readings: Sequence[Reading]) -> float:
    """The best score of any span; 0 where nothing was read."""
    return max((float(r.scores.max()) for r in readings), default=0.0)


def _bounded(odds: float) -> float:
    return max(-_FAR, min(_FAR, odds))


def _in_a_word_more(text: str, span: Span) -> Figure | None:
    """The one number in `span`, which goes at most WORD_MORE characters beyond it and holds no mark."""
    met = [f for f in figures_of(text) if f.span.start < span.end and span.start < f.span.end]
    if len(met) != 1 or met[0].kind in DATES or not span.covers(met[0].span):
        return None
    more = text[span.start : met[0].span.start] + text[met[0].span.end : span.end]
    return met[0] if len(more) <= WORD_MORE and more.isalnum() else None
