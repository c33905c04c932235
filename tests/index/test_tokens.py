"""Words as search sees them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import MAX_CHARACTERS, cut, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("优良率为77.3%。", ["优良率", "为", "77.3%"]),
        ("优良率为７７．３％｡", ["优良率", "为", "77.3%"]),
        ("治理河道13. 18万亩", ["治理", "河道", "13.18", "万亩"]),
        ("GPT－4 Hello", ["gpt-4", "hello"]),
        ("，。！？ 😀\n", []),
        ("", []),
        ("a" * 100, ["a" * MAX_CHARACTERS]),
    ],
)
def test_words_are_folded_lowered_and_bare_of_marks(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("优良率为77.3%。", ["优良", "良率", "率为", "77.3%"]),
        ("７７．３％的GPT－4", ["77.3%", "的", "gpt", "4"]),
        ("好，。...%", ["好"]),
        ("", []),
        ("a" * 100, ["a" * MAX_CHARACTERS]),
    ],
)
def test_pairs_are_of_neighbours_and_numbers_stay_whole(text: str, pairs: list[str]) -> None:
    assert cut(text).pairs == pairs


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_gives_words_and_pairs_without_blanks(text: str) -> None:
    pieces = cut(text)
    assert pieces.words == tokens(text)
    for word in (*pieces.words, *pieces.pairs):
        assert word
        assert not any(character.isspace() for character in word)
        assert len(word) <= MAX_CHARACTERS
