"""The Python client, against the app."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from httpx2 import Client as Http
from httpx2 import ConnectError, MockTransport, Request, Response

from api.client import Client, Unanswered, Unreachable
from corpus.errors import BulletinError
from tests.api.conftest import ASKED, BROKEN, UNSUPPORTED


@pytest.fixture
def desk(client: TestClient) -> Iterator[Client]:
    with Client("http://testserver", http=client) as opened:
        yield opened


def test_an_answer_is_typed_and_has_its_place(desk: Client) -> None:
    answer = desk.ask(ASKED)
    assert (answer.status, answer.answer) == ("answered", "282天")
    assert answer.source is not None
    assert answer.source.bulletin == "2026-02-06.md"


def test_a_refusal_is_a_result(desk: Client) -> None:
    answer = desk.ask(UNSUPPORTED)
    assert (answer.status, answer.explanation) == ("refused", "报上没有提到地铁3号线。")


def test_earlier_questions_are_sent_along(desk: Client) -> None:
    # the canned desk puts the question before it in front
    assert f"{ASKED}那综改区呢？" in (desk.ask("那综改区呢？", turns=[ASKED]).explanation or "")


def test_a_conversation_is_remembered_until_it_is_forgotten(desk: Client) -> None:
    talk = desk.conversation()
    talk.ask(ASKED)
    assert f"{ASKED}那综改区呢？" in (talk.ask("那综改区呢？").explanation or "")
    assert talk.questions() == (ASKED, "那综改区呢？")
    talk.forget()
    with pytest.raises(Unanswered) as caught:
        talk.ask(ASKED)
    assert (caught.value.status, caught.value.code) == (404, "not_found")


def test_passages_and_suggestions_are_found(desk: Client) -> None:
    assert desk.search(ASKED).passages[0].source.bulletin == "2026-02-06.md"
    assert desk.suggest("2025年")[0].text == ASKED


def test_figures_are_looked_up_a_page_at_a_time_and_all(desk: Client) -> None:
    page = desk.figures("优良天数", limit=1)
    assert page.figures[0].text == "282天"
    assert page.next is not None
    everything = list(desk.all_figures())
    assert len(everything) == desk.figures().total > 100


def test_a_story_is_opened_as_printed(desk: Client) -> None:
    source = desk.ask(ASKED).source
    assert source is not None
    story = desk.story(source.bulletin, source.story)
    assert any("优良天数282天" in paragraph.text for paragraph in story.paragraphs)
    assert desk.story(source.bulletin, source.story, version=story.version[:12]) == story


def test_an_opinion_is_taken(desk: Client) -> None:
    desk.feedback(desk.ask(ASKED), useful=True, word="清楚")


def test_a_mistake_is_raised_with_code_and_chinese_detail(desk: Client) -> None:
    with pytest.raises(Unanswered) as caught:
        desk.ask("问" * 501)
    assert (caught.value.status, caught.value.code) == (422, "invalid_request")
    assert "不要超过" in caught.value.detail
    assert caught.value.errors[0].field == "question"
    assert isinstance(caught.value, BulletinError)


def test_our_own_mistake_is_raised_too(desk: Client) -> None:
    with pytest.raises(Unanswered) as caught:
        desk.ask(BROKEN)
    assert (caught.value.status, caught.value.code) == (500, "internal_error")


def answering(response: Response | None) -> Client:
    """A client of a server that always says `response`, or that is not there."""

    def handle(request: Request) -> Response:
        if response is None:
            raise ConnectError("refused", request=request)
        return response

    return Client("http://desk", http=Http(transport=MockTransport(handle), base_url="http://desk"))


def test_how_long_to_wait_is_told() -> None:
    problem = {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "code": "too_many_requests",
        "detail": "问得太勤了。",
        "instance": "/api/v1/ask",
    }
    with pytest.raises(Unanswered) as caught:
        answering(Response(429, json=problem, headers={"Retry-After": "7"})).ask(ASKED)
    assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    "response", [None, Response(502, text="<html>bad gateway"), Response(200, json={"hello": "world"})]
)
def test_what_is_no_desk_is_told_apart(response: Response | None) -> None:
    with pytest.raises(Unreachable) as caught:
        answering(response).ask(ASKED)
    assert "http://desk" in caught.value.detail


def test_a_token_is_sent() -> None:
    seen: list[str] = []

    def handle(request: Request) -> Response:
        seen.append(request.headers.get("Authorization", ""))
        return Response(204)

    http = Http(transport=MockTransport(handle), base_url="http://desk")
    Client("http://desk", token="s3cret", http=http)._sent("DELETE", "/")  # noqa: S106
    assert seen == ["Bearer s3cret"]
