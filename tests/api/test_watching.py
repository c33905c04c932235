"""What is known of a request afterwards: an id, a line and a count, and no word of the question."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from prometheus_client import generate_latest

from api.app import create_app
from api.logs import write_logs
from api.parts import Parts
from api.private.database import Database
from api.private.questions import KeptQuestions
from api.settings import Service
from tests.api.conftest import ASKED, BROKEN, UNSUPPORTED, Canned

PRIVATE = "某某小区三号楼漏水怎么办？"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the server writes to its log while a test runs."""
    written = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stdout", written)
    write_logs()
    yield written
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in before:
        root.addHandler(handler)
    root.setLevel(level)


def lines(logged: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in logged.getvalue().splitlines() if "httpx" not in line]


def test_a_line_names_the_route_and_never_what_was_asked(client: TestClient, logged: io.StringIO) -> None:
    client.post("/api/v1/ask", json={"question": PRIVATE})
    client.get("/", params={"q": PRIVATE})
    client.get(f"/nothing/{PRIVATE}", params={"q": PRIVATE})
    client.get("/api/v1/search", params={"q": PRIVATE})
    made = client.post("/api/v1/conversations").json()["id"]
    client.post(f"/api/v1/conversations/{made}/ask", json={"question": PRIVATE})
    client.get("/story/2026-02-06.md/0", params={"mark": PRIVATE})
    client.get("/static/page.css")
    text = logged.getvalue()
    assert PRIVATE not in text
    assert json.dumps(PRIVATE)[1:-1] not in text
    assert made not in text
    assert "testclient" not in text
    found = [(line["method"], line["route"], line["status"]) for line in lines(logged)]
    assert found[:4] == [
        ("POST", "/api/v1/ask", 200),
        ("GET", "/", 200),
        ("GET", "-", 404),
        ("GET", "/api/v1/search", 200),
    ]
    assert found[5] == ("POST", "/api/v1/conversations/{id}/ask", 200)
    assert found[6] == ("GET", "/story/{name:path}/{number}", 422)
    assert all(isinstance(line["ms"], float) for line in lines(logged))


def test_a_sane_request_id_is_taken_over_and_any_other_replaced(
    client: TestClient, logged: io.StringIO
) -> None:
    given = client.get("/healthz", headers={"X-Request-ID": "abcDEF-123_4.5"})
    assert given.headers["x-request-id"] == "abcDEF-123_4.5"
    assert lines(logged)[-1]["request_id"] == "abcDEF-123_4.5"
    for strange in ("short", "x" * 65, 'a"b{}12345', "两个字两个字两个字两".encode().decode("latin-1")):
        answered = client.get("/healthz", headers={b"X-Request-ID": strange.encode("latin-1")})
        assert re.fullmatch("[0-9a-f]{32}", answered.headers["x-request-id"])


def test_our_own_mistake_carries_its_id_too(client: TestClient) -> None:
    broken = client.post("/api/v1/ask", json={"question": BROKEN}, headers={"X-Request-ID": "find-me-42"})
    assert (broken.status_code, broken.headers["x-request-id"]) == (500, "find-me-42")


def test_answers_and_requests_are_counted_by_outcome_and_route(canned: Canned) -> None:
    parts = Parts(Service(), Database.in_memory())
    app = create_app(canned, parts=parts)
    with TestClient(app) as client:
        client.post("/api/v1/ask", json={"question": ASKED})
        client.post("/api/v1/ask", json={"question": UNSUPPORTED})
        client.get("/", params={"q": ASKED})
        client.get("/nothing/of/this")
        client.request("FETCH", "/nothing")
    counted = generate_latest(parts.metrics.registry).decode()
    for line in (
        'bulletin_answers_total{outcome="answered"} 2.0',
        'bulletin_answers_total{outcome="not_in_bulletin"} 1.0',
        'bulletin_requests_total{method="POST",route="/api/v1/ask",status="200"} 2.0',
        'bulletin_requests_total{method="GET",route="-",status="404"} 1.0',
        'bulletin_requests_total{method="OTHER",route="-",status="404"} 1.0',
        'bulletin_request_seconds_count{route="/api/v1/ask"} 2.0',
        f"bulletin_archive_generation {float(canned.archive.generation)}",
    ):
        assert line in counted
    assert ASKED not in counted


def test_metrics_are_not_for_the_public(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404


def test_questions_are_kept_only_where_the_operator_says_so(canned: Canned) -> None:
    for days, kept in ((0, []), (30, [(ASKED, "answered"), (UNSUPPORTED, "not_in_bulletin")])):
        private = Database.in_memory()
        with TestClient(create_app(canned, service=Service(keep_questions=days), private=private)) as client:
            client.post("/api/v1/ask", json={"question": ASKED})
            client.get("/", params={"q": UNSUPPORTED})
        assert [(one.question, one.outcome) for one in KeptQuestions(private).all()] == kept
