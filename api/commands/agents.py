"""`bulletin mcp`: the desk as tools for programs that speak the Model Context Protocol."""

import asyncio
from functools import partial
from typing import Annotated

import typer

from api.commands.options import Data, Model, Paper, settings_of
from api.commands.serving import opened, read_port
from corpus.errors import BadRequest

INSTALL = "pip install 'bulletin-desk[mcp]'"


def mcp(
    context: typer.Context,
    http: Annotated[
        bool, typer.Option("--http", help="用网络（streamable HTTP）；不写时用标准输入输出。")
    ] = False,
    host: Annotated[str, typer.Option("--host", help="监听地址，与 --http 同用。")] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", parser=read_port, help="端口，与 --http 同用；0 由系统挑一个。"
        ),
    ] = 8765,
    paper: Paper = "",
    data: Data = None,
    model: Model = None,
) -> None:
    """给会用 MCP 的程序提供工具：提问、查找段落、查数字、打开报道。"""
    try:
        from api import mcp_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise BadRequest(
            f"this command needs the extra 'mcp': {INSTALL}",
            detail=f"这个命令需要另外安装 MCP 组件：{INSTALL}",
        ) from error
    opener = partial(opened, settings_of(context, data, model))

    def announce(address: str) -> None:
        typer.echo(f"MCP：{address}    （按 Ctrl+C 停止）", err=True)

    if http:
        asyncio.run(mcp_server.serve_http(opener, host=host, port=port, paper=paper, announce=announce))
    else:
        asyncio.run(mcp_server.serve_stdio(opener, paper=paper))
