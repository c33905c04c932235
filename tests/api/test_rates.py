"""How often one may ask: counted per visitor and per token, said in headers, and never in the way of watchers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.addresses import read_network
from api.app import create_app
from api.private.database import Database
from api.private.tokens import Scope, Tokens, now_utc
from api.rates import read_rate
from api.settings import Service
from corpus.errors import BadRequest
from tests.api.conftest import ASKED, Canned

PROXIED = Service(
    asking="2/hour", reading="3/hour", asking_with_key="4/hour", proxies=(read_network("10.0.0.1"),)
)


@contextmanager
def served(
    canned: Canned, private: Database | None = None, *, service: Service = PROXIED
) -> Iterator[TestClient]:
    app = create_app(canned, service=service, private=private)
    with TestClient(app, client=("10.0.0.1", 5000), raise_server_exceptions=False) as client:
        yield client


def ask(client: TestClient, visitor: str, **headers: str) -> int:
    asked = client.post(
        "/api/v1/ask", json={"question": ASKED}, headers={"X-Forwarded-For": visitor, **headers}
    )
    return asked.status_code


def test_each_visitor_has_a_count_of_its_own(canned: Canned) -> None:
    with served(canned) as client:
        assert [ask(client, "198.51.100.1") for _ in range(3)] == [200, 200, 429]
        assert ask(client, "198.51.100.2") == 200
        assert ask(client, "8.8.8.8, 198.51.100.1") == 429  # what the visitor writes does not help


def test_workers_of_one_server_count_together(canned: Canned, tmp_path: Path) -> None:
    service = replace(PROXIED, shared=tmp_path)
    with served(canned, service=service) as one, served(canned, service=service) as other:
        found = [ask(worker, "198.51.100.1") for worker in (one, other, one, other)]
        assert found == [200, 200, 429, 429]
        assert ask(other, "198.51.100.2") == 200


def test_what_is_left_is_said_and_when_to_come_again(canned: Canned) -> None:
    with served(canned) as client:
        first = client.post("/api/v1/ask", json={"question": ASKED})
        assert first.headers["ratelimit-policy"] == '"asking";q=2;w=3600'
        assert first.headers["ratelimit"].startswith('"asking";r=1;t=')
        client.post("/api/v1/ask", json={"question": ASKED})
        refused = client.post("/api/v1/ask", json={"question": ASKED})
        assert refused.status_code == 429
        assert refused.json()["code"] == "too_many_requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 3600
        assert refused.headers["ratelimit"].startswith('"asking";r=0;t=')


def test_asking_on_the_page_counts_as_asking_and_looking_around_apart(canned: Canned) -> None:
    with served(canned) as client:
        assert ask(client, "198.51.100.1") == 200
        visitor = {"X-Forwarded-For": "198.51.100.1", "Accept": "text/html"}
        assert client.get("/", params={"q": ASKED}, headers=visitor).status_code == 200
        page = client.get("/", params={"q": ASKED}, headers=visitor)
        assert page.status_code == 429
        assert "问得太勤" in page.text
        for status in (200, 200, 200, 429):
            assert client.get("/api/v1/bulletins", headers=visitor).status_code == status


def test_a_token_for_asking_has_a_count_of_its_own_and_no_other_token_has(canned: Canned) -> None:
    private = Database.in_memory()
    asks = Tokens(private).create({Scope.ASK}, days=1, note="", now=now_utc())
    writes = Tokens(private).create({Scope.ISSUES_WRITE}, days=1, note="", now=now_utc())
    with served(canned, private) as client:
        bearer = f"Bearer {asks.secret}"
        found = [ask(client, f"198.51.100.{number}", Authorization=bearer) for number in range(5)]
        assert found == [200, 200, 200, 200, 429]
        other = f"Bearer {writes.secret}"
        assert [ask(client, "198.51.100.9", Authorization=other) for _ in range(3)] == [200, 200, 429]


def test_who_watches_over_the_server_is_not_counted(canned: Canned) -> None:
    with served(canned) as client:
        assert {client.get("/readyz").status_code for _ in range(9)} == {200}


@pytest.mark.parametrize("text", ["many", "0/minute", "5", "-1/second", "5/fortnight"])
def test_a_rate_that_is_none_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadRequest):
        read_rate(text)


def test_no_rate_is_no_limit() -> None:
    assert read_rate("") is None
