"""The command that compares two runs."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from api.runs.comparing import compared, comparison_of, markdown
from api.runs.folders import write_files

Run = Annotated[Path, typer.Argument(metavar="RUN", help="bulletin evaluate --report 写出的文件夹。")]


def compare(
    before: Run,
    after: Run,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="DIR", help="把比较写进这个文件夹：comparison.md 和 comparison.json。"
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """比较两次评测：差多少、是不是偶然、哪些题变好、哪些变差。"""
    found = compared(before, after)
    text = markdown(found)
    record = json_text.dumps(comparison_of(found), ensure_ascii=False, indent=1)
    if report:
        write_files(report, {"comparison.md": text, "comparison.json": record + "\n"})
    typer.echo(record if json else text)
