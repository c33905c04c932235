"""Question sets are read as written, and what is wrong with one is said with its place."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BadRequest
from qa.answers import Reason
from qa.evaluating.datasets import Question
from qa.evaluating.json_sets import parse_questions
from qa.evaluating.reading import read_questions
from qa.evaluating.rows import ALTERNATIVES_LIMIT


def one(row: dict[str, object]) -> Question:
    [question] = parse_questions(json.dumps(row, ensure_ascii=False) + "\n")
    return question


def test_a_full_row() -> None:
    row: dict[str, object] = {
        "id": "a1",
        "question": "优良天数?",
        "kind": "figure",
        "gold": [["282天"]],
        "doc_ids": ["d1", "d2"],
        "doc_id": "d1",
        "quote_contains": "优良天数282天",
        "page": "page_001.md",
        "tags": ["terse"],
        "split": "dev",
    }
    assert one(row) == Question(
        id="a1",
        question="优良天数?",
        kind="figure",
        gold=(("282天",),),
        doc_ids=("d1", "d2"),
        quote_contains="优良天数282天",
        page="page_001.md",
        tags=("terse",),
        split="dev",
    )


def test_answers_are_alternatives_and_doc_id_is_one_document() -> None:
    question = one(
        {"id": 7, "question": "哪里?", "kind": "place", "answers": ["上海", "沪", "上海"], "doc_id": "d"}
    )
    assert (question.id, question.gold, question.doc_ids) == ("7", (("上海",), ("沪",)), ("d",))


def test_a_list_in_answers_is_the_spellings_of_one_item() -> None:
    question = one({"id": "x", "query": "哪些?", "answers": [["东盟"], ["中国", "我国"]]})
    assert question.gold == (("东盟", "中国"), ("东盟", "我国"))
    assert question.kind == "other"


def test_spellings_do_not_grow_without_end() -> None:
    question = one({"id": "x", "question": "哪些?", "answers": [["甲", "乙"]] * 20})
    assert len(question.gold) <= ALTERNATIVES_LIMIT


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "none", "gold": []},
        {"kind": "none", "answers": ["5个"]},
        {"is_impossible": True, "answers": ["5个"]},
        {"why": "the collection does not say"},
        {"kind": "figure", "answers": []},
    ],
)
def test_what_must_be_refused_is_kind_none(row: dict[str, object]) -> None:
    question = one({"id": "u", "question": "几个?", **row})
    assert (question.kind, question.gold, question.answerable) == ("none", (), False)


def test_a_reason_is_one_of_ours() -> None:
    row: dict[str, object] = {"id": "u", "question": "?", "kind": "none", "reason": "no_data_stated"}
    assert one(row).reason is Reason.NO_DATA_STATED
    with pytest.raises(BadRequest, match="line 1: unknown reason 'tired'"):
        one({**row, "reason": "tired"})


def test_squad_form() -> None:
    asked = [
        {"id": "q1", "question": "谁?", "answers": [{"text": "宋力", "answer_start": 3}, {"text": "宋力"}]},
        {"id": "q2", "question": "何时?", "answers": [], "is_impossible": True},
    ]
    whole = {
        "version": "1",
        "data": [{"title": "t", "paragraphs": [{"context": "副局长宋力", "qas": asked}]}],
    }
    first, second = parse_questions(json.dumps(whole, ensure_ascii=False, indent=1))
    assert (first.id, first.kind, first.gold) == ("q1", "span", (("宋力",),))
    assert (second.id, second.kind) == ("q2", "none")


def test_a_line_separator_inside_a_string_does_not_end_a_line() -> None:
    text = '{"id": "a", "question": "前\u2028后"}\r\n\n{"id": "b", "question": "?"}'
    assert [q.id for q in parse_questions(text)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "message", "detail"),
    [
        ('{"id": "a", "question": "?"}\n{"id": "b",', "line 2: not JSON", "第 2 行不是合法的 JSON"),
        ("3\n4", "line 1: not an object but a int", "第 1 行不是 JSON 对象"),
        ('{"question": "?"}', "line 1: no id", "第 1 行缺少 id"),
        ('{"id": "a", "question": "?"}\n{"id": "b"}', "line 2: no question", "第 2 行缺少 question"),
        ('[{"id": "a", "question": "?"}, {"id": "b"}]', "question 2: no question", "第 2 题缺少 question"),
        ('["a"]', "question 1: not an object", "第 1 题不是 JSON 对象"),
        (
            '{"id": "a", "question": "?"}\n\n{"id": "a", "question": "!"}',
            "line 3: id 'a' was already used in line 1",
            "第 3 行与第 1 行编号相同",
        ),
    ],
)
def test_a_broken_set_is_refused_with_its_place(text: str, message: str, detail: str) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_questions(text, name="set.jsonl")
    assert message in str(caught.value)
    assert detail in caught.value.detail


@pytest.mark.parametrize(
    ("content", "detail"),
    [(None, "找不到"), ("问题".encode("gb18030"), "不是 UTF-8"), (b"\n \n", "没有问题"), (b"{}", "缺少 id")],
)
def test_a_file_that_cannot_be_used_is_refused_in_chinese(
    tmp_path: Path, content: bytes | None, detail: str
) -> None:
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadRequest) as caught:
        read_questions(path)
    assert detail in caught.value.detail


def test_a_folder_without_a_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"no corpus\.jsonl") as caught:
        read_questions(tmp_path)
    assert "queries.jsonl" in caught.value.detail


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "a", "question": "?"}\n', encoding="utf-8-sig")
    assert [q.id for q in read_questions(path)] == ["a"]


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadRequest):
        assert all(isinstance(question, Question) for question in parse_questions(text))


@pytest.mark.parametrize(
    ("name", "count", "kind_none"),
    [
        ("crud_qa_dev.jsonl", 306, 0),
        ("unanswerable_dev.jsonl", 161, 161),
        ("pages_dev/qa.jsonl", 285, 0),
        ("cmrc2018_trial.json", 1002, 0),
        ("squad2_dev_zh.json", 9936, 5945),
    ],
)
def test_public_sets_are_read_whole(name: str, count: int, kind_none: int) -> None:
    path = Path(__file__).parents[4] / "shared" / "data" / name
    if not path.exists():
        pytest.skip(f"the data beside the project is missing: {name}")
    questions = read_questions(path)
    assert (len(questions), sum(not q.answerable for q in questions)) == (count, kind_none)
