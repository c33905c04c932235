"""The network's arithmetic and a story's share, by hand."""

import math

import numpy as np
import pytest

from qa.bearing import GROUPS, NAMES
from qa.questions import Expects
from qa.relevance import Network, load_network, story_relevance


def test_a_score_is_the_linear_part_and_the_hidden_layer_together() -> None:
    """x = (3 - 1) / 2 = 1 and the figure group's 1: 1 * 0.5 + 1 * 0.25 + relu(1 * 2 - 1) * 3 + relu(-1) * 9."""
    inputs = 1 + len(GROUPS)
    linear = np.zeros(inputs, np.float32)
    linear[:2] = 0.5, 0.25
    hidden = np.zeros((inputs, 2), np.float32)
    hidden[0] = 2, -1
    network = Network(
        mean=np.array([1], np.float32),
        scale=np.array([2], np.float32),
        linear=linear,
        hidden=hidden,
        hidden_bias=np.array([-1, 0], np.float32),
        out=np.array([3, 9], np.float32),
    )
    assert network.scores(Expects.FIGURE, np.array([[3]], np.float32)).tolist() == [3.75]
    assert network.scores(Expects.DATE, np.array([[3]], np.float32)).tolist() == [3.5]
    assert network.scores(Expects.DATE, np.zeros((0, 1), np.float32)).tolist() == []


def test_a_story_has_the_sum_of_its_passages() -> None:
    """Odds 3 and 1 of story 7, and 4 of story 8: a half each."""
    found = story_relevance([7, 8, 7], [math.log(3), math.log(4), 0.0])
    assert found == {7: pytest.approx(math.log(0.5)), 8: pytest.approx(math.log(0.5))}


def test_the_only_story_is_certain_and_no_hit_gives_none() -> None:
    assert story_relevance([5, 5], [1.0, -3.0]) == {5: pytest.approx(0.0)}
    assert story_relevance([], []) == {}


def test_the_bundled_weights_are_of_these_features_and_finite() -> None:
    network = load_network()
    assert network.linear.shape == (len(NAMES) + len(GROUPS),)
    assert network.hidden.shape == (len(network.linear), len(network.out))
    for weights in (network.mean, network.scale, network.linear, network.hidden, network.out):
        assert bool(np.isfinite(weights).all())


def test_more_of_the_question_borne_is_better() -> None:
    """All else equal, of a figure question's hits the one that bears all terms, pairs and runs comes first."""
    network = load_network()
    rows = np.tile(network.mean, (2, 1))
    for name in (
        "bm25",
        "covered",
        "covered_in_story",
        "pairs",
        "sentence_covered",
        "sentence_pairs",
        "threes",
    ):
        rows[:, NAMES.index(name)] = 0.2, 1.0
    low, high = network.scores(Expects.FIGURE, rows).tolist()
    assert high > low
