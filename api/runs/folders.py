"""The folder of a run: what it was made with, its questions, its answers line by line as they come, its scores.

A run that was killed is taken up where it stopped: the folder holds whole lines of answers, or all but the last one.
Everything that is written at the end is written beside its place and renamed.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from api.runs.settings import FILE, RunSettings, read_settings
from corpus.errors import BadRequest
from qa.evaluating.datasets import Question
from qa.evaluating.json_sets import parse_questions
from qa.evaluating.predictions import Prediction, parse_predictions, read_predictions

QUESTIONS, PREDICTIONS = "questions.jsonl", "predictions.jsonl"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Run:
    """A run as read from its folder."""

    name: str
    settings: RunSettings
    questions: tuple[Question, ...]
    predictions: tuple[Prediction, ...]


def read_run(folder: Path) -> Run:
    """The run in `folder`. BadRequest where it is none, or is not finished."""
    settings = read_settings(folder)
    path = folder / QUESTIONS
    try:
        questions = parse_questions(path.read_text(encoding="utf-8"), name=str(path))
    except OSError as error:
        raise BadRequest(
            f"{path}: cannot be read ({error.strerror}).",
            detail=f"评测结果“{folder}”不完整：读不出 {QUESTIONS}。",
        ) from error
    predictions = read_predictions(folder / PREDICTIONS)
    missing = len(questions) - len({said.id for said in predictions})
    if missing:
        raise BadRequest(
            f"{folder}: {missing} questions are not answered yet.",
            detail=f"“{folder}”里的评测还没有做完（还差 {missing} 题）。用同样的命令再运行一次，会接着做。",
        )
    return Run(folder.name or str(folder), settings, tuple(questions), tuple(predictions))


class RunFolder:
    """A folder open for one run; `open_run` gives it."""

    def __init__(self, folder: Path, done: Sequence[Prediction]) -> None:
        self.folder = folder
        self.done = tuple(done)
        """The answers of earlier that still hold."""

    def kept(self, predictions: Iterable[Prediction]) -> Iterator[Prediction]:
        """The same predictions, each written down before the next is asked for."""
        with (self.folder / PREDICTIONS).open("a", encoding="utf-8", newline="\n") as file:
            for prediction in predictions:
                file.write(prediction.to_json() + "\n")
                file.flush()
                yield prediction


@contextmanager
def open_run(folder: Path, settings: RunSettings, questions: Sequence[Question]) -> Iterator[RunFolder]:
    """`folder` for a run with `settings`, made where it is missing, taken up where it holds part of that very run.

    BadRequest where it cannot be written, holds something else or a run with other settings, or is being written to
    by another process.
    """
    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadRequest(
            f"{folder}: another process is writing this run.",
            detail=f"另一个评测正在写“{folder}”。请等它结束，或换一个文件夹。",
        ) from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield RunFolder(folder, _taken_up(folder, settings, questions))
    finally:
        lock.release()


def _taken_up(folder: Path, settings: RunSettings, questions: Sequence[Question]) -> list[Prediction]:
    """The answers that stand there already; a new run leaves its settings and questions there."""
    if not (folder / FILE).exists():
        if (folder / PREDICTIONS).exists():
            raise BadRequest(
                f"{folder}: holds {PREDICTIONS} that no run of ours has settings for.",
                detail=f"“{folder}”里已经有 {PREDICTIONS}，但不是一次评测的结果。请换一个文件夹。",
            )
        write_files(
            folder, {QUESTIONS: "".join(f"{q.to_json()}\n" for q in questions), FILE: settings.to_json()}
        )
        return []
    before = read_settings(folder)
    if different := before.differences(settings):
        raise BadRequest(
            f"{folder}: holds a run made with other settings: {'; '.join(different)}.",
            detail=f"“{folder}”里的评测是在别的条件下做的，不能接着写：{'；'.join(different)}。"
            "请换一个文件夹，或先删掉它。",
        )
    return _whole_lines(folder / PREDICTIONS)


def _whole_lines(path: Path) -> list[Prediction]:
    """The answers written; a last line that a kill cut short is cut off the file."""
    if not path.exists():
        return []
    raw = path.read_bytes()
    whole = raw[: raw.rfind(b"\n") + 1]
    if whole != raw:
        os.truncate(path, len(whole))
    return parse_predictions(whole.decode("utf-8"), name=str(path))


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Write each text under its name into `folder`, whole or not at all. BadRequest where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            beside = folder / f".{name}.part"
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(folder / name)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> BadRequest:
    return BadRequest(
        f"{folder}: cannot be written ({error.strerror}).",
        detail=f"报告无法写入 {folder}。请换一个可写的文件夹,并检查磁盘空间。",
    )
