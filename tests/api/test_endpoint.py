"""`POST /api/v1/ask` and the server's own state, over HTTP."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app, create_opening_app
from api.desk import Answering
from api.guards import MAX_BODY
from api.parts import Parts
from api.private.database import Database
from api.settings import Service

# what the canned assistant of conftest.py is asked
ASKED = "2025年太原市市区优良天数是多少天？"
DERIVED = "2024年太原市市区优良天数是多少天？"
LISTED = "三县一市优良天数由多到少怎么排？"
UNSUPPORTED = "太原地铁3号线什么时候开通？"
BROKEN = "让它出错"


def parts() -> Parts:
    return Parts(Service(), Database.in_memory())


def ask(client: TestClient, question: str) -> dict[str, object]:
    response = client.post("/api/v1/ask", json={"question": question})
    assert response.status_code == 200, response.text
    body: dict[str, object] = response.json()
    return body


def test_an_answer_is_the_whole_fixed_object(client: TestClient) -> None:
    body = ask(client, ASKED)
    assert body.pop("ms") is not None
    related = body.pop("related")
    assert isinstance(related, list)
    assert related[0]["source"]["url"].startswith("/story/2026-02-06.md/0?mark=")
    assert re.fullmatch("[0-9a-f]{16}", str(body.pop("id")))
    assert body == {
        "status": "answered",
        "understood": None,
        "corrections": [],
        "answer": "282天",
        "answers": ["282天"],
        "figures": [],
        "quote": {
            "before": "2025年1月至12月,太原市市区优良天数",
            "text": "282天",
            "after": ",优良率为77.3%,优良天数比上年同期增加34天。",
        },
        "source": {
            "bulletin": "2026-02-06.md",
            "date": "2026-02-06",
            "story": 0,
            "title": "美丽太原建设迈出坚实步伐",
            "section": None,
            "byline": "陈嘉欣",
            "start": 247,
            "end": 251,
            "url": "/story/2026-02-06.md/0?mark=247-251#a",
        },
        "derivation": None,
        "reason": None,
        "explanation": None,
        "paper": None,
    }


def test_the_place_given_is_where_the_page_prints_the_answer(client: TestClient, canned: Answering) -> None:
    source = ask(client, ASKED)["source"]
    assert isinstance(source, dict)
    stored = canned.archive.bulletin_named(source["bulletin"])
    assert stored is not None
    assert stored.bulletin.text[source["start"] : source["end"]] == "282天"


def test_a_list_gives_every_item(client: TestClient) -> None:
    assert ask(client, LISTED)["answers"] == ["娄烦县", "古交市", "阳曲县", "清徐县"]


def test_a_derivation_says_so_and_quotes_both_parts(client: TestClient) -> None:
    body = ask(client, DERIVED)
    derivation = body["derivation"]
    assert isinstance(derivation, dict)
    assert derivation["expression"] == "282天 - 34天 = 248天"
    assert [part["quote"]["text"] for part in derivation["from"]] == ["282天", "34天"]
    assert [part["source"]["start"] for part in derivation["from"]] == [247, 273]


def test_a_refusal_has_a_reason_and_no_answer(client: TestClient) -> None:
    body = ask(client, UNSUPPORTED)
    assert (body["status"], body["reason"]) == ("refused", "not_in_bulletin")
    assert (body["answer"], body["answers"], body["quote"], body["source"]) == (None, [], None, None)
    assert body["explanation"] == "报上没有提到地铁3号线。"


def problem(response: Response) -> tuple[int, str]:
    """Status and code of a response that is a problem object with a Chinese detail."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert any("\u4e00" <= mark <= "\u9fff" for mark in body["detail"])
    assert set(body) >= {"type", "title", "status", "code", "detail", "instance"}
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    return response.status_code, body["code"]


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"{}",
        b'{"question": null}',
        b'{"question": 5}',
        b'{"question": ""}',
        b'{"question": "   "}',
        b'{"question": "a", "more": 1}',
        json.dumps({"question": "问" * 501}).encode(),
        b'{"question": "\\ud800"}',
    ],
)
def test_a_malformed_question_is_a_problem(client: TestClient, body: bytes) -> None:
    status, code = problem(client.post("/api/v1/ask", content=body, headers=JSON))
    assert status == 422
    assert code in {"invalid_request", "bad_request"}


def test_a_body_that_is_not_text_is_a_problem(client: TestClient) -> None:
    assert problem(client.post("/api/v1/ask", content=b'{"question": "\xff\xfe"}', headers=JSON))[0] == 400


def test_the_longest_question_fits_the_body_limit_however_it_is_escaped(client: TestClient) -> None:
    body = json.dumps({"question": "🈴" * 500}, ensure_ascii=True).encode()
    assert len(body) < MAX_BODY
    assert client.post("/api/v1/ask", content=body, headers=JSON).status_code == 200


def test_a_body_too_large_is_refused_whether_announced_or_not(client: TestClient) -> None:
    large = b"x" * (MAX_BODY + 1)
    assert problem(client.post("/api/v1/ask", content=large, headers=JSON)) == (413, "body_too_large")
    chunks = (large[at : at + 4096] for at in range(0, len(large), 4096))
    assert problem(client.post("/api/v1/ask", content=chunks, headers=JSON)) == (413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_does_not_say_json_is_refused(client: TestClient, kind: str) -> None:
    response = client.post("/api/v1/ask", content=b'{"question": "a"}', headers={"Content-Type": kind})
    assert problem(response) == (415, "unsupported_media_type")


def test_unknown_addresses_and_methods_are_problems(client: TestClient) -> None:
    assert problem(client.get("/api/v1/nothing")) == (404, "not_found")
    response = client.get("/api/v1/ask")
    assert problem(response) == (405, "method_not_allowed")
    assert response.headers["allow"] == "POST"


def test_our_own_mistake_is_a_problem_without_its_traceback(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": BROKEN})
    assert problem(response) == (500, "internal_error")
    assert "a mistake of ours" not in response.text


def test_a_desk_around_an_open_assistant_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_until_the_assistant_is_open_the_app_is_healthy_but_not_ready(canned: Answering) -> None:
    opened = Event()

    @contextmanager
    def slowly() -> Iterator[Answering]:
        assert opened.wait(10)
        yield canned

    told: list[BaseException] = []
    announced = Event()
    app = create_opening_app(slowly, parts(), failed=told.append, announce=announced.set)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/healthz").status_code == 200
        response = client.get("/readyz")
        assert problem(response) == (503, "not_ready")
        assert response.headers["retry-after"] == "3"
        assert problem(client.post("/api/v1/ask", json={"question": ASKED})) == (503, "not_ready")
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 503
        assert "正在翻开报纸" in page.text
        assert not announced.is_set()
        opened.set()
        assert announced.wait(10)
        assert client.get("/readyz").status_code == 200
    assert told == []


def test_why_opening_failed_is_told(canned: Answering) -> None:
    del canned
    told: list[BaseException] = []
    error = OSError("the disk is gone")

    def failing() -> Iterator[Answering]:
        raise error

    with TestClient(create_opening_app(contextmanager(failing), parts(), failed=told.append)) as client:
        until = monotonic() + 10
        while not told and monotonic() < until:
            sleep(0.01)
        assert client.get("/readyz").status_code == 503
    assert told == [error]


def test_the_schema_names_the_problem_objects(canned: Answering) -> None:
    operation = create_app(canned).openapi()["paths"]["/api/v1/ask"]["post"]
    assert set(operation["responses"]) == {"200", "400", "404", "413", "415", "422", "429", "503"}
    assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.just("question"), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON_VALUES | st.fixed_dictionaries({"question": st.text(max_size=600)}))
def test_whatever_is_sent_is_answered_or_named_as_a_problem(client: TestClient, value: object) -> None:
    response = client.post("/api/v1/ask", content=json.dumps(value).encode(), headers=JSON)
    if response.status_code != 200:
        assert problem(response)[0] == 422


def test_json_nested_too_deeply_is_a_problem(client: TestClient) -> None:
    assert problem(client.post("/api/v1/ask", content=b"[" * 16_000, headers=JSON))[0] == 400
