"""The reader: what it sees of a question and a sentence, and what it says of their spans."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.spans import Span
from corpus.text import fold
from qa.candidates import (
    candidate_at,
    cuts_a_word,
    names_something,
    signatures,
    trimmed,
    whole_words,
    with_nouns_before,
    without_asked_verb,
)
from qa.evidence import Sentence, story_text
from qa.features import View, sentence_features, view
from qa.lists import said_span, whole_quotes
from qa.offering import KEPT, OWN, Offering
from qa.questions import Expects, read_question
from qa.reader import Reading, load_reader, make_reader, read_vocabulary
from qa.reader_features import READING_NAMES, ReadingFeatures
from qa.reader_inputs import BEFORE, LONGEST_QUESTION, Encoder, Pair, Vocabulary
from qa.reader_network import BORDER, FAR, LONGEST_ANSWER, OPENING, SPECIAL, UNKNOWN, ReaderNetwork, Shape
from qa.reader_sums import Sums, evenly
from tests.qa.pages import DAY, sentences_of
from training.reading_data import Group, write_shard
from training.rows import read_groups, step_of

PAGE = "临江市图书馆2月3日在滨河路开馆。馆长周明远介绍,新馆藏书82万册,每天接待读者3000人次。开馆式上,临江大学捐书500册。"


def beside(asked: str, body: str = PAGE) -> tuple[View, list[tuple[Sentence, list[float]]]]:
    seen = view(read_question(asked, today=DAY))
    sentences = sentences_of(body)
    return seen, [(s, sentence_features(seen, s, fold(story_text(s.story)).text)) for s in sentences]


KNOWN = Vocabulary({c: SPECIAL + i for i, c in enumerate("书馆图藏册新多少|a")})


def beside_pairs(asked: str, body: str) -> list[Pair]:
    seen, rows = beside(asked, body)
    return Encoder(KNOWN).pairs(seen, [sentence for sentence, _ in rows])


def test_known_characters_have_their_number_and_unknown_ones_one_number_for_all() -> None:
    (pair,) = beside_pairs("藏书多少", "图书馆的A书。")
    book = SPECIAL
    assert pair.sentence.tolist() == [book + 2, book, book + 1, UNKNOWN, book + 9, book, UNKNOWN]


def test_a_row_is_the_question_what_stands_around_and_the_sentence() -> None:
    _, pair = beside_pairs("新书多少", "藏书。新书。")
    book, line = SPECIAL, SPECIAL + 8
    new, many = [book + 5, book], [book + 6, book + 7]
    before = [book + 3, book, UNKNOWN]
    assert pair.row().tolist() == [OPENING, *new, *many, BORDER, line, *before, BORDER, *new, UNKNOWN, BORDER]
    assert pair.kinds().tolist() == [0] * 6 + [1] * 5 + [2] * 4
    assert pair.row()[pair.start :].tolist() == [*new, UNKNOWN, BORDER]


def test_of_what_stands_around_the_nearest_is_read() -> None:
    _, pair = beside_pairs("新书多少", f"{'图' * 50}馆。藏书。")
    assert pair.around.tolist() == [SPECIAL + 8, *[SPECIAL + 2] * (BEFORE - 2), SPECIAL + 1, UNKNOWN]


def test_a_class_is_asked_for_as_the_sentence_prints_it() -> None:
    known = Vocabulary({c: SPECIAL + i for i, c in enumerate("书馆二i类")})
    seen, rows = beside("书馆二类", "书馆为二类。书馆为II类。馆为III类。")
    pairs = Encoder(known).pairs(seen, [sentence for sentence, _ in rows])
    two, roman, kind = SPECIAL + 2, SPECIAL + 3, SPECIAL + 4
    asked = [SPECIAL, SPECIAL + 1]
    assert [pair.question.tolist() for pair in pairs] == [
        [*asked, two, kind],
        [*asked, roman, roman, kind],
        [*asked, two, kind],
    ]


def test_a_day_is_read_as_the_sentence_prints_it() -> None:
    known = Vocabulary({c: SPECIAL + i for i, c in enumerate("腊月二十三日2月10有会吗昨天")})
    seen = view(read_question("2月10日有会吗", today=DAY))
    lunar, month = Encoder(known).pairs(seen, sentences_of("腊月二十三有会。2月有会。"))
    assert lunar.question.tolist() == known.numbers("腊月二十三有会吗")
    assert month.question.tolist() == known.numbers("2月10日有会吗")


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet='谁几在哪里多少书馆临江2万册。,《》"? a', min_size=1, max_size=70).filter(
        lambda t: bool(t.strip())
    ),
    st.text(alphabet='书馆临江2月3日万册,《》"、 aİ𠮷', min_size=1, max_size=40).filter(
        lambda t: bool(t.strip())
    ),
)
def test_any_question_beside_any_sentence_gives_one_place_a_character(asked: str, body: str) -> None:
    seen, rows = beside(asked, body.replace("\n", ""))
    sentences = [sentence for sentence, _ in rows]
    for pair, sentence in zip(Encoder(KNOWN).pairs(seen, sentences), sentences, strict=True):
        assert len(pair.sentence) == len(sentence.folded.text)
        assert 0 < len(pair.question) <= LONGEST_QUESTION
        assert len(pair.row()) == len(pair.kinds()) == pair.start + len(pair.sentence) + 1


def reading() -> Reading:
    """Three characters, spans of up to two: 'ab' is best, then 'b'."""
    scores = np.asarray([[1.0, 4.0], [3.0, -2.0], [0.5, -1e4]], np.float32)
    return Reading(scores, holds=4.5)


def test_spans_are_ordered_by_score_and_none_runs_past_the_end() -> None:
    assert reading().best(3) == [Span(0, 2), Span(1, 2), Span(0, 1)]
    assert Span(2, 4) not in reading().best(6)


def test_a_span_that_was_not_read_scores_low() -> None:
    assert reading().score(Span(0, 2)) == 4.0
    assert reading().score(Span(0, 3)) == reading().score(Span(2, 4)) == -12.0


def test_the_best_span_inside_a_place_is_found_and_none_in_what_was_not_read() -> None:
    assert reading().marked(Span(0, 3)) == Span(0, 2)
    assert reading().marked(Span(1, 3)) == Span(1, 2)
    assert reading().marked(Span(0, 1)) == Span(0, 1)
    assert reading().marked(Span(3, 9)) is None
    assert reading().within(Span(1, 3)) == 3.0
    assert reading().within(Span(3, 9)) == -12.0


def test_what_the_reader_says_of_a_candidate() -> None:
    values = dict(zip(READING_NAMES, ReadingFeatures(reading(), highest=7.0).of(Span(1, 2)), strict=True))
    assert values == pytest.approx(
        {
            "read": 3 / 6,
            "read_in_sentence": -1 / 6,
            "read_behind": -4 / 6,
            "read_holds": 4.5 / 6,
            "read_first": 0.0,
            "read_overlap": 2 / 3,
        }
    )


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("新馆藏书多少册?", "82万册"), ("谁介绍了新馆?", "周明远"), ("谁捐书500册?", "临江大学")],
)
def test_the_bundled_reader_finds_the_span(asked: str, answer: str) -> None:
    seen, rows = beside(asked)
    readings = load_reader().read(seen, [sentence for sentence, _ in rows])
    best = max(range(len(rows)), key=lambda i: float(readings[i].scores.max()))
    sentence = rows[best][0]
    assert answer in [whole_words(sentence, s).of(sentence.folded.text) for s in readings[best].best(3)]


def test_a_sentence_is_read_much_alike_alone_and_among_others() -> None:
    """Sums in bytes have one scale for all that is read together."""
    seen, rows = beside("新馆藏书多少册?")
    sentences = [sentence for sentence, _ in rows]
    readings = load_reader().read(seen, sentences)
    for sentence, reading in zip(sentences, readings, strict=True):
        (alone,) = load_reader().read(seen, [sentence])
        assert alone.holds == pytest.approx(reading.holds, abs=0.5)
        assert alone.scores.shape == reading.scores.shape
        if reading.holds > 0:  # where there is no answer, all spans are about as unlikely
            assert alone.best(1) == reading.best(1)
        assert alone.score(reading.best(1)[0]) == pytest.approx(alone.score(alone.best(1)[0]), abs=0.5)
    assert any(reading.holds > 0 for reading in readings)


def test_weights_of_another_file_are_not_taken() -> None:
    data = files("qa").joinpath("data")
    about, words = (data.joinpath(n).read_text(encoding="utf-8") for n in ("reader.json", "reader_words.txt"))
    with pytest.raises(ValueError, match="is not the file"):
        make_reader(b"other", about, words)


def test_characters_have_the_rows_behind_the_special_ones() -> None:
    vocabulary = read_vocabulary("书\n馆")
    assert vocabulary.characters == {"书": SPECIAL, "馆": SPECIAL + 1}
    assert vocabulary.size == SPECIAL + 2


def test_of_runs_of_words_only_the_likely_ones_are_weighed() -> None:
    seen, rows = beside("谁介绍了新馆?")
    assert seen.question.expects is Expects.PERSON
    offered = Offering(seen, rows, load_reader()).offered()
    by_sentence: dict[int, int] = {}
    for one in offered:
        by_sentence[id(one.candidate.sentence)] = by_sentence.get(id(one.candidate.sentence), 0) + 1
    assert max(by_sentence.values()) <= KEPT + 2 * OWN  # its own ones, as they stand and whole words
    assert "周明远" in {one.candidate.text for one in offered}


def test_a_span_is_widened_to_whole_words() -> None:
    (sentence,) = sentences_of("图书馆开馆。")
    assert whole_words(sentence, Span(1, 4)).of(sentence.folded.text) == "图书馆开馆"


@pytest.mark.parametrize(
    ("proposed", "kept"),
    [
        ('""质量奖', "质量奖"),
        ('"提名奖"', '"提名奖"'),
        ('"提名奖""质量奖"', '"提名奖""质量奖"'),
        ("提名奖", "提名奖"),
        ('荣获"', "荣获"),
        ('"', ""),
    ],
)
def test_a_quotation_mark_whose_other_half_lies_outside_is_no_part_of_an_answer(
    proposed: str, kept: str
) -> None:
    text = '荣获"提名奖""质量奖"。'
    start = text.index(proposed)
    whole = whole_quotes(text, Span(start, start + len(proposed)))
    assert (whole.of(text) if whole else "") == kept


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("asked", ["产品拿过什么奖?", "产品拿过哪些奖?"])
def test_no_half_quotation_mark_is_said_of_any_candidate(asked: str, exact: bool) -> None:
    (sentence,) = sentences_of("产品荣获“提名奖”“质量奖”等称号。")
    text = sentence.folded.text
    start = text.index('""质量奖')
    candidate = candidate_at(sentence, Span(start, start + 5), exact=exact)
    span, items = said_span(read_question(asked, today=DAY), candidate)
    assert span.of(text) == "质量奖"
    assert [item.of(text) for item in items] in ([], ["质量奖"])


@pytest.mark.parametrize(
    ("body", "signed"),
    [
        ("沈一帆摄 图书馆昨日开馆。", ["沈一帆摄"]),
        ("本报讯(记者 沈一帆)图书馆昨日开馆。", ["(记者 沈一帆)"]),
        ("摄影师沈一帆摄下了这一幕。", []),
        ("记者沈一帆走进图书馆(新馆)。", []),
    ],
)
def test_a_signature_is_told_from_what_is_reported(body: str, signed: list[str]) -> None:
    assert [span.of(body) for span in signatures(body)] == signed


def test_who_signed_is_no_answer_to_who_did_it() -> None:
    seen, rows = beside("谁介绍了新馆?", "本报讯(记者 沈一帆)馆长周明远介绍了新馆。")
    said = {one.candidate.text for one in Offering(seen, rows, load_reader()).offered()}
    assert "周明远" in said
    assert not any("沈一帆" in text for text in said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [("馆方介绍了什么?", False), ("馆长叫什么?", True), ("谁介绍了新馆?", True)],
)
def test_a_person_is_no_answer_to_what(asked: str, said: bool) -> None:
    (sentence,) = sentences_of("馆长张伟介绍了新馆。")
    start = sentence.folded.text.index("张伟")
    assert names_something(read_question(asked, today=DAY), sentence, Span(start, start + 2)) is said


def test_where_something_happened_is_no_organisation() -> None:
    (sentence,) = sentences_of("市水务局3日在江南广场发布公告。")
    text = sentence.folded.text
    asked = read_question("哪个部门发布公告?", today=DAY)
    for said, right in (("市水务局", True), ("3日在江南广场", False)):
        start = text.index(said)
        assert names_something(asked, sentence, Span(start, start + len(said))) is right


@pytest.mark.parametrize(
    ("asked", "span", "said"),
    [
        ("馆方采取什么措施?", "必要措施", False),
        ("馆方采取什么措施?", "限流措施", True),
        ("馆方动了什么?", "起来", False),
        ("馆方采取什么办法?", "必要措施", True),
    ],
)
def test_a_text_that_says_no_more_than_the_question_is_no_answer(asked: str, span: str, said: bool) -> None:
    (sentence,) = sentences_of("馆方动了起来,采取限流措施和必要措施。")
    start = sentence.folded.text.index(span)
    assert names_something(read_question(asked, today=DAY), sentence, Span(start, start + len(span))) is said


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ("在江南剧场", "江南剧场"),
        ("将建立对话机制", "建立对话机制"),
        ("江南剧场的", "江南剧场"),
        ("的", "的"),
    ],
)
def test_function_words_at_the_edges_are_no_part_of_a_name(span: str, kept: str) -> None:
    (sentence,) = sentences_of("双方在江南剧场的会上说,将建立对话机制。")
    text = sentence.folded.text
    start = text.index(span)
    assert trimmed(sentence, Span(start, start + len(span))).of(text) == kept


def test_who_signed_before_a_place_is_no_part_of_it() -> None:
    (sentence,) = sentences_of("昨迎降雨张伟江南县城开放。")
    text = sentence.folded.text
    span = Span(text.index("张伟"), text.index("开放"))
    assert trimmed(sentence, span).of(text) == "江南县城"


def test_a_common_word_is_not_cut() -> None:
    (sentence,) = sentences_of("雕像立在图书馆附近。")
    text = sentence.folded.text
    near = text.index("附近")
    assert cuts_a_word(sentence, Span(near - 3, near + 1))
    assert not cuts_a_word(sentence, Span(near - 3, near + 2))


def test_a_longer_word_is_cut_only_where_a_word_is_left() -> None:
    (sentence,) = sentences_of("呼和浩特网络通信恢复。")
    text = sentence.folded.text
    assert cuts_a_word(sentence, Span(text.index("浩特"), text.index("网络")))
    assert not cuts_a_word(sentence, Span(text.index("呼和浩特"), text.index("网络")))
    assert not cuts_a_word(sentence, Span(text.index("通信"), text.index("。")))


def test_a_list_starts_with_the_nouns_right_before_it() -> None:
    (sentence,) = sentences_of("昨天,华兴机械、长河纺织参加。")
    text = sentence.folded.text
    span = Span(text.index("机械"), text.index("参加"))
    assert with_nouns_before(sentence, span).of(text) == "华兴机械、长河纺织"
    assert with_nouns_before(sentence, Span(0, 2)) == Span(0, 2)


def test_the_verb_that_the_question_has_is_no_part_of_a_list() -> None:
    (sentence,) = sentences_of("昨天,华兴机械、长河纺织参加。")
    text = sentence.folded.text
    whole = Span(text.index("华兴"), text.index("。"))
    asked = read_question("哪些企业参加?", today=DAY)
    assert without_asked_verb(asked, sentence, whole).of(text) == "华兴机械、长河纺织"
    assert without_asked_verb(read_question("有哪些企业?", today=DAY), sentence, whole) == whole


def test_a_number_may_be_said_with_one_word_more_and_a_list_as_the_reader_bounds_it() -> None:
    seen, rows = beside("新馆藏书多少册?")
    offered = [one.candidate for one in Offering(seen, rows, load_reader()).offered()]
    assert all(one.figure is not None for one in offered)
    assert all(len(one.span) <= len(one.figure.span) + 2 for one in offered if one.figure)
    listed = candidate_at(rows[0][0], Span(0, 2), exact=True)
    assert said_span(seen.question, listed)[0] == Span(0, 2)


def trained() -> ReaderNetwork:
    """A network of random weights over KNOWN, all of them at work."""
    torch.manual_seed(5)
    network = ReaderNetwork(Shape(KNOWN.size, width=64, layers=3, heads=2)).eval()
    for weight in network.parameters():
        if weight.ndim > 1:
            torch.nn.init.normal_(weight, std=0.15)
    return network


@pytest.mark.parametrize("asked", ["新馆藏书多少册?", "馆长是谁?", "书"])
@torch.inference_mode()
def test_the_scores_are_nearly_those_of_the_network_that_was_trained(asked: str, tmp_path: Path) -> None:
    """Eleven sentences of 2 to 41 characters: several blocks. Bytes round, so scores are near and not the same."""
    seen, rows = beside(asked, PAGE + "书。" + "".join(f"{'藏书' * n}{n}册。" for n in range(1, 8)))
    pairs = Encoder(KNOWN).pairs(seen, [sentence for sentence, _ in rows])
    write_shard(tmp_path / "a.npz", [Group(tuple(pairs), -1, None)])
    network = trained()
    step = step_of(read_groups([tmp_path / "a.npz"]), np.arange(1), lines=4)
    assert step is not None
    spans, nothing = network(step.batch)
    scored = Sums(network).scores(pairs)
    assert len(scored) == len(pairs) == 11
    off = []
    for i, (one, pair) in enumerate(zip(scored, pairs, strict=True)):
        real = spans[i, : len(pair.sentence)] > FAR / 2
        assert (one.spans > FAR / 2).eq(real).all()
        off.append((one.spans - spans[i, : len(pair.sentence)])[real].abs())
    assert float(torch.cat(off).mean()) < 0.1 * float(spans[spans > FAR / 2].std())
    none = torch.stack([one.nothing for one in scored]) - nothing[: len(pairs)]
    assert float(none.abs().mean()) < 0.2


@given(st.lists(st.integers(1, 300), max_size=30))
def test_rows_are_shared_out_evenly(lengths: list[int]) -> None:
    rows = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    blocks = evenly(rows, [lengths[row] for row in rows])
    assert [row for block in blocks for row in block] == rows
    assert all(blocks)
    loads = [sum(lengths[row] for row in block) for block in blocks]
    assert all(load <= sum(lengths) / len(blocks) + max(lengths) for load in loads)
    assert len(rows) < 2 or len(blocks) > 1


def test_nothing_to_read_is_no_error() -> None:
    assert Sums(trained()).scores([]) == []


def test_reading_takes_one_thread() -> None:
    load_reader()
    assert torch.get_num_threads() == 1


class Marking:
    """A reader that finds one text likely wherever it stands."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, seen: View, sentences: Sequence[Sentence]) -> list[Reading]:
        """High odds for the text, low ones for all else."""
        del seen
        out = []
        for sentence in sentences:
            scores = np.full((len(sentence.folded.text), LONGEST_ANSWER), -9.0, np.float32)
            at = sentence.folded.text.find(self._text)
            if at >= 0:
                scores[at, len(self._text) - 1] = 9.0
            out.append(Reading(scores, float(scores.max())))
        return out


def test_a_list_that_the_reader_marks_is_offered_as_it_stands_too() -> None:
    """The segmenter takes 为 into the last name."""
    seen, rows = beside("哪些断面是II类?", "其中,河口为I类,东沟、西桥、上兰为II类。")
    said = {one.candidate.text for one in Offering(seen, rows, Marking("东沟、西桥、上兰")).offered()}
    assert seen.question.expects is Expects.LIST
    assert "东沟、西桥、上兰" in said


class Counting(Marking):
    """As Marking, and keeps what it is given to read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.given: list[list[str]] = []

    def read(self, seen: View, sentences: Sequence[Sentence]) -> list[Reading]:
        """As Marking's."""
        self.given.append([sentence.folded.text for sentence in sentences])
        return super().read(seen, sentences)


FAR_AND_NEAR = "新馆藏书82万册。馆前的公园有三个门。河边的步道铺了木板。孩子们在草地上放风筝。"


@pytest.mark.parametrize(("marked", "times"), [("82万册", 1), ("木板", 2), ("别的字", 2)])
def test_sentences_that_share_little_are_read_only_where_those_that_share_more_give_no_answer(
    marked: str, times: int
) -> None:
    seen, rows = beside("新馆藏书多少册?", FAR_AND_NEAR)
    reader = Counting(marked)
    offering = Offering(seen, rows, reader)
    assert reader.given[0] == ["新馆藏书82万册。"]
    assert len(reader.given) == times
    read = [text for given in reader.given for text in given]
    assert [sentence.folded.text for sentence, _ in offering.looked_at] == read
    assert len(read) == (1 if times == 1 else len(rows))
