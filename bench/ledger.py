"""What the figure ledger costs, and how honest the check of a draft is.

    python -m bench.ledger cost STORIES [--count N]      seconds and bytes for the first N stories of a collection
    python -m bench.ledger honesty PAGES                 the check on each page's own sentences, as printed and changed

STORIES is a file for `bulletin add` (crud_news.jsonl.gz), PAGES a folder of pages (page_*.md). `honesty` gives each sentence that
prints a figure back as a draft: every figure should be borne out. Then it adds 17 to every number that is no part of a
date: no changed figure may be borne out, unless the page happens to print it; those few are listed to be read.
"""

import argparse
import re
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from corpus.archive import FILE, Archive
from corpus.files import read_bulletins
from corpus.ledger_rows import Sought
from corpus.spans import joined
from qa.drafts import CheckedFigure, Verdict, check_draft, draft_figures
from qa.ledger import FigureQuery, Ledger

PAGES_DATE = date(2023, 8, 15)
"""The pages print no date; their stories are of July and August 2023."""

SHIFT = 17
"""Added to a number to make it false; no unit of time or round number that another figure is likely to have."""

_NUMBER = re.compile(r"\d+(?=(?:\.\d+)?(?![\d.]*[年月日时点]))(?<!\.)")

LOOKED_UP = ("面积", "同比增长", "投资总额", "优良天数", "游客", "票房", "产值", "人口")
"""Measures common and rare, for the time of a look-up."""


def cost(stories: Path, count: int) -> None:
    """Print processor seconds to add and to read the ledger, the file's size before and after, and look-up times."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder)) as archive:
        started = time.process_time()
        archive.add(islice(read_bulletins(stories), count))
        print(f"add: {time.process_time() - started:.1f} s of processor, {_megabytes(folder):.1f} MB")
        started = time.process_time()
        pages = archive.read_ledger()
        took = time.process_time() - started
        rows = len(archive.figures(Sought()))
        print(
            f"ledger of {pages} stories: {took:.1f} s of processor, {rows} rows, {_megabytes(folder):.1f} MB"
        )
        ledger = Ledger(archive)
        ledger.bearings()
        taken: list[float] = []
        for words in LOOKED_UP:
            begun = time.perf_counter()
            ledger.cite(ledger.rows(ledger.find(FigureQuery(words=words))[:20]))
            taken.append(1000 * (time.perf_counter() - begun))
        print(f"look-up: p50 {median(taken):.1f} ms, longest {max(taken):.1f} ms")


def _megabytes(folder: str) -> float:
    """Of the archive's pages, without its log, which goes again."""
    with closing(sqlite3.connect(Path(folder) / FILE)) as raw:
        (pages,), (size,) = (raw.execute(f"PRAGMA page_{what}").fetchone() for what in ("count", "size"))
        return float(pages * size) / 1e6


def honesty(pages: Path) -> None:
    """Print how the figures of every page fare as printed and changed, and each changed one that is borne out."""
    counts: Counter[tuple[str, Verdict]] = Counter()
    for page in sorted(pages.glob("page_*.md")):
        with TemporaryDirectory() as folder, Archive.open(Path(folder)) as archive:
            archive.add(read_bulletins(page, date=PAGES_DATE))
            ledger = Ledger(archive)
            bearings = ledger.bearings()
            text = archive.bulletin(1).text
            for said in sorted({joined(text, row.figure.sentence) for row in archive.figures(Sought())}):
                counts.update(("as printed", one.verdict) for one in _checked(ledger, said))
                changed = _NUMBER.sub(lambda match: str(int(match.group()) + SHIFT), said)
                true = {figure.value for figure in draft_figures(said, bearings)}
                for one in _checked(ledger, changed):
                    if one.figure.value in true:
                        continue
                    counts["changed", one.verdict] += 1
                    if one.verdict is Verdict.BORNE_OUT:
                        print(
                            f"{page.name}: {one.figure.text} as {one.printed[0].row.figure.text}: {changed[:60]}"
                        )
    for (what, verdict), count in sorted(counts.items()):
        print(f"{what:10} {verdict:13} {count}")


def _checked(ledger: Ledger, draft: str) -> tuple[CheckedFigure, ...]:
    return check_draft(ledger, draft) if draft.strip() else ()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    of_cost = commands.add_parser("cost")
    of_cost.add_argument("stories", type=Path)
    of_cost.add_argument("--count", type=int, default=10_000)
    commands.add_parser("honesty").add_argument("pages", type=Path)
    given = parser.parse_args()
    if given.command == "cost":
        cost(given.stories, given.count)
    else:
        honesty(given.pages)


if __name__ == "__main__":
    main()
