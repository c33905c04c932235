"""Score the reading of pages, and time it.

Run from the repository root:

    python -m bench.pages ../shared/data/pages_dev --scorer ../shared/data/score_pages.py [--pages 41-60] [-v]
    python -m bench.pages ../shared/data/pages_dev --long 5000000

The first prints the scorer's means (and, with -v, each page's), the share of kickers read right, how often
confident and doubtful stories are exactly right, and pages a minute of one core. The second reads pages
strung together to 1/8, 1/4, 1/2 and the whole of so many bytes, and prints seconds per megabyte: alike, if
the cost is linear. Seconds are of the processor, so that a busy machine measures the same.
"""

import argparse
import json
import runpy
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.pages import read_page, read_stories
from corpus.spans import Span

SURE = 0.9
"""Confidence from which a story counts as sure."""


def printed(text: str, span: Span | None) -> str | None:
    """What a span prints, None for none."""
    return span.of(text) if span else None


def letters(text: str, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    """Where the spans print something that the scorer counts."""
    return frozenset(i for start, end in spans for i in range(start, end) if text[i] not in "# \n")


def chosen(folder: Path, pages: str | None) -> list[Path]:
    """The pages of `folder`, or those numbered FIRST-LAST."""
    found = sorted(folder.glob("page_*.md"))
    if pages is None:
        return found
    first, last = (int(part) for part in pages.split("-"))
    return [page for page in found if first <= int(page.stem.removeprefix("page_")) <= last]


def score_pages(pages: Sequence[Path], scorer: Path, out: Path, *, verbose: bool) -> None:
    """Read, score and time `pages`; predictions are left in `out`."""
    score = runpy.run_path(str(scorer))["score"]
    out.mkdir(parents=True, exist_ok=True)
    read_stories("")
    rows: list[dict[str, float]] = []
    seconds = 0.0
    kickers = right = doubts = 0
    sure: list[bool] = []
    unsure: list[bool] = []
    for page in pages:
        text = page.read_text("utf-8")
        started = time.process_time()
        reading = read_page(text)
        seconds += time.process_time() - started
        doubts += len(reading.doubts)
        stories = [
            {
                "title": printed(text, story.title),
                "kicker": printed(text, story.kicker),
                "byline": printed(text, story.byline),
                "confidence": story.confidence,
                "spans": [[span.start, span.end] for part in story.paragraphs for span in part.spans],
            }
            for story in reading.page.stories
        ]
        predicted = out / f"{page.stem}.json"
        predicted.write_text(json.dumps({"stories": stories}, ensure_ascii=False), "utf-8")
        gold_path = page.with_suffix(".gold.json")
        gold = json.loads(gold_path.read_text("utf-8"))
        rows.append(score(str(gold_path), str(predicted)))
        kickers += len(gold["stories"])
        for story in gold["stories"]:
            right += any(
                story["title"] == mine["title"] and story["kicker"] == mine["kicker"] for mine in stories
            )
        whole = {letters(text, story["spans"]) for story in gold["stories"]}
        for mine in reading.page.stories:
            spans = [(span.start, span.end) for part in mine.paragraphs for span in part.spans]
            (sure if mine.confidence >= SURE else unsure).append(letters(text, spans) in whole)
        if verbose:
            print(page.stem, " ".join(f"{name} {value:.3f}" for name, value in rows[-1].items()))
    means = {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
    print(f"{len(rows)} pages:", " ".join(f"{name} {mean:.4f}" for name, mean in means.items()))
    print(f"kickers {right / kickers:.4f}, doubts listed {doubts / len(rows):.2f} a page")
    for name, exact in ((f"at {SURE} and above", sure), (f"below {SURE}", unsure)):
        print(f"confidence {name}: {sum(exact)} of {len(exact)} stories exactly right")
    print(f"{60 * len(rows) / seconds:.0f} pages a minute of one core")


def time_long_pages(pages: Sequence[Path], most: int) -> None:
    """Read the pages strung together, up to `most` bytes of UTF-8."""
    texts = [page.read_text("utf-8") for page in pages]
    read_stories("")
    for part in (8, 4, 2, 1):
        whole: list[str] = []
        size = 0
        while size < most // part:
            whole.append(texts[len(whole) % len(texts)])
            size += len(whole[-1].encode("utf-8"))
        page = "\n\n".join(whole)
        started = time.process_time()
        stories = read_stories(page).stories
        seconds = time.process_time() - started
        print(
            f"{size / 1e6:.2f} MB, {len(stories)} stories: {seconds:.1f} s, {seconds / size * 1e6:.1f} s a MB"
        )


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scorer", type=Path, help="the scorer of pages; required unless --long is given")
    parser.add_argument("--pages", help="FIRST-LAST, by number")
    parser.add_argument("--out", type=Path, default=Path("build/pages"), help="where predictions go")
    parser.add_argument("--long", type=int, metavar="BYTES", help="time one page of so many bytes instead")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    pages = chosen(options.folder, options.pages)
    if options.long:
        time_long_pages(pages, options.long)
    elif options.scorer:
        score_pages(pages, options.scorer, options.out, verbose=options.verbose)
    else:
        parser.error("--scorer is required")


if __name__ == "__main__":
    main()
