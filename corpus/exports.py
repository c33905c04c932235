"""The archive's live pages written out as files that `bulletin add` reads again.

A page becomes a text file of its own, in UTF-8, with an editor's rulings beside it; ready stories become
lines of `stories.jsonl`. `contents.jsonl` lists what was written, with the date of each and the SHA-256 and
reading of the file it came from; `figures.csv` holds the figure ledger, to look at. Not written: versions
that a later one replaced (`Archive.backup` keeps those), and the original files of converted documents,
which the archive does not hold.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.archive import Archive
from corpus.bulletins import Bulletin
from corpus.errors import BadRequest
from corpus.files import PAGE_SUFFIXES
from corpus.ledger_sheet import write_ledger
from corpus.rulings import sidecar, write_sidecar

STORIES = "stories.jsonl"
CONTENTS = "contents.jsonl"
FIGURES = "figures.csv"

_TEXT_SUFFIXES = (".md", ".txt")


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written."""

    pages: int
    stories: int
    """Ready stories, one a line."""
    figures: int
    """Rows of the figure ledger."""


def write_export(archive: Archive, folder: Path) -> ExportReport:
    """Write the live pages into `folder`, which is made and must be empty, and say how many.

    Raises BadRequest where it is not empty; OSError where it cannot be written, which leaves what was
    written so far.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BadRequest(
            f"{folder}: not empty", detail=f"文件夹“{folder}”里已经有文件；请给出一个空的或新的文件夹。"
        )
    pages = stories = 0
    used: set[str] = set()
    with (
        (folder / CONTENTS).open("x", encoding="utf-8", newline="\n") as contents,
        (folder / STORIES).open("x", encoding="utf-8", newline="\n") as lines,
    ):
        for bulletin_id, bulletin in _live(archive):
            file = _file_name(bulletin)
            if file is None or file.casefold() in used:
                file = STORIES
                stories += 1
                lines.write(_line(id=bulletin.name, text=bulletin.text, **_told(bulletin)))
            else:
                pages += 1
                used |= {file.casefold(), sidecar(Path(file)).name.casefold()}
                (folder / file).write_text(bulletin.text, encoding="utf-8", newline="")
                rulings = archive.page(bulletin_id).rulings
                if rulings:
                    write_sidecar(folder / file, rulings)
            contents.write(
                _line(
                    name=bulletin.name,
                    file=file,
                    date=bulletin.date.isoformat() if bulletin.date else None,
                    sha256=bulletin.digest,
                    read_as=bulletin.encoding,
                )
            )
    if not stories:
        (folder / STORIES).unlink()
    return ExportReport(pages, stories, write_ledger(archive, folder / FIGURES))


def _live(archive: Archive) -> Iterator[tuple[int, Bulletin]]:
    for row in archive.bulletins():
        yield row.id, archive.bulletin(row.id)


def _file_name(bulletin: Bulletin) -> str | None:
    """Where a page goes; None for a ready story, and for a name that is no plain file name."""
    name = bulletin.name
    if bulletin.headline is not None or not name.lower().endswith(PAGE_SUFFIXES):
        return None
    if Path(name).name != name or "\\" in name or name in (STORIES, CONTENTS):
        return None
    # the text of a document is no document any more: 2026-02-06.pdf goes to 2026-02-06.pdf.md
    return name if name.lower().endswith(_TEXT_SUFFIXES) else f"{name}.md"


def _told(bulletin: Bulletin) -> dict[str, str]:
    told = {"title": bulletin.headline, "date": bulletin.date.isoformat() if bulletin.date else None}
    return {key: value for key, value in told.items() if value}


def _line(**fields: str | None) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"
