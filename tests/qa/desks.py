"""A desk over pages written in a test: added, indexed with the bundled model, opened."""

from pathlib import Path

from corpus.archive import Archive
from corpus.files import read_bulletins
from qa.assistant import Assistant


def desk_over(folder: Path, *pages: Path) -> Assistant:
    """The desk over `pages`, its data in `folder`; whoever opens it closes it."""
    with Archive.open(folder) as archive:
        archive.add(bulletin for page in pages for bulletin in read_bulletins(page))
    return Assistant.open(folder)


def desk_over_text(folder: Path, text: str, *, name: str = "2026-02-06.md") -> Assistant:
    """The desk over one page that prints `text`, dated by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / name
    page.write_text(text, encoding="utf-8")
    return desk_over(folder / "data", page)
