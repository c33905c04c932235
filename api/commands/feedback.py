"""Commands that show what readers said, and what they asked where the operator keeps that."""

from contextlib import closing
from typing import Annotated

import typer

from api.commands.options import Data, settings_of
from api.private.database import Database
from api.private.feedback import KEPT_ROWS, FeedbackBook
from api.private.questions import KeptQuestions
from api.schemas import OpinionOut


def feedback(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="每行一条 JSON。")] = False,
    data: Data = None,
) -> None:
    """看读者对回答的反馈：日期、有用或没用、问题和留言，最新的在前。"""
    with closing(Database.open(settings_of(context, data).data)) as private:
        opinions = FeedbackBook(private).page(limit=KEPT_ROWS)
    if not json:
        typer.echo("日期\t评价\t问题\t留言")
    for opinion in opinions:
        if json:
            typer.echo(OpinionOut.of(opinion).model_dump_json())
        else:
            said = "有用" if opinion.useful else "没用"
            typer.echo(f"{opinion.day}\t{said}\t{opinion.question or opinion.answer}\t{opinion.word}")
    typer.echo(f"共 {len(opinions)} 条。", err=True)


def asked(context: typer.Context, data: Data = None) -> None:
    """看保存下来的问题：日期、问题和结果。只有用 serve --keep-questions 打开之后才有。"""
    with closing(Database.open(settings_of(context, data).data)) as private:
        kept = KeptQuestions(private).all()
    typer.echo("日期\t结果\t问题")
    for one in kept:
        typer.echo(f"{one.day}\t{one.outcome}\t{one.question}")
    typer.echo(f"共 {len(kept)} 个。", err=True)
