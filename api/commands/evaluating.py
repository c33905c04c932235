"""The command that asks question sets and scores the answers."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Data, Model, settings_of
from api.commands.progress import counted, shown_progress
from api.runs.asking import asked, asked_by_several
from api.runs.folders import RunFolder, open_run
from api.runs.results import write_results
from api.runs.rooms import Room, open_rooms
from api.runs.settings import settings_of_run
from corpus.errors import BadRequest
from qa.evaluating.datasets import SEARCH, Dataset, Question
from qa.evaluating.evaluation import evaluate as evaluated
from qa.evaluating.measures import fallen, floors
from qa.evaluating.predictions import Prediction
from qa.evaluating.ranks import INSTALL, installed
from qa.evaluating.reading import read_datasets
from qa.evaluating.reports import summary, table

MOST_JOBS = 64


def _jobs(given: str | int) -> int:
    text = str(given)  # typer sends the default through here too
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_JOBS):
        raise BadRequest(
            f"--jobs {text!r} is not a number from 1 to {MOST_JOBS}",
            detail=f"进程数“{text}”写得不对。请写 1 到 {MOST_JOBS} 之间的数，例如 --jobs 4。",
        )
    return int(text)


def evaluate(
    context: typer.Context,
    datasets: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATASET...",
            help="带标准答案的问题集：.jsonl、SQuAD/CMRC/DRCD 的 .json、有“问题”“答案”两列的 .csv 或 .xlsx、"
            "BEIR 文件夹。自带原文的问题集（.json、BEIR）在自己的原文里问，其余的在档案里问。",
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="DIR",
            help="把这次评测写进这个文件夹：答案、分数、报告（report.html）。中断了再运行一次会接着做。",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", parser=_jobs, help="同时用几个进程作答。")] = 1,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under",
            metavar="METRIC=VALUE",
            help="低于下限就以退出码 1 结束，可以写多次，例如 --fail-under figure=0.8。",
        ),
    ] = None,
    data: Data = None,
    model: Model = None,
) -> int:
    """用问题集给问答打分。"""
    wanted = floors(fail_under or [])
    sets = read_datasets(datasets)
    _told_of_ranks(sets)
    settings = settings_of(context, data, model)
    with (
        shown_progress() as progress,
        open_rooms(sets, settings, folder=report, progress=progress) as rooms,
        ExitStack() as stack,
    ):
        questions = [question for room in rooms for question in room.questions]
        made_with = settings_of_run(
            sets,
            questions,
            encoder=rooms[0].encoder,
            archives=[(room.name, room.mark) for room in rooms],
        )
        run = stack.enter_context(open_run(report, made_with, questions)) if report else None
        said = _said(rooms, run, jobs=jobs, model=settings.model, total=len(questions))
        judged = evaluated(questions, said)
        if run:
            write_results(judged, run.folder, settings=made_with)
    typer.echo(table(judged))
    typer.echo(summary(judged.overall))
    missed = fallen(wanted, judged.judged)
    for name, value, floor in missed:
        found = "这个问题集量不出来" if value is None else f"{value:.4f}"
        typer.echo(f"没有达到下限：{name} {found}，下限 {floor}", err=True)
    return 1 if missed else 0


def _said(
    rooms: Sequence[Room], run: RunFolder | None, *, jobs: int, model: str | None, total: int
) -> list[Prediction]:
    """The answers to all questions, those of an earlier start of the same run included."""
    done = list(run.done) if run else []
    if done:
        typer.echo(f"接着上次：{len(done)} 题已经答过，还有 {total - len(done)} 题。", err=True)
    before = {prediction.id for prediction in done}
    answers = _asked(rooms, before, jobs=jobs, model=model)
    return done + list(counted(run.kept(answers) if run else answers, "作答", total=total - len(done)))


def _asked(rooms: Sequence[Room], before: set[str], *, jobs: int, model: str | None) -> Iterator[Prediction]:
    for room in rooms:
        left: list[Question] = [question for question in room.questions if question.id not in before]
        if jobs > 1 and left:
            yield from asked_by_several(room.data, left, jobs=jobs, model=model)
        else:
            yield from asked(room.assistant, left)


def _told_of_ranks(sets: Sequence[Dataset]) -> None:
    """Says what cannot be measured without the extra; BadRequest where that is all there is to measure."""
    questions = [question for each in sets for question in each.questions if question.doc_ids]
    if installed() or not questions:
        return
    if any(question.kind == SEARCH for question in questions):
        raise BadRequest(
            f"measuring search needs the extra 'evaluation': {INSTALL}",
            detail=f"给检索打分要另外安装评测组件：{INSTALL}",
        )
    typer.echo(f"没有算检索的分数（recall、MRR、nDCG）：要另外安装评测组件：{INSTALL}", err=True)
