"""The city a bulletin calls ours: 我市, 全市, 市区 need no name, so a question that names the city asks of them.

Read from the pages, not configured: of the issues that say 我市 or 本市, most name one city above all others.
Archives without such a city (a collection from everywhere) have none.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from corpus.archive import Archive
from corpus.words import tag as tag_words

_OURS = re.compile(r"我市|本市")
SHARE = 0.4
"""Of all naming of cities in such issues, what the first must have. Reasoned: a city's own paper names it more often
than all its neighbours; in a collection of national news the first city has under 0.1."""

ISSUES = 200
"""Latest issues that the home city is read from."""


def home_of(archive: Archive) -> tuple[str, ...]:
    """The home city of the archive's latest issues, as `home_places` gives it."""
    latest = sorted(archive.bulletins(), key=lambda row: (row.date or date.min, row.id))[-ISSUES:]
    return home_places(archive.bulletin(row.id).text for row in latest)


_ENDINGS = ("自治区", "自治州", "特别行政区", "省", "市", "县", "区", "州")


def place_names(place: str, *, home: tuple[str, ...]) -> tuple[str, ...]:
    """How a page may print the place: without 省, 市 or 县; the home city also as 我市, and 我市 by its name; () for none."""
    if not place:
        return ()
    if place in home or place in HOME_WORDS:
        return (*home, *HOME_WORDS)
    short = next(
        (place.removesuffix(e) for e in _ENDINGS if place.endswith(e) and len(place) - len(e) >= 2), place
    )
    return (short,)


HOME_WORDS = ("我市", "全市", "本市")
"""What a city's own paper calls it."""


def home_places(pages: Iterable[str]) -> tuple[str, ...]:
    """The home city's name with and without 市 (太原市, 太原), or nothing where there is none."""
    counts: Counter[str] = Counter()
    for text in pages:
        if _OURS.search(text):
            counts.update(w for w, tag in tag_words(text) if tag == "ns" and w.endswith("市") and len(w) > 2)
    if not counts:
        return ()
    name, n = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return (name, name.removesuffix("市")) if n >= SHARE * counts.total() else ()
