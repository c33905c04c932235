"""The desk for programs that speak the Model Context Protocol: ask, search, figures and open_story as tools.

The results are the JSON objects of the endpoint, each with its place on the page. Only this module imports the SDK,
which the extra `mcp` brings.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from api.desk import Answering, Desk
from api.schemas import (
    MAX_FOUND,
    MAX_TURNS,
    AnswerOut,
    FiguresOut,
    LedgerFigureOut,
    PassageOut,
    SearchOut,
    StoryTextOut,
)
from api.serving import SHUTDOWN_S, address, listen
from api.settings import installed_version
from api.v1.dependencies import FURTHEST, LONGEST_PAGE, Page
from api.v1.figures import found_figures
from api.v1.stories import story_text
from corpus.errors import BadRequest, BulletinError
from qa.ledger import FigureQuery

P = ParamSpec("P")
R = TypeVar("R")

INSTRUCTIONS = (
    "{paper}的问报台。ask 用中文提问，得到报纸的原话、确切的数字、原文和出处；报上没有说的会拒答并说明原因，"
    "拒答不是出错，请不要另编答案。search 查找段落，figures 查报上印过的数字，open_story 打开一篇报道。"
    "引用时请照抄 answer 与 quote，并写明 source{named}。"
)

PATH = "/mcp"
MAX_BODY = 64 * 1024
"""Bytes of one request; a question has 500 characters and eight may stand before it."""

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def instructions(paper: str) -> str:
    """What a program is told of the desk; `paper` is the paper's name, empty where it was not given."""
    return INSTRUCTIONS.format(
        paper=f"《{paper}》" if paper else "一份城市报纸", named=f"和报纸名《{paper}》" if paper else ""
    )


def create_server(desk: Desk, *, paper: str = "") -> MCPServer:
    """The server over an open desk, out of the paper of that name; who opened the desk closes it."""
    server = MCPServer(
        "bulletin",
        title="问报台",
        instructions=instructions(paper),
        version=installed_version(),
        log_level="WARNING",
    )

    @server.tool(title="提问", annotations=_READS)
    @_told
    async def ask(question: str, earlier: Sequence[str] = ()) -> AnswerOut:
        """用中文问报纸一个问题，得到原话、数字、原文和出处；报上没有的，status 为 refused 并说明原因。

        earlier：之前问过的问题，先问的在前，用来理解追问（那综改区呢？），最多 8 个。
        """
        timed = await desk.ask(question, earlier=list(earlier)[-MAX_TURNS:])
        return AnswerOut.of(timed.answer, ms=timed.ms, paper=paper)

    @server.tool(title="查找段落", annotations=_READS)
    @_told
    async def search(words: str, limit: int = 5) -> SearchOut:
        """查找与这些词最接近的段落，最近的在前，带出处；不作答。limit：最多几段，1 到 200。"""
        _within("limit", limit, 1, MAX_FOUND)
        found = await desk.search(words, limit=limit)
        return SearchOut(passages=tuple(map(PassageOut.of, found)), next=None)

    @server.tool(title="查数字", annotations=_READS)
    @_told
    async def figures(
        measure: str = "", period: str = "", place: str = "", unit: str = "", limit: int = 20, offset: int = 0
    ) -> FiguresOut:
        """查报上印过的数字：指标（优良天数）、时间（2025年）、地点（太原市）、单位（天），都可以不写；带原句和出处。

        limit：最多几条，1 到 100；offset：从第几条起，0 是第一条；total 是总数。
        """
        _within("limit", limit, 1, LONGEST_PAGE)
        _within("offset", offset, 0, FURTHEST)
        query = FigureQuery(words=measure, period=period, place=place, unit=unit)
        page = Page(limit, offset)
        shown, total = await desk.look(lambda archive: found_figures(archive, query, page))
        return FiguresOut(figures=tuple(map(LedgerFigureOut.of, shown)), total=total, next=None)

    @server.tool(title="打开报道", annotations=_READS)
    @_told
    async def open_story(bulletin: str, story: int) -> StoryTextOut:
        """打开一篇报道的全文，各段按阅读的次序。bulletin 和 story 见别的工具给出的 source。"""
        found = await desk.look(lambda archive: story_text(archive, bulletin, story))
        if found is None:
            raise BadRequest(
                f"no story {story} in {bulletin!r}",
                detail=f"没有这篇报道：“{bulletin}”第 {story} 篇。请用 source 里的 bulletin 和 story。",
            )
        return found

    return server


def _told(tool: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """`tool`, whose errors say in Chinese what to do, as they do everywhere else."""

    @wraps(tool)
    async def telling(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await tool(*args, **kwargs)
        except BulletinError as error:
            raise ToolError(error.detail) from error

    return telling


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise BadRequest(
            f"{name} {value} is not from {low} to {high}", detail=f"{name} 应当在 {low} 到 {high} 之间。"
        )


@asynccontextmanager
async def opened(
    opener: Callable[[], AbstractContextManager[Answering]], *, paper: str
) -> AsyncIterator[MCPServer]:
    """The server over a desk that `opener` opens; raises what it does."""
    desk = Desk(opener)
    try:
        await desk.open()
        yield create_server(desk, paper=paper)
    finally:
        await desk.close()


async def serve_stdio(opener: Callable[[], AbstractContextManager[Answering]], *, paper: str = "") -> None:
    """Serve whoever started this program, over its standard input and output, until the input ends."""
    async with opened(opener, paper=paper) as server:
        await server.run_stdio_async()


async def serve_http(
    opener: Callable[[], AbstractContextManager[Answering]],
    *,
    host: str,
    port: int,
    paper: str = "",
    announce: Callable[[str], None],
) -> None:
    """Serve over streamable HTTP until told to stop, saying at `announce` where. PortTaken or BadRequest as `listen`."""
    with listen(host, port) as listening:
        async with opened(opener, paper=paper) as server:
            app = server.streamable_http_app(
                streamable_http_path=PATH,
                stateless_http=True,  # a call needs none before it, so any worker or restart serves it
                json_response=True,
                max_request_body_size=MAX_BODY,
                host=host,
            )
            config = uvicorn.Config(
                app,
                log_config=None,
                log_level=logging.WARNING,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=SHUTDOWN_S,
            )
            announce(address(listening) + PATH)
            await uvicorn.Server(config).serve(sockets=[listening])
