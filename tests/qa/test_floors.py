"""What the desk once got right on the first issue's questions it still gets right."""

from collections.abc import Mapping

import pytest

from qa.answers import Answer
from qa.evaluating.predictions import record
from tests.questions import raise_floors
from tests.questions.floors import (
    FILE,
    PINNED,
    QUESTIONS,
    SPLITS,
    below,
    measured,
    questions_fingerprint,
    raised,
    read_floors,
)


def test_no_score_falls_below_its_floor(said: Mapping[str, Answer]) -> None:
    floors = read_floors()
    assert floors is not None, f"{FILE.name} is missing; run python -m tests.questions.raise_floors"
    assert floors.fingerprint == questions_fingerprint(), (
        "the questions have changed since; run python -m tests.questions.raise_floors"
    )
    points = measured([record(question.id, said[question.id], ms=0.0) for question in QUESTIONS])
    assert not below(points, floors.points)


def test_both_splits_are_held() -> None:
    floors = read_floors()
    assert floors is not None
    assert set(floors.points) == set(SPLITS)
    assert all(tuple(measures) == PINNED for measures in floors.points.values())
    assert all(floor > 0 for measures in floors.points.values() for floor in measures.values())


def test_a_score_at_its_floor_holds_and_one_under_it_is_named() -> None:
    assert below({"dev": {"right": 70.0}}, {"dev": {"right": 70.0}}) == []
    assert below({"dev": {"right": 69.9}}, {"dev": {"right": 70.0}}) == [
        "dev right: 69.90 is below the floor 70.0"
    ]


@pytest.mark.parametrize(
    ("score", "floor", "after"),
    [(75.38, 0.0, 74.3), (75.38, 74.3, 74.3), (75.0, 74.3, 74.3), (90.0, 74.3, 89.0)],
)
def test_a_floor_rises_to_a_point_below_the_score_and_never_falls(
    score: float, floor: float, after: float
) -> None:
    assert raised({"held": {"right": score}}, {"held": {"right": floor}}) == {"held": {"right": after}}


def test_the_command_leaves_the_file_where_a_score_has_fallen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = FILE.read_bytes()
    monkeypatch.setattr(raise_floors, "predict", lambda _desk, _questions: [])
    assert raise_floors.main() == 1
    assert "dev right: 0.00 is below the floor" in capsys.readouterr().err
    assert FILE.read_bytes() == before
