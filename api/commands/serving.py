"""The command that serves the page and the endpoint."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from api.addresses import read_network
from api.commands.opening import open_assistant
from api.commands.options import Data, Model, Paper, settings_of
from api.commands.progress import shown_progress
from api.rates import read_rate
from api.serving import Site
from api.serving import serve as serve_site
from api.settings import Place, Service, Settings
from corpus.errors import BadRequest
from qa.assistant import Assistant

LAST_PORT = 65535

MOST_WORKERS = 64
"""More than any office machine has cores; each takes several hundred megabytes."""

LONGEST_KEPT = 3650
"""Days."""

OFF = "off"

DEFAULTS = Service()

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
"""As a browser writes it: lower case, without a path."""


def read_port(given: str | int) -> int:
    """The port given. BadRequest where it is none."""
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
        int, typer.Option("--port", metavar="PORT", parser=read_port, help="端口；0 由系统挑一个。")
    ] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, max=MOST_WORKERS, help="几个进程一起回答。")
    ] = 1,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            "--origin",
            metavar="SITE",
            help="准许哪个网站的网页提问、嵌入问答框，如 https://www.example.cn；可写几次。",
        ),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy",
            metavar="NET",
            help="前面自己的网页服务器的地址或网段，只信它转来的访问者地址；可写几次。",
        ),
    ] = None,
    limit: Annotated[
        str, typer.Option("--limit", metavar="RATE", help="一个地址最多多快提问；off 不限。")
    ] = DEFAULTS.asking,
    key_limit: Annotated[
        str, typer.Option("--key-limit", metavar="RATE", help="一个令牌最多多快提问；off 不限。")
    ] = DEFAULTS.asking_with_key,
    keep_questions: Annotated[
        int,
        typer.Option(
            "--keep-questions",
            metavar="DAYS",
            min=0,
            max=LONGEST_KEPT,
            help="保存问题的天数，不存地址；0 不保存，并删去以前保存的。",
        ),
    ] = 0,
    metrics: Annotated[
        str | None,
        typer.Option(
            "--metrics", metavar="[HOST:]PORT", help="另开一个端口给 Prometheus；不写地址时只给本机。"
        ),
    ] = None,
    paper: Paper = "",
    data: Data = None,
    model: Model = None,
) -> None:
    """启动网页和接口，按 Ctrl+C 停止。日志是标准输出上的 JSON，不含问题和访问者的地址。"""
    service = Service(
        origins=tuple(map(_origin, origin or ())),
        proxies=tuple(map(read_network, proxy or ())),
        asking=_rate(limit),
        reading=DEFAULTS.reading if limit != OFF else "",
        asking_with_key=_rate(key_limit),
        keep_questions=keep_questions,
        paper=paper,
    )
    place = Place(host=host, port=port, workers=workers, metrics=_listener(metrics) if metrics else None)

    def announce(address: str) -> None:
        typer.echo(f"网页：{address}    接口文档：{address}/docs    （按 Ctrl+C 停止）", err=True)

    serve_site(Site(settings_of(context, data, model), service, opened, say_ready), place, announce=announce)


@contextmanager
def opened(settings: Settings) -> Iterator[Assistant]:
    """The assistant over the data folder, opened in sight of whoever started the server."""
    with shown_progress() as progress:
        opening = open_assistant(settings, progress=progress)
    with opening as assistant:
        yield assistant


def say_ready() -> None:
    """Tell whoever started the server that it answers now."""
    typer.echo("可以提问了。", err=True)


def _rate(text: str) -> str:
    given = "" if text == OFF else text
    read_rate(given)
    return given


def _origin(text: str) -> str:
    origin = text.rstrip("/")
    if not _ORIGIN.fullmatch(origin):
        raise BadRequest(
            f"--origin {text!r} is not an origin such as https://www.example.cn",
            detail=f"网站“{text}”写得不对。请写协议和域名，不带路径，例如 --origin https://www.example.cn。",
        )
    return origin


def _listener(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    return (host.strip("[]") if colon else "127.0.0.1"), read_port(port)
