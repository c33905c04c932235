"""Looking around over HTTP: search, suggestions, stories and issues; paged, tagged, and true to the page."""

import pytest
from fastapi.testclient import TestClient

from qa.assistant import Assistant
from tests.api.conftest import ASKED, UNSUPPORTED, Canned

ISSUE = "2026-02-06.md"


def test_passages_come_with_their_place(client: TestClient, canned: Canned) -> None:
    body = client.get("/api/v1/search", params={"q": UNSUPPORTED}).json()
    [passage] = body["passages"]
    text = canned.archive.bulletin_named(ISSUE).bulletin.text  # type: ignore[union-attr]
    source = passage["source"]
    assert text[source["start"] : source["end"]] in passage["text"]
    assert source["url"].startswith(f"/story/{ISSUE}/")
    assert body["next"] is None


@pytest.mark.parametrize(
    "query", ["", "q=", "q=a&limit=0", "q=a&limit=101", "q=a&offset=-1", f"q={'问' * 501}"]
)
def test_a_search_that_makes_no_sense_is_a_problem(client: TestClient, query: str) -> None:
    response = client.get(f"/api/v1/search?{query}")
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_suggestions_are_offered_for_what_is_typed(client: TestClient) -> None:
    response = client.get("/api/v1/suggest", params={"q": "2025年太原"})
    assert response.json() == {
        "suggestions": [{"kind": "question", "text": ASKED, "url": f"/story/{ISSUE}/0"}]
    }
    assert client.get("/api/v1/suggest", params={"q": "没有这样的"}).json() == {"suggestions": []}


def test_what_is_measured_is_offered_from_the_first_letter_on(client: TestClient) -> None:
    def offered(typed: str, limit: int = 8) -> list[tuple[str, str]]:
        found = client.get("/api/v1/suggest", params={"q": typed, "limit": limit}).json()["suggestions"]
        return [(one["kind"], one["text"]) for one in found]

    assert ("measure", "优良天数") in offered("优")
    assert [kind for kind, _ in offered("优", limit=1)] == ["measure"]
    question, *measures = offered("2025年太原")
    assert question == ("question", ASKED)
    assert measures == []


def test_suggestions_carry_no_tag_as_more_come_while_the_archive_stays(client: TestClient) -> None:
    response = client.get("/api/v1/suggest", params={"q": "优"})
    assert response.headers["cache-control"] == "public, max-age=10"
    assert "etag" not in response.headers


def test_issues_are_listed_newest_first_page_by_page(client: TestClient) -> None:
    first = client.get("/api/v1/bulletins", params={"limit": 1}).json()
    assert [row["name"] for row in first["bulletins"]] == [ISSUE]
    assert first["total"] == 2
    second = client.get(first["next"]).json()
    assert [row["name"] for row in second["bulletins"]] == ["trap-2026-01-01.md"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("period", "names"),
    [
        ({"since": "2026-02-01"}, [ISSUE]),
        ({"until": "2026-01-01"}, ["trap-2026-01-01.md"]),
        ({"since": "2026-01-01", "until": "2026-02-06"}, [ISSUE, "trap-2026-01-01.md"]),
        ({"since": "2026-02-07"}, []),
    ],
)
def test_issues_of_a_period_are_listed(client: TestClient, period: dict[str, str], names: list[str]) -> None:
    found = client.get("/api/v1/bulletins", params=period).json()
    assert [row["name"] for row in found["bulletins"]] == names


def test_an_issue_comes_with_its_text_and_stories(client: TestClient, canned: Canned) -> None:
    body = client.get(f"/api/v1/bulletins/{ISSUE}").json()
    stored = canned.archive.bulletin_named(ISSUE)
    assert stored is not None
    assert body["text"] == stored.bulletin.text
    assert body["stories"][0]["title"] == "美丽太原建设迈出坚实步伐"
    assert client.get("/api/v1/bulletins/nothing.md").status_code == 404


def test_the_stories_of_an_issue_are_listed_in_page_order(client: TestClient) -> None:
    first = client.get("/api/v1/stories", params={"bulletin": ISSUE, "limit": 2}).json()
    assert [story["number"] for story in first["stories"]] == [0, 1]
    assert first["total"] > 2
    second = client.get(first["next"]).json()
    assert second["stories"][0]["number"] == 2
    assert client.get("/api/v1/stories", params={"bulletin": "nothing.md"}).status_code == 404


def test_a_story_is_given_as_printed(client: TestClient, canned: Canned) -> None:
    body = client.get(f"/api/v1/stories/{ISSUE}/0").json()
    text = canned.archive.bulletin_named(ISSUE).bulletin.text  # type: ignore[union-attr]
    assert body["live"] is True
    for paragraph in body["paragraphs"]:
        assert "".join(text[start:end] for start, end in paragraph["spans"]) == paragraph["text"]
    by_version = client.get(f"/api/v1/stories/{ISSUE}/0", params={"v": body["version"][:12]}).json()
    assert by_version == body
    assert client.get(f"/api/v1/stories/{ISSUE}/99").status_code == 404
    assert client.get(f"/api/v1/stories/{ISSUE}/0", params={"v": "0" * 12}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/bulletins",
        f"/api/v1/bulletins/{ISSUE}",
        f"/api/v1/stories?bulletin={ISSUE}",
        f"/api/v1/stories/{ISSUE}/0",
        "/api/v1/search?q=优良天数",
    ],
)
def test_who_has_it_already_is_not_sent_it_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    again = client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_answer_is_kept_by_nobody_on_the_way(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": ASKED})
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_the_assistant_of_tests_and_the_real_one_have_the_same_face() -> None:
    for name in ("ask", "examples", "search", "suggest", "check_suggestion"):
        assert callable(getattr(Assistant, name))
        assert callable(getattr(Canned, name))
