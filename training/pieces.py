"""The encoder's tokenizer: a Unigram model whose pieces are the words of the news, by how often they occur.

Words are cut once by rjieba; the most frequent become pieces with their log probability, so that the
Unigram search cuts new text much as rjieba would, in Rust and inside one `tokenizer.json`. Every character
seen often enough is a piece too, and spells the words that are not. Widths are folded (１３％ is 13%),
letters lowered, marks dropped, and a run of digits is never joined to what stands beside it.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
RARE_CHARACTER = 3
"""A character seen fewer times in the news than this is unknown."""
LONGEST_PIECE = 12
"""Characters; longer words are spelt from shorter pieces."""


def word_counts(texts: Iterable[str]) -> Counter[str]:
    """How often each word occurs, widths folded and letters lowered."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(rjieba.cut(unicodedata.normalize("NFKC", text).lower()))
    return counts


def _is_piece(word: str) -> bool:
    """Whether `word` is all letters, or all digits: 18% and 7月 are cut apart before the search."""
    return all(c.isalnum() for c in word) and (word.isdecimal() or not any(c.isdecimal() for c in word))


def piece_tokenizer(counts: Counter[str], *, size: int) -> Tokenizer:
    """A tokenizer of `size` pieces: unknown, the characters, then words by count (ties by spelling)."""
    total = sum(counts.values())
    ranked = sorted((w for w in counts if _is_piece(w)), key=lambda w: (-counts[w], w))
    characters: Counter[str] = Counter()
    for word in ranked:
        for character in word:
            characters[character] += counts[word]
    chosen = {c: counts.get(c, 1) for c, n in sorted(characters.items()) if n >= RARE_CHARACTER}
    for word in ranked:
        if len(chosen) + 1 >= size:
            break
        if 1 < len(word) <= LONGEST_PIECE:
            chosen[word] = counts[word]
    pieces = sorted(chosen.items(), key=lambda item: (-item[1], item[0]))
    scored = [(UNKNOWN, 0.0), *((piece, math.log(n / total)) for piece, n in pieces)]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=0))
    # no Replace for the comma of 1,150: a regular expression here makes encoding a third slower
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), "removed"),
            pre_tokenizers.Split(Regex(r"\d+"), "isolated"),
        ]
    )
    return tokenizer
