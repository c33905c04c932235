"""Asking a set in this process or in several, the answers in the order of the questions."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

from api.runs.processes import end_with_parent
from qa.assistant import Assistant
from qa.evaluating.asking import documents_found, predict
from qa.evaluating.datasets import Question
from qa.evaluating.predictions import Prediction

_CHUNK = 8
"""Questions handed to a process at a time: enough that handing over costs nothing, few enough that all end together."""

_desks: list[Assistant] = []
"""The desk of this process, where it is one of several; filled once by `_open_desk`."""


def asked(assistant: Assistant, questions: Iterable[Question]) -> Iterator[Prediction]:
    """What `assistant` says to each question, with the documents found, as it is said."""
    return predict(assistant, questions, find=partial(documents_found, assistant))


def asked_by_several(
    data: Path, questions: Sequence[Question], *, jobs: int, model: str | None
) -> Iterator[Prediction]:
    """The same from `jobs` processes, each with its own desk over the data folder `data`.

    The index there must be up to date. Errors of a process are raised here.
    """
    spawned = get_context("spawn")  # a fork would copy the locks of threads that it does not have
    chunks = [questions[at : at + _CHUNK] for at in range(0, len(questions), _CHUNK)]
    with ProcessPoolExecutor(
        min(jobs, len(chunks)) or 1, mp_context=spawned, initializer=_open_desk, initargs=(data, model)
    ) as pool:
        try:
            for said in pool.map(_ask, chunks):
                yield from said
        finally:
            pool.shutdown(cancel_futures=True)


def _open_desk(data: Path, model: str | None) -> None:
    Thread(target=end_with_parent, daemon=True).start()
    _desks.append(Assistant.open(data, model=model))


def _ask(questions: Sequence[Question]) -> list[Prediction]:
    return list(asked(_desks[0], questions))
