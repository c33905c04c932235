"""The paper's name, where the operator gave it: in citations, on every page, for programs; never as markup."""

from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import quote

import anyio
import pytest
from fastapi.testclient import TestClient
from mcp import Client

from api.app import create_app
from api.commands.options import read_paper
from api.desk import Desk
from api.mcp_server import create_server
from api.settings import Service
from corpus.errors import BadRequest
from tests.api.conftest import ASKED, DERIVED, Canned

PAPER = "太原日报"
MARKUP = '"><script>alert(1)</script>{{ 7*7 }}&'


@pytest.fixture
def named(canned: Canned) -> Iterator[TestClient]:
    service = Service(asking="", reading="", paper=PAPER)
    with TestClient(create_app(canned, service=service)) as client:
        yield client


def test_a_citation_names_the_paper_and_every_page_does(named: TestClient) -> None:
    html = named.get("/", params={"q": ASKED}).text
    assert "——陈嘉欣. 美丽太原建设迈出坚实步伐[N]. 太原日报, 2026-02-06." in html
    for path in ("/", "/today", "/bulletins", "/check", "/widget", "/nothing"):
        page = named.get(path, headers={"Accept": "text/html"}).text
        assert "问报台 · 太原日报</title>" in page
        assert "只用《太原日报》的原话回答" in page


def test_a_kept_answer_and_each_part_of_a_derivation_name_it_too(named: TestClient) -> None:
    html = named.get("/", params={"q": DERIVED}).text
    address = unescape(html.partition('class="copy" href="')[2].partition('"')[0])
    for page in (html, named.get(address).text):
        copied = page.partition('data-copy="')[2].partition('">')[0]
        assert copied
        assert copied.count("太原日报, 2026-02-06.") == copied.count("[N]")


def test_programs_are_told_it(named: TestClient, canned: Canned) -> None:
    assert named.post("/api/v1/ask", json={"question": ASKED}).json()["paper"] == PAPER
    chat = {"model": "bulletin", "messages": [{"role": "user", "content": ASKED}]}
    done = named.post("/v1/chat/completions", json=chat).json()
    assert done["choices"][0]["message"]["content"].endswith("陈嘉欣 · 太原日报 · 2026年2月6日 星期五")
    assert done["bulletin"]["paper"] == PAPER

    async def told() -> tuple[str | None, str]:
        desk = Desk.around(canned)
        async with Client(create_server(desk, paper=PAPER)) as client:
            said = await client.call_tool("ask", {"question": ASKED})
            instructions = client.instructions
        await desk.close()
        assert said.structured_content is not None
        return instructions, said.structured_content["paper"]

    instructions, paper = anyio.run(told)
    assert paper == PAPER
    assert instructions is not None
    assert "《太原日报》的问报台" in instructions


def test_without_a_name_nothing_stands_in_its_place(client: TestClient) -> None:
    html = client.get("/", params={"q": ASKED}).text
    assert "[N]. 2026-02-06." in html
    assert "问报台</title>" in html
    assert "只用报纸的原话回答" in html
    assert client.post("/api/v1/ask", json={"question": ASKED}).json()["paper"] is None


@pytest.mark.parametrize("path", ["/", f"/?q={quote(ASKED)}", f"/widget?q={quote(ASKED)}", "/today"])
def test_markup_in_the_name_is_shown_as_text(canned: Canned, path: str) -> None:
    with TestClient(create_app(canned, service=Service(paper=MARKUP))) as client:
        html = client.get(path).text
    assert "<script>alert" not in html
    assert "49" not in html.partition("</title>")[0]
    assert escape(MARKUP).replace("&quot;", "&#34;") in html


def test_the_name_is_read_with_or_without_its_marks() -> None:
    assert read_paper(" 《太原日报》 ") == read_paper("太原日报") == PAPER
    assert read_paper("") == ""


@pytest.mark.parametrize("text", ["报" * 41, "太原\n日报", "太原\x1b[1m日报"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        read_paper(text)
