"""What needs a token: adding and removing issues, and reading the feedback."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.private.database import Database
from api.private.tokens import Scope, Tokens, now_utc
from api.settings import FIRST_ISSUE, Service
from corpus.archive import Archive
from corpus.files import read_bulletins
from tests.api.conftest import Canned

PAGE = "## 新公园开放\n\n本报讯 去年全市新建公园8座。(高远)\n"


@dataclass
class Newsroom:
    client: TestClient
    private: Database
    archive: Archive

    def with_token(self, *scopes: Scope) -> dict[str, str]:
        issued = Tokens(self.private).create(scopes, days=1, note="", now=now_utc())
        return {"Authorization": f"Bearer {issued.secret}"}


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    private = Database.in_memory()
    with Archive.open(tmp_path) as archive:
        archive.add(read_bulletins(FIRST_ISSUE))
        app = create_app(Canned(archive, {}), service=Service(asking="", reading=""), private=private)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Newsroom(client, private, archive)


STAFF_ONLY = [
    ("POST", "/api/v1/bulletins?name=2026-02-07.md", Scope.ISSUES_WRITE),
    ("DELETE", "/api/v1/bulletins/2026-02-06.md", Scope.ISSUES_WRITE),
    ("GET", "/api/v1/feedback", Scope.FEEDBACK_READ),
    ("GET", "/api/v1/export", Scope.ISSUES_EXPORT),
]


@pytest.mark.parametrize(("method", "address", "scope"), STAFF_ONLY)
def test_without_the_right_token_nothing_is_done(
    newsroom: Newsroom, method: str, address: str, scope: Scope
) -> None:
    client = newsroom.client
    others = [one for one in Scope if one is not scope]
    ended = Tokens(newsroom.private).create([scope], days=1, note="", now=now_utc() - timedelta(days=2))
    for headers, status, challenge in (
        ({}, 401, 'Bearer realm="bulletin"'),
        ({"Authorization": "Basic eDp5"}, 401, 'Bearer realm="bulletin"'),
        ({"Authorization": "Bearer nonsense"}, 401, 'Bearer realm="bulletin", error="invalid_token"'),
        (
            {"Authorization": f"Bearer {ended.secret}"},
            401,
            'Bearer realm="bulletin", error="invalid_token"',
        ),
        (
            newsroom.with_token(*others),
            403,
            f'Bearer realm="bulletin", error="insufficient_scope", scope="{scope}"',
        ),
    ):
        response = client.request(method, address, headers=headers, content=PAGE.encode())
        assert response.status_code == status
        assert response.headers["www-authenticate"] == challenge
        assert response.headers["content-type"] == "application/problem+json"
    assert [row.name for row in newsroom.archive.bulletins()] == ["2026-02-06.md"]


def test_an_issue_is_added_replaced_and_removed(newsroom: Newsroom) -> None:
    client, headers = newsroom.client, newsroom.with_token(Scope.ISSUES_WRITE)
    tag = client.get("/api/v1/bulletins").headers["etag"]
    address = "/api/v1/bulletins?name=2026-02-07.md"
    added = client.post(address, content=PAGE.encode(), headers=headers)
    assert added.status_code == 201
    assert added.json() == {"added": 1, "replaced": 0, "unchanged": 0, "removed": 0, "stories": 1}
    listed = client.get("/api/v1/bulletins", headers={"If-None-Match": tag})
    assert listed.status_code == 200
    assert [row["name"] for row in listed.json()["bulletins"]] == ["2026-02-07.md", "2026-02-06.md"]
    assert client.post(address, content=PAGE.encode(), headers=headers).json()["unchanged"] == 1
    again = client.post(address, content=PAGE.replace("8", "9").encode(), headers=headers)
    assert again.json()["replaced"] == 1
    removed = client.delete("/api/v1/bulletins/2026-02-07.md", headers=headers)
    assert removed.json()["removed"] == 1
    assert client.delete("/api/v1/bulletins/2026-02-07.md", headers=headers).status_code == 404


def test_the_date_may_be_given_beside_the_file(newsroom: Newsroom) -> None:
    headers = newsroom.with_token(Scope.ISSUES_WRITE)
    address = "/api/v1/bulletins?name=page.md&date=2026-02-08"
    assert newsroom.client.post(address, content=PAGE.encode(), headers=headers).status_code == 201
    assert newsroom.client.get("/api/v1/bulletins/page.md").json()["date"] == "2026-02-08"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../2026-02-07.md", PAGE),
        ("/etc/2026-02-07.md", PAGE),
        ("a\\2026-02-07.md", PAGE),
        ("2026-02-07.exe", PAGE),
        ("undated.md", PAGE),
        ("2026-02-07.md", ""),
        ("2026-02-07.md\0", PAGE),
        ("..", PAGE),
        (f"2026-02-07-{'字' * 100}.md", PAGE),
    ],
)
def test_what_is_no_page_is_refused_and_nothing_is_added(newsroom: Newsroom, name: str, content: str) -> None:
    response = newsroom.client.post(
        "/api/v1/bulletins",
        params={"name": name},
        content=content.encode(),
        headers=newsroom.with_token(Scope.ISSUES_WRITE),
    )
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert len(newsroom.archive.bulletins()) == 1


def test_an_issue_may_be_longer_than_a_question(newsroom: Newsroom) -> None:
    headers = newsroom.with_token(Scope.ISSUES_WRITE)
    long = PAGE + "\n".join(f"第{number}段，全市新建公园{number}座。" for number in range(2000))
    address = "/api/v1/bulletins?name=2026-02-07.md"
    assert newsroom.client.post(address, content=long.encode(), headers=headers).status_code == 201
    too_long = b"x" * (16 * 1024 * 1024 + 1)
    assert newsroom.client.post(address, content=too_long, headers=headers).status_code == 413


def test_feedback_is_taken_from_anyone_and_read_by_the_newsroom(newsroom: Newsroom) -> None:
    client = newsroom.client
    said = {"answer": "0123456789abcdef", "useful": False, "word": " 数字不对 ", "question": "问"}
    assert client.post("/api/v1/feedback", json=said).status_code == 204
    assert client.post("/api/v1/feedback", json={**said, "useful": True, "word": ""}).status_code == 204
    headers = newsroom.with_token(Scope.FEEDBACK_READ)
    body = client.get("/api/v1/feedback?limit=1", headers=headers).json()
    assert body["total"] == 2
    assert [one["useful"] for one in body["opinions"]] == [True]
    [older] = client.get(body["next"], headers=headers).json()["opinions"]
    assert (older["useful"], older["word"], older["question"]) == (False, "数字不对", "问")
    assert older["day"] == now_utc().date().isoformat()


@pytest.mark.parametrize(
    "said",
    [
        {"answer": "short", "useful": True},
        {"answer": "0123456789abcdef"},
        {"answer": "0123456789abcdef", "useful": True, "word": "字" * 201},
        {"answer": "0123456789abcdef", "useful": True, "address": "1.2.3.4"},
    ],
)
def test_feedback_that_makes_no_sense_is_a_problem(newsroom: Newsroom, said: dict[str, object]) -> None:
    assert newsroom.client.post("/api/v1/feedback", json=said).status_code == 422


def test_the_whole_archive_is_exported_line_by_line(newsroom: Newsroom) -> None:
    headers = newsroom.with_token(Scope.ISSUES_EXPORT)
    response = newsroom.client.get("/api/v1/export", headers=headers)
    assert response.headers["content-type"] == "application/jsonl; charset=utf-8"
    [line] = response.text.splitlines()
    assert '"name":"2026-02-06.md"' in line
