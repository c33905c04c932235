"""The tools of `bulletin mcp`, called through the SDK's own client: in this process, over stdio and over HTTP."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from api.cli import run
from api.desk import Desk
from api.mcp_server import create_server
from tests.api.conftest import ASKED, UNSUPPORTED, Canned

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def caller(canned: Canned) -> AsyncIterator[Client]:
    desk = Desk.around(canned)
    async with Client(create_server(desk)) as client:
        yield client
    await desk.close()


def called(canned: Canned, tool: str, **arguments: object) -> Any:  # the SDK's own result
    async def call() -> Any:
        async with caller(canned) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(call)


def test_the_tools_are_described_with_what_they_take_and_give(canned: Canned) -> None:
    async def listed() -> Any:
        async with caller(canned) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in anyio.run(listed)}
    assert set(tools) == {"ask", "search", "figures", "open_story"}
    assert tools["ask"].input_schema["required"] == ["question"]
    assert "quote" in tools["ask"].output_schema["properties"]
    assert all(tool.annotations.read_only_hint for tool in tools.values())


def test_an_answer_comes_with_its_place(canned: Canned) -> None:
    result = called(canned, "ask", question=ASKED)
    assert not result.is_error
    said = result.structured_content
    assert (said["status"], said["answer"]) == ("answered", "282天")
    page = canned.archive.bulletin_named("2026-02-06.md")
    assert page is not None
    assert page.bulletin.text[said["source"]["start"] : said["source"]["end"]] == "282天"


def test_a_refusal_is_a_result_and_no_error(canned: Canned) -> None:
    result = called(canned, "ask", question=UNSUPPORTED)
    assert not result.is_error
    assert result.structured_content["status"] == "refused"
    assert result.structured_content["explanation"] == "报上没有提到地铁3号线。"


def test_earlier_questions_stand_before_a_follow_up(canned: Canned) -> None:
    result = called(canned, "ask", question="那综改区呢？", earlier=[ASKED])
    # the canned desk puts the question before it in front
    assert f"{ASKED}那综改区呢？" in result.structured_content["explanation"]


def test_passages_are_found(canned: Canned) -> None:
    result = called(canned, "search", words=ASKED, limit=2)
    [passage] = result.structured_content["passages"]
    assert passage["source"]["bulletin"] == "2026-02-06.md"


def test_figures_are_found_with_their_sentence(canned: Canned) -> None:
    result = called(canned, "figures", measure="优良天数", limit=1)
    found = result.structured_content
    assert found["total"] > 1
    [figure] = found["figures"]
    assert figure["text"] == "282天"
    assert figure["source"]["bulletin"] == "2026-02-06.md"


def test_a_story_is_opened_as_printed(canned: Canned) -> None:
    source = called(canned, "ask", question=ASKED).structured_content["source"]
    story = called(
        canned, "open_story", bulletin=source["bulletin"], story=source["story"]
    ).structured_content
    assert story["title"] == source["title"]
    assert any("优良天数282天" in paragraph["text"] for paragraph in story["paragraphs"])


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask", {"question": " "}, "问题是空的"),
        ("search", {"words": "优良", "limit": 0}, "limit 应当在 1 到 200 之间"),
        ("figures", {"offset": -1}, "offset 应当在 0 到"),
        ("open_story", {"bulletin": "没有.md", "story": 0}, "没有这篇报道"),
    ],
)
def test_a_mistake_is_told_in_chinese(
    canned: Canned, tool: str, arguments: dict[str, object], told: str
) -> None:
    result = called(canned, tool, **arguments)
    assert result.is_error
    assert told in result.content[0].text


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the first issue in it."""
    data = tmp_path_factory.mktemp("mcp")
    assert run(["--data", str(data), "ask", ASKED]) == 0
    return data


def test_the_command_serves_over_stdio(filled: Path) -> None:
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "api.cli", "mcp", "--data", str(filled)], cwd=str(ROOT)
    )

    async def asked() -> Any:
        async with Client(program) as client:
            return await client.call_tool("ask", {"question": ASKED})

    assert anyio.run(asked).structured_content["answer"] == "282天"


def test_the_command_serves_over_http(filled: Path) -> None:
    command = [sys.executable, "-m", "api.cli", "mcp", "--http", "--port", "0", "--data", str(filled)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:  # noqa: S603 - our own command
        assert server.stderr is not None
        line = next(line for line in server.stderr if line.startswith("MCP："))
        url = line.removeprefix("MCP：").split()[0]

        async def asked() -> Any:
            async with Client(url) as client:
                return await client.call_tool("ask", {"question": ASKED})

        try:
            assert anyio.run(asked).structured_content["answer"] == "282天"
        finally:
            server.terminate()
            server.wait(timeout=60)


def test_without_the_sdk_the_command_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "api.mcp_server")
    monkeypatch.delattr("api.mcp_server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    assert run(["mcp"]) == 2
    assert "bulletin-desk[mcp]" in capsys.readouterr().err
