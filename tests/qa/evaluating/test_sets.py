"""Tables, BEIR folders and SQuAD files are read as their writers mean them; what is wrong is said with its row."""

import datetime
import json
from pathlib import Path

import pytest

from corpus.errors import BadRequest
from qa.evaluating.datasets import SEARCH, Question, SetStory
from qa.evaluating.reading import read_dataset, read_datasets, read_questions

HEAD = "编号,问题,答案,类型,原文,标签\n"


def table(tmp_path: Path, text: str, *, name: str = "题.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


def test_a_table_as_staff_write_it(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        HEAD
        + "a1,优良天数多少？,282天|282,数字,优良天数282天,口语、简短\n"
        + '\n,哪些县？,"清徐县、阳曲县",列表,,\n'
        + ",3号线何时开通？,拒答,,,\n",
    )
    days, counties, metro = read_questions(path)
    assert days == Question(
        id="a1",
        question="优良天数多少？",
        kind="figure",
        gold=(("282天",), ("282",)),
        quote_contains="优良天数282天",
        tags=("口语", "简短"),
    )
    assert (counties.id, counties.kind, counties.gold) == ("4", "list", (("清徐县", "阳曲县"),))
    assert (metro.id, metro.kind, metro.must_refuse) == ("5", "none", True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_table_may_be_saved_by_any_office_program(tmp_path: Path, encoding: str) -> None:
    [question] = read_questions(table(tmp_path, "问题,标准答案\n谁介绍的？,宋力\n", encoding=encoding))
    assert (question.question, question.gold, question.kind) == ("谁介绍的？", (("宋力",),), "other")


@pytest.mark.parametrize(("name", "mark"), [("t.tsv", "\t"), ("t.csv", ";"), ("t.csv", "\t"), ("T.CSV", ",")])
def test_columns_are_parted_by_the_mark_of_the_first_line(tmp_path: Path, name: str, mark: str) -> None:
    text = "\n".join(
        mark.join(row) for row in (["问题", "答案", "答案2"], ["几天？", "282天", "二百八十二天"])
    )
    [question] = read_questions(table(tmp_path, text, name=name))
    assert question.gold == (("282天",), ("二百八十二天",))


def test_a_cell_may_hold_lines(tmp_path: Path) -> None:
    [question] = read_questions(table(tmp_path, '问题,答案\n"哪些\n县？",清徐县\n'))
    assert question.question == "哪些\n县？"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("282天", "figure"), ("77.3%", "figure"), ("宋力", "other"), ("2月5日", "other"), ("共282天", "other")],
)
def test_an_answer_that_is_a_number_is_judged_as_one(tmp_path: Path, answer: str, kind: str) -> None:
    [question] = read_questions(table(tmp_path, f"问题,答案\n多少？,{answer}\n"))
    assert question.kind == kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("题目,答案\n几天？,282天\n", "没有“问题”列"),
        ("编号,说明\n1,甲\n", "没有“问题”“答案”列"),
        ("问题,答案\n几天？,282天\n谁？,\n", "第 3 行没有写答案"),
        ("问题,答案\n,282天\n", "第 2 行没有写问题"),
        ("编号,问题,答案\na,几天？,1天\n\na,谁？,宋力\n", "第 4 行与第 2 行编号相同(a)"),
        ("问题,答案\n", "没有问题"),
        ("", "没有问题"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_row(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_questions(table(tmp_path, text))
    assert said in caught.value.detail


def test_a_workbook_says_what_the_spreadsheet_shows(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (["问题", "答案"], ["多少？", 282], ["比例？", 0.773], ["何时？", datetime.date(2026, 2, 6)]):
        sheet.append(row)
    sheet["B3"].number_format = "0.0%"
    sheet.append(["指数？", 4.13])
    book.save(tmp_path / "题.xlsx")
    gold = [question.gold for question in read_questions(tmp_path / "题.xlsx")]
    assert gold == [(("282",),), (("77.3%",),), (("2026年2月6日",),), (("4.13",),)]


def test_what_only_calls_itself_a_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "题.xlsx").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(BadRequest) as caught:
        read_questions(tmp_path / "题.xlsx")
    assert "不是 Excel 工作簿" in caught.value.detail


# ---------------------------------------------------------------- sets with their own texts


def squad(*paragraphs: dict[str, object]) -> str:
    return json.dumps({"data": [{"title": "晋祠", "paragraphs": list(paragraphs)}]}, ensure_ascii=False)


def test_a_squad_file_brings_its_paragraphs(tmp_path: Path) -> None:
    asked = {"id": "q1", "question": "在哪？", "answers": [{"text": "太原", "answer_start": 2}]}
    never = {"id": "q2", "question": "几时？", "is_impossible": True, "answers": []}
    path = tmp_path / "cmrc.json"
    path.write_text(squad({"id": "p1", "context": "晋祠在太原。", "qas": [asked, never]}), encoding="utf-8")
    found = read_dataset(path)
    assert found.stories == (SetStory("p1", "晋祠在太原。", "晋祠"),)
    assert [(q.id, q.kind, q.gold, q.doc_ids) for q in found.questions] == [
        ("q1", "span", (("太原",),), ("p1",)),
        ("q2", "none", (), ("p1",)),
    ]


@pytest.mark.parametrize("paragraphs", [[{"qas": []}], [{"id": "p", "context": "甲。"}] * 2])
def test_a_paragraph_without_text_or_with_anothers_name_is_refused(
    tmp_path: Path, paragraphs: list[dict[str, object]]
) -> None:
    path = tmp_path / "set.json"
    path.write_text(squad(*paragraphs), encoding="utf-8")
    with pytest.raises(BadRequest) as caught:
        read_dataset(path)
    assert f"第 {len(paragraphs)} 段" in caught.value.detail


def beir(folder: Path, *, qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "晋祠", "text": "晋祠在太原。"}\n{"_id": "d2", "title": "双塔", "text": ""}\n'
        '{"_id": "d3", "title": "", "text": " "}\n',
        encoding="utf-8",
    )
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "晋祠在哪"}\n{"_id": "q2", "text": "没人判过"}\n', encoding="utf-8"
    )
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_a_beir_folder_asks_for_documents(tmp_path: Path) -> None:
    found = read_dataset(beir(tmp_path / "wiki"))
    assert found.name == "wiki"
    assert found.questions == (Question("q1", "晋祠在哪", SEARCH, (), doc_ids=("d1",), doc_grades=(2,)),)
    assert found.questions[0].grades == {"d1": 2}
    assert found.stories == (SetStory("d1", "晋祠在太原。", "晋祠"), SetStory("d2", "双塔", ""))


def test_qrels_that_are_none_are_named_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(BadRequest) as caught:
        read_dataset(beir(tmp_path / "wiki", qrels="q1\td1\t1\nq1\td2\n"))
    assert "“test.tsv”第 2 行" in caught.value.detail


def test_a_beir_folder_with_several_qrels_takes_those_of_the_test(tmp_path: Path) -> None:
    folder = beir(tmp_path / "wiki")
    (folder / "qrels" / "dev.tsv").write_text("q2\td2\t1\n", encoding="utf-8")
    assert [question.id for question in read_questions(folder)] == ["q1"]
    (folder / "qrels" / "test.tsv").rename(folder / "qrels" / "train.tsv")
    with pytest.raises(BadRequest) as caught:
        read_questions(folder)
    assert "dev.tsv、train.tsv" in caught.value.detail


def test_several_sets_are_told_apart_and_may_not_share_an_id(tmp_path: Path) -> None:
    one = table(tmp_path, "编号,问题,答案\na,几天？,1天\n", name="一.csv")
    two = table(tmp_path, "编号,问题,答案\nb,几天？,2天\n", name="二.csv")
    sets = read_datasets([one, two])
    assert [question.set for each in sets for question in each.questions] == ["一.csv", "二.csv"]
    assert [question.set for each in read_datasets([one]) for question in each.questions] == [""]
    three = table(tmp_path, "编号,问题,答案\na,谁？,宋力\n", name="三.csv")
    with pytest.raises(BadRequest) as caught:
        read_datasets([one, three])
    assert "三.csv 和 一.csv 里有相同的编号(a)" in caught.value.detail


def test_a_question_written_as_json_is_read_back(tmp_path: Path) -> None:
    for question in (*read_dataset(beir(tmp_path / "wiki")).questions, *made(tmp_path)):
        path = tmp_path / "again.jsonl"
        path.write_text(question.to_json() + "\n", encoding="utf-8")
        assert read_questions(path) == [question]


def made(tmp_path: Path) -> list[Question]:
    return read_questions(table(tmp_path, HEAD + "a,多少？,1天,数字,共1天,口语\nb,谁？,拒答,,,\n"))
