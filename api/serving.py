"""Running the web application: the port taken first, then one worker, opening its assistant as it starts."""

import errno
import logging
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import uvicorn

from api.app import create_opening_app
from api.desk import Answering
from corpus.errors import BadRequest, BulletinError

LOWEST_FREE_PORT = 1024
"""Ports below are the administrator's on most systems."""

SHUTDOWN_S = 10
"""Seconds that requests under way are given; an answer takes milliseconds."""


class PortTaken(BulletinError):
    """Something else already listens where we were asked to."""

    code = "port_taken"


def serve(
    opener: Callable[[], AbstractContextManager[Answering]],
    *,
    host: str,
    port: int,
    announce: Callable[[str], None],
) -> None:
    """Serve until told to stop, saying at `announce` where; then raise what hindered it, if anything did.

    PortTaken or BadRequest before anything is opened; whatever `opener` raised.
    """
    listening = listen(host, port)
    failures: list[BaseException] = []

    def failed(error: BaseException) -> None:
        failures.append(error)
        server.should_exit = True

    app = create_opening_app(opener, failed=failed)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level=logging.WARNING,
            timeout_graceful_shutdown=SHUTDOWN_S,
            server_header=False,
            lifespan="on",
        )
    )
    with listening:
        announce(address(listening))
        server.run(sockets=[listening])
    if failures:
        raise failures[0]


def listen(host: str, port: int) -> socket.socket:
    """A socket listening at `host` and `port` (0: any free one). PortTaken or BadRequest where it cannot."""
    try:
        kind, kind_type, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise BadRequest(
            f"cannot resolve host {host!r}: {error}",
            detail=f"不认识地址 {host}。本机用 127.0.0.1，给别的机器访问用 0.0.0.0。",
        ) from error
    listening = socket.socket(kind, kind_type, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen()  # who comes before the server runs waits, rather than being refused
    except OSError as error:
        listening.close()
        raise _unbound(error, host, port) from error
    return listening


def _unbound(error: OSError, host: str, port: int) -> BulletinError:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"{host}:{port} is in use; choose another with --port",
            detail=f"端口 {port} 已被占用。请换一个端口，例如 --port {_other(port)}，或先停掉占用它的程序。",
        )
    if error.errno == errno.EACCES:
        return BadRequest(
            f"not allowed to listen on port {port}",
            detail=f"没有权限使用端口 {port}。请用 {LOWEST_FREE_PORT} 以上的端口，例如 --port 8000。",
        )
    return BadRequest(
        f"cannot listen on {host}:{port}: {error.strerror}",
        detail=f"不能在 {host} 上监听。本机用 127.0.0.1，给别的机器访问用 0.0.0.0。",
    )


def _other(port: int) -> int:
    # the next one up, from the top of the range the next one down
    return port + 1 if port < 65535 else port - 1


def address(listening: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
