"""How often one visitor, or one token, may ask and fetch.

A server of one process counts in memory. Several workers count together, in their server's temporary folder
(`api.shared_counts`): who is spread over all of them may ask no more than of one.
"""

from dataclasses import dataclass
from time import time

from fastapi import Request, Response
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException

from api.addresses import visitor
from api.private.database import Database
from api.private.tokens import Scope, Tokens, now_utc
from api.settings import Service
from api.shared_counts import SharedCounts
from api.v1.dependencies import bearer_of, beside
from corpus.errors import BadRequest

FREE = frozenset({"/healthz", "/readyz"})
"""Asked by whoever watches over the server, as often as they like."""


@dataclass(frozen=True, slots=True)
class _Allowance:
    name: str
    """As the headers call it."""
    limit: RateLimitItem
    holder: str
    """Whom it is counted for."""


class Rates:
    """The counts of one server, as one of its workers sees them."""

    def __init__(self, service: Service, private: Database) -> None:
        self._service = service
        self._private = private
        self._shared = SharedCounts(service.shared) if service.shared else None
        self._limiter = SlidingWindowCounterRateLimiter(self._shared or MemoryStorage())
        self._asking = read_rate(service.asking)
        self._reading = read_rate(service.reading)
        self._with_key = read_rate(service.asking_with_key)

    async def count(self, request: Request, response: Response) -> None:
        """Count one request, and say on the response what is left. HTTPException 429 where nothing is."""
        allowance = await self._allowance(request)
        if allowance is None:
            return
        allowed = self._limiter.hit(allowance.limit, allowance.name, allowance.holder)
        stats = self._limiter.get_window_stats(allowance.limit, allowance.name, allowance.holder)
        wait = max(1, round(stats.reset_time - time()))
        # draft-ietf-httpapi-ratelimit-headers-10
        headers = {
            "RateLimit-Policy": f'"{allowance.name}";q={allowance.limit.amount};w={allowance.limit.get_expiry()}',
            "RateLimit": f'"{allowance.name}";r={max(0, stats.remaining)};t={wait}',
        }
        if not allowed:
            raise HTTPException(429, headers={**headers, "Retry-After": str(wait)})
        response.headers.update(headers)

    def close(self) -> None:
        """Let the shared counts go."""
        if self._shared:
            self._shared.close()

    async def _allowance(self, request: Request) -> _Allowance | None:
        """Which count the request falls under; None for one that is not counted."""
        if request.url.path in FREE:
            return None
        asks = request.method == "POST" or (
            "q" in request.query_params and request.url.path != "/api/v1/suggest"
        )
        if asks and (holder := await self._key(request)):
            return _Allowance("key", self._with_key, holder) if self._with_key else None
        limit = self._asking if asks else self._reading
        if limit is None:
            return None
        peer = request.client.host if request.client else ""
        address = visitor(
            peer, ",".join(request.headers.getlist("x-forwarded-for")), proxies=self._service.proxies
        )
        return _Allowance("asking" if asks else "reading", limit, address)

    async def _key(self, request: Request) -> str | None:
        secret = bearer_of(request)
        if secret is None:
            return None
        token = await beside(lambda: Tokens(self._private).holder(secret, now=now_utc()))
        return token.id if token and Scope.ASK in token.scopes else None


async def counted(request: Request, response: Response) -> None:
    """The dependency of every route: the app's own count."""
    rates: Rates = request.app.state.rates
    await rates.count(request, response)


def read_rate(text: str) -> RateLimitItem | None:
    """The limit of `120/minute`; None for an empty text. BadRequest where it is none."""
    if not text:
        return None
    try:
        limit = parse(text)
    except ValueError as error:
        raise _bad_rate(text) from error
    if limit.amount < 1:
        raise _bad_rate(text)
    return limit


def _bad_rate(text: str) -> BadRequest:
    return BadRequest(
        f"{text!r} is not a rate such as 120/minute",
        detail=f"次数限制“{text}”写得不对。请写成 次数/时间，例如 120/minute 或 5/second；不限写 off。",
    )
