"""The archive of all news, with the desk's own way of finding in it, as trainers open them."""

from pathlib import Path

from corpus.archive import Archive
from index.encoder import load_encoder
from index.hybrid import Index
from qa.finding import Finder


def opened(data: Path) -> tuple[Archive, Finder]:
    """The archive in `data`, filled with crud_news.jsonl.gz before, and how the desk finds in it."""
    archive = Archive.open(data)
    index = Index.open(data / "index", archive, load_encoder())
    today = max(row.date for row in archive.bulletins() if row.date)
    return archive, Finder(archive, index, today=today, home=())
