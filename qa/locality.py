"""The city a bulletin calls ours: 我市, 全市, 市区 need no name, so a question that names the city asks of them.

Read from the pages, not configured: of the issues that say 我市 or 本市, most name one city above all others.
Archives without such a city (a collection from everywhere) have none.
"""

import re
from collections import Counter
from collections.abc import Iterable

from corpus.words import tag as tag_words

_OURS = re.compile(r"我市|本市")
SHARE = 0.4
"""Of all naming of cities in such issues, what the first must have. Reasoned: a city's own paper names it more often
than all its neighbours; in a collection of national news the first city has under 0.1."""


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
