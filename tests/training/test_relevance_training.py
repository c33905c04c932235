"""Fitting the re-ranking: what is learned is what tells the right hit apart, and the same again."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from corpus.spans import Span
from qa.bearing import GROUPS, NAMES
from training.asked_news import Part, Written, part_of
from training.train_relevance import Sample, fit, read_sets, scored, together

RIGHT = NAMES.index("covered")


def made_samples(count: int) -> list[Sample]:
    """Questions with four hits of four documents; the right one has the highest `covered`; two others are chance."""
    draw = np.random.default_rng(4)
    out = []
    for number in range(count):
        rows = np.zeros((4, len(NAMES)), np.float32)
        rows[:, :2] = draw.random((4, 2))
        right = np.arange(4) == number % 4
        rows[:, RIGHT] = np.where(right, 0.9, 0.3) + draw.random(4) * 0.2
        out.append(Sample(rows, right, np.arange(4), [1.0, *[0.0] * (len(GROUPS) - 1)]))
    return out


def test_what_tells_the_right_hit_apart_is_learned_and_repeats() -> None:
    samples = made_samples(120)
    weights = [fit(samples[:80], seed=1, epochs=20, width=4) for _ in range(2)]
    assert all((weights[0][name] == weights[1][name]).all() for name in weights[0])
    assert scored(samples[80:], weights[0])["recall@1"] >= 0.95


def test_networks_side_by_side_score_their_mean() -> None:
    samples = made_samples(40)
    nets = [fit(samples, seed=seed, epochs=1, width=3) for seed in (1, 2)]
    both = together(nets)
    x = np.ones(len(NAMES) + len(GROUPS), np.float32)

    def score(net: dict[str, np.ndarray]) -> float:
        return float(x @ net["linear"] + np.maximum(x @ net["hidden"] + net["hidden_bias"], 0) @ net["out"])

    assert np.isclose(score(both), (score(nets[0]) + score(nets[1])) / 2, rtol=1e-5)


def test_a_question_whose_document_was_not_reached_scores_nothing() -> None:
    sample = made_samples(1)[0]
    missed = Sample(sample.rows, np.zeros(4, bool), sample.documents, sample.group)
    weights = fit(made_samples(8), seed=1, epochs=1, width=2)
    assert scored([missed], weights) == {"recall@1": 0.0, "recall@5": 0.0, "mrr": 0.0}


def test_sets_are_read_with_the_documents_that_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = [
        Written(name, "figure", f"{name}几册？", f"{name}书有多少", Span(6, 8))
        for name in ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
    ]
    text = "馆开了。藏书82册。人多。"
    with gzip.open(tmp_path / "crud_news.jsonl.gz", "wt", encoding="utf-8") as out:
        for one in written:
            out.write(json.dumps({"id": one.document, "text": text}) + "\n")
    monkeypatch.setattr("training.reading_data.read_written", lambda _: iter(written))
    row = json.dumps({"id": "a", "question": "几座？", "doc_ids": ["x", "y"]})
    for name in ("crud_qa_dev.jsonl", "crud_qa_dev_hard.jsonl"):
        (tmp_path / name).write_text(row, "utf-8")
    (tmp_path / "words.jsonl").write_text(json.dumps({"id": "a", "question": "多少？"}), "utf-8")
    sets = read_sets(tmp_path, tmp_path / "words.jsonl")
    ranker = [one.document for one in written if part_of(one.document) is Part.RANKER]
    assert 0 < len(ranker) < len(written)  # the reader's part teaches the encoder, so nothing here
    assert sorted(one.question for one in sets["written"]) == sorted(
        q for name in ranker for q in (f"{name}几册？", f"{name}书有多少")
    )
    assert {one.sentence for one in sets["written"]} == {"藏书82册。"}
    assert [(one.question, set(one.documents)) for one in sets["everyday"]] == [("多少？", {"x", "y"})]
