"""How much a word tells: its inverse document frequency over general news (training/word_weights.py)."""

import gzip
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _frequencies() -> tuple[int, dict[str, int]]:
    table = gzip.decompress(files("qa").joinpath("data/document_frequency.tsv.gz").read_bytes()).decode(
        "utf-8"
    )
    first, *rows = table.splitlines()
    return int(first), {word: int(n) for word, _, n in (row.partition("\t") for row in rows)}


def general_words() -> Mapping[str, int]:
    """The words of general news, each with the articles that hold it; rarer words than ten articles are left out."""
    return _frequencies()[1]


@cache
def weight(word: str) -> float:
    """Inverse document frequency of `word`, ln(articles / articles with it); an unknown word has the highest."""
    articles, counts = _frequencies()
    return math.log(articles / counts.get(word.lower(), 9))
