"""What the reader says of a candidate, as numbers for the ranker."""

from corpus.spans import Span
from qa.reader import Reading

READING_NAMES = ("read", "read_in_sentence", "read_behind", "read_holds", "read_first", "read_overlap")
_FAR = 2.0
"""Bound of each."""
READING_UNIT = 6.0
"""The reader's log-odds are divided by it."""


class ReadingFeatures:
    """The features of one sentence's candidates, beside the other sentences that were read."""

    def __init__(self, reading: Reading, *, highest: float) -> None:
        """`highest`: the best score of any span in any sentence read for the question."""
        self._reading = reading
        self._best = reading.best(1)[0]
        self._own = reading.score(self._best)
        self._highest = highest

    def of(self, span: Span) -> list[float]:
        """In the order of READING_NAMES."""
        score = self._reading.score(span)
        shared = max(0, min(span.end, self._best.end) - max(span.start, self._best.start))
        return [
            bounded(score),
            bounded(score - self._own),
            bounded(score - self._highest),
            bounded(self._reading.holds),
            float(span == self._best),
            2 * shared / (len(span) + len(self._best)),
        ]


def bounded(odds: float) -> float:
    """Log-odds as a feature: in READING_UNIT, within bounds."""
    return max(-_FAR, min(_FAR, odds / READING_UNIT))
