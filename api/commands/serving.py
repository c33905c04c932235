"""The command that serves the page and the endpoint."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from api.commands.opening import open_assistant
from api.commands.options import Data, Model, settings_of
from api.commands.progress import shown_progress
from api.serving import serve as serve_app
from corpus.errors import BadRequest
from qa.assistant import Assistant

LAST_PORT = 65535


def _port(given: str | int) -> int:
    text = str(given)  # typer sends the default through here too
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= LAST_PORT):
        raise BadRequest(
            f"--port {text!r} is not a number from 0 to {LAST_PORT}",
            detail=f"端口“{text}”写得不对。请写 0 到 {LAST_PORT} 之间的数，例如 --port 8000。",
        )
    return int(text)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="监听地址；0.0.0.0 让别的机器也能访问。")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", parser=_port, help="端口；0 由系统挑一个。")
    ] = 8000,
    data: Data = None,
    model: Model = None,
) -> None:
    """启动网页和接口，按 Ctrl+C 停止。"""
    settings = settings_of(context, data, model)

    def announce(address: str) -> None:
        typer.echo(f"网页：{address}    接口文档：{address}/docs    （按 Ctrl+C 停止）", err=True)

    @contextmanager
    def opened() -> Iterator[Assistant]:
        with shown_progress() as progress:
            opening = open_assistant(settings, progress=progress)
        with opening as assistant:
            typer.echo("可以提问了。", err=True)
            yield assistant

    serve_app(opened, host=host, port=port, announce=announce)
