"""What the reader is trained on: made questions, groups of sentences, shards; and its loss."""

import hashlib
import json
import random
from collections.abc import Iterator
from math import log
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

from corpus.archive import Archive
from corpus.files import read_bulletins
from corpus.spans import Span
from qa.finding import Finder
from qa.reader_inputs import Encoder, Vocabulary
from qa.reader_network import ReaderNetwork, Shape, batch_of
from training.archived import opened
from training.mean_reader import mean_reader
from training.reader_files import write_reader
from training.reading_data import (
    Example,
    Group,
    found_groups,
    gold_of,
    group_of,
    held_back,
    paragraph_of,
    read_shard,
    write_shard,
)
from training.reading_questions import reading_questions
from training.train_reader import Scores, drawn, loss_of, trained_network

STATEMENT = "因为连日降雨,市水务局2月3日在滨河公园启用了46座雨水泵站,积水点比去年减少12处。"
TEXT = "市图书馆2月3日开馆。新馆藏书82万册。馆长张伟介绍了服务。"


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a seed gives the same draw again; nothing is kept secret


def small() -> Encoder:
    return Encoder(Vocabulary({"书": 1, "馆": 2, "图书馆": 3}, 2))


def made_group(question: str, answer: str) -> Group:
    paragraph = paragraph_of("t", TEXT, None)
    start = TEXT.index(answer)
    gold = gold_of(paragraph.sentences, Span(start, start + len(answer)))
    return group_of(small(), paragraph, question, gold, others=4, rng=seeded(1))


def test_causes_and_figures_are_asked_for_whole() -> None:
    made = [m for seed in range(300) for m in reading_questions(STATEMENT, seeded(seed), limit=1, context="")]
    answers = {STATEMENT[m.start : m.end] for m in made}
    assert {"因为连日降雨", "46座", "2月3日"} <= answers
    why = [m.text for m in made if STATEMENT[m.start : m.end] == "因为连日降雨"]
    assert why
    assert all(any(word in text for word in ("为什么", "为何", "因为什么", "什么原因")) for text in why)


def test_the_answer_does_not_stand_in_the_question_where_it_was_taken_out() -> None:
    made = [m for seed in range(200) for m in reading_questions(STATEMENT, seeded(seed), limit=1, context="")]
    figures = [m for m in made if STATEMENT[m.start : m.end] == "46座"]
    assert figures
    assert all("46" not in m.text for m in figures)


NEWS = {
    "library": "市图书馆2月3日开馆。新馆藏书82万册。馆长张伟介绍了服务。",
    "school": "学校图书馆2月4日开馆。新馆藏书3万册。校长王芳介绍了服务。",
    "again": "市图书馆开馆的消息传开。新馆藏书82万册的数字写在门口。",
}


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """The desk's way of finding in three articles, two of which print the same figure."""
    folder = tmp_path_factory.mktemp("news")
    lines = [json.dumps({"id": i, "text": t, "date": "2026-02-05"}) for i, t in NEWS.items()]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with Archive.open(folder / "data") as archive:
        archive.add(read_bulletins(folder / "news.jsonl"))
    archive, found = opened(folder / "data")
    yield found
    archive.close()


def test_beside_the_news_the_wrong_sentences_are_those_of_other_articles_that_lack_the_answer(
    finder: Finder,
) -> None:
    text = NEWS["library"]
    start = text.index("82万册")
    place = Span(start, start + 4)
    asked = [
        Example("library", "市图书馆新馆藏书多少册?", ("82万册",), text, place, None),
        Example("library", "市图书馆票价多少?", (), text, None, None),
    ]
    (group,) = found_groups(small(), asked, finder, others=9)
    assert group.gold == 0
    assert group.answer == Span(4, 8)
    lengths = [len(pair.sentence.words) for pair in group.pairs]
    assert lengths[0] == len("新馆藏书82万册。")
    assert sorted(lengths[1:]) == sorted(
        len(s)
        for s in (
            "学校图书馆2月4日开馆。",
            "新馆藏书3万册。",
            "校长王芳介绍了服务。",
            "市图书馆开馆的消息传开。",
        )
    )


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet='因为据在2025年3月第五次:"《水》"张伟北京增加了12.5%个公园人,;()aB通过 ', max_size=50),
    st.integers(),
)
def test_a_made_question_keeps_the_place_of_its_answer(sentence: str, seed: int) -> None:
    for made in reading_questions(sentence, seeded(seed), limit=2, context="水厂。"):
        assert 0 <= made.start < made.end <= len(sentence)


def test_the_sentence_that_answers_comes_first_and_its_answer_keeps_its_place() -> None:
    group = made_group("新馆藏书多少册?", "82万册")
    assert group.gold == 0
    assert group.answer == Span(4, 8)
    assert len(group.pairs) == 3


def test_a_question_without_answer_has_only_other_sentences() -> None:
    paragraph = paragraph_of("t", TEXT, None)
    group = group_of(small(), paragraph, "票价多少?", None, others=2, rng=seeded(1))
    assert group.gold == -1
    assert len(group.pairs) == 2


def test_a_shard_gives_back_what_was_written(tmp_path: Path) -> None:
    groups = [made_group("新馆藏书多少册?", "82万册"), made_group("谁介绍了服务?", "张伟")]
    write_shard(tmp_path / "a-000.npz", groups)
    again = read_shard(tmp_path / "a-000.npz")
    assert [(g.gold, g.answer, len(g.pairs)) for g in again] == [
        (g.gold, g.answer, len(g.pairs)) for g in groups
    ]
    for one, other in zip(groups, again, strict=True):
        for a, b in zip(one.pairs, other.pairs, strict=True):
            assert (a.sentence.words == b.sentence.words).all()
            assert (a.question.states == b.question.states).all()
            assert abs(a.sentence.floats - b.sentence.floats).max() <= 0.0051


def test_the_last_texts_are_held_back() -> None:
    examples = [Example(str(i), "?", (), f"text {i // 2}", None, None) for i in range(20)]
    kept, held = held_back(examples)
    assert {e.text for e in kept} == {f"text {i}" for i in range(6)}
    assert {e.text for e in held} == {f"text {i}" for i in range(6, 10)}


def test_the_loss_is_that_of_the_gold_span_alone_and_among_sentences() -> None:
    """Two sentences of one character; one span each scores 0, no answer scores 0: every choice is one of two."""
    group = made_group("新馆藏书多少册?", "82万册")
    two = Group(group.pairs[:2], 0, Span(0, 1))
    loss = float(loss_of(Scores(torch.zeros(2), torch.zeros(2), torch.zeros(1)), [two]))
    assert loss == pytest.approx(2 * log(2) + log(2))  # each sentence by itself, twice; one of two sentences


def test_rounds_go_through_all_groups_before_any_comes_again() -> None:
    groups = [made_group("新馆藏书多少?", "82万册") for _ in range(5)]
    rounds = [drawn(groups, turn, 2) for turn in range(5)]
    came = [id(group) for one in rounds for group in one]
    assert {len(one) for one in rounds} == {2}
    assert set(came[:5]) == set(came[5:]) == {id(group) for group in groups}
    assert len(drawn(groups, 0, 9)) == 5


def test_a_reader_goes_on_from_one_without_the_later_layers(tmp_path: Path) -> None:
    words = tmp_path / "reader_words.txt"
    words.write_text("书\n馆\n图书馆", encoding="utf-8")
    new = ReaderNetwork(Shape(words=4, characters=3)).eval()
    write_reader(new, words, tmp_path)
    whole = (tmp_path / "reader.safetensors").read_bytes()
    older = {k: v for k, v in load(whole).items() if "again" not in k and "third" not in k}
    content = save(older)
    (tmp_path / "reader.safetensors").write_bytes(content)
    (tmp_path / "reader.json").write_text(
        json.dumps({"sha256": hashlib.sha256(content).hexdigest()}), "utf-8"
    )
    grown = trained_network(tmp_path).eval()
    group = made_group("新馆藏书多少?", "82万册")
    batch = batch_of(list(group.pairs), "cpu")
    with torch.inference_mode():
        assert torch.allclose(grown(batch)[0], new(batch)[0], atol=0.02)  # float16 on disk


def test_the_mean_of_two_readers_has_the_mean_of_their_weights(tmp_path: Path) -> None:
    words = tmp_path / "reader_words.txt"
    words.write_text("书\n馆\n图书馆", encoding="utf-8")
    for name, value in (("one", 0.2), ("other", 0.4)):
        network = ReaderNetwork(Shape(words=4, characters=3))
        for weight in network.parameters():
            torch.nn.init.constant_(weight, value)
        (tmp_path / name).mkdir()
        write_reader(network, words, tmp_path / name)
    mean_reader([tmp_path / "one", tmp_path / "other"], tmp_path / "mean")
    for weight in trained_network(tmp_path / "mean").parameters():
        torch.testing.assert_close(weight, torch.full_like(weight, 0.3), rtol=0.01, atol=1e-3)
