"""Risk, coverage and calibration on cases worked out by hand, and laws that hold for any run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluating.calibration import (
    Bin,
    RiskPoint,
    Sure,
    area_under_risk,
    brier,
    calibration_bins,
    calibration_error,
    coverage_at,
    risk_coverage,
)

FOUR = [Sure(0.9, True), Sure(0.8, False), Sure(0.8, True), Sure(0.3, False)]
ANSWERS = st.lists(st.builds(Sure, st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), st.booleans()), max_size=12)


def test_a_threshold_takes_in_all_answers_of_one_confidence() -> None:
    assert risk_coverage(FOUR, asked=8) == (
        RiskPoint(0.9, 1 / 8, 0.0),
        RiskPoint(0.8, 3 / 8, 1 / 3),
        RiskPoint(0.3, 4 / 8, 2 / 4),
    )


def test_the_area_is_the_mean_risk_over_the_answers() -> None:
    # one answer at risk 0, two at 1/3, one at 1/2
    assert area_under_risk(risk_coverage(FOUR, asked=8)) == pytest.approx((0 + 2 / 3 + 1 / 2) / 4)
    assert area_under_risk(()) is None


def test_how_much_can_be_answered_at_a_risk() -> None:
    points = risk_coverage(FOUR, asked=8)
    assert [coverage_at(points, risk=risk) for risk in (0.0, 0.34, 0.5)] == [1 / 8, 3 / 8, 4 / 8]
    assert coverage_at(risk_coverage([Sure(0.9, False)], asked=1), risk=0.5) == 0


def test_more_answers_than_questions_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="4 answers to 3"):
        risk_coverage(FOUR, asked=3)


def test_bins_and_their_error() -> None:
    bins = calibration_bins([Sure(0.95, True), Sure(1.0, False), Sure(0.35, False)])
    assert bins == (Bin(0.3, 0.4, 1, 0.35, 0.0), Bin(0.9, 1.0, 2, (0.95 + 1.0) / 2, 0.5))
    assert calibration_error(bins) == pytest.approx((1 * 0.35 + 2 * 0.475) / 3)
    assert calibration_error(()) is None


def test_brier_by_hand() -> None:
    assert brier([Sure(0.9, True), Sure(0.4, False)]) == pytest.approx((0.01 + 0.16) / 2)
    assert brier([]) is None


@given(ANSWERS, st.integers(0, 5))
def test_the_order_of_answers_does_not_count(answers: list[Sure], refused: int) -> None:
    asked = len(answers) + refused
    assert risk_coverage(answers, asked=asked) == risk_coverage(answers[::-1], asked=asked)


@given(ANSWERS.filter(bool))
def test_the_area_is_the_mean_of_risks_computed_answer_by_answer(answers: list[Sure]) -> None:
    """Against the definition: the risk at each answer's own confidence, everything as sure or surer answered."""
    risks = []
    for each in answers:
        taken = [a for a in answers if a.confidence >= each.confidence]
        risks.append(sum(not a.right for a in taken) / len(taken))
    found = area_under_risk(risk_coverage(answers, asked=len(answers)))
    assert found == pytest.approx(sum(risks) / len(risks))


@given(ANSWERS.filter(bool))
def test_every_answer_lies_in_one_bin(answers: list[Sure]) -> None:
    bins = calibration_bins(answers)
    assert sum(each.answers for each in bins) == len(answers)
    assert all(each.low <= each.confidence <= each.high for each in bins)
    assert 0 <= (calibration_error(bins) or 0) <= 1
