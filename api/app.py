"""The web application, built around an assistant; importing this module starts nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from api import health, problems
from api.contract import describe_problems
from api.conversations import Conversations
from api.desk import Answering, Desk
from api.guards import BodyLimit, ResponseHeaders
from api.private.database import Database
from api.schemas import Problem
from api.settings import Service, installed_version
from api.site import pages
from api.site.drawing import STATIC, Drawing
from api.v1 import ask, bulletins, conversations, feedback, looking, stories

ROUTERS = (
    ask.router,
    conversations.router,
    looking.router,
    stories.router,
    bulletins.router,
    feedback.router,
    health.router,
)
"""The JSON routes, in the order of the documentation."""

COMPRESS_FROM = 1024
"""Bytes. A smaller response fits one packet anyway."""


def create_app(
    assistant: Answering, *, service: Service | None = None, private: Database | None = None
) -> FastAPI:
    """The app that answers from an open assistant, ready at once; who opened the assistant closes it.

    Without `private`, tokens and feedback are kept in memory and end with the app.
    """
    return _app(
        Desk.around(assistant),
        failed=_raise,
        service=service or Service(),
        private=private or Database.in_memory(),
    )


def create_opening_app(
    opener: Callable[[], AbstractContextManager[Answering]],
    *,
    failed: Callable[[BaseException], None],
    service: Service | None = None,
    private: Database | None = None,
) -> FastAPI:
    """The app that is healthy at once, and ready when `opener` has opened its assistant on the desk's thread.

    `failed` is told why, where the opening fails; the app then stays unready until it is stopped.
    """
    return _app(
        Desk(opener), failed=failed, service=service or Service(), private=private or Database.in_memory()
    )


def _app(
    desk: Desk, *, failed: Callable[[BaseException], None], service: Service, private: Database
) -> FastAPI:
    drawing = Drawing()
    shared = service.shared
    talks = Conversations.open(shared) if shared else Conversations.in_memory()

    def opened(opening: asyncio.Task[None]) -> None:
        error = opening.exception()
        if error is not None:
            failed(error)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        del app
        opening = asyncio.create_task(desk.open())
        opening.add_done_callback(opened)
        yield
        await asyncio.wait([opening])
        await desk.close()
        talks.close()

    app = FastAPI(
        title="问报台 · 问答接口",
        summary="用中文提问，用报纸的原话回答：确切的数字、原文和出处。",
        version=installed_version(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.service = service
    app.state.private = private
    app.state.conversations = talks
    app.state.drawing = drawing

    def error_page(problem: Problem) -> Response:
        return drawing.page("problem.html", status=problem.status, problem=problem)

    problems.install(app, error_page=error_page)
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(pages.router)
    describe_problems(app)
    app.mount("/static/swagger", StaticFiles(packages=[("fastapi_offline", "static")]), name="swagger")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # the last added stands outermost: headers also dress the 413 of the body limit
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESS_FROM)
    app.add_middleware(ResponseHeaders)
    return app


def _raise(error: BaseException) -> None:
    raise error
