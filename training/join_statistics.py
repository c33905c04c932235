"""Count the character statistics by which `corpus.joins` judges how text goes on.

Run from the repository root:

    python training/join_statistics.py ../shared/data/crud_news.jsonl.gz --without ../shared/data/pages_dev

writes `corpus/data/joins.xz`. Nothing of the news texts remains but counts of characters in pairs and threes.
The documents that the development pages were made from are left out, so that scores on them are honest.
Deterministic: the same news give the same bytes.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.joins import (
    DOCUMENT_START,
    RESERVED,
    SENTENCE_START,
    JoinStatistics,
    folded,
    pack_statistics,
)

VOCABULARY = 5000
"""Characters told apart; the rest share one number. Covers 99.9 % of the news' characters."""
LEAST_PAIRS = 4
"""A pair of characters seen less often than this is not kept: 2 MB is what the wheel may carry."""
LEAST_TRIPLES = 10
OUT = Path("corpus/data/joins.xz")

_SENTENCE = re.compile(r"[^。!?\n]*[。!?\n]+[”’』」)】》]*|[^。!?\n]+$")


def read_texts(news: Path, *, without: frozenset[str]) -> Iterator[str]:
    """The folded text of every document of `news` whose id is not in `without`."""
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["id"] not in without:
                yield folded(document["text"].strip())


def page_documents(folder: Path) -> frozenset[str]:
    """The ids of the documents that the pages in `folder` were made from."""
    return frozenset(
        str(story["doc_id"])
        for gold in sorted(folder.glob("*.gold.json"))
        for story in json.loads(gold.read_text("utf-8"))["stories"]
    )


def marked(text: str) -> str:
    """`text` with a mark before its first sentence and another before each further one."""
    sentences = [s.strip() for s in _SENTENCE.findall(text)]
    sentences = [s for s in sentences if s]
    return DOCUMENT_START + SENTENCE_START.join(sentences)


def counted(keys: NDArray[np.int64], least: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct keys seen at least `least` times, rising, and their counts."""
    distinct, counts = np.unique(keys, return_counts=True)
    keep = counts >= least
    return distinct[keep], counts[keep].astype(np.int64)


def statistics_of(texts: list[str]) -> JoinStatistics:
    """Counts over marked texts."""
    characters: Counter[str] = Counter()
    for text in texts:
        characters.update(text)
    for mark in RESERVED:
        characters.pop(mark, None)
    ranked = sorted(characters.items(), key=lambda item: (-item[1], item[0]))[:VOCABULARY]
    alphabet = "".join(character for character, _ in ranked)
    number = {character: i for i, character in enumerate(RESERVED + alphabet, start=1)}
    whole = "".join(texts)
    codes = np.fromiter((number.get(c, 0) for c in whole), dtype=np.int64, count=len(whole))
    size = len(number) + 1
    singles = np.bincount(codes, minlength=size).astype(np.int64)
    pairs = codes[:-1] * size + codes[1:]
    pair_keys, pair_counts = counted(pairs, LEAST_PAIRS)
    triple_keys, triple_counts = counted(pairs[:-1] * size + codes[2:], LEAST_TRIPLES)
    return JoinStatistics(
        alphabet=alphabet,
        singles=singles,
        pair_keys=pair_keys,
        pair_counts=pair_counts,
        triple_keys=triple_keys,
        triple_counts=triple_counts,
    )


def main() -> None:
    """Count, write, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("news", type=Path)
    parser.add_argument("--without", type=Path, help="folder of *.gold.json whose documents are left out")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    without = page_documents(options.without) if options.without else frozenset[str]()
    statistics = statistics_of([marked(text) for text in read_texts(options.news, without=without)])
    packed = pack_statistics(statistics)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(packed)
    print(
        f"{options.out}: {len(packed):,} bytes, {len(statistics.alphabet)} characters, "
        f"{len(statistics.pair_keys):,} pairs, {len(statistics.triple_keys):,} triples"
    )


if __name__ == "__main__":
    main()
