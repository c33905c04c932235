"""When an app's assistant is opened: before anything is asked, or while the server already says that it is healthy."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from api.desk import Desk

Lifespan = Callable[[Desk], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def opened_before(desk: Desk) -> AsyncIterator[None]:
    """The desk, open before anything is asked."""
    await desk.open()
    yield


def opening_after(failed: Callable[[BaseException], None]) -> Lifespan:
    """The desk, opening while the server already says that it is healthy; `failed` is told where it does not."""

    def opened(opening: asyncio.Task[None]) -> None:
        error = opening.exception()
        if error is not None:
            failed(error)

    @asynccontextmanager
    async def lifespan(desk: Desk) -> AsyncIterator[None]:
        opening = asyncio.create_task(desk.open())
        opening.add_done_callback(opened)
        yield
        await asyncio.wait([opening])

    return lifespan
