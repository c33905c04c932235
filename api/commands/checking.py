"""`bulletin check`: a draft's figures compared with what was printed, on a terminal or as JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from api.commands.opening import open_existing
from api.commands.options import Data, settings_of
from api.commands.progress import shown_progress
from api.schemas import CheckOut
from api.verdicts import remark, summary, verdict
from api.wording import place_line
from corpus.files import read_file_text
from qa.drafts import CheckedFigure, Verdict, check_draft
from qa.ledger import Ledger

_STYLES = {Verdict.BORNE_OUT: "green", Verdict.CONTRADICTED: "bold red", Verdict.NOT_FOUND: "dim"}


def check(
    context: typer.Context,
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="稿子（.md .txt .html .docx .pdf）。")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，与接口 POST /api/v1/check 相同。")] = False,
    data: Data = None,
) -> None:
    """核对稿子里的数字：报上有、与报上不符，还是没有查到。查到与否都算完成（退出码 0）。"""
    text = read_file_text(draft)
    with open_existing(settings_of(context, data)) as archive:
        with shown_progress() as progress:
            archive.read_ledger(progress)
        checked = check_draft(Ledger(archive), text)
    if json:
        typer.echo(CheckOut.of(checked).model_dump_json())
        return
    _printed(Console(highlight=False, soft_wrap=True), checked)
    typer.echo(summary(checked), err=True)


def _printed(console: Console, checked: Sequence[CheckedFigure]) -> None:
    for one in checked:
        console.print(
            Text.assemble((one.figure.text, "bold"), "  ", (verdict(one.verdict), _STYLES[one.verdict]))
        )
        console.print(Text(f"  {remark(one)}"))
        for cited in one.printed:
            quote = cited.quote
            console.print(
                Text.assemble("  “", quote.before, (quote.text, "bold underline"), quote.after, "”")
            )
            console.print(Text(f"  ——{place_line(cited.source)}", style="dim"))
