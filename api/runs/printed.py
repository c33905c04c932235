"""What the pages of a room print, for holding a question set against them."""

from collections.abc import Iterator
from functools import lru_cache

from corpus.sentences import sentences
from corpus.stored import StoredStory
from qa.assistant import Assistant
from qa.evaluating.checking import Printed
from qa.evaluating.datasets import Question
from qa.evaluating.metrics import normalised
from qa.evaluating.predictions import document_of
from qa.evidence import story_text

NEAR = 20
"""Passages looked at for a question: as many as are read for an answer."""


class Pages:
    """The pages that an assistant answers from, as a question set is held against them."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._named = lru_cache(maxsize=64)(self._page)
        self._all: list[str] | None = None

    def near(self, question: Question) -> list[Printed]:
        """The sentences of the nearest passages, each once, nearest first."""
        found: dict[Printed, None] = {}
        if not question.question.strip():
            return []
        for passage in self._assistant.search(question.question, limit=NEAR):
            document = document_of(passage.source)
            if not question.page or passage.source.bulletin == question.page:
                for span in sentences(passage.text):
                    found[Printed(document, span.of(passage.text))] = None
        return list(found)

    def holds(self, question: Question, plain: str) -> bool:
        """Whether a story of the pages that the question names prints `plain`; where it names none, any story."""
        named = {name.partition("#")[0] for name in question.doc_ids} | ({question.page} - {None})
        if named:
            return any(plain in story for name in sorted(filter(None, named)) for story in self._named(name))
        if any(plain in normalised(printed.text) for printed in self.near(question)):
            return True
        if self._all is None:
            self._all = [_plain(story) for story in self._stories()]
        return any(plain in story for story in self._all)

    def _page(self, name: str) -> tuple[str, ...]:
        stored = self._assistant.archive.bulletin_named(name)
        return tuple(map(_plain, self._assistant.archive.stories(stored.id))) if stored else ()

    def _stories(self) -> Iterator[StoredStory]:
        for row in self._assistant.archive.bulletins():
            yield from self._assistant.archive.stories(row.id)


def _plain(story: StoredStory) -> str:
    return normalised(story_text(story))
