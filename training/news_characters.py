"""The raw news as one row of numbers, for pretraining; and the reader's characters.

    python -m training.news_characters ../shared/data/crud_news.jsonl.gz out/reader

Writes `reader_words.txt`, the characters that stand in the folded news LEAST times or more, most frequent first, and
`news.npy`, uint16: every article's characters, BORDER after each article. The same news gives the same bytes.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from corpus.text import fold
from qa.reader_inputs import Vocabulary
from qa.reader_network import BORDER, SPECIAL
from training.news import read_news

LEAST = 5
"""38 million characters hold 6,927 different ones, 5,496 of them five times or more."""


def vocabulary_of(texts: list[str]) -> list[str]:
    """The characters, in lower case, most frequent first, those alike frequent by code point."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    return sorted((c for c, n in counts.items() if n >= LEAST and c != "\n"), key=lambda c: (-counts[c], c))


def main(news: Path, out: Path) -> None:
    """Writes both files."""
    out.mkdir(parents=True, exist_ok=True)
    texts = [fold(document.text).text.lower() for document in read_news(news)]
    characters = vocabulary_of(texts)
    (out / "reader_words.txt").write_text("\n".join(characters), encoding="utf-8")
    vocabulary = Vocabulary({c: SPECIAL + i for i, c in enumerate(characters)})
    numbers: list[int] = []
    for text in texts:
        numbers += [*vocabulary.numbers(text.replace("\n", "")), BORDER]
    np.save(out / "news.npy", np.asarray(numbers, np.uint16))
    print(f"{len(characters)} characters, {len(numbers)} places")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
