"""The whole way over HTTP on the first issue: examples, answers, the marked story; nothing canned."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.commands.opening import open_assistant
from api.settings import Settings

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=Path(tmp_path_factory.mktemp("data")), model=None)
    with open_assistant(settings) as assistant, TestClient(create_app(assistant), headers=BROWSER) as client:
        yield client


def marked(html: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<mark[^>]*>(.*?)</mark>", html, flags=re.DOTALL)]


def test_the_first_question_is_answered_with_figure_quote_and_place(online: TestClient) -> None:
    body = online.post("/api/v1/ask", json={"question": "2025年太原市市区优良天数是多少天?"}).json()
    assert (body["status"], body["answer"]) == ("answered", "282天")
    assert "太原市市区优良天数282天" in "".join(body["quote"].values())
    assert [(f["text"], f["value"], f["unit"]) for f in body["figures"]] == [("282天", "282", "天")]
    assert body["source"]["byline"] == "陈嘉欣"


def test_what_the_issue_does_not_say_is_refused(online: TestClient) -> None:
    body = online.post("/api/v1/ask", json={"question": "太原地铁3号线什么时候开通?"}).json()
    assert (body["status"], body["answer"], body["reason"]) == ("refused", None, "not_in_bulletin")


def test_every_example_is_answered_and_its_link_opens_the_story_at_the_answer(
    online: TestClient,
) -> None:
    examples = re.findall(r'href="(/\?q=[^"]+)"', online.get("/").text)
    assert examples
    for example in examples:
        html = online.get(example).text
        [answer, *_] = marked(html)
        [link, *_] = re.findall(r'class="open" href="([^"]+)"', html)
        story = online.get(unescape(link))
        assert story.status_code == 200
        assert "".join(marked(story.text)) == answer
