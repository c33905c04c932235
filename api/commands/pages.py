"""Commands about one page: the stories it was read into, and an editor's rulings on them."""

import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.commands.page_printing import printed_page
from api.schemas import StoriesOut
from corpus.bulletins import Bulletin
from corpus.errors import BadRequest
from corpus.files import PAGE_SUFFIXES, read_doubted_page
from corpus.pages import PageReading
from corpus.rulings import Headline, Ruling, Start, Together, read_sidecar, write_sidecar

Page = Annotated[Path, typer.Argument(metavar="PAGE", help="一张版面（.md .txt .html .docx .pdf）。")]


def stories(
    file: Page,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，含每篇报道在版面上的位置。")] = False,
) -> None:
    """看一张版面分成了哪几篇报道，哪些衔接没有把握；不改动档案。"""
    bulletin, reading = _read(file)
    if json:
        typer.echo(StoriesOut.of(bulletin, reading).model_dump_json())
    else:
        printed_page(Console(highlight=False, soft_wrap=True), bulletin, reading)


def fix(
    file: Page,
    start: Annotated[
        list[str] | None, typer.Option("--start", metavar="段首", help="从这一段起是一篇新的报道。")
    ] = None,
    together: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--together", metavar="段首 段首", help="后一段接在前一段后面；写标题时，带上整篇报道。"
        ),
    ] = None,
    title: Annotated[
        tuple[str, str] | None,
        typer.Option("--title", metavar="标题 段首", help="这一行是这一段所在报道的标题。"),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="去掉以前的改正。")] = False,
) -> None:
    """改正一张版面的分篇，记在旁边的 PAGE.fix.json 里；再用 bulletin add 加入。

    段落用它在版面上的头几个字来指；有几处开头一样时，写“头几个字@2”指第二处。
    """
    rulings: list[Ruling] = [] if clear else list(read_sidecar(file) or ())
    rulings += [Start(line) for line in start or ()]
    if together:
        rulings.append(Together(together))
    if title:
        rulings.append(Headline(title[0], of=title[1]))
    bulletin, reading = _read(file, rulings)  # whatever does not fit the page is told before it is written
    where = write_sidecar(file, rulings)
    printed_page(Console(highlight=False, soft_wrap=True), bulletin, reading)
    typer.echo(f"{len(rulings)} 条改正已记在 {where}。要用到问答里，请再运行：bulletin add {file}", err=True)


def _read(file: Path, rulings: list[Ruling] | None = None) -> tuple[Bulletin, PageReading]:
    if file.is_file() and not file.name.lower().endswith(PAGE_SUFFIXES):
        raise BadRequest(
            f"{file}: not a page",
            detail=f"“{file.name}”不是一张版面（{' '.join(PAGE_SUFFIXES)}）；成篇的稿件（.jsonl）不用再分。",
        )
    # the day plays no part in the stories, and a page looked at need not have one
    return read_doubted_page(file, date=datetime.date.min, rulings=rulings)
