"""The web application, built around an assistant; importing this module starts nothing."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from functools import partial

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from api import completions, health, problems
from api.contract import describe
from api.conversations import Conversations
from api.desk import Answering, Desk, say_nothing
from api.guards import BodyLimit, ResponseHeaders
from api.measures import Measures
from api.opening import Lifespan, opened_before, opening_after
from api.parts import Parts
from api.private.database import Database
from api.rates import Rates, counted
from api.schemas import Problem
from api.settings import Service, installed_version
from api.site import pages
from api.site.drawing import STATIC, Drawing
from api.v1 import ask, bulletins, conversations, feedback, figures, looking, stories
from api.watching import HEADER, Watch

ROUTERS = (
    ask.router,
    conversations.router,
    looking.router,
    figures.router,
    stories.router,
    bulletins.router,
    feedback.router,
    completions.router,
    health.router,
)
"""The JSON routes, in the order of the documentation."""

COMPRESS_FROM = 1024
"""Bytes. A smaller response fits one packet anyway."""


def create_app(
    assistant: Answering,
    *,
    service: Service | None = None,
    private: Database | None = None,
    parts: Parts | None = None,
) -> FastAPI:
    """The app that answers from an open assistant, ready at once; who opened the assistant closes it.

    Without `private`, tokens and feedback are kept in memory and end with the app. `parts` stands for both.
    """
    made = parts or Parts(service or Service(), private or Database.in_memory())
    return _app(Desk.around(assistant, told=made.told), made, Measures(), lifespan=opened_before)


def create_opening_app(
    opener: Callable[[], AbstractContextManager[Answering]],
    parts: Parts,
    *,
    failed: Callable[[BaseException], None],
    announce: Callable[[], None] = say_nothing,
) -> FastAPI:
    """The app that is healthy at once, and ready when `opener` has opened its assistant on the desk's thread.

    `announce` is called when it is ready; `failed` is told why, where the opening fails, and the app then stays
    unready until it is stopped.
    """
    measures = Measures()
    desk = Desk(partial(_measured, opener, measures), told=parts.told, announce=announce)
    return _app(desk, parts, measures, lifespan=opening_after(failed))


def create_worker_app(
    opener: Callable[[], AbstractContextManager[Answering]],
    parts: Parts,
    *,
    announce: Callable[[], None] = say_nothing,
) -> FastAPI:
    """The same for one of several workers on one port: it takes no request before its assistant is open.

    A worker that is not ready would answer some of the questions with 503 while its brothers are.
    """
    measures = Measures()
    desk = Desk(partial(_measured, opener, measures), told=parts.told, announce=announce)
    return _app(desk, parts, measures, lifespan=opened_before)


@contextmanager
def _measured(
    opener: Callable[[], AbstractContextManager[Answering]], measures: Measures
) -> Iterator[Answering]:
    """The assistant with its measures read, so that the first letter typed need not wait for them."""
    with opener() as assistant:
        measures.follow(assistant.archive)
        yield assistant


def _app(desk: Desk, parts: Parts, measures: Measures, *, lifespan: Lifespan) -> FastAPI:
    service = parts.service
    drawing = Drawing()
    rates = Rates(service, parts.private)
    talks = Conversations.open(service.shared) if service.shared else Conversations.in_memory()

    @asynccontextmanager
    async def whole(app: FastAPI) -> AsyncIterator[None]:
        del app
        try:
            async with lifespan(desk):
                yield
        finally:
            await desk.close()
            talks.close()
            rates.close()

    app = FastAPI(
        title="问报台 · 问答接口",
        summary="用中文提问，用报纸的原话回答：确切的数字、原文和出处。",
        version=installed_version(),
        lifespan=whole,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(counted)],
        redirect_slashes=False,  # it would send a visitor to http:// from behind a server that speaks https
    )
    app.state.desk = desk
    app.state.service = service
    app.state.private = parts.private
    app.state.rates = rates
    app.state.conversations = talks
    app.state.measures = measures
    app.state.drawing = drawing

    def error_page(request: Request, problem: Problem) -> Response:
        return drawing.page("problem.html", request=request, status=problem.status, problem=problem)

    problems.install(app, error_page=error_page)
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(pages.router)
    describe(app)
    app.mount("/static/swagger", StaticFiles(packages=[("fastapi_offline", "static")]), name="swagger")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # the last added stands outermost: headers also dress the 413 of the body limit, and every request is watched
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESS_FROM)
    if service.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=service.origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", HEADER],
            expose_headers=["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", HEADER],
        )
    app.add_middleware(ResponseHeaders, origins=service.origins)
    app.add_middleware(Watch, told=parts.metrics.request)
    return app
