"""How far the best candidate leads is told of what says something else, not of its own shorter or longer forms."""

import pytest

from corpus.spans import Span
from qa.candidates import candidate_at, figures_of
from qa.confidence import INPUT_NAMES, confidence_inputs
from qa.features import CANDIDATE_NAMES, SENTENCE_NAMES, view
from qa.questions import read_question
from qa.ranking import Ranked
from qa.reader_features import READING_NAMES
from tests.qa.pages import DAY, sentences_of

BODY = "市水务局新建供水调度中心。供水调度由东湖公司承担。"


def inputs(asked: str, body: str, scored: list[tuple[str, float]]) -> dict[str, float]:
    """The inputs for candidates at the words of `scored`, of the first sentence that holds them."""
    ranked = []
    for words, score in scored:
        sentence = next(s for s in sentences_of(body) if words in s.folded.text)
        start = sentence.folded.text.index(words)
        span = Span(start, start + len(words))
        figure = next((f for f in figures_of(sentence.folded.text) if f.span == span), None)
        blank = (0.0,) * len(SENTENCE_NAMES), (0.0,) * (len(CANDIDATE_NAMES) + len(READING_NAMES))
        ranked.append(Ranked(candidate_at(sentence, span, figure), score, *blank))
    values = confidence_inputs(view(read_question(asked, today=DAY)), ranked)
    return dict(zip(INPUT_NAMES, values, strict=False))


def test_a_longer_form_of_the_best_is_no_rival_elsewhere() -> None:
    said = inputs(
        "水务局新建了什么中心?", BODY, [("供水调度中心", 3.0), ("新建供水调度中心", 2.4), ("东湖公司", 0.0)]
    )
    assert said["lead"] == pytest.approx(0.1)
    assert said["lead_elsewhere"] == pytest.approx(0.5)
    assert said["agreement"] < said["agreement_around"] < 1


def test_a_number_within_another_is_another() -> None:
    said = inputs("工期多少天?", "工期3天。验收用13天。", [("3天", 2.0), ("13天", 1.4)])
    assert said["lead_elsewhere"] == pytest.approx(0.1)


def test_one_candidate_leads_over_nothing() -> None:
    said = inputs("谁承担?", BODY, [("东湖公司", 1.0)])
    assert (said["lead_elsewhere"], said["agreement_around"]) == (1.0, 1.0)
