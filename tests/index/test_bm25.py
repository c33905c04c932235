"""Term search, held against the formula written out."""

import errno
import math
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.stored import PassageText
from index.bm25 import ALSO_WEIGHT, HEADING_WEIGHT, PAIR_WEIGHT, Terms, written
from index.tokens import cut

K1, B = 1.2, 0.75


def passage(number: int, text: str, heading: str = "", bulletin: int = 1) -> PassageText:
    return PassageText(number, bulletin, text, heading)


def opened(folder: Path, *passages: PassageText) -> Terms:
    written(folder, passages)
    return Terms.open(folder)


def reference(passages: list[PassageText], question: str, also: str = "") -> dict[int, float]:
    """Okapi BM25 with idf `log(1 + (N - n + 0.5) / (n + 0.5))`, over text and headings, words and pairs."""
    out: dict[int, float] = {}
    asked = cut(question)
    others = [word for word in cut(also).words if word not in asked.words]
    for weight, headings, pairs, wanted in (
        (1.0, False, False, asked.words),
        (HEADING_WEIGHT, True, False, asked.words),
        (PAIR_WEIGHT, False, True, asked.pairs),
        (PAIR_WEIGHT * HEADING_WEIGHT, True, True, asked.pairs),
        (ALSO_WEIGHT, False, False, others),
        (ALSO_WEIGHT * HEADING_WEIGHT, True, False, others),
    ):
        cuts = {one.id: cut(one.heading if headings else one.text) for one in passages}
        texts = {number: held.pairs if pairs else held.words for number, held in cuts.items()}
        mean = sum(map(len, texts.values())) / len(texts)
        for word in set(wanted):
            holding = sum(word in words for words in texts.values())
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            for number, words in texts.items():
                if count := words.count(word):
                    norm = K1 * (1 - B + B * len(words) / mean)
                    out[number] = out.get(number, 0) + weight * idf * count * (K1 + 1) / (count + norm)
    return out


def test_scores_are_those_of_the_formula(tmp_path: Path) -> None:
    passages = [
        passage(1, "全市优良天数282天，优良率为77.3%", "空气质量"),
        passage(2, "重污染天数4天，空气质量综合指数为4.13", "空气质量"),
        passage(3, "汾河水库出口为Ⅰ类", "地表水"),
        passage(4, "优良天数由多到少", ""),
    ]
    terms = opened(tmp_path, *passages)
    for question, also in (
        ("优良天数是多少天？", ""),
        ("空气质量", ""),
        ("汾河水库", "河流 汾河"),
        ("77.3%", ""),
        ("水好不好", "地表水"),
    ):
        found = {one.passage_id: one.score for one in terms.search(question, also=also, limit=9)}
        expected = reference(passages, question, also)
        assert found.keys() == expected.keys()
        for number, score in found.items():
            # tantivy keeps lengths in one byte: exact up to 40 words
            assert score == pytest.approx(expected[number], rel=1e-5)


def test_a_name_cut_otherwise_is_found_by_its_pairs(tmp_path: Path) -> None:
    """rjieba cuts 甲状腺癌 whole, so that a reader's 甲状腺 is no word of the page."""
    assert not set(cut("甲状腺").words) & set(cut("甲状腺癌").words)
    terms = opened(tmp_path, passage(1, "甲状腺癌"), passage(2, "肺癌"))
    assert [one.passage_id for one in terms.search("甲状腺", limit=9)] == [1]


def test_equal_scores_stand_by_number_and_the_limit_keeps_the_lowest(tmp_path: Path) -> None:
    # in three commits, so that the order of segments is not that of numbers
    for numbers in (range(20, 30), range(1, 10), range(10, 20)):
        written(tmp_path, [passage(number, "汾河水质") for number in numbers])
    terms = Terms.open(tmp_path)
    assert [one.passage_id for one in terms.search("汾河", limit=5)] == [1, 2, 3, 4, 5]
    assert [one.passage_id for one in terms.search("汾河", limit=99)] == list(range(1, 30))


def test_dropped_pages_are_found_no_more(tmp_path: Path) -> None:
    written(tmp_path, [passage(1, "汾河", bulletin=1), passage(2, "汾河", bulletin=2)])
    written(tmp_path, [passage(3, "汾河", bulletin=3)], drop=[1])
    terms = Terms.open(tmp_path)
    assert terms.count == 2
    assert [one.passage_id for one in terms.search("汾河", limit=9)] == [2, 3]


def test_an_open_index_keeps_its_state_while_the_folder_changes(tmp_path: Path) -> None:
    terms = opened(tmp_path, passage(1, "汾河"))
    written(tmp_path, [passage(2, "汾河", bulletin=2)], drop=[1])
    assert [one.passage_id for one in terms.search("汾河", limit=9)] == [1]
    assert [one.passage_id for one in Terms.open(tmp_path).search("汾河", limit=9)] == [2]


def test_an_index_opened_through_links_answers_the_same(tmp_path: Path) -> None:
    terms = opened(tmp_path, passage(1, "汾河"), passage(2, "汾河水库，汾河"))
    linked = Terms.open_unwritable(tmp_path)
    assert linked.search("汾河水库", limit=9) == terms.search("汾河水库", limit=9)


def test_links_that_cannot_be_removed_at_once_hinder_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "terms", [passage(1, "汾河水质")])

    def not_empty(path: object, **_: object) -> None:
        raise OSError(errno.ENOTEMPTY, "Directory not empty", path)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "rmdir", not_empty)
    assert Terms.open_unwritable(tmp_path / "terms").count == 1


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Terms:
    return opened(
        tmp_path_factory.mktemp("terms"), passage(1, "全市AND OR NOT 优良 text:汾河"), passage(2, "甲")
    )


@pytest.mark.parametrize("question", ["", "？！", "😀", "\0", 'text:"汾河', "(((", "NOT *", "汾" * 10_000])
def test_any_question_is_only_words(small: Terms, question: str) -> None:
    assert all(one.passage_id in (1, 2) for one in small.search(question, limit=5))


@given(question=st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_question_raises(small: Terms, question: str) -> None:
    scores = [one.score for one in small.search(question, limit=3)]
    assert scores == sorted(scores, reverse=True)


def test_a_folder_without_an_index_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=str(tmp_path)):
        Terms.open(tmp_path)


def test_passages_that_hold_all_of_some_words_are_counted(tmp_path: Path) -> None:
    texts = ("优良天数282天", "优良率77.3%", "重污染天数4天")
    terms = opened(tmp_path, *(passage(number, text) for number, text in enumerate(texts, start=1)))
    assert [terms.holding(words) for words in (["天数"], ["优良", "天数"], ["没有"], [])] == [2, 1, 0, 0]


def test_passages_that_hold_neighbouring_characters_are_counted(tmp_path: Path) -> None:
    texts = ("沈乔林救人", "乔林沈氏救人", "沈乔", "优良天数282天")
    terms = opened(tmp_path, *(passage(number, text) for number, text in enumerate(texts, start=1)))
    asked: list[tuple[list[str], list[str]]] = [
        (["救人"], ["沈乔", "乔林"]),
        ([], ["沈乔"]),
        (["救人"], ["天数"]),
        (["没有"], ["沈乔"]),
        ([], ["沈桥"]),
    ]
    assert [terms.holding(words, pairs) for words, pairs in asked] == [1, 2, 0, 0, 0]
