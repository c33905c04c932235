"""The `bulletin` command: each subcommand parses, calls, prints.

Results go to standard output, progress and errors to standard error. Exit codes: 0 done (a refusal is
also an answer), 1 failed, 2 misused.
"""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from api.commands import (
    agents,
    answers,
    archive,
    checking,
    compare,
    complaints,
    evaluating,
    feedback,
    figures,
    pages,
    questions,
    serving,
    tokens,
)
from api.commands.options import ENVIRONMENT, Model
from api.settings import Settings, default_data, installed_version
from corpus.errors import BulletinError

EXAMPLES = {
    "add": "bulletin add 2026-02-06.md",
    "stories": "bulletin stories 2026-02-06.md --json",
    "fix": "bulletin fix 2026-02-06.md --together 实推进试点 项目储备规模",
    "ask": "bulletin ask 2025年太原市市区优良天数是多少天？",
    "batch": "bulletin batch questions.jsonl -o predictions.jsonl",
    "evaluate": "bulletin evaluate questions.jsonl --report report",
    "compare": "bulletin compare before after",
    "questions draft": "bulletin questions draft -n 10 -o draft.csv",
    "questions check": "bulletin questions check questions.jsonl",
    "serve": "bulletin serve --port 8000",
    "mcp": "bulletin mcp",
    "token create": "bulletin token create --scope issues:write --scope feedback:read --days 90",
    "token list": "bulletin token list",
    "token revoke": "bulletin token revoke 1f8a03c7",
    "feedback": "bulletin feedback",
    "asked": "bulletin asked",
    "list": "bulletin list",
    "show": "bulletin show 2026-02-06.md",
    "remove": "bulletin remove 2026-02-06.md",
    "export": "bulletin export 导出",
    "verify": "bulletin verify",
    "backup": "bulletin backup 备份.sqlite",
    "figures": "bulletin figures 优良天数 --period 2025年",
    "check": "bulletin check 稿子.md",
}
"""One true call of each command: shown by its --help, run by a test."""

app = typer.Typer(
    name="bulletin",
    help="用报纸的原话回答问题：确切的数字、原文和出处。",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # answers are Chinese; a terminal or pipe set to another encoding would fail on them
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Carry out one command line and give back its exit code; a user's mistake is a line, not a traceback."""
    if not arguments:
        app(["--help"], prog_name="bulletin", standalone_mode=False)
        return complaints.MISUSED
    try:
        code = app(arguments, prog_name="bulletin", standalone_mode=False)
    except typer.TyperException as error:
        complaint = complaints.of_usage(error)
    except BulletinError as error:
        complaint = complaints.of_ours(error)
    except OSError as error:
        complaint = complaints.of_machine(error)
    else:
        return code if isinstance(code, int) else 0
    Console(stderr=True).print(Text(complaint.text, style="red"), soft_wrap=True)
    return complaint.code


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bulletin {installed_version()}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", envvar=ENVIRONMENT, help="档案文件夹；默认是本用户的数据文件夹。"
        ),
    ] = None,
    model: Model = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本号。")
    ] = False,
) -> None:
    """用报纸的原话回答问题：确切的数字、原文和出处。"""
    del version
    context.obj = Settings(data=data or default_data(), model=model)


for _name, _command in (
    ("add", archive.add),
    ("stories", pages.stories),
    ("fix", pages.fix),
    ("ask", answers.ask),
    ("batch", answers.batch),
    ("evaluate", evaluating.evaluate),
    ("compare", compare.compare),
    ("serve", serving.serve),
    ("mcp", agents.mcp),
    ("feedback", feedback.feedback),
    ("asked", feedback.asked),
    ("list", archive.list_pages),
    ("show", archive.show),
    ("remove", archive.remove),
    ("export", archive.export),
    ("verify", archive.verify),
    ("backup", archive.backup),
    ("figures", figures.figures),
    ("check", checking.check),
):
    app.command(_name, epilog=f"例：{EXAMPLES[_name]}")(_command)

_token = typer.Typer(help="编辑部和程序用的令牌：发给、列出、收回。")
for _name, _of_tokens in (
    ("create", tokens.create),
    ("list", tokens.list_tokens),
    ("revoke", tokens.revoke),
):
    _token.command(_name, epilog=f"例：{EXAMPLES[f'token {_name}']}")(_of_tokens)
app.add_typer(_token, name="token")

_questions = typer.Typer(help="出题和审题：给编辑拟一批题，或检查一个问题集。")
_questions.command("draft", epilog=f"例：{EXAMPLES['questions draft']}")(questions.draft)
_questions.command("check", epilog=f"例：{EXAMPLES['questions check']}")(questions.check)
app.add_typer(_questions, name="questions")


if __name__ == "__main__":
    main()
