"""The `bulletin` command: each subcommand parses, calls, prints.

Results go to standard output, progress and errors to standard error. Exit codes: 0 done (a refusal is
also an answer), 1 failed, 2 misused.
"""

import datetime
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from api import archive_commands, complaints
from api.opening import open_archive, open_assistant
from api.options import ENVIRONMENT, Data, Model, day, settings_of
from api.outputs import write_predictions
from api.page_commands import fix, stories
from api.printing import printed
from api.progress import counted, shown_progress
from api.schemas import AnswerOut
from api.serving import serve as serve_app
from api.settings import Settings, default_data, installed_version
from corpus.errors import BadRequest, BulletinError
from corpus.files import read_bulletins, readable_files
from qa.assistant import Assistant
from qa.datasets import read_questions
from qa.evaluation import evaluate as evaluated
from qa.predictions import predict
from qa.reports import summary, table, write_report

EXAMPLES = {
    "add": "bulletin add 2026-02-06.md",
    "stories": "bulletin stories 2026-02-06.md --json",
    "fix": "bulletin fix 2026-02-06.md --together 实推进试点 项目储备规模",
    "ask": "bulletin ask 2025年太原市市区优良天数是多少天？",
    "batch": "bulletin batch questions.jsonl -o predictions.jsonl",
    "evaluate": "bulletin evaluate questions.jsonl --report report",
    "serve": "bulletin serve --port 8000",
    "list": "bulletin list",
    "show": "bulletin show 2026-02-06.md",
    "remove": "bulletin remove 2026-02-06.md",
    "export": "bulletin export 导出",
    "verify": "bulletin verify",
    "backup": "bulletin backup 备份.sqlite",
}
"""One true call of each command: shown by its --help, run by a test."""

LAST_PORT = 65535

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


def _port(given: str | int) -> int:
    text = str(given)  # typer sends the default through here too
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= LAST_PORT):
        raise BadRequest(
            f"--port {text!r} is not a number from 0 to {LAST_PORT}",
            detail=f"端口“{text}”写得不对。请写 0 到 {LAST_PORT} 之间的数，例如 --port 8000。",
        )
    return int(text)


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


@app.command(epilog=f"例：{EXAMPLES['add']}")
def add(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="版面（.md .txt .html .docx .pdf）、成篇稿件（.jsonl），或放着这些文件的文件夹。",
        ),
    ],
    date: Annotated[
        datetime.date | None,
        typer.Option("--date", metavar="YYYY-MM-DD", parser=day, help="这一期的日期；不写时看文件名。"),
    ] = None,
    data: Data = None,
    model: Model = None,
) -> None:
    """把一期或多期报纸加入档案；要么全部加入，要么一期也不加。"""
    settings = settings_of(context, data, model)
    found = [file for path in files for file in readable_files(path)]
    pages = chain.from_iterable(read_bulletins(file, date=date) for file in found)
    with open_archive(settings) as archive:
        report = archive.add(counted(pages, "读入"))
    with shown_progress() as progress, open_assistant(settings, progress=progress):
        pass  # opening brings the index up to date, so that the first question need not wait for it
    typer.echo(
        f"新增 {report.added} 期，替换 {report.replaced} 期，未变 {report.unchanged} 期；"
        f"共 {report.stories} 篇报道，{report.passages} 个段落。"
    )


app.command(epilog=f"例：{EXAMPLES['stories']}")(stories)
app.command(epilog=f"例：{EXAMPLES['fix']}")(fix)


@app.command(epilog=f"例：{EXAMPLES['ask']}")
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="要问的问题。")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，与接口 POST /api/v1/ask 相同。")] = False,
    data: Data = None,
    model: Model = None,
) -> None:
    """问一个问题。报上没有说的，说明原因，也算完成（退出码 0）。"""
    if not question.isprintable() and any("\ud800" <= mark <= "\udfff" for mark in question):
        raise BadRequest(
            "the question is not valid UTF-8",
            detail="问题里有无法识别的字符。请把终端的编码设为 UTF-8 后再问。",
        )
    with (
        shown_progress() as progress,
        open_assistant(settings_of(context, data, model), progress=progress) as assistant,
    ):
        started = perf_counter()
        answer = assistant.ask(question)
        ms = (perf_counter() - started) * 1000
    if json:
        typer.echo(AnswerOut.of(answer, ms=ms).model_dump_json(by_alias=True))
    else:
        printed(Console(highlight=False, soft_wrap=True), answer)


@app.command(epilog=f"例：{EXAMPLES['batch']}")
def batch(
    context: typer.Context,
    questions: Annotated[Path, typer.Argument(help="问题集（.jsonl，每行 {id, question}）。")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="答案写到哪里（.jsonl）。")],
    data: Data = None,
    model: Model = None,
) -> None:
    """把问题集逐个问一遍，答案按行写入文件。"""
    asked = read_questions(questions)
    with (
        shown_progress() as progress,
        open_assistant(settings_of(context, data, model), progress=progress) as assistant,
    ):
        written = write_predictions(counted(predict(assistant, asked), "作答", total=len(asked)), output)
    typer.echo(f"{written} 个问题，答案在 {output}")


@app.command(epilog=f"例：{EXAMPLES['evaluate']}")
def evaluate(
    context: typer.Context,
    dataset: Annotated[Path, typer.Argument(help="带标准答案的问题集（.jsonl 或 SQuAD 格式 .json）。")],
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="把分数、错题和答案写进这个文件夹。")
    ] = None,
    data: Data = None,
    model: Model = None,
) -> None:
    """用问题集给问答打分。"""
    asked = read_questions(dataset)
    with (
        shown_progress() as progress,
        open_assistant(settings_of(context, data, model), progress=progress) as assistant,
    ):
        said = list(counted(predict(assistant, asked), "作答", total=len(asked)))
    judged = evaluated(asked, said)
    if report is not None:
        write_report(judged, report, title=dataset.stem)
    typer.echo(table(judged))
    typer.echo(summary(judged.overall))


@app.command(epilog=f"例：{EXAMPLES['serve']}")
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="监听地址；0.0.0.0 让别的机器也能访问。")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", parser=_port, help="端口；0 由系统挑一个。")
    ] = 8000,
    data: Data = None,
    model: Model = None,
) -> None:
    """启动网页和接口，按 Ctrl+C 停止。"""
    settings = settings_of(context, data, model)

    def announce(address: str) -> None:
        typer.echo(f"网页：{address}    接口文档：{address}/docs    （按 Ctrl+C 停止）", err=True)

    @contextmanager
    def opened() -> Iterator[Assistant]:
        with shown_progress() as progress:
            opening = open_assistant(settings, progress=progress)
        with opening as assistant:
            typer.echo("可以提问了。", err=True)
            yield assistant

    serve_app(opened, host=host, port=port, announce=announce)


for _name, _command in (
    ("list", archive_commands.list_pages),
    ("show", archive_commands.show),
    ("remove", archive_commands.remove),
    ("export", archive_commands.export),
    ("verify", archive_commands.verify),
    ("backup", archive_commands.backup),
):
    app.command(_name, epilog=f"例：{EXAMPLES[_name]}")(_command)


if __name__ == "__main__":
    main()
