"""What character statistics say about where text goes on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.joins import (
    DOCUMENT_START,
    SENTENCE_START,
    JoinModel,
    JoinStatistics,
    folded,
    load_joins,
    pack_statistics,
    unpack_statistics,
)
from training.join_statistics import marked, statistics_of


def small_statistics() -> JoinStatistics:
    """甲乙丙 counted in 甲乙丙甲乙 by hand: size 6, so 甲=3 乙=4 丙=5; pairs 甲乙 2, 乙丙 1, 丙甲 1."""
    return JoinStatistics(
        alphabet="甲乙丙",
        singles=np.array([0, 0, 0, 2, 2, 1], dtype=np.int64),
        pair_keys=np.array([22, 29, 33], dtype=np.int64),
        pair_counts=np.array([2, 1, 1], dtype=np.int64),
        triple_keys=np.array([137], dtype=np.int64),
        triple_counts=np.array([1], dtype=np.int64),
    )


def test_packing_keeps_keys_exactly_and_small_counts_too() -> None:
    before = small_statistics()
    after = unpack_statistics(pack_statistics(before))
    assert after.alphabet == "甲乙丙"
    assert after.singles.tolist() == [0, 0, 0, 2, 2, 1]
    assert after.pair_keys.tolist() == [22, 29, 33]
    assert after.pair_counts.tolist() == [2, 1, 1]
    assert after.triple_keys.tolist() == [137]
    assert after.triple_counts.tolist() == [1]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=30))
def test_packed_counts_come_back_within_five_percent(counts: list[int]) -> None:
    keys = np.arange(1, len(counts) + 1, dtype=np.int64)
    packed = pack_statistics(
        JoinStatistics(
            alphabet="甲",
            singles=np.array([1], dtype=np.int64),
            pair_keys=keys,
            pair_counts=np.array(counts, dtype=np.int64),
            triple_keys=keys,
            triple_counts=np.array(counts, dtype=np.int64),
        )
    )
    back = unpack_statistics(packed)
    for read, true in zip(back.pair_counts.tolist(), counts, strict=True):
        assert abs(read - true) <= 0.5 + 0.05 * true


def test_a_pair_seen_often_is_likelier_than_one_never_seen() -> None:
    model = JoinModel(small_statistics())
    assert model.continues("甲", "乙") > model.continues("甲", "丙")


def test_pairs_are_as_common_as_counted_and_never_impossible() -> None:
    model = JoinModel(small_statistics())
    assert model.chances(["甲乙", "乙丙", "丙丙"]).tolist() == [2 / 5, 1 / 5, 1 / 5]
    assert model.chances([]).tolist() == []


@pytest.mark.parametrize(
    ("end", "half", "other"),
    [
        ("从源头遏", "制新增污染", "三个开发区"),
        ("战略部署,扎", "实推进试点建设", "三个开发区"),
        ("党员志愿服务队迅速组", "建,建立了", "关爱远不止于"),
        ("那些充满想象力的作品,感", "触良深", "秀秀母亲递上"),
    ],
)
def test_the_other_half_of_a_cut_word_goes_on_better_than_a_fresh_sentence(
    end: str, half: str, other: str
) -> None:
    model = load_joins()
    gained = model.continues(end, half) - model.opens(half)
    lost = model.continues(end, other) - model.opens(other)
    assert gained > 0.5 > -0.5 > lost


def test_widths_digits_and_letters_are_folded_one_for_one() -> None:
    assert folded("２０２６年ＰＭ２.５，Ａ") == "0000年aa0.0,a"
    assert len(folded(f"a{SENTENCE_START}{DOCUMENT_START}b")) == 4
    assert SENTENCE_START not in folded(f"a{SENTENCE_START}b")


@settings(max_examples=100)
@given(st.text(max_size=6), st.text(min_size=1, max_size=6))
def test_any_text_has_a_chance_below_one(end: str, start: str) -> None:
    model = load_joins()
    assert model.continues(end, start) <= 0.0
    assert model.opens(start) <= 0.0
    assert model.opens_story(start) <= 0.0


def test_training_counts_characters_and_marks_sentences() -> None:
    """甲乙。甲 is two sentences: one mark of a document, one of a sentence, 甲 twice, 乙 and 。 once."""
    text = marked("甲乙。甲")
    assert text == f"{DOCUMENT_START}甲乙。{SENTENCE_START}甲"
    counted = statistics_of([text])
    assert counted.alphabet == "甲。乙"
    assert counted.singles.tolist() == [0, 1, 1, 2, 1, 1]
    assert counted.pair_keys.tolist() == []  # none seen often enough to be kept
