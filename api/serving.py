"""Running the web application: the port taken first, then one process, or several workers that share the port.

One process opens its assistant as it starts and says meanwhile that it is healthy. Workers share the index by
memory map, and each waits until its assistant is open before it takes a request.
"""

import errno
import logging
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from api.app import create_opening_app, create_worker_app
from api.desk import Answering, say_nothing
from api.logs import write_logs
from api.metrics import METRICS_FOLDER, added_up, serving_metrics
from api.parts import Parts
from api.private.database import Database
from api.private.questions import KeptQuestions
from api.private.tokens import now_utc
from api.settings import Place, Service, Settings
from corpus.errors import BadRequest, BulletinError

Opener = Callable[[Settings], AbstractContextManager[Answering]]

LOWEST_FREE_PORT = 1024
"""Ports below are the administrator's on most systems."""

SHUTDOWN_S = 10
"""Seconds that requests under way are given; an answer takes milliseconds."""


WORKER_PATIENCE_S = 120
"""Seconds that a worker may leave its parent without a sign before it is replaced. It gives none while it loads
PyTorch: 6 on an idle machine, and 5, which is uvicorn's own measure, had it killed and started for ever on a busy one."""


class PortTaken(BulletinError):
    """Something else already listens where we were asked to."""

    code = "port_taken"


class WorkerFailed(BulletinError):
    """A worker could not open its assistant; it has said why."""

    code = "worker_failed"

    def __init__(self) -> None:
        super().__init__(
            "a worker could not start, see the log above; fix that, then start again",
            detail="一个工作进程没能启动，原因见上面的日志。改好之后请重新启动。",
        )


@dataclass(frozen=True, slots=True)
class Site:
    """Where and how a server runs; picklable, as each worker is started with a copy."""

    settings: Settings
    service: Service
    opener: Opener
    """Opens the assistant over the data folder."""
    ready: Callable[[], None] = say_nothing
    """Called in each process once it answers."""

    def __call__(self) -> FastAPI:
        """A worker's app, its private file opened and its logs written as a server's."""
        write_logs()
        return create_worker_app(partial(self.opener, self.settings), self._parts(), announce=self.ready)

    def opening_app(self, *, failed: Callable[[BaseException], None]) -> tuple[FastAPI, Parts]:
        """The app of a server of one process, and its parts."""
        parts = self._parts()
        opener = partial(self.opener, self.settings)
        return create_opening_app(opener, parts, failed=failed, announce=self.ready), parts

    def _parts(self) -> Parts:
        private = Database.open(self.settings.data)
        # also what an earlier setting kept longer, or kept at all
        KeptQuestions(private).purge(days=self.service.keep_questions, today=now_utc().date())
        return Parts(self.service, private)


def serve(site: Site, place: Place, *, announce: Callable[[str], None]) -> None:
    """Serve until told to stop, saying at `announce` where; then raise what hindered it, if anything did.

    PortTaken or BadRequest before anything is opened; whatever the site's opener raised.
    """
    with listen(place.host, place.port) as listening:
        announce(address(listening))
        if place.workers > 1:
            _serve_workers(site, place, listening)
        else:
            _serve_alone(site, place, listening)


def _serve_alone(site: Site, place: Place, listening: socket.socket) -> None:
    failures: list[BaseException] = []

    def failed(error: BaseException) -> None:
        failures.append(error)
        server.should_exit = True

    write_logs()
    app, parts = site.opening_app(failed=failed)
    server = uvicorn.Server(_config(app))
    with ExitStack() as open_until_then:
        open_until_then.callback(parts.private.close)
        if place.metrics:
            open_until_then.enter_context(serving_metrics(place.metrics, parts.metrics.registry))
        server.run(sockets=[listening])
    if failures:
        raise failures[0]


def _serve_workers(site: Site, place: Place, listening: socket.socket) -> None:
    with TemporaryDirectory(prefix="bulletin-") as folder, ExitStack() as open_until_then:
        shared = replace(site, service=replace(site.service, shared=Path(folder)))
        # read by prometheus_client as the workers import it, which they do after this
        os.environ[METRICS_FOLDER] = folder
        if place.metrics:
            open_until_then.enter_context(serving_metrics(place.metrics, added_up(Path(folder))))
        supervisor = Multiprocess(_config(shared, workers=place.workers), sockets=[listening])
        supervisor.run()
        if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
            raise WorkerFailed


def _config(app: "FastAPI | Site", *, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, Site),
        workers=workers,
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,  # it writes addresses and questions
        proxy_headers=False,  # it believes whoever is on this machine; `api.addresses` asks whom to believe
        timeout_graceful_shutdown=SHUTDOWN_S,
        timeout_worker_healthcheck=WORKER_PATIENCE_S,
        server_header=False,
        lifespan="on",
    )


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
