"""Word vectors that the reader starts from: which words stand beside which in raw news.

    python -m training.word_vectors ../shared/data/crud_news.jsonl.gz index/models/news-static-1/tokenizer.json out/reader

Positive pointwise mutual information of each word with the 6,000 commonest, those before and those behind it kept
apart, cut down to 96 numbers by a singular value decomposition. Words that stand in the same places (上涨 and 下跌,
丧生 and 遇难, 太原 and 南昌) lie close. The words are the encoder's pieces. Writes `reader_words.txt` (characters first) and
`words.npy`; half the articles are enough. Same news and versions, same bytes on the same kind of machine.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rjieba
from scipy.sparse import coo_matrix, csr_matrix, hstack
from sklearn.utils.extmath import randomized_svd
from tokenizers import Tokenizer

from corpus.text import fold
from training.news import read_news
from training.pieces import UNKNOWN

WIDTH = 96
WINDOW = 4
"""Words to each side; a word k away counts 1/k."""
CONTEXTS = 6000
MARKS = ",。、\"()《》:;!?-·%.~/ '+"
AT_ONCE = 2_000_000
"""Words counted in one step; bounds memory."""


def reader_words(tokenizer: Tokenizer) -> list[str]:
    """The pieces of the encoder in the order of their numbers: characters, marks, longer words."""
    numbers = tokenizer.get_vocab()
    pieces = [p for p in sorted(numbers, key=lambda w: numbers[w]) if p != UNKNOWN and "\n" not in p]
    characters = [p for p in pieces if len(p) == 1]
    characters += [m for m in MARKS if m not in characters]
    return characters + [p for p in pieces if len(p) > 1]


def numbered(text: str, numbers: dict[str, int]) -> Iterator[int]:
    """The words of `text` by number, unknown ones by their characters; 0 for what is neither."""
    for word in rjieba.cut(text):
        known = numbers.get(word.lower())
        if known is not None:
            yield known
        elif not word.isspace():
            yield from (numbers.get(c, 0) for c in word.lower())


def beside(sequence: list[int], size: int) -> csr_matrix:
    """How often word b follows word a within WINDOW, nearer ones counting more: (size, size)."""
    a = np.asarray(sequence, np.int32)
    out = csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        x, y = a[:-distance], a[distance:]
        real = (x > 0) & (y > 0)
        ones = np.full(int(real.sum()), 1 / distance, np.float32)
        out = out + coo_matrix((ones, (x[real], y[real])), shape=(size, size)).tocsr()
    return out


def vectors(counts: csr_matrix, *, width: int) -> np.ndarray:
    """Unit rows, float32, (words, width), from how often words stand beside each other."""
    often = np.asarray(counts.sum(1)).ravel() + np.asarray(counts.sum(0)).ravel()
    common = np.argsort(-often, kind="stable")[:CONTEXTS]
    both = hstack([counts[:, common], counts.T.tocsr()[:, common]]).tocoo()
    rows = np.asarray(both.sum(1)).ravel()
    columns = np.asarray(both.sum(0)).ravel() ** 0.75  # rare contexts would weigh too much
    columns = columns / columns.sum()
    information = np.log(both.data / (rows[both.row] * columns[both.col] + 1e-9))
    kept = information > 0
    table = csr_matrix((information[kept], (both.row[kept], both.col[kept])), shape=both.shape)
    left, values, _ = randomized_svd(table, width, n_iter=3, random_state=1)
    out = left * values**0.5
    return (out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)).astype(np.float32)


def main() -> None:
    """Counts, cuts down, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    words = reader_words(Tokenizer.from_file(str(options.tokenizer)))
    numbers = {word: i + 1 for i, word in enumerate(words)}
    counts = csr_matrix((len(words) + 1, len(words) + 1), dtype=np.float32)
    sequence: list[int] = []
    for i, document in enumerate(read_news(options.news)):
        if i % 2:
            sequence += [*numbered(fold(document.text).text, numbers), *([0] * WINDOW)]
        if len(sequence) > AT_ONCE:
            counts = counts + beside(sequence, len(words) + 1)
            sequence = []
    counts = counts + beside(sequence, len(words) + 1)
    np.save(options.out / "words.npy", vectors(counts, width=WIDTH))
    (options.out / "reader_words.txt").write_text("\n".join(words), encoding="utf-8")


if __name__ == "__main__":
    main()
