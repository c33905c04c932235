"""The library's ranks are those of the definitions."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluating.ranks import RankScores, rank_scores

pytest.importorskip("ir_measures", reason="the extra `evaluation` is not installed")

NAMES = list("abcdefgh")


def test_by_hand() -> None:
    found = rank_scores({"q": ["c", "a", "c", "d"]}, {"q": {"a": 1, "b": 1}})["q"]
    assert (found.recall_1, found.recall_5, found.recall_10, found.mrr_10) == (0.0, 0.5, 0.5, 0.5)
    assert found.ndcg_10 == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_a_question_for_which_nothing_was_found_scores_nothing() -> None:
    assert rank_scores({"q": ["a"]}, {"q": {"a": 1}, "r": {"a": 1}})["r"] == RankScores(0, 0, 0, 0, 0)


def test_a_higher_grade_should_stand_first() -> None:
    relevant = {"best": {"a": 2, "b": 1}, "turned": {"a": 2, "b": 1}}
    found = rank_scores({"best": ["a", "b"], "turned": ["b", "a"]}, relevant)
    assert found["best"].ndcg_10 == 1.0 > found["turned"].ndcg_10
    assert found["turned"].recall_5 == found["turned"].mrr_10 == 1.0


@settings(max_examples=60)
@given(st.permutations(NAMES), st.sets(st.sampled_from(NAMES), min_size=1))
def test_ranks_are_those_of_the_definitions(ranked: list[str], relevant: set[str]) -> None:
    found = rank_scores({"q": ranked}, {"q": dict.fromkeys(relevant, 1)})["q"]
    places = [place for place, name in enumerate(ranked, 1) if name in relevant]
    ideal = sum(1 / math.log2(place + 1) for place in range(1, len(relevant) + 1))
    assert found.recall_1 == pytest.approx(sum(place == 1 for place in places) / len(relevant))
    assert found.recall_5 == pytest.approx(sum(place <= 5 for place in places) / len(relevant))
    assert found.mrr_10 == pytest.approx(1 / places[0])
    assert found.ndcg_10 == pytest.approx(sum(1 / math.log2(place + 1) for place in places) / ideal)
