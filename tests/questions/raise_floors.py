"""Measures the question set and raises its floors: python -m tests.questions.raise_floors.

Nothing is written, and the exit code is 1, where a score stands below its floor.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.evaluating.asking import predict
from tests.qa.desks import desk_over
from tests.questions.floors import (
    FIRST_ISSUE,
    QUESTIONS,
    Floors,
    below,
    measured,
    questions_fingerprint,
    raised,
    read_floors,
    write_floors,
)


def main() -> int:
    """The exit code."""
    with TemporaryDirectory() as folder, desk_over(Path(folder), FIRST_ISSUE) as desk:
        points = measured(list(predict(desk, QUESTIONS)))
    kept = read_floors()
    before = kept.points if kept else {}
    fallen = below(points, before)
    if fallen:
        sys.stderr.write("\n".join([*fallen, "floors.json is left as it is", ""]))
        return 1
    after = raised(points, before)
    write_floors(Floors(questions_fingerprint(), after))
    for split, measures in after.items():
        for name, floor in measures.items():
            old, now = before.get(split, {}).get(name, 0.0), points[split][name]
            sys.stdout.write(f"{split} {name}: {old:.1f} -> {floor:.1f} (measured {now:.2f})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
