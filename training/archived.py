"""Archives of news with the desk's own way of finding in them, as trainers and benchmarks open them."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from corpus.archive import Archive
from corpus.files import read_bulletins
from index.encoder import load_encoder
from index.hybrid import Index
from qa.finding import Finder


def opened(data: Path) -> tuple[Archive, Finder]:
    """The archive in `data`, filled before, and how the desk finds in it."""
    archive = Archive.open(data)
    index = Index.open(data / "index", archive, load_encoder())
    today = max(row.date for row in archive.bulletins() if row.date)
    return archive, Finder(archive, index, today=today, home=())


def filled(data: Path, articles: Iterable[str], news: Mapping[str, tuple[str, date | None]]) -> None:
    """An archive in `data` of the `articles` alone, where there is none yet; `news`: text and day of each by its id."""
    with Archive.open(data) as archive:
        if archive.bulletins():
            return
        file = data / "articles.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            for name in sorted(set(articles)):
                text, day = news[name]
                story = {"id": name, "text": text, "date": day and day.isoformat()}
                lines.write(json.dumps(story, ensure_ascii=False) + "\n")
        archive.add(read_bulletins(file, date=None))
