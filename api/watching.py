"""What is known of a request once it is over: one line in the log and one count, neither of which holds a question.

Logged are the route as it is declared (`/story/{name}/{number}`), never the address itself, which may hold a
question, and never who asked.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; empty between requests."""

_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""Ids that are taken over from whoever stands before us; any other might be meant to forge the log."""

NOT_ROUTED = "-"
"""Logged for an address that no route serves."""

log = logging.getLogger("bulletin.access")

Told = Callable[[str, str, int, float], None]
"""Told method, route, status and seconds of each request."""


class Watch:
    """Gives each request its id, and says afterwards how it went."""

    def __init__(self, app: ASGIApp, told: Told) -> None:
        self._app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, named, timed and counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        own = given if _SANE.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = own
        token = request_id.set(own)
        started = perf_counter()
        status = 500  # where nothing is sent, our own mistake is answered for further out

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = own
            await send(message)

        try:
            await self._app(scope, receive, named)
        finally:
            seconds = perf_counter() - started
            route = getattr(scope.get("route"), "path", NOT_ROUTED)
            self._told(scope["method"], route, status, seconds)
            log.info(
                "request",
                extra={
                    "method": scope["method"],
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                },
            )
            request_id.reset(token)
