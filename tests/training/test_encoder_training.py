"""The parts of encoder training, small enough to work out by hand."""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from torch import Tensor

from training.contrast import Pairs, Recipe, bags_of, first_weights, spelling, train
from training.folder import write_folder
from training.news import Document, passages, read_news, sentences
from training.pieces import UNKNOWN, piece_tokenizer
from training.train_encoder import collected, document_ranks, questions_of, without_documents

COUNTS = Counter(
    {"公园": 50, "优良": 30, "天数": 20, "的": 400, "公": 5, "园": 5, "2025": 9, "18%": 99, "pm": 4}
)


def test_sentences_end_at_full_stops_with_their_quotes_and_at_newlines() -> None:
    text = "他说：“好。”然后走了！\n第二段"
    assert sentences(text) == ["他说：“好。”", "然后走了！", "\n", "第二段"]


@settings(max_examples=100)
@given(st.text(alphabet="甲乙。！”\n ", max_size=80), st.integers(5, 30))
@example("””。  \n”””", 5)  # a run of blanks alone goes, and with it the end of a line
def test_passages_hold_the_text_whole_but_for_blanks(text: str, limit: int) -> None:
    runs = passages(text, limit=limit)
    assert "".join("".join("".join(run) for run in runs).split()) == "".join(text.split())
    assert all(len(run) == 1 or sum(map(len, run)) <= limit for run in runs)


def test_news_is_read_plain_or_packed(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": "一。", "date": ""}, ensure_ascii=False) + "\n"
    (tmp_path / "n.jsonl").write_text(line, encoding="utf-8")
    (tmp_path / "n.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    assert list(read_news(tmp_path / "n.jsonl")) == [Document("a", "一。")]
    assert list(read_news(tmp_path / "n.jsonl.gz")) == [Document("a", "一。")]


def test_pieces_are_the_frequent_words_and_all_characters() -> None:
    tokenizer = piece_tokenizer(COUNTS, size=100)
    assert tokenizer.encode("ＰＭ优良天数，公园２０２５").tokens == ["pm", "优良", "天数", "公园", "2025"]
    assert tokenizer.encode("良园").tokens == ["良", "园"]
    assert tokenizer.token_to_id(UNKNOWN) == 0
    assert tokenizer.token_to_id("18%") is None


def test_the_vocabulary_stops_at_its_size() -> None:
    characters = len(set("公园优良天数的2025pm"))
    tokenizer = piece_tokenizer(COUNTS, size=characters + 3)
    assert tokenizer.get_vocab_size() == characters + 3
    assert tokenizer.encode("公园优良天数").tokens == ["公园", "优良", "天", "数"]


def test_frequent_pieces_start_light_and_the_unknown_weighs_nothing() -> None:
    tokenizer = piece_tokenizer(COUNTS, size=100)
    bags = bags_of(["的的的的的的公园"], tokenizer)
    weights = first_weights(bags, size=tokenizer.get_vocab_size())
    assert weights[0] == 0
    assert weights[tokenizer.token_to_id("的")] < weights[tokenizer.token_to_id("公园")]


def test_a_piece_is_spelt_from_its_characters_in_equal_shares() -> None:
    tokenizer = piece_tokenizer(COUNTS, size=100)
    shares = spelling(tokenizer).toarray()
    assert sorted(shares[tokenizer.token_to_id("公园")].tolist())[-3:] == [0.0, 0.5, 0.5]
    assert shares[tokenizer.token_to_id("园")].max() == 1
    assert not shares[0].any()


def test_counts_are_of_the_runs_asked_for() -> None:
    tokenizer = piece_tokenizer(COUNTS, size=100)
    bags = bags_of(["公园", "", "公园公园的"], tokenizer)
    park = tokenizer.token_to_id("公园")
    rows = bags.counts(bags.offsets[:-1], bags.offsets[1:], size=tokenizer.get_vocab_size()).toarray()
    assert rows[:, park].tolist() == [1, 0, 2]
    assert rows.sum(axis=1).tolist() == [1, 0, 3]


def test_a_document_ranks_by_its_best_passage() -> None:
    """Documents 0 (two passages), 1 and 3; number 2 has none."""
    documents = np.array([0, 0, 1, 3])
    scores = np.array([[0.1, 0.9, 0.5, 0.7], [0.1, 0.9, 0.5, 0.7], [0.2, 0.1, 0.5, 0.7]], np.float32)
    assert document_ranks(scores, documents, [[0], [1, 3], [0]]).tolist() == [1, 2, 3]


def made_pairs() -> tuple[Pairs, Tokenizer]:
    """Forty documents, each about one thing that no other is about."""
    things = [a + b for a in "东西南北中前后左" for b in "桥路河山湖"]
    texts = [f"今年{thing}完成工程{number + 10}处，市民都说好。" for number, thing in enumerate(things)]
    news = collected(Document(str(number), text) for number, text in enumerate(texts))
    made, sources = questions_of(news, per_passage=6, seed=3)
    tokenizer = piece_tokenizer(Counter({**dict.fromkeys(things, 5), "工程": 40, "完成": 40}), size=200)
    pairs = Pairs(
        bags_of(made, tokenizer),
        bags_of(news.sentences, tokenizer),
        sources,
        news.first_sentence,
        news.document_of,
    )
    return pairs, tokenizer


RECIPE = Recipe(dimension=8, steps=30, batch=32, rate=0.05, scale=10, inverse_cloze=0.1, dropout=0.1, seed=5)


def test_training_lowers_the_loss_and_repeats_to_the_byte() -> None:
    pairs, tokenizer = made_pairs()
    spelt = spelling(tokenizer)
    losses: list[float] = []
    first = train(pairs, replace(RECIPE, steps=1), spelt=spelt, report=_kept(losses))
    table = train(pairs, RECIPE, spelt=spelt, report=_kept(losses))
    assert losses[1] < losses[0]
    assert table.shape == (tokenizer.get_vocab_size(), 8)
    assert not table[0].any()
    assert first.tobytes() != table.tobytes()
    assert train(pairs, RECIPE, spelt=spelt, report=_kept([])).tobytes() == table.tobytes()


def test_questions_of_documents_held_back_are_gone() -> None:
    pairs, _ = made_pairs()
    left = without_documents(pairs, {0, 7})
    kept, all_ = (p.document_of[p.passage_of(np.arange(len(p.questions)))].tolist() for p in (left, pairs))
    assert {0, 7} < set(all_)
    assert kept == [owner for owner in all_ if owner not in (0, 7)]
    last = pairs.questions.offsets[-2:]
    assert (
        left.questions.pieces[left.questions.offsets[-2] :].tolist()
        == pairs.questions.pieces[last[0] : last[1]].tolist()
    )


def test_a_folder_is_written_alike_twice(tmp_path: Path) -> None:
    tokenizer = piece_tokenizer(COUNTS, size=100)
    table = np.ones((tokenizer.get_vocab_size(), 4), np.float32)
    for name in ("one", "two"):
        write_folder(tmp_path / name, tokenizer=tokenizer, table=table)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two
    assert "SHA256SUMS" in one


def _kept(losses: list[float]) -> Callable[[int, float, Tensor], None]:
    def keep(step: int, loss: float, table: Tensor) -> None:
        assert step
        assert torch.isfinite(table).all()
        losses.append(loss)

    return keep
