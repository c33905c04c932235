"""The commands that help to write a question set: one proposes questions, one looks for what is wrong with a set."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.commands.opening import open_assistant
from api.commands.options import Data, Model, settings_of
from api.commands.progress import counted, shown_progress
from api.runs.folders import write_files
from api.runs.outcomes import KINDS
from api.runs.printed import Pages
from api.runs.rooms import open_rooms
from corpus.errors import BadRequest
from corpus.stored import StoredStory
from qa.assistant import Assistant
from qa.evaluating.checking import Finding, findings
from qa.evaluating.drafting import Draft, drafted
from qa.evaluating.reading import read_datasets
from qa.evaluating.tables import shielded

COLUMNS = ("编号", "问题", "答案", "类型", "原文", "出处", "核对")
MOST = 1000


def _count(given: str | int) -> int:
    text = str(given)  # typer sends the default through here too
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise BadRequest(
            f"-n {text!r} is not a number from 1 to {MOST}",
            detail=f"题数“{text}”写得不对。请写 1 到 {MOST} 之间的数，例如 -n 30。",
        )
    return int(text)


def draft(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="写到哪里（.csv、.xlsx 或 .jsonl）。")
    ],
    issue: Annotated[
        str | None,
        typer.Argument(metavar="[ISSUE]", help="哪一期（bulletin list 里的名字）；不写时是最新一期。"),
    ] = None,
    count: Annotated[int, typer.Option("-n", metavar="N", parser=_count, help="拟多少题。")] = 30,
    data: Data = None,
    model: Model = None,
) -> None:
    """从报上的数字、日期、署名和讲话拟题，逐题问过，请编辑改定。“核对”一栏写着问答台答得对不对。"""
    write = _writer(output)
    with (
        shown_progress() as progress,
        open_assistant(settings_of(context, data, model), progress=progress) as assistant,
    ):
        stories = _stories(assistant, issue)
        made = list(counted(drafted(stories, assistant.ask, limit=count), "拟题", total=count))
    write(output, made)
    right = sum(each.right for each in made)
    typer.echo(
        f"{len(made)} 题，其中 {right} 题问答台答得对，{len(made) - right} 题请编辑核对；写在 {output}"
    )


def check(
    context: typer.Context,
    dataset: Annotated[Path, typer.Argument(metavar="FILE", help="问题集，与 bulletin evaluate 相同。")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    data: Data = None,
    model: Model = None,
) -> int:
    """检查问题集：标准答案不在报上的、重复的、几处都像答案的。有问题时退出码是 1。"""
    sets = read_datasets([dataset])
    found: list[Finding] = []
    with (
        shown_progress() as progress,
        open_rooms(sets, settings_of(context, data, model), folder=None, progress=progress) as rooms,
    ):
        for room in rooms:
            pages = Pages(room.assistant)
            asked = list(counted(room.questions, "检查"))
            found += findings(asked, near=pages.near, holds=pages.holds)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        for each in found:
            typer.echo(f"{each.id}  {each.detail}")
        total = sum(len(each.questions) for each in sets)
        typer.echo(f"{total} 题，{len({each.id for each in found})} 题要再看看。")
    return 1 if found else 0


def _stories(assistant: Assistant, issue: str | None) -> list[StoredStory]:
    rows = assistant.archive.bulletins()
    named = [row for row in rows if row.name == issue] if issue else rows
    if not named:
        raise BadRequest(
            f"no issue {issue!r} in the archive",
            detail=f"档案里没有“{issue}”这一期。用 bulletin list 看有哪些。",
        )
    latest = max(named, key=lambda row: (row.date.isoformat() if row.date else "", row.id))
    return assistant.archive.stories(latest.id)


def _writer(path: Path) -> Callable[[Path, Sequence[Draft]], None]:
    """What writes drafts to a file of this kind. BadRequest where there is none."""
    writers = {".csv": _write_csv, ".xlsx": _write_workbook, ".jsonl": _write_lines}
    if path.suffix.lower() not in writers:
        raise BadRequest(
            f"{path}: not .csv, .xlsx or .jsonl",
            detail=f"“{path.name}”不是能写的格式。请用 .csv、.xlsx 或 .jsonl。",
        )
    return writers[path.suffix.lower()]


def _cells(made: Draft) -> tuple[str, ...]:
    asked = made.question
    answer = asked.gold[0][0] if asked.gold else "拒答"
    kind = KINDS[asked.kind] if asked.answerable else "拒答"
    return asked.id, asked.question, answer, kind, asked.quote_contains, asked.page or "", made.remark


def _write_csv(path: Path, made: Sequence[Draft]) -> None:
    text = io.StringIO()
    rows = [COLUMNS, *(map(shielded, _cells(each)) for each in made)]
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    # the mark tells office programs that it is UTF-8
    write_files(path.parent, {path.name: "\ufeff" + text.getvalue()})


def _write_lines(path: Path, made: Sequence[Draft]) -> None:
    write_files(path.parent, {path.name: "".join(f"{each.question.to_json()}\n" for each in made)})


def _write_workbook(path: Path, made: Sequence[Draft]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (COLUMNS, *map(_cells, made)):
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"  # openpyxl would take =1+1 for a formula
    for column, width in zip("ABCDEFG", (12, 40, 16, 8, 60, 16, 40), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    beside = path.with_name(f".{path.name}.part")
    book.save(beside)
    beside.replace(path)
