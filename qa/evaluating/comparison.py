"""Two runs over the same questions: what differs, how surely, and which questions changed sides."""

from dataclasses import dataclass

from qa.evaluating.bootstrap import Difference, difference
from qa.evaluating.evaluation import Report
from qa.evaluating.judging import Judged
from qa.evaluating.measures import MEASURES, values


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that one run got right and the other wrong."""

    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True)
class Comparison:
    """The later run against the earlier one."""

    fingerprint: str
    """Of the questions."""
    questions: int
    measures: tuple[tuple[str, Difference], ...]
    """By name, those that both runs have."""
    kinds: tuple[tuple[str, int, Difference], ...]
    """`right` by kind: its name, its questions, the difference."""
    better: tuple[Changed, ...]
    """In the order of the questions."""
    worse: tuple[Changed, ...]
    right_in_both: int
    wrong_in_both: int


def compare(before: Report, after: Report) -> Comparison:
    """`after` against `before`. ValueError where they are not over the same questions."""
    if before.fingerprint != after.fingerprint:
        raise ValueError(f"questions {before.fingerprint} and {after.fingerprint}")
    pairs = [Changed(*pair) for pair in zip(before.judged, after.judged, strict=True)]
    measured = [
        (name, difference(values(name, before.judged), values(name, after.judged))) for name in MEASURES
    ]
    by_kind = [
        (old.name, len(old.judged), difference(values("right", old.judged), values("right", new.judged)))
        for old, new in zip(before.kinds, after.kinds, strict=True)
    ]
    return Comparison(
        fingerprint=before.fingerprint,
        questions=len(pairs),
        measures=tuple((name, each) for name, each in measured if each),
        kinds=tuple((name, count, each) for name, count, each in by_kind if each),
        better=tuple(pair for pair in pairs if pair.after.right and not pair.before.right),
        worse=tuple(pair for pair in pairs if pair.before.right and not pair.after.right),
        right_in_both=sum(pair.before.right and pair.after.right for pair in pairs),
        wrong_in_both=sum(not pair.before.right and not pair.after.right for pair in pairs),
    )
