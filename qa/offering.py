"""From the sentences of the hits to the candidates that are weighed, each with its features.

The reader looks at the best sentences; those that it trusts, beside those that share most words with the question,
offer candidates. Of runs of words only the ones that the reader finds likely are kept, and its own spans join them.
Training and answering both come through here, so that what is learned is learned on what is run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.candidates import Candidate, candidate_at, candidates, names_something, whole_words
from qa.evidence import Sentence
from qa.features import CandidateFeatures, View
from qa.questions import Expects
from qa.ranking import sentence_score
from qa.reader import Reading, SpanReader
from qa.reader_features import ReadingFeatures

READ = 12
"""Sentences that the reader looks at, best first; a sentence costs it about a millisecond."""
READ_CLAUSAL = 20
"""The same where clauses and lists are ranked by rule, which look at as many (qa.finding)."""
OFFERING = 10
"""Sentences whose candidates are weighed."""
OFFERING_RUNS = 6
"""The same where candidates are runs of words."""
KEPT = 16
"""Runs of words kept of one sentence."""
OWN = 4
"""Spans that the reader itself proposes of one sentence."""
HOLDS_WEIGHT = 0.1
"""What one unit of the reader's log-odds counts against the score of shared words (about 0..2.5)."""
_FAR = 8.0
_RUNS = (Expects.PERSON, Expects.PLACE, Expects.ORGANISATION, Expects.THING, Expects.LIST)

_CLAUSAL = (Expects.LIST, Expects.REASON, Expects.DEFINITION, Expects.YES_NO, Expects.ANY)


@dataclass(frozen=True, slots=True)
class Offered:
    """One candidate with what it is weighed by."""

    candidate: Candidate
    sentence_features: tuple[float, ...]
    features: tuple[float, ...]
    """CANDIDATE_NAMES, then READING_NAMES."""


class Offering:
    """The read sentences of one question; `best` are all, best first, with their sentence features."""

    def __init__(
        self, seen: View, best: Sequence[tuple[Sentence, Sequence[float]]], reader: SpanReader
    ) -> None:
        self._seen = seen
        self._rows = list(best[: READ_CLAUSAL if seen.question.expects in _CLAUSAL else READ])
        self._readings = reader.read(seen, self._rows)
        self._highest = max((float(r.scores.max()) for r in self._readings), default=0.0)
        self._weighing: dict[int, tuple[CandidateFeatures, ReadingFeatures]] = {}

    def offered(self) -> list[Offered]:
        """The candidates of the most promising sentences."""
        runs = self._seen.question.expects in _RUNS
        worth = [
            sentence_score(values) + HOLDS_WEIGHT * max(-_FAR, min(_FAR, reading.holds))
            for (_, values), reading in zip(self._rows, self._readings, strict=True)
        ]
        order = sorted(range(len(worth)), key=lambda i: (-worth[i], i))
        out: list[Offered] = []
        for i in order[: OFFERING_RUNS if runs else OFFERING]:
            sentence, _ = self._rows[i]
            found = candidates(self._seen.question, sentence)
            if runs:
                found = self._likely(found, sentence, self._readings[i])
            out += [self._weighed(i, candidate) for candidate in found]
        return out

    def weighed(self, candidate: Candidate) -> Offered:
        """A candidate made elsewhere, in one of the read sentences."""
        return self._weighed(
            next(i for i, (s, _) in enumerate(self._rows) if s is candidate.sentence), candidate
        )

    def _weighed(self, i: int, candidate: Candidate) -> Offered:
        sentence, values = self._rows[i]
        if i not in self._weighing:
            self._weighing[i] = (
                CandidateFeatures(self._seen, sentence),
                ReadingFeatures(self._readings[i], highest=self._highest),
            )
        own, read = self._weighing[i]
        return Offered(candidate, tuple(values), (*own.of(candidate), *read.of(candidate.span)))

    def _likely(self, found: list[Candidate], sentence: Sentence, reading: Reading) -> list[Candidate]:
        spans = {c.span: c for c in found}
        for read in reading.best(OWN):
            span = whole_words(sentence, read)
            if span not in spans and names_something(self._seen.question, sentence, span):
                spans[span] = candidate_at(sentence, span)
        order = sorted(spans.values(), key=lambda c: (-reading.score(c.span), c.span))
        return sorted(order[:KEPT], key=lambda c: c.span)
