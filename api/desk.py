"""The one thread that opens an assistant and puts every question to it.

A web server answers many requests at once; the archive's connection and the index belong to one
thread. So requests queue here, in order, and the event loop stays free to say that it is healthy. An
answer takes milliseconds, so one thread is not the limit of a small office machine; several desks
over one data folder are the way past it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol, Self, TypeVar

from corpus.archive import Archive
from corpus.errors import BulletinError
from qa.answers import Answer

T = TypeVar("T")

EXAMPLES = 6
"""Example questions offered; what fits a phone's first screen below the box."""


class Answering(Protocol):
    """What the desk needs of an assistant (`qa.assistant.Assistant`, or a canned one in tests)."""

    @property
    def archive(self) -> Archive:
        """The pages that it answers from."""

    def ask(self, question: str) -> Answer:
        """The answer or refusal; BadRequest for an empty or over-long question."""

    def examples(self, limit: int) -> list[str]:
        """Up to `limit` questions that it can answer."""


class NotReady(BulletinError):
    """The assistant is still being opened; ask again in a moment."""

    code = "not_ready"

    def __init__(self) -> None:
        super().__init__(
            "the archive and index are still being opened; ask again in a few seconds",
            detail="正在翻开报纸，请过几秒再试。",
        )


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """An answer and how long the assistant took."""

    answer: Answer
    ms: float
    """Wall time of the asking alone, in milliseconds."""


class Desk:
    """An assistant behind its own thread: `open` once, then `ask` and `look`, then `close`."""

    def __init__(self, opener: Callable[[], AbstractContextManager[Answering]]) -> None:
        self._opener = opener
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._assistant: Answering | None = None
        self._opened = ExitStack()

    @classmethod
    def around(cls, assistant: Answering) -> Self:
        """A desk that is ready at once; whoever opened `assistant` also closes it."""
        desk = cls(lambda: nullcontext(assistant))
        desk._assistant = assistant
        return desk

    @property
    def ready(self) -> bool:
        """Whether the assistant has been opened."""
        return self._assistant is not None

    async def open(self) -> None:
        """Open the assistant, unless it is; any BulletinError or OSError of its opening is raised here."""
        if self._assistant is None:
            self._assistant = await self._run(lambda: self._opened.enter_context(self._opener()))

    async def ask(self, question: str) -> TimedAnswer:
        """The assistant's answer, timed. NotReady before `open` is done; BadRequest as the assistant says."""

        def timed(assistant: Answering) -> TimedAnswer:
            started = perf_counter()
            answer = assistant.ask(question)
            return TimedAnswer(answer, (perf_counter() - started) * 1000)

        return await self._on_thread(timed)

    async def examples(self) -> list[str]:
        """A few questions worth trying."""
        return await self._on_thread(lambda assistant: assistant.examples(EXAMPLES))

    async def look(self, read: Callable[[Archive], T]) -> T:
        """What `read` finds in the archive."""
        return await self._on_thread(lambda assistant: read(assistant.archive))

    async def close(self) -> None:
        """Finish what is queued, leave the opener's context on its own thread, end the thread."""
        self._assistant = None
        await self._run(self._opened.close)
        self._thread.shutdown()

    async def _on_thread(self, work: Callable[[Answering], T]) -> T:
        assistant = self._assistant
        if assistant is None:
            raise NotReady
        return await self._run(lambda: work(assistant))

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
