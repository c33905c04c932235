"""Putting a question set to a desk: what it says to each question, recorded as it is said."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from corpus.errors import BadRequest
from qa.answers import Answer
from qa.evaluating.datasets import SEARCH, Question
from qa.evaluating.predictions import Prediction, SaidHit, document_of, record
from qa.searching import FoundPassage

DOCUMENTS = 10
"""Documents recorded a question: as deep as recall and nDCG look."""
PASSAGES = 60
"""Passages looked at for them; a story has three or four."""
PASSAGE_SHOWN = 80
"""Characters of a passage that are recorded, enough to see why it was found."""


Find = Callable[[str], tuple[SaidHit, ...]]
"""The documents found for a question."""


class Desk(Protocol):
    """What answers questions: the assistant, or a stand-in of a test."""

    def ask(self, question: str) -> Answer:
        """The answer to one question, or its refusal. BadRequest where it is not a question."""


def predict(desk: Desk, questions: Iterable[Question], *, find: Find | None = None) -> Iterator[Prediction]:
    """What the desk says to each question, in order, as it is said; with `find`, the documents found as well.

    A malformed question (too long, blank) does not end the run: it is recorded as refused, with the error's
    code. A question that asks for documents alone is searched for and not asked.
    """
    for question in questions:
        begun = time.perf_counter()
        try:
            if question.kind == SEARCH:
                hits = find(question.question) if find else ()
                yield _nothing_said(question.id, refused=False, hits=hits, ms=_since(begun))
                continue
            answer = desk.ask(question.question)
            ms = _since(begun)
            said = record(question.id, answer, ms=ms)
            yield replace(said, hits=find(question.question)) if find else said
        except BadRequest as error:
            yield _nothing_said(question.id, refused=True, error=error, ms=_since(begun))


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 3)


def _nothing_said(
    number: str, *, refused: bool, ms: float, hits: tuple[SaidHit, ...] = (), error: BadRequest | None = None
) -> Prediction:
    return Prediction(
        id=number,
        answer="",
        quote="",
        refused=refused,
        reason=error.code if error else None,
        doc_id=None,
        page=None,
        start=None,
        end=None,
        figures=(),
        score=0.0,
        ms=ms,
        explanation=error.detail if error else "",
        hits=hits,
    )


class Searching(Protocol):
    """What finds passages: the assistant, or a stand-in of a test."""

    def search(self, words: str, *, limit: int) -> Sequence[FoundPassage]:
        """Up to `limit` passages, nearest first."""


def documents_found(desk: Searching, question: str) -> tuple[SaidHit, ...]:
    """The first `DOCUMENTS` documents found for `question`, each by its nearest passage."""
    nearest: dict[str, str] = {}
    for passage in desk.search(question, limit=PASSAGES):
        nearest.setdefault(document_of(passage.source), passage.text[:PASSAGE_SHOWN])
    return tuple(SaidHit(name, text) for name, text in list(nearest.items())[:DOCUMENTS])
