"""Draws how the losses of a reader and of its teacher fell, as SVG.

python -m training.reader_curve out/reader/large.jsonl out/reader/small.jsonl docs/reader.svg
"""

import json
import sys
from pathlib import Path

from bench.plots import lines


def curves_of(log: Path) -> list[tuple[str, list[tuple[float, float]]]]:
    """Loss by step while characters were named and while reading was taught, each under its name, from one log."""
    naming: list[tuple[float, float]] = []
    reading: list[tuple[float, float]] = []
    for line in log.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "loss" in row:
            (reading if "round" in row else naming).append((row["step"], row["loss"]))
    return [
        (f"{log.stem}, {what}", points)
        for what, points in (("naming", naming), ("reading", reading))
        if points
    ]


if __name__ == "__main__":
    *logs, out = map(Path, sys.argv[1:])
    series = [curve for log in logs for curve in curves_of(log)]
    out.write_text(lines(series, title="Loss by training step", across="steps", up="loss"), encoding="utf-8")
