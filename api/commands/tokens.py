"""Commands that give out, list and take back the tokens of staff and of programs."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Data, settings_of
from api.private.database import Database
from api.private.tokens import LONGEST_NOTE, Scope, Token, Tokens, now_utc
from corpus.errors import BadRequest

DAYS = 90
"""Days that a token is good for unless said otherwise: one that is forgotten ends by itself."""

MOST_DAYS = 3650


def create(
    context: typer.Context,
    scope: Annotated[
        list[str],
        typer.Option("--scope", metavar="SCOPE", help=f"权限：{'、'.join(Scope)}；可写几次。"),
    ],
    days: Annotated[
        int, typer.Option("--days", metavar="DAYS", min=1, max=MOST_DAYS, help="多少天后失效。")
    ] = DAYS,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="给谁用的，便于以后辨认。")] = "",
    data: Data = None,
) -> None:
    """发一个令牌。令牌只显示这一次，档案里只存它的摘要。"""
    if len(note) > LONGEST_NOTE:
        raise BadRequest(
            f"--note is longer than {LONGEST_NOTE} characters", detail=f"说明请不要超过 {LONGEST_NOTE} 个字。"
        )
    with closing(_opened(context, data)) as private:
        issued = Tokens(private).create(set(map(_scope, scope)), days=days, note=note, now=now_utc())
    typer.echo(issued.secret)
    typer.echo(
        f"编号 {issued.token.id}，{issued.token.expires:%Y-%m-%d} 失效。令牌只显示这一次，请现在存好。",
        err=True,
    )


def list_tokens(context: typer.Context, data: Data = None) -> None:
    """列出发出的令牌：编号、权限、起止和最后使用的时间（世界时）。"""
    with closing(_opened(context, data)) as private:
        tokens = Tokens(private).all()
    now = now_utc()
    typer.echo("编号\t状态\t权限\t发出\t失效\t最后使用\t说明")
    for token in tokens:
        state = "已失效" if token.expires <= now else "有效"
        typer.echo(f"{token.id}\t{state}\t{_described(token)}")
    typer.echo(f"共 {len(tokens)} 个。", err=True)


def revoke(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="编号，见 bulletin token list。")],
    data: Data = None,
) -> None:
    """收回令牌，立刻失效。"""
    with closing(_opened(context, data)) as private:
        tokens = Tokens(private)
        known = {token.id for token in tokens.all()}
        missing = [token_id for token_id in ids if token_id not in known]
        if missing:
            raise BadRequest(
                f"no token {missing[0]!r}",
                detail=f"没有编号为“{missing[0]}”的令牌，没有收回任何令牌。用 bulletin token list 可以看到有哪些。",
            )
        for token_id in ids:
            tokens.revoke(token_id)
    typer.echo(f"收回了 {len(ids)} 个令牌。")


def _described(token: Token) -> str:
    used = f"{token.used:%Y-%m-%d %H:%M}" if token.used else "没有用过"
    return "\t".join(
        (
            " ".join(sorted(token.scopes)),
            f"{token.created:%Y-%m-%d}",
            f"{token.expires:%Y-%m-%d}",
            used,
            token.note,
        )
    )


def _scope(text: str) -> Scope:
    try:
        return Scope(text)
    except ValueError as error:
        raise BadRequest(
            f"--scope {text!r} is none of {', '.join(Scope)}",
            detail=f"没有权限“{text}”。可以写：{'、'.join(Scope)}。",
        ) from error


def _opened(context: typer.Context, data: Path | None) -> Database:
    return Database.open(settings_of(context, data).data)
