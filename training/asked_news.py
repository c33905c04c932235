"""Questions that people would ask of news articles, written for training: `asked_news.tsv.gz` and `asked_harder.tsv.gz` beside this file.

A language model read 10,827 articles one by one, for this project, and wrote eight to ten questions on each, every one checked to have its
answer in the article's own words. Each line: the article's id in crud_news.jsonl.gz, the sort of answer, an editor's wording, a
resident's wording of the same question, and where the answer starts and ends in the article (empty where it does not answer). The
texts are not in it. No article of crud_qa_dev.jsonl, crud_qa_dev_hard.jsonl or of the development pages is asked about, nor one that
repeats their sentences. An article belongs to one part for good, by the SHA-256 of its id: the reader learns from the first, what
orders and weighs its work (ranker, search's reordering) from the second; the third is scored, and the confidence fitted on it. Of the last
1,541 articles three in four were drawn from the first part.

The second file has about seven a further article, of all three parts, of those sorts of which the first has few, or easy ones: two of
whether, of which half are settled by another word than the one asked about (收钱不: 免费), causes and purposes, states and relations, one
among several alike, and one that the article does not answer. The resident's wording is of people who half remember the story.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.spans import Span

ASKED = Path(__file__).with_name("asked_news.tsv.gz")
HARDER = Path(__file__).with_name("asked_harder.tsv.gz")
_READER, _HELD = 158, 236
"""Below the first in the first byte of the hash: the reader's (62 %); from the second on: held (8 %)."""


class Part(StrEnum):
    """What an article's questions are for."""

    READER = "reader"
    RANKER = "ranker"
    HELD = "held"


class Wording(StrEnum):
    """As whom a question is worded."""

    PLAIN = "plain"
    EVERYDAY = "everyday"


@dataclass(frozen=True, slots=True)
class Written:
    """One question in two wordings."""

    document: str
    kind: str
    """figure, date, person, place, org, title, what, list, why, how, yesno; none where the article does not answer."""
    plain: str
    everyday: str
    place: Span | None
    """The answer, in the article's text; None for kind none."""

    def worded(self, wording: Wording) -> str:
        """The question in that wording."""
        return self.plain if wording is Wording.PLAIN else self.everyday


def part_of(document: str) -> Part:
    """The part that an article belongs to."""
    first = hashlib.sha256(document.encode()).digest()[0]
    return Part.READER if first < _READER else Part.HELD if first >= _HELD else Part.RANKER


def read_written(path: Path = ASKED) -> Iterator[Written]:
    """All questions, in the file's order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document, kind, plain, everyday, start, end = line.rstrip("\n").split("\t")
            yield Written(document, kind, plain, everyday, Span(int(start), int(end)) if end else None)


def documents(part: Part, *paths: Path) -> set[str]:
    """The ids of the articles of one part that the files ask about."""
    return {w.document for path in paths for w in read_written(path) if part_of(w.document) is part}
