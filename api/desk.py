"""The one thread that opens an assistant and puts every question to it.

A web server answers many requests at once; the archive's connection and the index belong to one
thread. So requests queue here, in order, and the event loop stays free to say that it is healthy. An
answer takes milliseconds, so one thread is not the limit of a small office machine; several worker
processes over one data folder are the way past it.

The same archive gives the same answer to the same questions, so answers are remembered until it changes. What is
remembered does not queue, and what many ask at one moment is computed for the first of them.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol, Self, TypeVar

from corpus.archive import Archive
from corpus.errors import BulletinError
from qa.answers import Answer
from qa.conversations import Turn, turn_of
from qa.searching import FoundPassage
from qa.suggestions import Suggestion

T = TypeVar("T")

log = logging.getLogger(__name__)

EXAMPLES = 6
"""Example questions offered; what fits a phone's first screen below the box."""

REMEMBERED = 1024
"""Answers kept in memory, some 4 kB each: the questions of a busy day on one issue repeat themselves."""


WARMING_S = 3.0
"""Seconds at most that a desk asks itself the questions that may be suggested before it is ready; the 25 of the first issue
take 3.7 on a busy machine. Each leaves behind what later ones need of its stories: words, numbers, periods."""


class Answering(Protocol):
    """What the desk needs of an assistant (`qa.assistant.Assistant`, or a canned one in tests)."""

    @property
    def archive(self) -> Archive:
        """The pages that it answers from."""

    def ask(self, question: str, *, turns: Sequence[Turn] = ()) -> Answer:
        """The answer or refusal after `turns`; BadRequest for an empty or over-long question."""

    def examples(self, limit: int) -> list[str]:
        """Up to `limit` questions that it can answer."""

    def search(self, words: str, *, limit: int) -> tuple[FoundPassage, ...]:
        """The passages nearest to `words`; BadRequest as `ask`."""

    def suggest(self, typed: str, *, limit: int) -> tuple[Suggestion, ...]:
        """What one who has typed so much may be after."""

    def check_suggestion(self) -> bool:
        """Try one question that may be suggested; False where all have been tried."""


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


class Told(Protocol):
    """Hears of each answer, on the desk's thread."""

    def __call__(self, timed: TimedAnswer, generation: int) -> None:
        """`generation`: of the archive that was asked."""


def say_nothing() -> None:
    """Let a desk get ready unnoted."""


def tell_nobody(timed: TimedAnswer, generation: int) -> None:
    """Let answers go unnoted."""
    del timed, generation


class Desk:
    """An assistant behind its own thread: `open` once, then ask and look, then `close`.

    `announce` is called once it can be asked.
    """

    def __init__(
        self,
        opener: Callable[[], AbstractContextManager[Answering]],
        *,
        told: Told = tell_nobody,
        announce: Callable[[], None] = say_nothing,
    ) -> None:
        self._opener = opener
        self._told = told
        self._announce = announce
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._assistant: Answering | None = None
        self._opened = ExitStack()
        self._remembered: OrderedDict[tuple[int, tuple[str, ...]], Answer] = OrderedDict()
        self._trying: asyncio.Task[None] | None = None

    @classmethod
    def around(cls, assistant: Answering, *, told: Told = tell_nobody) -> Self:
        """A desk that is ready at once; whoever opened `assistant` also closes it."""
        desk = cls(lambda: nullcontext(assistant), told=told)
        desk._assistant = assistant
        return desk

    @property
    def ready(self) -> bool:
        """Whether the assistant has been opened."""
        return self._assistant is not None

    async def open(self) -> None:
        """Open the assistant, unless it is; any BulletinError or OSError of its opening is raised here.

        It is ready when it has answered once: the first answer loads what the others need.
        """
        if self._assistant is None:
            self._assistant = await self._run(self._warmed)
            self._announce()

    async def ask(self, question: str, *, earlier: Sequence[str] = ()) -> TimedAnswer:
        """The assistant's answer after the questions `earlier`, the oldest first, timed.

        NotReady before `open` is done; BadRequest as the assistant says, for `question` or one of `earlier`.
        """
        questions = (*earlier, question)
        started = perf_counter()
        if self._assistant is not None:
            generation = self._assistant.archive.generation
            answer = self._remembered.get((generation, questions))
            if answer is not None:
                timed = TimedAnswer(answer, (perf_counter() - started) * 1000)
                # whoever counts answers may wait for those that are being computed; the reader need not
                self._thread.submit(self._tell_again, timed, generation, questions)
                return timed
        return (await self._on_thread(lambda assistant: self._timed(assistant, questions)))[-1]

    async def converse(self, questions: Sequence[str]) -> list[Answer]:
        """The answers to the questions of one conversation, each after those before it. Raises as `ask`."""
        timed = await self._on_thread(lambda assistant: self._timed(assistant, tuple(questions)))
        return [one.answer for one in timed]

    async def search(self, words: str, *, limit: int) -> tuple[FoundPassage, ...]:
        """The passages nearest to `words`. Raises as `ask`."""
        return await self._on_thread(lambda assistant: assistant.search(words, limit=limit))

    async def suggest(self, typed: str, *, limit: int) -> tuple[Suggestion, ...]:
        """What one who has typed so much may be after. NotReady before `open` is done."""
        found = await self._on_thread(lambda assistant: assistant.suggest(typed, limit=limit))
        if self._trying is None or self._trying.done():
            self._trying = asyncio.create_task(self.try_suggestions())
        return found

    async def try_suggestions(self) -> None:
        """Try the questions that may be suggested, one at a time, readers' questions coming between."""
        try:
            while await self._on_thread(lambda assistant: assistant.check_suggestion()):
                pass
        except NotReady:
            return  # closed meanwhile
        except BulletinError as error:
            log.warning("suggestions wait for the next letter typed: %s", error)

    async def examples(self) -> list[str]:
        """A few questions worth trying."""
        return await self._on_thread(lambda assistant: assistant.examples(EXAMPLES))

    async def look(self, read: Callable[[Archive], T]) -> T:
        """What `read` finds in the archive."""
        return await self._on_thread(lambda assistant: read(assistant.archive))

    async def close(self) -> None:
        """Finish what is queued, leave the opener's context on its own thread, end the thread."""
        self._assistant = None
        if self._trying is not None:
            await asyncio.wait([self._trying])
        await self._run(self._opened.close)
        self._thread.shutdown()

    def _warmed(self) -> Answering:
        assistant = self._opened.enter_context(self._opener())
        for question in assistant.examples(EXAMPLES):
            assistant.ask(question)
        assistant.suggest("", limit=1)
        until = perf_counter() + WARMING_S
        while perf_counter() < until and assistant.check_suggestion():
            pass
        return assistant

    def _tell_again(self, timed: TimedAnswer, generation: int, questions: tuple[str, ...]) -> None:
        """Note that an answer was given from memory, which thereby keeps it longer."""
        key = (generation, questions)
        if key in self._remembered:
            self._remembered.move_to_end(key)
        self._told(timed, generation)

    def _timed(self, assistant: Answering, questions: tuple[str, ...]) -> list[TimedAnswer]:
        generation = assistant.archive.generation
        answers: list[TimedAnswer] = []
        for count, question in enumerate(questions, start=1):
            started = perf_counter()
            key = (generation, questions[:count])
            answer = self._remembered.pop(key, None)
            if answer is None:
                answer = assistant.ask(question, turns=[turn_of(before.answer) for before in answers])
            self._remembered[key] = answer
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
            answers.append(TimedAnswer(answer, (perf_counter() - started) * 1000))
        if answers:
            self._told(answers[-1], generation)
        return answers

    async def _on_thread(self, work: Callable[[Answering], T]) -> T:
        assistant = self._assistant
        if assistant is None:
            raise NotReady
        return await self._run(lambda: work(assistant))

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
