"""`bulletin figures` and `bulletin check` on the first issue: the table, the files, the verdicts."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.cli import run
from api.commands.sheets import NUMBER, write_workbook
from api.settings import FIRST_ISSUE
from corpus.archive import Archive
from corpus.files import read_bulletins
from corpus.ledger_sheet import HEADINGS


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the first issue in it; no index, which these commands do not need."""
    with Archive.open(tmp_path / "data") as archive:
        archive.add(read_bulletins(FIRST_ISSUE))
    monkeypatch.setenv("BULLETIN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("data")
def test_the_table_shows_figure_measure_time_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "优良天数", "--period", "2025年", "--unit", "天"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split() == ["数字", "指标", "时间", "地点", "出处"]
    assert lines[1].split()[:4] == ["282天", "优良天数", "2025年1月至12月", "太原市市区"]
    assert "2026-02-06 《美丽太原建设迈出坚实步伐》" in lines[1]
    assert lines[2].split()[:2] == ["34天", "优良天数（比上年同期增）"]
    assert err == "共 4 条。\n"


@pytest.mark.usefixtures("data")
def test_further_pages_and_nothing_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "--page", "2"]) == 0
    assert "，第 2 页，共 " in capsys.readouterr().err
    assert run(["figures", "地铁客流量"]) == 0
    assert capsys.readouterr() == ("", "共 0 条。\n")


@pytest.mark.usefixtures("data")
def test_json_is_what_the_endpoint_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "湿地", "--unit", "亩", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["total"], body["figures"][0]["value"], body["next"]) == (3, "304.33", None)


def test_csv_holds_every_row(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "城市水质指数", "--csv", "指数.csv"]) == 0
    assert capsys.readouterr().out == "3 条数据已写到 指数.csv\n"
    with (data / "指数.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["数值"] for row in csv.DictReader(file)] == ["4.9040", "4.7910", "4.7596"]


def test_a_workbook_keeps_exact_text_beside_the_number(data: Path) -> None:
    assert run(["figures", "城市水质指数", "--xlsx", "指数.xlsx"]) == 0
    sheet = load_workbook(data / "指数.xlsx").active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == (*HEADINGS[:2], NUMBER, *HEADINGS[2:])
    assert [row[1:3] for row in rows] == [("4.9040", 4.904), ("4.7910", 4.791), ("4.7596", 4.7596)]


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    row = tuple("12" if heading == "数值" else "=1+1\x00" for heading in HEADINGS)
    assert write_workbook(tmp_path / "a.xlsx", [row]) == 1
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.value for cell in cells if cell.data_type == "n"] == [Decimal(12)]
    assert {cell.value for cell in cells if cell.data_type == "s"} == {"=1+1", "12"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["figures", "--period", "很久"], "不是时间"),
        (["figures", "--json", "--csv", "a.csv"], "一次只能用一个"),
        (["figures", "--csv", "nowhere/a.csv"], "不能写入"),
        (["check", "nothing.md"], "nothing.md"),
    ],
)
@pytest.mark.usefixtures("data")
def test_a_mistake_is_told_in_a_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) != 0
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err


def test_an_empty_folder_has_no_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(tmp_path), "figures"]) != 0
    assert "还没有档案" in capsys.readouterr().err


def test_a_draft_is_checked_on_the_terminal(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "稿子.txt").write_text("2025年,太原市市区优良天数283天,优良率77.3%。", encoding="utf-8")
    assert run(["check", "稿子.txt"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "283天  与报上不符"
    assert lines[1] == "  同一指标、同一时间和地点，报上印的是“282天”。"
    assert "优良天数282天,优良率为77.3%" in lines[2]
    assert "《美丽太原建设迈出坚实步伐》" in lines[3]
    assert lines[4] == "77.3%  报上有"
    assert err == "共 2 个数字：报上有 1 个，与报上不符 1 个，没有查到 0 个。\n"


def test_a_check_as_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "稿子.txt").write_text("太原市市区优良天数282天。", encoding="utf-8")
    assert run(["check", "稿子.txt", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["borne_out"], body["figures"][0]["verdict"]) == (1, "borne_out")
