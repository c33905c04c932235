"""Reciprocal rank fusion."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fusion import K, Scored, fused


def ranking(*numbers: int) -> list[Scored]:
    return [Scored(number, -float(place)) for place, number in enumerate(numbers)]


def test_weights_and_ranks_add_up() -> None:
    found = fused([(1.0, ranking(7, 8)), (0.5, ranking(8, 9))])
    assert [one.passage_id for one in found] == [8, 7, 9]
    assert [one.score for one in found] == pytest.approx(
        [1 / (K + 2) + 0.5 / (K + 1), 1 / (K + 1), 0.5 / (K + 2)], rel=1e-12
    )


def test_equals_stand_by_number() -> None:
    assert [one.passage_id for one in fused([(1.0, ranking(9, 2)), (1.0, ranking(2, 9))])] == [2, 9]
    assert fused([]) == []


rankings = st.lists(st.integers(1, 30), max_size=12, unique=True).map(lambda numbers: ranking(*numbers))


@given(rankings, rankings)
@settings(max_examples=100)
def test_the_order_of_the_rankings_does_not_count(one: list[Scored], other: list[Scored]) -> None:
    assert fused([(1.0, one), (1.0, other)]) == fused([(1.0, other), (1.0, one)])


@given(rankings, rankings)
@settings(max_examples=100)
def test_scores_of_the_halves_do_not_count_only_their_order(one: list[Scored], other: list[Scored]) -> None:
    shifted = [Scored(each.passage_id, each.score * 1000 - 5) for each in other]
    assert fused([(1.0, one), (0.3, other)]) == fused([(1.0, one), (0.3, shifted)])
    assert {each.passage_id for each in fused([(1.0, one), (0.3, other)])} == {
        each.passage_id for each in [*one, *other]
    }
