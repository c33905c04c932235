"""Which of search's hits are about what is asked: a small learned network over `qa.bearing`, and the trust in each story.

Search mixes two rankings by place; here its hits are read and ordered anew. The network was trained with a softmax over
each question's hits (training/train_relevance.py), so a score is a log-odds up to a constant, comparable within one
question only, and a story's share is the sum over its passages. Whether anything is said at all is for qa.confidence.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from qa.bearing import GROUPS, NAMES, Rows, group_of
from qa.questions import Expects

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """The weights: a linear part and one hidden layer beside it."""

    mean: Floats
    """(features,)"""
    scale: Floats
    """(features,)"""
    linear: Floats
    """(features + groups,)"""
    hidden: Floats
    """(features + groups, width)"""
    hidden_bias: Floats
    """(width,)"""
    out: Floats
    """(width,)"""

    def scores(self, expects: Expects, rows: Rows) -> Floats:
        """One score a hit, float32, (hits,), of `qa.bearing.bearings`; higher is better."""
        groups = np.tile(np.asarray(group_of(expects), np.float32), (len(rows), 1))
        x = np.concatenate([(rows - self.mean) / self.scale, groups], axis=1)
        hidden = np.maximum(x @ self.hidden + self.hidden_bias, 0)
        return np.asarray(x @ self.linear + hidden @ self.out, np.float32)


@cache
def load_network() -> Network:
    """The bundled weights. ValueError where they were trained for other features than these."""
    stored = json.loads(files("qa").joinpath("data/relevance.json").read_text(encoding="utf-8"))
    if stored["features"] != [*NAMES] or stored["groups"] != [[*group] for group in GROUPS]:
        raise ValueError(
            "qa/data/relevance.json was trained for other features; run training/train_relevance.py"
        )
    return Network(**{key: np.asarray(stored[key], np.float32) for key in Network.__slots__})


def story_relevance(stories: Sequence[int], scores: Sequence[float]) -> dict[int, float]:
    """The natural logarithm of each story's share of the softmax over all hits; hit i, of `stories[i]`, has `scores[i]`."""
    if not stories:
        return {}
    numbers = np.asarray(scores, np.float64)
    total = np.logaddexp.reduce(numbers)
    owners = np.asarray(stories)
    return {
        story: float(np.logaddexp.reduce(numbers[owners == story]) - total)
        for story in dict.fromkeys(stories)
    }
