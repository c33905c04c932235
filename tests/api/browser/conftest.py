"""A live server with canned answers, and a browser of this machine that looks at it."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.app import create_app
from api.desk import Answering
from api.private.database import Database
from api.private.feedback import FeedbackBook
from api.settings import Service

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "residents-page.md"

STARTING_S = 20

NewPage = Callable[..., Page]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of `app`, running on a free port of this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    until = monotonic() + STARTING_S
    while not server.started:
        assert monotonic() < until
        assert thread.is_alive()
        sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def private() -> Iterator[Database]:
    database = Database.in_memory()
    yield database
    database.close()


@pytest.fixture
def votes(private: Database) -> FeedbackBook:
    return FeedbackBook(private)


@pytest.fixture(scope="session")
def host() -> Iterator[str]:
    """Another site that embeds the widget with the line that the documentation gives; its query names the server."""
    app = FastAPI()
    written = DOCUMENTATION.read_text(encoding="utf-8")
    line = next(line for line in written.splitlines() if line.startswith("<script "))

    @app.get("/")
    def page(server: str) -> Any:
        from fastapi.responses import HTMLResponse

        return HTMLResponse(
            '<!doctype html><html lang="zh-CN"><title>别的网站</title><h1>别的网站</h1>'
            + line.replace("https://ask.example.cn", server)
        )

    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def server(canned: Answering, private: Database, host: str) -> Iterator[str]:
    service = Service(origins=(host,), reading="", asking="")
    app = create_app(canned, service=service, private=private)
    app.state.measures.follow(canned.archive)  # as a server does before it is ready
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, server: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts of 360 pixels with touch, as most readers have; closed at the end."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        wide = options.pop("width", 360)
        context = chromium.new_context(
            base_url=server,
            viewport={"width": wide, "height": 780},
            has_touch=wide < 700,
            locale="zh-CN",
            **options,
        )
        made.append(context)
        return context

    yield make
    for one in made:
        one.close()


@pytest.fixture
def new_page(context: Callable[..., BrowserContext]) -> NewPage:
    """Opens a page on which nothing may go wrong unseen: an uncaught error or a console error fails the test."""

    def make(**options: Any) -> Page:
        page = context(**options).new_page()
        page.on("pageerror", _fail)
        return page

    return make


def _fail(error: object) -> None:
    raise AssertionError(f"a script failed: {error}")
