"""Commands that keep the archive: what is in it, taking pages out, writing it out, checking and saving it."""

import datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.commands.opening import open_archive, open_assistant, open_existing
from api.commands.options import Data, Model, day, settings_of
from api.commands.page_printing import printed_page
from api.commands.progress import counted, shown_progress
from api.schemas import BulletinOut, ContentsOut, FaultOut, VerifiedOut
from corpus.checks import Fault
from corpus.errors import BadRequest
from corpus.exports import write_export
from corpus.files import read_bulletins, readable_files
from corpus.pages import PageReading
from index.checks import index_faults

FAULTY = 1
"""Exit code where something is wrong in the archive."""


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
    with shown_progress() as progress, open_assistant(settings, progress=progress) as assistant:
        # opening has brought the index up to date; with the ledger read too, no first question has to wait
        assistant.archive.read_ledger(progress)
    typer.echo(
        f"新增 {report.added} 期，替换 {report.replaced} 期，未变 {report.unchanged} 期；"
        f"共 {report.stories} 篇报道，{report.passages} 个段落。"
    )


def list_pages(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    data: Data = None,
) -> None:
    """列出档案里的各期报纸。"""
    with open_existing(settings_of(context, data)) as archive:
        rows = archive.bulletins()
    if json:
        typer.echo(ContentsOut.of(rows).model_dump_json())
        return
    for row in rows:
        day = row.date.isoformat() if row.date else "（无日期）"
        typer.echo(f"{day}\t{row.name}\t{row.stories} 篇\t{row.characters} 字")
    typer.echo(f"共 {len(rows)} 期。", err=True)


def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="期名，见 bulletin list。")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，含原文。")] = False,
    data: Data = None,
) -> None:
    """看档案里的一期：来源、日期和各篇报道。"""
    with open_existing(settings_of(context, data)) as archive:
        stored = archive.bulletin_named(name)
        if stored is None:
            raise BadRequest(
                f"no page {name!r} in the archive",
                detail=f"资料库里没有“{name}”。用 bulletin list 可以看到有哪些。",
            )
        page = archive.page(stored.id)
    bulletin = stored.bulletin
    if json:
        typer.echo(BulletinOut.of(bulletin, page).model_dump_json())
        return
    day = bulletin.date or "（无日期）"
    typer.echo(f"{bulletin.name}  {day}  {len(bulletin.text)} 字  {bulletin.encoding}")
    typer.echo(f"原文件 SHA-256：{bulletin.digest}")
    if page.rulings:
        typer.echo(f"人工改正：{len(page.rulings)} 条")
    typer.echo("")
    printed_page(Console(highlight=False, soft_wrap=True), bulletin, PageReading(page, ()))


def remove(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="期名，见 bulletin list。")],
    data: Data = None,
    model: Model = None,
) -> None:
    """把一期或多期移出检索；原文仍然保留，已有的链接还能打开。"""
    settings = settings_of(context, data, model)
    with open_existing(settings) as archive:
        count = archive.remove(names)
        left = len(archive.bulletins())
    if left:  # an empty desk would be given the first issue again
        with shown_progress() as progress, open_assistant(settings, progress=progress):
            pass  # opening brings the index up to date
    typer.echo(f"已移除 {count} 期，还有 {left} 期。")


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪里：一个新的或空的文件夹。")],
    data: Data = None,
) -> None:
    """把档案里各期的文字写成文件，可以再用 bulletin add 加入。"""
    with open_existing(settings_of(context, data)) as archive:
        report = write_export(archive, folder)
    typer.echo(f"{report.pages} 张版面、{report.stories} 篇成篇稿件、{report.figures} 条数据已写到 {folder}")


def verify(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    data: Data = None,
) -> None:
    """逐一核对档案：每段文字的位置和校验值、改动的历史、索引的每一项。有错时退出码是 1。"""
    settings = settings_of(context, data)
    with open_existing(settings) as archive:
        found = archive.verify()
        pages = len(archive.bulletins())
        if not found:  # an index of a broken archive tells nothing more
            found = [Fault("index", what) for what in index_faults(settings.data / "index", archive)]
    if json:
        typer.echo(VerifiedOut(pages=pages, faults=tuple(map(FaultOut.of, found))).model_dump_json())
    else:
        for fault in found:
            typer.echo(f"{fault.where}\t{fault.what}")
        verdict = f"有 {len(found)} 处不对" if found else "全部无误"
        typer.echo(f"核对了 {pages} 期，{verdict}。")
    if found:
        raise typer.Exit(FAULTY)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到哪个文件；不会覆盖已有的文件。")],
    data: Data = None,
) -> None:
    """把整个档案（连同旧版）备份成一个文件；恢复时放回档案文件夹，改名为 archive.sqlite。"""
    with open_existing(settings_of(context, data)) as archive:
        archive.backup(file)
        count = len(archive.bulletins())
    typer.echo(f"{count} 期已备份到 {file}")
