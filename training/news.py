"""Raw news read for training: documents, their sentences, and passages of whole sentences.

A training set of its own, apart from the archive's rooms, so that a model can be made before there is an
archive and does not change when the archive's passages do.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PASSAGE_CHARACTERS = 250
"""The archive's passages are about this long."""

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’\"」』）)》】]*|\n|$)")


@dataclass(frozen=True, slots=True)
class Document:
    """One news article."""

    id: str
    text: str


def read_news(path: Path) -> Iterator[Document]:
    """The documents of a (gzipped) jsonl file of `{id, text}`, in file order."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield Document(str(record["id"]), str(record["text"]))


def sentences(text: str) -> list[str]:
    """Whole sentences in order; together they are `text`."""
    return [match.group() for match in _SENTENCE.finditer(text) if match.group()]


def passages(text: str, *, limit: int = PASSAGE_CHARACTERS) -> list[list[str]]:
    """Runs of whole sentences of at most `limit` characters (more where one sentence is longer)."""
    out: list[list[str]] = []
    length = 0
    for sentence in sentences(text):
        if not out or (length and length + len(sentence) > limit):
            out.append([])
            length = 0
        out[-1].append(sentence)
        length += len(sentence)
    return [run for run in out if "".join(run).strip()]
