"""The figure ledger as a workbook that office programs open."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from corpus.ledger_sheet import HEADINGS

NUMBER = "数值（可计算）"
"""The column beside the exact text, for sums: a spreadsheet keeps 15 digits and no trailing zeros."""

_VALUE = HEADINGS.index("数值")
_WIDTHS = {
    "印刷原文": 14,
    "指标": 24,
    "时间": 18,
    "地点": 14,
    "所在句子": 60,
    "报道": 30,
    "报纸日期": 12,
    "期名": 20,
}
"""In characters of the spreadsheet's font; the others are as wide as it makes them."""


def write_workbook(file: Path, table: Iterable[tuple[str, ...]]) -> int:
    """Write the table of `corpus.ledger_sheet` with its headings as XLSX, and say how many rows.

    Every cell is text, so that none runs as a formula, but for the column of numbers beside the exact values.
    OSError where the file cannot be written.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("数据台账")
    headings = (*HEADINGS[: _VALUE + 1], NUMBER, *HEADINGS[_VALUE + 1 :])
    for column, heading in enumerate(headings, start=1):
        if heading in _WIDTHS:
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[heading]
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=heading) for heading in headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    count = 0
    for row in table:
        said = [_text(sheet, value) for value in row]
        sheet.append([*said[: _VALUE + 1], Decimal(row[_VALUE]), *said[_VALUE + 1 :]])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{count + 1}"
    with file.open("wb") as out:
        book.save(out)
    return count


def _text(sheet: object, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # openpyxl would take =1+1 for a formula
    return cell
