"""Runs are recorded, judged and written down."""

import json
import math
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BadRequest
from corpus.figures import Direction, Figure, FigureKind, Measured, Qualifier
from corpus.spans import Span
from qa.answers import Answer, Answered, Quote, Reason, Refused, Source
from qa.evaluating.asking import predict
from qa.evaluating.datasets import Question
from qa.evaluating.evaluation import Report, evaluate, fingerprint
from qa.evaluating.judging import judge
from qa.evaluating.metrics import RefusalScore
from qa.evaluating.predictions import Prediction, SaidFigure, SaidHit, read_predictions
from qa.evaluating.reports import markdown, scores_of, summary, table

DAYS = Question("days", "优良天数?", "figure", (("282天",),), quote_contains="优良天数282天", tags=("terse",))
WHO = Question("who", "谁介绍的?", "person", (("宋力",),), doc_ids=("a",))
METRO = Question("metro", "3号线何时开通?", "none", (), reason=Reason.NOT_IN_BULLETIN)
YINGZE = Question("yingze", "迎泽区优良天数?", "none", (), reason=Reason.NO_DATA_STATED)


def answer(name: str = "2026-02-06.md") -> Answered:
    figure = Figure(
        text="282天",
        span=Span(4, 8),
        kind=FigureKind.QUANTITY,
        value=Decimal(282),
        upper=None,
        unit="天",
        qualifier=Qualifier.EXACT,
        direction=Direction.LEVEL,
        number=Span(4, 8),
    )
    return Answered(
        question="优良天数?",
        text="282天",
        items=("282天",),
        figures=(Measured(figure, "优良天数", "2025年", "太原市市区"),),
        quote=Quote("优良天数", "282天", "。", (Span(100, 109),)),
        source=Source(name, "0", date(2026, 2, 6), 2, "标题", None, "陈嘉欣", (Span(104, 108),)),
        derivation=None,
        related=(),
        score=0.75,
    )


REFUSAL = Refused("3号线?", Reason.NOT_IN_BULLETIN, "本期没有提到。", None, None, (), 0.1)


class Canned:
    """Says what it was given, and refuses to read a blank question."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def ask(self, question: str) -> Answer:
        if not question.strip():
            raise BadRequest("empty question", detail="请输入问题。")
        return self.answers.pop(0)


def said(
    number: str, text: str = "", *, quote: str = "", doc_id: str | None = None, ms: float = 2.0
) -> Prediction:
    reason = None if text else "not_in_bulletin"
    return Prediction(number, text, quote, not text, reason, doc_id, doc_id, None, None, (), 0.5, ms)


# ---------------------------------------------------------------- predictions


def test_an_answer_is_recorded_flat() -> None:
    [record] = predict(Canned(answer()), [DAYS])
    assert record.ms >= 0
    assert json.loads(record.to_json()) == {
        "id": "days",
        "answer": "282天",
        "quote": "优良天数282天。",
        "refused": False,
        "reason": None,
        "doc_id": "2026-02-06.md#2",
        "page": "2026-02-06.md",
        "start": 104,
        "end": 108,
        "figures": [
            {
                "text": "282天",
                "value": "282",
                "unit": "天",
                "qualifier": "exact",
                "measure": "优良天数",
                "period": "2025年",
                "place": "太原市市区",
            }
        ],
        "score": 0.75,
        "ms": record.ms,
        "explanation": "",
        "hits": [],
    }


def test_a_ready_story_is_named_by_its_own_id() -> None:
    [record] = predict(Canned(answer("cfa8f2a1698")), [DAYS])
    assert (record.doc_id, record.page) == ("cfa8f2a1698", "cfa8f2a1698")


def test_a_refusal_and_a_malformed_question_are_recorded() -> None:
    blank = Question("blank", " ", "none", ())
    metro, malformed = predict(Canned(REFUSAL), [METRO, blank])
    assert (metro.refused, metro.answer, metro.reason, metro.doc_id) == (True, "", "not_in_bulletin", None)
    assert metro.explanation == "本期没有提到。"
    assert (malformed.refused, malformed.reason, malformed.explanation) == (
        True,
        "bad_request",
        "请输入问题。",
    )


@settings(max_examples=50)
@given(
    st.builds(
        Prediction,
        id=st.text(min_size=1, max_size=5),
        answer=st.text(max_size=9),
        quote=st.text(max_size=9),
        refused=st.booleans(),
        reason=st.none() | st.sampled_from(list(map(str, Reason))),
        doc_id=st.none() | st.text(max_size=9),
        page=st.none() | st.text(max_size=9),
        start=st.none() | st.integers(0, 99),
        end=st.none() | st.integers(0, 99),
        figures=st.lists(st.builds(SaidFigure, *[st.text(max_size=3)] * 7), max_size=2).map(tuple),
        score=st.floats(0, 1),
        ms=st.floats(0, 1e6),
        explanation=st.text(max_size=9),
        hits=st.lists(st.builds(SaidHit, st.text(max_size=5), st.text(max_size=9)), max_size=2).map(tuple),
    )
)
def test_a_record_read_back_is_the_record_written(record: Prediction) -> None:
    line = record.to_json()
    assert "\n" not in line
    assert Prediction.from_json(line) == record


def test_another_systems_record_needs_only_id_and_answer(tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text('{"id": 1, "answer": "282天"}\n\n{"id": "2", "answer": null}\n', encoding="utf-8")
    first, second = read_predictions(path)
    assert (first.id, first.answer, first.refused, math.isnan(first.ms)) == ("1", "282天", False, True)
    assert (second.id, second.answer, second.refused) == ("2", "", True)


@pytest.mark.parametrize("line", ["{", "[]", "3", '{"answer": "282天"}'])
def test_a_line_that_is_no_prediction_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text('{"id": 1, "answer": ""}\n' + line, encoding="utf-8")
    with pytest.raises(BadRequest, match="line 2") as caught:
        read_predictions(path)
    assert "第 2 行" in caught.value.detail


def test_missing_predictions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest) as caught:
        read_predictions(tmp_path / "none.jsonl")
    assert "读不出来" in caught.value.detail


# ---------------------------------------------------------------- judging


def test_a_right_figure() -> None:
    judged = judge(DAYS, said("days", "282天", quote="太原市市区优良天数282天。"))
    assert (judged.exact, judged.f1, judged.contains, judged.figure, judged.quote) == (
        True,
        1,
        True,
        True,
        True,
    )
    assert judged.document is None
    assert judged.right


def test_a_second_number_makes_a_figure_wrong() -> None:
    judged = judge(DAYS, said("days", "282天,增加34天", quote="优良天数282天"))
    assert (judged.contains, judged.figure, judged.right) == (True, False, False)


def test_words_are_right_where_they_are_contained_whatever_the_document() -> None:
    judged = judge(WHO, said("who", "副局长宋力", doc_id="b"))
    assert (judged.exact, judged.contains, judged.document, judged.right) == (False, True, False, True)
    assert judged.figure is None


def test_a_refused_question_that_has_an_answer_scores_nothing_even_with_a_quote() -> None:
    judged = judge(DAYS, said("days", "", quote="优良天数282天"))
    assert (judged.exact, judged.f1, judged.quote, judged.right) == (False, 0, False, False)


def test_refusing_is_right_where_it_is_due_and_its_reason_is_told_apart() -> None:
    assert judge(METRO, said("metro")).right
    assert judge(METRO, said("metro")).reason is True
    assert judge(YINGZE, said("yingze")).reason is False
    assert judge(METRO, said("metro", "2026年")).right is False
    assert judge(METRO, None).right is False


def small_report() -> Report:
    return evaluate(
        [DAYS, WHO, METRO, YINGZE],
        [
            said("days", "282天", quote="优良天数282天", ms=1),
            said("who", "", ms=2),
            said("metro", "", ms=3),
            said("yingze", "282天", ms=40),
            said("stranger", "282天", ms=5),
        ],
    )


def test_totals_by_hand() -> None:
    overall = small_report().overall
    assert (overall.questions, overall.answerable, overall.missing, overall.refused) == (4, 2, 0, 2)
    assert (overall.exact, overall.f1, overall.contains, overall.figure, overall.quote) == (
        0.5,
        0.5,
        0.5,
        1,
        0.5,
    )
    assert (overall.document, overall.answered, overall.right, overall.precision) == (0, 0.5, 0.5, 0.5)
    assert overall.reason == 1
    assert overall.refusal == RefusalScore(0.5, 0.5, 0.5)
    assert (overall.ms_p50, overall.ms_p95, overall.ms_p99) == (2, 40, 40)


def test_kinds_and_wordings_are_told_apart() -> None:
    report = small_report()
    assert [(each.name, each.scores.questions, each.scores.right) for each in report.kinds] == [
        ("figure", 1, 1.0),
        ("none", 2, 0.5),
        ("person", 1, 0.0),
    ]
    assert [(each.name, each.scores.questions) for each in report.tags] == [("terse", 1)]
    assert [judged.question.id for judged in report.wrong] == ["who", "yingze"]


def test_a_question_without_a_prediction_counts_as_wrong_and_the_later_prediction_counts() -> None:
    report = evaluate([DAYS, METRO], [said("days", "4天"), said("days", "282天")])
    assert (report.overall.missing, report.overall.right) == (1, 0.5)
    assert report.overall.refusal == RefusalScore(None, 0, 0)


def test_nothing_asked_scores_nothing() -> None:
    overall = evaluate([], []).overall
    assert (overall.questions, overall.right, overall.precision, overall.ms_p50) == (0, None, None, None)


def test_the_fingerprint_follows_what_is_asked_and_expected_only() -> None:
    retagged = Question(
        "days", "优良天数?", "figure", (("282天",),), quote_contains="优良天数282天", split="held"
    )
    assert fingerprint([DAYS]) == fingerprint([retagged])
    assert fingerprint([DAYS]) != fingerprint([WHO])
    assert fingerprint([DAYS, WHO]) != fingerprint([WHO, DAYS])


# ---------------------------------------------------------------- the report


def test_the_table_is_worked_out_by_hand() -> None:
    assert table(small_report()).splitlines() == [
        "| kind   | n | exact |    f1 | contains | figure | quote | document | answered | right |",
        "|--------|--:|------:|------:|---------:|-------:|------:|---------:|---------:|------:|",
        "| figure | 1 | 100.0 | 100.0 |    100.0 |  100.0 | 100.0 |        - |    100.0 | 100.0 |",
        "| none   | 2 |     - |     - |        - |      - |     - |        - |        - |  50.0 |",
        "| person | 1 |   0.0 |   0.0 |      0.0 |      - |   0.0 |      0.0 |      0.0 |   0.0 |",
        "| all    | 4 |  50.0 |  50.0 |     50.0 |  100.0 |  50.0 |      0.0 |     50.0 |  50.0 |",
    ]
    assert summary(small_report().overall) == (
        "precision 50.0; citation P 50.0 R 50.0; refused 2 of 4; refusal P 50.0 R 50.0 F1 50.0; reason 100.0; "
        "ms p50 2.0 p95 40.0 p99 40.0; missing 0; ECE 0.0 Brier 25.0 AURC 50.0"
    )


def test_the_report_says_what_was_asked_expected_and_said() -> None:
    page = markdown(small_report(), title="第一期")
    assert page.startswith("# 第一期\n")
    assert "- `who` [person] 谁介绍的?\n  - gold: 宋力\n  - got: (refused: not_in_bulletin" in page
    assert "- `yingze` [none] 迎泽区优良天数?\n  - gold: (refuse: no_data_stated)\n  - got: 282天" in page
    assert "- with at most 5.0 % of the answers wrong, 0.0 % of the questions could be answered" in page


def test_the_same_run_gives_the_same_report() -> None:
    assert markdown(small_report(), title="") == markdown(small_report(), title="")
    assert json.dumps(scores_of(small_report())) == json.dumps(scores_of(small_report()))


def test_markup_in_an_answer_stays_text() -> None:
    page = markdown(evaluate([WHO], [said("who", "<b>甲</b>|\n# 乙")]), title="")
    assert "&lt;b>甲&lt;/b>\\| # 乙" in page
