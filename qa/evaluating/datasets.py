"""A question set: questions with what a right answer holds, and the texts that a set brings along.

How sets are written in files is the matter of `json_sets`, `tables` and `beir`; `reading` tells them apart.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from qa.answers import Reason

REFUSE = "none"
"""The kind of a question that must be refused."""

SEARCH = "search"
"""The kind of a question that asks for documents alone; the set holds no answer to it, and none is expected."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set, with what a right answer holds."""

    id: str
    question: str
    kind: str
    """figure, derived, date, person, place, list, ... as the set names it; `none` where it must be
    refused."""
    gold: tuple[tuple[str, ...], ...]
    """Alternatives; every string of one of them must stand in the answer. Empty where it must be refused."""
    doc_ids: tuple[str, ...] = ()
    """Names of the bulletins that hold the answer; empty where the set does not say."""
    quote_contains: str = ""
    page: str | None = None
    """The page a question was asked of, for sets that are scored page by page."""
    reason: Reason | None = None
    """Why it must be refused, where the set says."""
    tags: tuple[str, ...] = ()
    """How it is worded: colloquial, traditional, typo, ..."""
    split: str | None = None
    doc_grades: tuple[int, ...] = ()
    """How relevant each of `doc_ids` is, 1 or more; empty where all count alike."""
    set: str = ""
    """Name of the set it stands in, where several are asked together."""

    def __post_init__(self) -> None:
        if (self.kind in (REFUSE, SEARCH)) != (not self.gold):
            raise ValueError(f"{self.id}: kind {self.kind!r} with {len(self.gold)} gold answers")
        if self.kind == SEARCH and not self.doc_ids:
            raise ValueError(f"{self.id}: asks for documents and names none")
        if self.doc_grades and len(self.doc_grades) != len(self.doc_ids):
            raise ValueError(f"{self.id}: {len(self.doc_grades)} grades for {len(self.doc_ids)} documents")

    def to_json(self) -> str:
        """One line of JSON, as `rows` reads it, without its line end."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)

    @property
    def answerable(self) -> bool:
        """Whether the set holds an answer to it."""
        return bool(self.gold)

    @property
    def must_refuse(self) -> bool:
        """Whether refusing is the right answer."""
        return self.kind == REFUSE

    @property
    def grades(self) -> Mapping[str, int]:
        """The documents that hold the answer, each with its grade."""
        return dict(zip(self.doc_ids, self.doc_grades or (1,) * len(self.doc_ids), strict=True))


@dataclass(frozen=True, slots=True)
class SetStory:
    """A text that a set brings along: a paragraph of a SQuAD file, a document of a BEIR folder."""

    id: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set as read from one file or folder."""

    name: str
    questions: tuple[Question, ...]
    stories: tuple[SetStory, ...] = ()
    """What its questions are asked of; empty where they are asked of the archive."""
