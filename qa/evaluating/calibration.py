"""Whether the desk knows how sure it may be: risk against coverage, and confidence against being right.

Over the answers given, each with its confidence (0..1) and whether it was right; a refusal has no answer that could
be judged. What is printed here with a single number stands in a report as a curve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

BINS = 10
"""Bins of equal width that the calibration error is taken over, as in Guo et al. (2017); fewer hide a bend, more hold
too few of the some hundred answers of a set."""


@dataclass(frozen=True, slots=True)
class Sure:
    """One answer: how sure the desk was, and whether it was right."""

    confidence: float
    """0..1"""
    right: bool


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What a threshold at `confidence` would give."""

    confidence: float
    coverage: float
    """Share of all questions asked that are then answered, 0..1."""
    risk: float
    """Share of those answers that are wrong, 0..1."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in low..high (the last bin holds 1 as well)."""

    low: float
    high: float
    answers: int
    confidence: float
    """Their mean."""
    right: float
    """Share of them that is right."""


def risk_coverage(answers: Sequence[Sure], *, asked: int) -> tuple[RiskPoint, ...]:
    """A point for each confidence at which a threshold can cut, surest first; `asked` questions, refused ones included.

    Answers of equal confidence are taken in together, so their order does not count. ValueError where fewer
    questions were asked than answered.
    """
    if asked < len(answers):
        raise ValueError(f"{len(answers)} answers to {asked} questions")
    points: list[RiskPoint] = []
    given = wrong = 0
    for confidence, group in groupby(
        sorted(answers, key=lambda a: -a.confidence), key=lambda a: a.confidence
    ):
        alike = list(group)
        given += len(alike)
        wrong += sum(not answer.right for answer in alike)
        points.append(RiskPoint(confidence, given / asked, wrong / given))
    return tuple(points)


def area_under_risk(points: Sequence[RiskPoint]) -> float | None:
    """AURC of Geifman and El-Yaniv (2017), 0..1, lower is better: the mean risk over all thresholds, each weighed by the
    answers that it takes in. None without an answer.
    """
    if not points:
        return None
    before = (0.0, *(point.coverage for point in points[:-1]))
    weighed = sum(point.risk * (point.coverage - last) for point, last in zip(points, before, strict=True))
    return weighed / points[-1].coverage


def coverage_at(points: Sequence[RiskPoint], *, risk: float) -> float:
    """The largest share of the questions that can be answered with at most `risk` of the answers wrong; 0 if none."""
    return max((point.coverage for point in points if point.risk <= risk), default=0.0)


def calibration_bins(answers: Sequence[Sure]) -> tuple[Bin, ...]:
    """The bins that hold an answer, least sure first."""
    bins: list[Bin] = []
    for at in range(BINS):
        held = [a for a in answers if min(int(a.confidence * BINS), BINS - 1) == at]
        if held:
            confidence = sum(a.confidence for a in held) / len(held)
            bins.append(
                Bin(at / BINS, (at + 1) / BINS, len(held), confidence, sum(a.right for a in held) / len(held))
            )
    return tuple(bins)


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error, 0..1: how far confidence and being right lie apart, weighed by answers. None without
    an answer.
    """
    answers = sum(each.answers for each in bins)
    return (
        sum(each.answers * abs(each.confidence - each.right) for each in bins) / answers if answers else None
    )


def brier(answers: Sequence[Sure]) -> float | None:
    """The mean squared distance of confidence from being right (1) or wrong (0), 0..1; None without an answer."""
    return sum((a.confidence - a.right) ** 2 for a in answers) / len(answers) if answers else None
