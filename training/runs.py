"""What the two trainings of the reader share on the command line: their options, how far they are, and their log."""

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path

from qa.reader_network import SPECIAL, Shape

_COMPILED_BY = 3
"""Steps of a run after which what is compiled is compiled; the time is counted from then on."""


def add_options(parser: argparse.ArgumentParser, *, rate: float) -> None:
    """The sizes of the network, the rate, how long, and on what."""
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--seconds", type=float, help="how long; or")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compiled", action="store_true")
    parser.add_argument(
        "--keep-every", type=float, default=300, help="seconds from one checkpoint to the next"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint, if there is one")


def shape_of(options: argparse.Namespace, folder: Path) -> Shape:
    """The network that the options name, for the characters of `folder` (training/news_characters.py)."""
    characters = len((folder / "reader_words.txt").read_text("utf-8").split("\n"))
    return Shape(characters + SPECIAL, options.width, options.layers, options.heads)


class Run:
    """How far a training is, by its steps or rounds (`length` of them) or else by `seconds`; and its log."""

    def __init__(self, log: Path, *, length: float | None, seconds: float | None) -> None:
        if not (length or seconds):
            raise ValueError("say how long: in seconds, or in steps or rounds")
        self._log, self._length, self._seconds = log, length, seconds
        self._before, self._compiled_by = 0.0, _COMPILED_BY
        self._began: float | None = None

    def go_on(self, step: int, seconds: float) -> None:
        """Counts from so many steps and seconds on, which an earlier run made."""
        self._before, self._compiled_by = seconds, step + _COMPILED_BY
        self.write({"resumed": step, "seconds": round(seconds, 1)})

    def far(self, step: int, gone: float) -> float:
        """From 0 to 1 after `step` steps, which are `gone` of the length."""
        if step == self._compiled_by:
            self._began = time.perf_counter()
        return gone / self._length if self._length else self.seconds / float(self._seconds or 1)

    @property
    def seconds(self) -> float:
        """Since what is compiled is compiled, in this run and those before it."""
        return self._before + (0.0 if self._began is None else time.perf_counter() - self._began)

    def write(self, row: Mapping[str, object], *, say: bool = True) -> None:
        """One line of the log; `say`: to be seen on the screen too."""
        line = json.dumps(row)
        with self._log.open("a", encoding="utf-8") as lines:
            lines.write(line + "\n")
        if say:
            print(line, flush=True)
