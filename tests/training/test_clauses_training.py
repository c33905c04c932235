"""The clauses' weights: fitted so that the answering clause is likeliest, and nothing where nothing answers."""

import numpy as np
import pytest

from corpus.spans import Span
from qa.clauses import INPUTS
from tests.qa.pages import sentences_of
from training.train_clauses import THRESHOLDS, Asked, Read, fitted, measure, start_in

BORNE = INPUTS.index("borne")
TEXT = "甲区三天,乙区四天。"
SENTENCES = (Read(TEXT, 0, (Span(0, 4), Span(5, 9))),)


def asked(count: int) -> list[Asked]:
    """Questions of two clauses each, of which the one that bears more answers; every third has no answer and bears nothing."""
    draw = np.random.default_rng(20260206)
    out = []
    for i in range(count):
        rows = draw.normal(0, 0.1, (2, len(INPUTS)))
        gold = i % 2 if i % 3 else -1
        rows[:, BORNE] = 0.0
        if gold >= 0:
            rows[gold, BORNE] = 1.0
        answer = ("三天", "四天")[gold] if gold >= 0 else ""
        out.append(Asked("whether", answer, rows, gold, SENTENCES))
    return out


def test_the_weights_find_the_answering_clause_and_refuse_where_nothing_answers() -> None:
    fit = fitted(asked(300))
    weights, bias = fit.weights, fit.bias
    assert weights.shape == (len(INPUTS),)
    assert int(np.argmax(np.abs(weights))) == BORNE
    assert bias < 0 < weights[BORNE]
    scores = measure(asked(60), fit)
    assert scores["sentence"] == scores["holds"] == 1.0
    assert all(scores[str(threshold)] > 0.95 for threshold in THRESHOLDS)


def test_the_same_questions_give_the_same_weights_and_constant_inputs_weigh_nothing() -> None:
    questions = asked(90)
    for one in questions:
        one.rows[:, 0] = 7.0
    fit, again = fitted(questions), fitted(questions)
    assert fit.weights.tolist() == again.weights.tolist()
    assert fit.bias == again.bias
    assert fit.weights[0] == 0


@pytest.mark.parametrize(("place", "start"), [(Span(0, 2), 0), (Span(5, 9), 5), (Span(10, 12), -1)])
def test_where_an_answer_starts_is_counted_in_its_own_sentence(place: Span, start: int) -> None:
    first, _ = sentences_of("甲区三天,乙区四天。丙区五天。")
    assert start_in(first, place) == start
