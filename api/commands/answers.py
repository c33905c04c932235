"""Commands that ask: one question, a set of them."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from api.commands.opening import open_assistant
from api.commands.options import Data, Model, settings_of
from api.commands.outputs import write_predictions
from api.commands.printing import printed
from api.commands.progress import counted, shown_progress
from api.schemas import AnswerOut
from corpus.errors import BadRequest
from qa.evaluating.asking import predict
from qa.evaluating.reading import read_questions


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


def batch(
    context: typer.Context,
    questions: Annotated[
        Path,
        typer.Argument(help="问题集：.jsonl（每行 {id, question}），或有“问题”“答案”两列的 .csv、.xlsx。"),
    ],
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
