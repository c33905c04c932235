"""Where what is said ends."""

import pytest

from corpus.spans import Span
from qa.candidates import candidate_at
from qa.extent import MORE, best_extent
from qa.questions import Expects
from qa.ranking import Ranked
from tests.qa.pages import sentences_of

TEXT = "他回国后想做一名水球基层教练员，推广这项运动。"


def ranked(**scores: float) -> list[Ranked]:
    """Candidates of one sentence with their scores, best first."""
    (sentence,) = sentences_of(TEXT)
    text = sentence.folded.text
    made = [
        Ranked(candidate_at(sentence, Span(text.index(words), text.index(words) + len(words))), score, (), ())
        for words, score in scores.items()
    ]
    return sorted(made, key=lambda one: -one.score)


def said(expects: Expects, **scores: float) -> str:
    return best_extent(expects, ranked(**scores)).candidate.text


def test_what_is_nearly_as_likely_and_goes_on_is_said() -> None:
    assert said(Expects.THING, 一名水球基层=2.0, 一名水球基层教练员=1.9) == "一名水球基层教练员"


@pytest.mark.parametrize("behind", [3.0, 6.0])
def test_what_is_much_less_likely_is_not(behind: float) -> None:
    assert said(Expects.THING, 一名水球基层教练=2.0, 一名水球基层教练员=2.0 - behind) == "一名水球基层教练"


def test_what_stands_before_is_not_added() -> None:
    assert said(Expects.THING, 一名水球基层教练=2.0, 做一名水球基层教练=1.9) == "一名水球基层教练"


def test_less_than_the_best_is_never_said() -> None:
    # the two shorter ones share most with each other
    assert (
        said(Expects.THING, 一名水球基层教练员=2.0, 一名水球基层教练=1.99, 一名水球基层=1.99)
        == "一名水球基层教练员"
    )


def test_only_phrases_have_loose_ends() -> None:
    assert said(Expects.PERSON, 水球基层=2.0, 水球基层教练员=1.9) == "水球基层"


def test_another_sentence_has_no_part_in_it() -> None:
    best, other = ranked(教练=2.0), ranked(教练员=1.9)
    assert best_extent(Expects.THING, [*best, *other]) is best[0]


def test_it_goes_on_for_a_few_characters_only() -> None:
    (sentence,) = sentences_of("目标是" + "".join(chr(0x4E00 + n) for n in range(60)) + "。")
    best, near, far = (
        Ranked(candidate_at(sentence, Span(3, 3 + length)), 1.0, (), ())
        for length in (20, 20 + MORE, 21 + MORE)
    )
    assert best_extent(Expects.THING, [best, far]) is best
    assert best_extent(Expects.THING, [best, near]) is near
