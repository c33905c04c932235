"""`bulletin figures`: the figure ledger on a terminal, as JSON, or as a table for an office program."""

import datetime
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.commands.opening import open_existing
from api.commands.options import Data, day, settings_of
from api.commands.outputs import beside
from api.commands.progress import counted, shown_progress
from api.commands.sheets import write_workbook
from api.schemas import FiguresOut, LedgerFigureOut
from api.wording import headline
from corpus.errors import BadRequest
from corpus.ledger_sheet import DIRECTIONS, rows_of, write_csv
from qa.answers import Source
from qa.ledger import CitedFigure, FigureQuery, Ledger

SHOWN = 20
"""Rows on one page of the table: a terminal's height."""

BATCH = 500
"""Rows held in memory at once while a file is written."""


def figures(
    context: typer.Context,
    words: Annotated[
        str, typer.Argument(metavar="[MEASURE]", help="要查的指标，如 优良天数；不写就全列出来。")
    ] = "",
    period: Annotated[
        str, typer.Option("--period", metavar="TIME", help="时间，如 2025年、去年、9月。")
    ] = "",
    place: Annotated[str, typer.Option("--place", metavar="PLACE", help="地点，如 太原市。")] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help="单位，如 天、亩、亿元。")] = "",
    since: Annotated[
        datetime.date | None,
        typer.Option("--since", metavar="YYYY-MM-DD", parser=day, help="这一天及以后的报纸。"),
    ] = None,
    until: Annotated[
        datetime.date | None,
        typer.Option("--until", metavar="YYYY-MM-DD", parser=day, help="这一天及以前的报纸。"),
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, help=f"第几页，每页 {SHOWN} 条。")] = 1,
    json: Annotated[
        bool, typer.Option("--json", help="输出 JSON，与接口 GET /api/v1/figures 相同。")
    ] = False,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="全部写成 CSV 文件。")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="全部写成 XLSX 文件。")] = None,
    data: Data = None,
) -> None:
    """查报上印过的数字：原文、数值、单位、指标、时间、地点和出处。"""
    if json + (csv is not None) + (xlsx is not None) > 1:
        raise BadRequest(
            "--json, --csv and --xlsx exclude each other", detail="--json、--csv、--xlsx 一次只能用一个。"
        )
    query = FigureQuery(words=words, period=period, place=place, unit=unit, since=since, until=until)
    with open_existing(settings_of(context, data)) as archive:
        with shown_progress() as progress:
            archive.read_ledger(progress)
        ledger = Ledger(archive)
        found = ledger.find(query)
        batches = (ledger.rows(found[at : at + BATCH]) for at in range(0, len(found), BATCH))
        table = counted(rows_of(archive, chain.from_iterable(batches)), "写出", total=len(found))
        if csv is not None:
            with beside(csv) as file:
                typer.echo(f"{write_csv(file, table)} 条数据已写到 {csv}")
            return
        if xlsx is not None:
            with beside(xlsx) as file:
                typer.echo(f"{write_workbook(file, table)} 条数据已写到 {xlsx}")
            return
        shown = ledger.cite(ledger.rows(found[(page - 1) * SHOWN : page * SHOWN]))
    if json:
        out = FiguresOut(figures=tuple(map(LedgerFigureOut.of, shown)), total=len(found), next=None)
        typer.echo(out.model_dump_json())
        return
    console = Console(highlight=False)
    if shown:
        console.print(_table(shown))
    pages = -(-len(found) // SHOWN)
    typer.echo(f"共 {len(found)} 条{f'，第 {page} 页，共 {pages} 页' if pages > 1 else ''}。", err=True)


def _table(rows: Sequence[CitedFigure]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("数字", "指标", "时间", "地点", "出处"):
        table.add_column(heading, overflow="fold")
    for cited in rows:
        figure = cited.row.figure
        change = f"{against(figure.base)}{DIRECTIONS[figure.direction]}"
        table.add_row(
            Text(figure.text, style="bold"),
            (f"{figure.measure}（{change}）" if change else figure.measure) or "—",
            figure.period or "—",
            figure.place or "—",
            Text(_place(cited.source), style="dim"),
        )
    return table


def against(base: str) -> str:
    """What a change is measured against, worded: 比上年同期, 同比; empty where the page does not say."""
    return base if base in ("", "同比", "环比") else f"比{base}"


def _place(source: Source) -> str:
    day = source.date.isoformat() if source.date else source.bulletin
    return f"{day} 《{headline(source.title)}》 {source.start}-{source.end}"
