"""What the routes ask of the app and of a request: the desk, a page of a list, a tag for caches, a token.

All are coroutines: FastAPI sends any other function to a thread, at half a millisecond each.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from anyio.to_thread import run_sync
from fastapi import Depends, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from api.conversations import Conversations
from api.desk import Desk
from api.measures import Measures
from api.private.database import Database
from api.private.tokens import Scope, Token, Tokens, now_utc
from api.schemas import Problem
from api.settings import Service, installed_version

T = TypeVar("T")

PAGE_LENGTH, LONGEST_PAGE, FURTHEST = 20, 100, 1_000_000
"""Items of a list: given unless asked otherwise, at most, and the last that a page may begin with."""

TAG_DIGITS = 20


async def the_desk(request: Request) -> Desk:
    """The app's desk."""
    desk: Desk = request.app.state.desk
    return desk


def service_of(request: Request) -> Service:
    """How the app that answers `request` is offered."""
    service: Service = request.app.state.service
    return service


async def the_paper(request: Request) -> str:
    """The paper's name; empty where the operator gave none."""
    return service_of(request).paper


async def the_private(request: Request) -> Database:
    """The app's private file."""
    private: Database = request.app.state.private
    return private


async def the_conversations(request: Request) -> Conversations:
    """The app's conversations."""
    conversations: Conversations = request.app.state.conversations
    return conversations


async def the_measures(request: Request) -> Measures:
    """The measures that the app offers to those who type."""
    measures: Measures = request.app.state.measures
    return measures


AtDesk = Annotated[Desk, Depends(the_desk)]
TheMeasures = Annotated[Measures, Depends(the_measures)]
ThePaper = Annotated[str, Depends(the_paper)]
ThePrivate = Annotated[Database, Depends(the_private)]
TheConversations = Annotated[Conversations, Depends(the_conversations)]


async def beside(work: Callable[[], T]) -> T:
    """What `work` gives, done on another thread: reading or writing a private file must not hold up the loop."""
    return await run_sync(work)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted."""

    limit: int
    offset: int


async def the_page(
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="一页最多几项")] = PAGE_LENGTH,
    offset: Annotated[int, Query(ge=0, le=FURTHEST, description="从第几项起，0 是第一项")] = 0,
) -> Page:
    """The page that the request's address names."""
    return Page(limit, offset)


ThePage = Annotated[Page, Depends(the_page)]


def next_page(request: Request, page: Page, *, more: bool) -> str | None:
    """The address of the page after this one, relative to the server; None where there is no more."""
    onward = page.offset + page.limit
    if not more or onward > FURTHEST:
        return None
    url = request.url.include_query_params(limit=page.limit, offset=onward)
    return f"{url.path}?{url.query}"


class NotModified(Exception):
    """The client has it already; answered as 304 by `api.problems`."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__("not modified")
        self.headers = headers


async def tagged(request: Request, response: Response, desk: AtDesk) -> None:
    """A dependency for what hangs on the archive alone: its tag on the response, 304 where the client has that."""
    version = await desk.look(lambda archive: archive.version)
    whole = f"{version.archive} {version.generation} {version.seal} {installed_version()}"
    etag = f'W/"{sha256(whole.encode()).hexdigest()[:TAG_DIGITS]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    known = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        raise NotModified(headers)
    response.headers.update(headers)


async def not_kept(response: Response) -> None:
    """Say that nobody may keep this: it is one reader's."""
    response.headers["Cache-Control"] = "no-store"


async def json_only(request: Request) -> None:
    """415 for a body that does not say it is JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415)


def bearer_of(request: Request) -> str | None:
    """The token that the request was sent with; None without one."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None


bearer = HTTPBearer(auto_error=False, description="由 `bulletin token create` 发给的令牌")


def staff(scope: Scope) -> Callable[..., Awaitable[Token]]:
    """A dependency that lets through who holds a token with `scope`: 401 without one, 403 with another's."""

    async def held(
        private: ThePrivate,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> Token:
        if given is None:
            raise HTTPException(401, headers={"WWW-Authenticate": 'Bearer realm="bulletin"'})
        token = await beside(lambda: Tokens(private).holder(given.credentials, now=now_utc()))
        if token is None:
            challenge = 'Bearer realm="bulletin", error="invalid_token"'
            raise HTTPException(401, headers={"WWW-Authenticate": challenge})
        if scope not in token.scopes:
            challenge = f'Bearer realm="bulletin", error="insufficient_scope", scope="{scope}"'
            raise HTTPException(403, headers={"WWW-Authenticate": challenge})
        return token

    return held


_DESCRIPTIONS: Mapping[int, str] = {
    304: "没有变化",
    400: "请求无法读懂",
    401: "没有令牌，或令牌无效",
    403: "令牌没有这项权限",
    404: "没有这一项",
    413: "请求太大",
    415: "不是 JSON",
    422: "请求写得不对",
    429: "问得太勤",
    503: "正在准备，或档案打不开",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:  # FastAPI's own type
    """How an operation's errors are described: those named, and 400, 422, 429 and 503, which any may give."""
    named: Sequence[int] = sorted({*statuses, 400, 422, 429, 503})
    return {
        status: {"description": _DESCRIPTIONS[status]} | ({"model": Problem} if status >= 400 else {})
        for status in named
    }
