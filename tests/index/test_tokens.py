"""Words as search sees them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import MAX_CHARACTERS, tokens


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


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_gives_words_without_blanks(text: str) -> None:
    for word in tokens(text):
        assert word
        assert not any(character.isspace() for character in word)
        assert len(word) <= MAX_CHARACTERS
