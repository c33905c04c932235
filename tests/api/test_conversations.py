"""Conversations: remembered briefly, a bounded number of them, shared by workers, and never in the data folder."""

from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import conversations
from api.conversations import REMEMBERED_S, Conversations
from api.schemas import MAX_TURNS


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_conversation_holds_its_latest_questions_until_half_an_hour_after_the_last() -> None:
    clock = Clock()
    talks = Conversations.in_memory(clock=clock)
    made = talks.create()
    clock.now += REMEMBERED_S - 1
    longer = talks.add(made, "问一")
    assert talks.get(made.id) == longer
    assert longer.questions == ("问一",)
    clock.now += REMEMBERED_S - 1
    assert talks.get(made.id) == longer
    assert talks.seconds_left(longer) == 1
    clock.now += 1
    assert talks.get(made.id) is None


def test_no_more_questions_are_held_than_a_follow_up_needs() -> None:
    talks = Conversations.in_memory()
    conversation = talks.create()
    for number in range(MAX_TURNS + 3):
        conversation = talks.add(conversation, f"问{number}")
    assert conversation.questions == tuple(f"问{number}" for number in range(3, MAX_TURNS + 3))


def test_of_too_many_the_longest_silent_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST", 2)
    clock = Clock()
    talks = Conversations.in_memory(clock=clock)
    made = []
    for _ in range(3):
        clock.now += 1
        made.append(talks.create())
    assert [talks.get(one.id) is not None for one in made] == [False, True, True]


def test_workers_share_them(tmp_path: Path) -> None:
    with closing(Conversations.open(tmp_path)) as one, closing(Conversations.open(tmp_path)) as other:
        made = one.create()
        one.add(made, "问")
        found = other.get(made.id)
        assert found is not None
        assert found.questions == ("问",)
        assert other.delete(made.id)
        assert one.get(made.id) is None


def test_ids_are_long_and_never_the_same() -> None:
    talks = Conversations.in_memory()
    ids = {talks.create().id for _ in range(50)}
    assert len(ids) == 50
    assert {len(one) for one in ids} == {22}


def test_a_follow_up_is_understood_after_the_questions_before_it(client: TestClient) -> None:
    made = client.post("/api/v1/conversations")
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    address = f"/api/v1/conversations/{made.json()['id']}"
    first = client.post(f"{address}/ask", json={"question": "太原市市区"}).json()
    assert first["status"] == "refused"
    # the canned assistant puts the question before it in front
    second = client.post(f"{address}/ask", json={"question": "优良天数是多少天？"}).json()
    assert "太原市市区优良天数" in second["explanation"]
    held = client.get(address).json()
    assert held["questions"] == ["太原市市区", "优良天数是多少天？"]
    assert 0 < held["seconds_left"] <= REMEMBERED_S
    third = client.post("/api/v1/ask", json={"question": "好？", "conversation": made.json()["id"]}).json()
    assert "优良天数是多少天？好？" in third["explanation"]


def test_turns_sent_along_are_understood_without_a_conversation(client: TestClient) -> None:
    answered = client.post("/api/v1/ask", json={"question": "好？", "turns": ["先问的"]}).json()
    assert "先问的好？" in answered["explanation"]


def test_turns_and_a_conversation_exclude_each_other(client: TestClient) -> None:
    id_ = client.post("/api/v1/conversations").json()["id"]
    response = client.post("/api/v1/ask", json={"question": "问", "turns": ["问"], "conversation": id_})
    assert response.status_code == 422
    assert "不能同时写" in response.json()["detail"]


def test_a_question_that_is_refused_entry_is_not_remembered(client: TestClient) -> None:
    address = f"/api/v1/conversations/{client.post('/api/v1/conversations').json()['id']}"
    assert client.post(f"{address}/ask", json={"question": "  "}).status_code == 422
    assert client.get(address).json()["questions"] == []


def test_a_forgotten_conversation_is_not_found(client: TestClient) -> None:
    address = f"/api/v1/conversations/{client.post('/api/v1/conversations').json()['id']}"
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/ask", json={"question": "问"}).status_code == 404
    assert client.get("/api/v1/conversations/short").status_code == 422
