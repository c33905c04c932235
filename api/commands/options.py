"""Options that several commands share, and what they come to."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings
from corpus.errors import BadRequest

ENVIRONMENT = "BULLETIN_DATA"
PAPER_ENVIRONMENT = "BULLETIN_PAPER"

LONGEST_PAPER = 40
"""Characters of a paper's name: several times 人民日报海外版, and still one or two lines of a phone's masthead."""

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help=f"档案文件夹；不写时用环境变量 {ENVIRONMENT}，再不然用本用户的数据文件夹。",
    ),
]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="向量模型：名字或文件夹；不写时用自带的模型。")
]


def read_paper(text: str) -> str:
    """The paper's name, without the marks 《》 around it. BadRequest where it is too long or no single line."""
    name = text.strip().removeprefix("《").removesuffix("》").strip()
    if len(name) > LONGEST_PAPER or not name.isprintable():
        raise BadRequest(
            f"--paper {text!r} is not a name of at most {LONGEST_PAPER} characters on one line",
            detail=f"报纸名称应当是一行字，不超过 {LONGEST_PAPER} 个字，例如 --paper 太原日报。",
        )
    return name


Paper = Annotated[
    str,
    typer.Option(
        "--paper",
        metavar="NAME",
        envvar=PAPER_ENVIRONMENT,
        parser=read_paper,
        help="报纸名称，写进引文和网页，如 太原日报；不写时引文里没有报纸名。",
    ),
]


def day(text: str) -> datetime.date:
    """The day given as YYYY-MM-DD. BadRequest where it is none."""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError as error:
        raise BadRequest(
            f"--date {text!r} is not a date YYYY-MM-DD",
            detail=f"日期“{text}”写得不对。请写成 年-月-日，例如 --date 2026-02-06。",
        ) from error


def settings_of(context: typer.Context, data: Path | None, model: str | None = None) -> Settings:
    """The settings given before the command's name, overruled by those given after it."""
    before = context.obj
    if not isinstance(before, Settings):
        raise TypeError("the callback has not run")
    return Settings(data=data or before.data, model=model or before.model)
