"""Question sets as staff write them: a table with the columns 问题 and 答案, as CSV or as an Excel workbook.

One question a row. Several answers that are all right stand in columns 答案, 答案2, ... or in one cell, parted by `|`;
where 类型 says 列表, the items that must all be named are parted by 、 or ；. A question that the bulletin does not
answer has 拒答 for its answer (or 类型 拒答): an empty cell could as well be forgotten, and is complained of.
A cell says what the spreadsheet shows: 77.3% is not 0.773, and a day is 2026年2月6日.
"""

import csv
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import BadZipFile

from corpus.encodings import decoded
from corpus.errors import BadPage, BadRequest
from corpus.figure_reader import read_figures
from corpus.figures import FigureKind
from qa.evaluating.datasets import REFUSE, Dataset
from qa.evaluating.rows import Row, questions_of

TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx")

_COLUMNS: Mapping[str, str] = {
    "编号": "id",
    "序号": "id",
    "id": "id",
    "问题": "question",
    "提问": "question",
    "question": "question",
    "答案": "answer",
    "标准答案": "answer",
    "answer": "answer",
    "类型": "kind",
    "题型": "kind",
    "kind": "kind",
    "原文": "quote_contains",
    "原句": "quote_contains",
    "quote": "quote_contains",
    "出处": "doc_ids",
    "版面": "doc_ids",
    "文档": "doc_ids",
    "doc_id": "doc_ids",
    "标签": "tags",
    "tags": "tags",
}
"""How a column may be headed, after folding case and spaces; 答案2 is a further 答案. Other columns are left aside."""

_KINDS: Mapping[str, str] = {
    "数字": "figure",
    "数量": "figure",
    "计算": "derived",
    "时间": "date",
    "日期": "date",
    "人物": "person",
    "机构": "org",
    "地点": "place",
    "排名": "rank",
    "列表": "list",
    "是什么": "what",
    "原因": "why",
    "是否": "yesno",
    "拒答": REFUSE,
}
_REFUSED = frozenset({"拒答", "应拒答", "报上没有", "无答案"})
"""What stands in 答案 where the bulletin does not answer; 无 and 没有 may be answers."""
_LIST = "list"


def read_table(path: Path) -> Dataset:
    """The set in a `.csv`, `.tsv` or `.xlsx` file (of its first sheet).

    BadRequest, with the row's number as the spreadsheet shows it, where it is not one.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadRequest(
            f"{path}: cannot be read ({error.strerror}).",
            detail=f"问题集“{path}”打不开（{error.strerror}）。请检查路径和权限。",
        ) from error
    if path.suffix.lower() == ".xlsx":
        rows = _workbook(raw, path.name)
    else:
        try:
            text, _ = decoded(raw, path.name)
        except BadPage as error:
            raise BadRequest(str(error), detail=error.detail) from error
        rows = parse_csv(text)
    return Dataset(path.name, questions_of(_rows(rows, path.name), name=path.name))


def parse_csv(text: str) -> list[list[str]]:
    """The cells of a table whose columns are parted by the mark that its first line has most of: comma, tab, semicolon."""
    first = text.partition("\n")[0]
    delimiter = max((",", "\t", ";"), key=first.count)
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


_FORMULA = re.compile(r"'?[=+\-@\t]")
"""How a cell begins that a spreadsheet would take for a formula, with the mark that keeps it from it."""


def shielded(cell: str) -> str:
    """A cell for a CSV that a spreadsheet opens: what it would take for a formula is marked as text; `read_table` undoes it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _rows(table: Sequence[Sequence[str]], name: str) -> Iterator[tuple[str, Row]]:
    if not table:
        return
    columns = [_column(cell) for cell in table[0]]
    missing = [zh for zh, en in (("问题", "question"), ("答案", "answer")) if en not in columns]
    if missing:
        raise BadRequest(
            f"{name}, row 1: no column {' or '.join(missing)} among {list(table[0])}.",
            detail=f"表格“{name}”的第 1 行（表头）里没有“{'”“'.join(missing)}”列。第 1 行请写列名：问题、答案，"
            "另外可以有：编号、类型、原文、出处、标签。",
        )
    for number, cells in enumerate(table[1:], 2):
        if any(cell.strip() for cell in cells):
            yield f"row {number}", _row(columns, cells, number, name)


def _column(head: str) -> str:
    plain = re.sub(r"\s+", "", head).lower()
    return _COLUMNS.get(plain) or _COLUMNS.get(re.sub(r"\d+$", "", plain), "")


def _row(columns: Sequence[str], cells: Sequence[str], number: int, name: str) -> Row:
    def of(column: str) -> list[str]:
        found = [_bare(cell.strip()) for head, cell in zip(columns, cells, strict=False) if head == column]
        return [cell for cell in found if cell]

    said = (of("kind") or [""])[0]
    kind = _KINDS.get(said, said)
    answers = of("answer")
    if not of("question"):
        raise BadRequest(
            f"{name}, row {number}: no question.", detail=f"表格“{name}”第 {number} 行没有写问题。"
        )
    refused = kind == REFUSE or any(answer in _REFUSED for answer in answers)
    if not answers and not refused:
        raise BadRequest(
            f"{name}, row {number}: no answer.",
            detail=f"表格“{name}”第 {number} 行没有写答案。报上没有答案的问题，请在“答案”里写“拒答”。",
        )
    gold = [] if refused else _gold(answers, kind)
    return {
        "id": (of("id") or [str(number)])[0],
        "question": of("question")[0],
        "kind": REFUSE if refused else kind or _guessed(gold),
        "gold": gold,
        "quote_contains": (of("quote_contains") or [""])[0],
        "doc_ids": [part for cell in of("doc_ids") for part in re.split(r"[|\n]", cell) if part.strip()],
        "tags": [part for cell in of("tags") for part in re.split(r"[|、,，;；\s]+", cell) if part],
    }


def _gold(answers: Sequence[str], kind: str) -> list[list[str]]:
    """The alternatives, each with its items."""
    alternatives = [part.strip() for cell in answers for part in cell.split("|") if part.strip()]
    if kind != _LIST:
        return [[alternative] for alternative in alternatives]
    return [
        [item.strip() for item in re.split(r"[、；;\n]", alternative) if item.strip()]
        for alternative in alternatives
    ]


def _guessed(gold: Sequence[Sequence[str]]) -> str:
    """`figure` where each answer is one printed number with its unit and nothing else, so that it is judged as such."""
    figures = [read_figures(alternative[0]) for alternative in gold]
    plain = (FigureKind.DATE, FigureKind.TIME)
    whole = all(
        len(found) == 1 and found[0].text == alternative[0] and found[0].kind not in plain
        for found, alternative in zip(figures, gold, strict=True)
    )
    return "figure" if whole else "other"


def _workbook(raw: bytes, name: str) -> list[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(BytesIO(raw), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise BadRequest(
            f"{name}: not an Excel workbook ({error}).",
            detail=f"“{name}”不是 Excel 工作簿（.xlsx）。请在表格软件里另存为 .xlsx 或 .csv。",
        ) from error
    try:
        sheet = book.worksheets[0]
        return [[_shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    finally:
        book.close()


def _shown(value: object, number_format: str) -> str:
    """What the spreadsheet shows of a cell."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if "%" in number_format:
        places = len(number_format.partition(".")[2].rstrip("%"))
        return f"{Decimal(repr(value)) * 100:.{places}f}%"
    return str(int(value)) if float(value).is_integer() else repr(value)
