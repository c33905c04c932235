"""What stands before every route: a limit on request bodies, and the headers of every response.

Plain ASGI, so that nothing is buffered and the limit also holds for a body sent in chunks without a
length. Closed to other sites, but for the widget where the operator lets some show it.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 16 * 1024
"""Bytes. 500 characters are at most 6,000 when each is sent as two \\uXXXX escapes of 6; the rest is room."""

LONGER_BODIES: Mapping[str, int] = {
    "/api/v1/bulletins": 16 * 1024 * 1024,
    "/api/v1/check": 256 * 1024,
    "/check": 256 * 1024,
}
"""Bytes, by address. An issue (read only once its sender's token was seen) is 60 kB as text, and a few megabytes as
a PDF; a draft of 20,000 characters is 180 kB when a form escapes each as nine."""

FRAMED = frozenset({"/widget", "/widget.js"})
"""What sites on the allow-list may show in a frame and load."""

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # a question stands in the address of its answer, and is nobody else's business
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
"""Nothing inline, nothing from another host, in no one's frame. Swagger UI needs the `data:` images."""


class BodyLimit:
    """Answers 413 once more bytes of a request's body than its address may have are announced or arrive."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        too_large = HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        most = LONGER_BODIES.get(scope["path"], MAX_BODY)
        announced = Headers(scope=scope).get("content-length", "0")
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            # raised from within the read, where the app's own error handlers see it
            if announced.isdigit() and int(announced) > most:
                raise too_large
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise too_large
            return message

        await self._app(scope, counted, send)


class ResponseHeaders:
    """Adds the security headers to every response, and says how long each may be kept."""

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self._app = app
        self._framed = framed_headers(origins) if origins else SECURITY_HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._framed if scope["path"] in FRAMED else SECURITY_HEADERS)
                # static addresses carry their content's digest; all else changes with the next issue
                fixed = scope["path"].startswith("/static/") and b"v=" in scope.get("query_string", b"")
                kept = fixed and message["status"] == HTTPStatus.OK
                headers.setdefault(
                    "Cache-Control", "public, max-age=31536000, immutable" if kept else "no-cache"
                )
            await send(message)

        await self._app(scope, receive, dressed)


def framed_headers(origins: Sequence[str]) -> dict[str, str]:
    """The security headers of what sites at `origins` may show in a frame of theirs."""
    headers = dict(SECURITY_HEADERS)
    policy = headers["Content-Security-Policy"]
    headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}"
    )
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    del headers[
        "X-Frame-Options"
    ]  # it knows no lists; browsers that know frame-ancestors pass it over anyway
    return headers
