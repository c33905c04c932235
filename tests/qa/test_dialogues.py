"""Conversations on an invented page and on the first issue: the last turn is understood, and answered or refused.

What a follow-up means is exact; what is then found hangs on the whole desk, so it is held by a floor.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.answers import Answer, Answered
from qa.assistant import Assistant
from qa.evaluating.metrics import normalised
from tests.qa.desks import desk_over

FOLDER = Path(__file__).parent / "dialogues"
FLOOR = 0.80
"""Share of the last turns that must be right."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation and what its last turn must come to."""

    id: str
    page: str
    turns: tuple[str, ...]
    understood: str | None
    """The full question; empty where the last turn is complete by itself, None where only the answer counts."""
    gold: tuple[str, ...]
    """Any of these is right; where there is none, a refusal is."""
    reason: str | None

    def is_right(self, answer: Answer) -> bool:
        """Whether `answer` is a gold one, or the refusal that is due."""
        if isinstance(answer, Answered):
            return normalised(answer.text) in {normalised(gold) for gold in self.gold}
        return not self.gold and self.reason in (None, answer.reason)


def _read() -> list[Dialogue]:
    rows = [
        json.loads(line) for line in (FOLDER / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [
        Dialogue(
            id=row["id"],
            page=row["page"],
            turns=tuple(row["turns"]),
            understood=row.get("understood"),
            gold=tuple(row.get("gold", ())),
            reason=row.get("reason"),
        )
        for row in rows
    ]


DIALOGUES = _read()


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with desk_over(tmp_path_factory.mktemp("dialogues"), FOLDER / "2026-03-12.md") as opened:
        yield opened


@pytest.fixture(scope="module")
def last_turns(desk: Assistant, invented: Assistant) -> Mapping[str, Answer]:
    """What the desk says to the last turn of each dialogue."""
    desks = {"first": desk, "2026-03-12.md": invented}
    return {d.id: desks[d.page].converse(d.turns)[-1] for d in DIALOGUES}


def test_there_are_enough_of_them() -> None:
    assert len({d.id for d in DIALOGUES}) == len(DIALOGUES) >= 50
    assert sum(d.page == "first" for d in DIALOGUES) >= 15


@pytest.mark.parametrize("dialogue", [d for d in DIALOGUES if d.understood is not None], ids=lambda d: d.id)
def test_the_last_turn_is_understood(dialogue: Dialogue, last_turns: Mapping[str, Answer]) -> None:
    assert last_turns[dialogue.id].understood == dialogue.understood


def test_the_answer_carries_what_was_typed(last_turns: Mapping[str, Answer]) -> None:
    assert [last_turns[d.id].question for d in DIALOGUES] == [d.turns[-1] for d in DIALOGUES]


def test_a_completed_question_says_the_same_asked_by_itself(desk: Assistant) -> None:
    _, follow = desk.converse(["2025年太原市市区优良天数是多少天?", "优良率呢?"])
    alone = desk.ask(follow.understood)
    assert isinstance(alone, Answered)
    assert isinstance(follow, Answered)
    assert (follow.text, follow.source, follow.quote) == (alone.text, alone.source, alone.quote)


def test_enough_of_the_last_turns_are_right(last_turns: Mapping[str, Answer]) -> None:
    wrong = [d.id for d in DIALOGUES if not d.is_right(last_turns[d.id])]
    assert 1 - len(wrong) / len(DIALOGUES) >= FLOOR, wrong
