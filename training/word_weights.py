"""Counts in how many articles each word stands, for the term weights of `qa.matching`.

    python -m training.word_weights ../shared/data/crud_news.jsonl.gz qa/data/document_frequency.tsv.gz

The first line holds the number of articles; then `word<TAB>articles`, by code point. Words found in fewer
than `LEAST` articles are left out: an unknown word weighs as much as one found in `LEAST` articles.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from index.tokens import tokens

LEAST = 10
"""Articles. 58,135 articles hold 300,000 words, three quarters of them in fewer than ten."""


def main(news: Path, out: Path) -> None:
    """Writes the table; the same news gives the same bytes."""
    counts: Counter[str] = Counter()
    articles = 0
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            counts.update(set(tokens(json.loads(line)["text"])))
            articles += 1
    kept = sorted((word, n) for word, n in counts.items() if n >= LEAST and any(c.isalnum() for c in word))
    table = f"{articles}\n" + "".join(f"{word}\t{n}\n" for word, n in kept)
    out.write_bytes(gzip.compress(table.encode("utf-8"), mtime=0))
    print(f"{articles} articles, {len(counts)} words, {len(kept)} kept, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
