"""SQLite's FTS5, from the standard library: BM25 over words, or over three-character runs."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.peers.protocol import Desk, Said, Text, Way, words


@dataclass(frozen=True, slots=True)
class _Opened:
    connection: sqlite3.Connection
    trigram: bool

    def ask(self, question: str, limit: int) -> Said:
        terms = _runs(question) if self.trigram else words(question)
        if not terms:
            return Said(())
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in dict.fromkeys(terms))
        rows = self.connection.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank, rowid LIMIT ?", (match, limit)
        )
        return Said(tuple(number for (number,) in rows))


@dataclass(frozen=True, slots=True)
class Fts5:
    """FTS5 with one of its tokenizers."""

    note: str
    trigram: bool

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """One table; only the index is kept, not the text."""
        del model
        with sqlite3.connect(folder / "texts.sqlite") as connection:
            tokenizer = "trigram" if self.trigram else "unicode61"
            connection.execute(
                f"CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='{tokenizer}')"
            )
            connection.executemany(
                "INSERT INTO texts (rowid, text) VALUES (?, ?)",
                ((t.id, t.text if self.trigram else " ".join(words(t.text))) for t in texts),
            )
            connection.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        connection.close()

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The table, read-only."""
        del texts, model
        return _Opened(sqlite3.connect(folder / "texts.sqlite"), self.trigram)


def _runs(question: str) -> list[str]:
    # the trigram tokenizer finds nothing shorter than three characters
    return [question[i : i + 3] for i in range(len(question) - 2)]


WAYS: dict[str, Way] = {
    "words": Fts5("FTS5 over rjieba words, any word may match", trigram=False),
    "trigrams": Fts5(
        "FTS5's own trigram tokenizer, which needs no segmenter; any run may match", trigram=True
    ),
}
