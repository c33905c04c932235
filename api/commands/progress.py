"""Progress on standard error: bars on a terminal, nothing where it is a file or a pipe."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

T = TypeVar("T")

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def counted(items: Iterable[T], what: str, *, total: int | None = None) -> Iterator[T]:
    """The same items, counted on standard error as they pass."""
    with _bars() as bars:
        yield from bars.track(items, total=total, description=what)


@contextmanager
def shown_progress() -> Iterator[Report]:
    """What to hand to work that reports its own progress; each thing it names gets a bar."""
    tasks: dict[str, TaskID] = {}
    with _bars() as bars:

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=total)

        yield report


def _bars() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=not console.is_terminal)
