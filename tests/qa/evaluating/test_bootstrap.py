"""Intervals and differences: where they must lie, and that they are drawn the same each time."""

import math

import numpy as np
import pytest

from qa.evaluating.bootstrap import Interval, difference, interval

NAN = math.nan


def test_what_never_varies_has_no_width() -> None:
    assert interval(np.array([1.0, 1.0, NAN])) == Interval(1.0, 1.0)


def test_nothing_measured_has_no_interval() -> None:
    assert interval(np.array([NAN, NAN])) is None
    assert difference(np.array([NAN]), np.array([1.0])) is None


def test_the_interval_is_that_of_the_normal_approximation_for_many_questions() -> None:
    values = np.array([1.0] * 300 + [0.0] * 100)
    found = interval(values)
    assert found is not None
    spread = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert found.low == pytest.approx(0.75 - spread, abs=0.008)
    assert found.high == pytest.approx(0.75 + spread, abs=0.008)


def test_the_same_values_give_the_same_bounds() -> None:
    values = np.array([1.0, 0.0, 1.0, 1.0, 0.0])
    assert interval(values) == interval(values.copy())


def test_equal_runs_do_not_differ() -> None:
    values = np.array([1.0, 0.0, 1.0, NAN])
    found = difference(values, values.copy())
    assert found is not None
    assert (found.interval, found.p, found.significant) == (Interval(0.0, 0.0), 1.0, False)


def test_six_gains_and_no_loss_are_just_significant_and_five_are_not() -> None:
    """By the sign test, the exact form of this one: 2 / 2**6 = 0.031, 2 / 2**5 = 0.0625."""
    for gains, exact in ((6, 2 / 64), (5, 2 / 32)):
        before = np.array([0.0] * gains + [1.0] * 4)
        found = difference(before, np.ones(gains + 4))
        assert found is not None
        assert found.p == pytest.approx(exact, abs=0.008)
        assert found.significant is (gains == 6)
        assert found.after - found.before == pytest.approx(gains / (gains + 4))


def test_gains_that_equal_losses_are_no_difference() -> None:
    found = difference(np.array([1.0, 0.0] * 5), np.array([0.0, 1.0] * 5))
    assert found is not None
    assert found.p == 1.0
    assert found.interval.low < 0 < found.interval.high


def test_a_measure_may_apply_to_other_questions_in_each_run() -> None:
    """Precision: the first run answers three, two rightly; the second two, both rightly."""
    found = difference(np.array([1.0, 1.0, 0.0, NAN]), np.array([1.0, 1.0, NAN, NAN]))
    assert found is not None
    assert found.before == pytest.approx(2 / 3)
    assert found.after == 1.0


def test_runs_over_other_questions_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 and 3"):
        difference(np.zeros(2), np.zeros(3))
