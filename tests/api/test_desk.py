"""The desk's memory: what was answered does not queue, and what many ask at once is computed once."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from threading import Event

import pytest

from api.desk import Desk, TimedAnswer
from corpus.archive import Archive
from qa.answers import Answer
from qa.conversations import Turn
from tests.api.conftest import ASKED, LISTED, Canned

SLOW = "慢慢想的问题"


class Counting(Canned):
    """Notes what it is asked; `SLOW` takes until `go` is set."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive, {})
        self.asked: list[str] = []
        self.checks = 3
        self.go = Event()

    def ask(self, question: str, *, turns: Sequence[Turn] = ()) -> Answer:
        self.asked.append(question)
        if question == SLOW:
            assert self.go.wait(timeout=10)
        return super().ask(question, turns=turns)

    def check_suggestion(self) -> bool:
        self.checks -= 1
        return self.checks > 0


@pytest.fixture
def counting(archive: Archive) -> Counting:
    return Counting(archive)


def test_what_many_ask_at_one_moment_is_computed_once(counting: Counting) -> None:
    async def many() -> list[TimedAnswer]:
        desk = Desk.around(counting)
        return await asyncio.gather(*(desk.ask(ASKED) for _ in range(5)))

    said = asyncio.run(many())
    assert counting.asked == [ASKED]
    assert [one.answer for one in said] == [said[0].answer] * 5


def test_what_is_remembered_does_not_wait_for_what_is_being_computed(counting: Counting) -> None:
    told: list[str] = []

    def tell(timed: TimedAnswer, generation: int) -> None:
        assert generation == counting.archive.generation
        told.append(timed.answer.question)

    async def both() -> tuple[TimedAnswer, list[str], TimedAnswer]:
        desk = Desk.around(counting, told=tell)
        await desk.ask(ASKED)
        slow = asyncio.create_task(desk.ask(SLOW))
        while SLOW not in counting.asked:
            await asyncio.sleep(0.001)
        again = await desk.ask(ASKED)
        meanwhile = list(told)
        counting.go.set()
        late = await slow
        await desk.close()
        return again, meanwhile, late

    again, meanwhile, late = asyncio.run(both())
    assert again.answer.question == ASKED
    assert late.answer.question == SLOW
    assert meanwhile == [ASKED]
    assert told == [ASKED, SLOW, ASKED]
    assert counting.asked == [ASKED, SLOW]


def test_what_is_asked_again_is_remembered_longer(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.desk.REMEMBERED", 2)

    async def four() -> None:
        desk = Desk.around(counting)
        for question in (ASKED, LISTED, ASKED, SLOW[:2], ASKED):
            await desk.ask(question)

    asyncio.run(four())
    assert counting.asked == [ASKED, LISTED, SLOW[:2]]


def test_a_desk_asks_itself_questions_before_it_is_ready(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def opened(seconds: float) -> int:
        monkeypatch.setattr("api.desk.WARMING_S", seconds)
        counting.checks = 3
        desk = Desk(lambda: nullcontext(counting))
        await desk.open()
        await desk.close()
        return counting.checks

    assert asyncio.run(opened(60.0)) == 0
    assert asyncio.run(opened(0.0)) == 3
