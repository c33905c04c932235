"""Fitting the re-ranking: what is learned is what tells the right hit apart, and the same again."""

import json
from pathlib import Path

import numpy as np

from qa.bearing import GROUPS, NAMES
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


def test_sets_are_read_with_the_documents_that_answer(tmp_path: Path) -> None:
    for name, answers in (
        ("drcd_dev_s", [{"text": "甲"}]),
        ("drcd_test_s", [{"text": "甲"}]),
        ("squad2_dev_zh", []),
    ):
        qas = [{"question": f"{name}问", "answers": answers}]
        article = {"paragraphs": [{"context": "甲乙。", "qas": qas}, {"context": "丙。", "qas": []}]}
        (tmp_path / f"{name}.json").write_text(json.dumps({"data": [article]}), "utf-8")
    row = json.dumps({"id": "a", "question": "几座？", "doc_ids": ["x", "y"]})
    for name in ("crud_qa_dev.jsonl", "crud_qa_dev_hard.jsonl"):
        (tmp_path / name).write_text(row, "utf-8")
    (tmp_path / "words.jsonl").write_text(json.dumps({"id": "a", "question": "多少？"}), "utf-8")
    sets = read_sets(tmp_path, tmp_path / "words.jsonl")
    assert [(one.question, set(one.documents)) for one in sets["drcd_dev_s"]] == [
        ("drcd_dev_s问", {"drcd_dev_s-0"})
    ]
    assert sets["squad2_dev_zh"] == []  # its one question has no answer
    assert [(one.question, set(one.documents)) for one in sets["everyday"]] == [("多少？", {"x", "y"})]
    assert "drcd_test_s" not in sets
