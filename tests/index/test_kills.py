"""Killed at any instant, the archive opens clean with all or nothing of the issue, and the index fits it.

`BULLETIN_KILLS` says how many kills (24; 200 takes about a minute).
"""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from corpus.archive import FILE, Archive
from index.hybrid import Index
from tests.index.characters import CharacterEncoder, Page, page
from tests.kills import killed

KILLS = int(os.environ.get("BULLETIN_KILLS", "24"))
PAGES = 30
"""Of one issue: enough that most kills fall into the midst of it."""

_DIGITS = "零一二三四五六七八九"


def word(number: int) -> str:
    """A word that stands in one issue only."""
    return "".join(_DIGITS[int(digit)] for digit in f"{number:03d}") + "号"


def issue(number: int) -> Iterator[Page]:
    """An issue with a page of its own, pages that others have too, and a page it corrects."""
    yield page("latest.md", f"今日要闻：第{word(number)}。")
    for place in range(PAGES):
        yield page(f"{number}-{place}.md", f"第{word(number)}，第{place}版。" + "汾河水质持续好转。" * 40)


def add_and_index(folder: Path, number: int) -> None:
    with Archive.open(folder) as archive:
        archive.add(issue(number))
        Index.open(folder / "index", archive, CharacterEncoder())


def check(folder: Path, before: list[str], number: int) -> list[str]:
    """The names in the archive, once it and its index are seen to be whole."""
    with closing(sqlite3.connect(folder / FILE)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    with Archive.open(folder) as archive:
        rows = archive.bulletins()
        names = [row.name for row in rows]
        added = [f"{number}-{place}.md" for place in range(PAGES)]
        assert sorted(names) in (sorted(before), sorted({*before, *added, "latest.md"}))
        latest = archive.bulletin_named("latest.md")
        assert (latest is not None and word(number) in latest.bulletin.text) == (added[0] in names)
        index = Index.open(folder / "index", archive, CharacterEncoder())
        assert index.count == archive.passage_count(archive.generation)
        hits = archive.passages([hit.passage_id for hit in index.search(f"第{word(number)}", limit=5)])
        if added[0] in names:
            assert word(number) in hits[0].text
        else:
            assert all(word(number) not in hit.text for hit in hits)
        live = {row.id for row in rows}
        assert all(hit.bulletin_id in live for hit in hits)
    return names


# Newer Pythons warn of fork beside threads; the child makes its own and takes no lock of the parent's.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_kills_at_random_moments(tmp_path: Path) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    chance = random.Random(2026)  # noqa: S311 - moments, not secrets
    begun = time.perf_counter()
    add_and_index(tmp_path, 0)
    whole = time.perf_counter() - begun
    names = check(tmp_path, [], 0)
    in_time = 0
    for number in range(1, KILLS + 1):
        in_time += killed(partial(add_and_index, tmp_path, number), after=chance.uniform(0, whole))
        names = check(tmp_path, names, number)
    assert in_time > KILLS // 4, "too few kills came before the end to show anything"
    with Archive.open(tmp_path) as archive:
        kept = Index.open(tmp_path / "index", archive, CharacterEncoder())
        fresh = Index.open(tmp_path / "fresh", archive, CharacterEncoder())
        assert kept.search_vectors("汾河水质") == fresh.search_vectors("汾河水质")
