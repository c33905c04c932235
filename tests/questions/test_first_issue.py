"""The question set on the first issue is sound: every gold answer and quote stands on the page."""

import hashlib
import json
from pathlib import Path

import pytest

from qa.answers import Reason
from qa.evaluating.datasets import Question
from qa.evaluating.metrics import normalised
from qa.evaluating.reading import read_questions

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "api" / "first_issue" / "2026-02-06.md"
QUESTIONS = read_questions(HERE / "first_issue.jsonl")
VERBATIM = [q for q in QUESTIONS if q.answerable and q.kind != "derived"]
KINDS = {
    "figure", "derived", "date", "person", "org", "place", "rank", "list", "what", "why", "yesno", "none",
}  # fmt: skip


@pytest.fixture(scope="module")
def page() -> str:
    return normalised(PAGE.read_text(encoding="utf-8"))


def test_every_kind_of_the_design_is_asked_and_enough_must_be_refused() -> None:
    assert {q.kind for q in QUESTIONS} == KINDS
    assert len(QUESTIONS) >= 140
    assert sum(not q.answerable for q in QUESTIONS) >= 35


def test_the_readme_counts_them_right() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    refused = sum(not q.answerable for q in QUESTIONS)
    assert f"`first_issue.jsonl`: {len(QUESTIONS)} questions" in readme
    assert f"{refused} of which\nmust be refused" in readme


def test_ways_of_wording_are_all_there() -> None:
    tags = {tag for q in QUESTIONS for tag in q.tags}
    assert {"colloquial", "terse", "traditional", "fullwidth", "typo", "lunar", "series", "premise"} <= tags


def test_no_question_is_asked_twice() -> None:
    assert len({normalised(q.question) for q in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", VERBATIM, ids=lambda q: q.id)
def test_a_gold_answer_stands_on_the_page(question: Question, page: str) -> None:
    assert any(all(normalised(item) in page for item in items) for items in question.gold)


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.quote_contains], ids=lambda q: q.id)
def test_the_words_that_a_quote_must_hold_stand_on_the_page(question: Question, page: str) -> None:
    assert normalised(question.quote_contains) in page


@pytest.mark.parametrize("question", [q for q in QUESTIONS if not q.answerable], ids=lambda q: q.id)
def test_a_refusal_has_its_reason(question: Question) -> None:
    assert question.reason is not None


def test_what_has_no_data_is_what_the_page_says_has_none(page: str) -> None:
    stated = [q for q in QUESTIONS if q.reason is Reason.NO_DATA_STATED]
    assert len(stated) >= 3
    assert normalised("迎泽区、万柏林区因点位调整暂无数据") in page


def test_the_split_hangs_on_the_id_alone() -> None:
    for question in QUESTIONS:
        first = hashlib.sha256(question.id.encode()).digest()[0]
        assert question.split == ("dev" if first < 154 else "held"), question.id


def test_both_splits_hold_every_large_kind() -> None:
    for split in ("dev", "held"):
        assert {"figure", "list", "none", "what", "person", "date", "rank", "yesno"} <= {
            q.kind for q in QUESTIONS if q.split == split
        }


def test_a_line_holds_only_the_fields_that_the_readme_names() -> None:
    named = {"id", "question", "kind", "gold", "quote_contains", "reason", "why", "tags", "split"}
    for line in (HERE / "first_issue.jsonl").read_text(encoding="utf-8").splitlines():
        assert set(json.loads(line)) <= named
