"""What a reader who has begun to type may be after: questions on printed figures, headlines, reporters' names.

Drawn issue by issue from what is printed there, so that a new issue costs only its own reading; the latest
issues first, and no further back than readers look. A question is offered once it was asked and answered by the
figure that it was made from; asking takes its time, so `check_next` does one at a time, between readers.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.archive import Archive
from corpus.stored import BulletinRow, StoredStory
from corpus.text import fold, simplify
from qa.answers import Answer, Answered
from qa.examples import proposals

STORIES = 120
"""Stories of the latest issues that are drawn from: more than a week of dailies, and half a second of reading."""

PER_STORY = 8
"""Questions on one story's figures; a table would crowd out the rest of the issue."""


class SuggestionKind(StrEnum):
    """What a suggestion is made of."""

    QUESTION = "question"
    """A question on a printed figure."""
    HEADLINE = "headline"
    NAME = "name"
    """A reporter's or photographer's name, as printed in a byline."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to ask or to read."""

    kind: SuggestionKind
    text: str
    bulletin: str
    """`Bulletin.name` of the issue it was drawn from."""
    story: int


@dataclass(frozen=True, slots=True)
class _Entry:
    suggestion: Suggestion
    folded: str
    printed: str
    """The figure that must be in the answer to a question; empty for what is none."""


class Suggestions:
    """The suggestions of one archive; `follow` it, `check_next` while there is one to check, ask what matches."""

    def __init__(self) -> None:
        self._generation = -1
        self._drawn: dict[int, tuple[_Entry, ...]] = {}
        self._entries: tuple[_Entry, ...] = ()
        self._unchecked: deque[_Entry] = deque()
        self._checked: dict[_Entry, bool] = {}
        """Whether each question that was checked is answered by its figure."""

    def follow(self, archive: Archive) -> None:
        """Take up what changed in `archive`; only issues not seen before are read."""
        generation = archive.generation
        if generation == self._generation:
            return
        rows = list(_latest(archive.bulletins()))
        self._drawn = {
            row.id: self._drawn.get(row.id) or tuple(_draw(archive.stories(row.id))) for row in rows
        }
        seen: dict[tuple[SuggestionKind, str], _Entry] = {}
        for row in rows:
            for entry in self._drawn[row.id]:
                seen.setdefault((entry.suggestion.kind, entry.suggestion.text), entry)
        self._entries = tuple(seen.values())
        self._checked = {entry: self._checked[entry] for entry in self._entries if entry in self._checked}
        self._unchecked = deque(e for e in self._entries if e.printed and e not in self._checked)
        self._generation = generation

    def check_next(self, ask: Callable[[str], Answer]) -> bool:
        """Ask one question that was not checked yet; whether there was one."""
        if not self._unchecked:
            return False
        entry = self._unchecked.popleft()
        answer = ask(entry.suggestion.text)
        self._checked[entry] = isinstance(answer, Answered) and entry.printed in answer.text
        return True

    def matching(self, typed: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Up to `limit` that begin with `typed`, then that hold it, then that hold its characters in that order.

        Within each, the latest issue first and in page order. Widths, scripts, blanks and marks do not matter.
        """
        wanted = _folded(typed)
        if not wanted:
            return ()
        by_fit: tuple[list[Suggestion], ...] = ([], [], [])
        for entry in self._entries:
            if entry.printed and not self._checked.get(entry, False):
                continue
            at = entry.folded.find(wanted)
            fit = 0 if at == 0 else 1 if at > 0 else 2 if _in_order(wanted, entry.folded) else None
            if fit is not None:
                by_fit[fit].append(entry.suggestion)
            if len(by_fit[0]) == limit:
                break
        return tuple(one for fits in by_fit for one in fits)[:limit]


def _latest(rows: Iterable[BulletinRow]) -> Iterator[BulletinRow]:
    """The issues, newest first, that hold the latest `STORIES` stories."""
    left = STORIES
    for row in sorted(rows, key=lambda row: (row.date or date.min, row.id), reverse=True):
        if left <= 0:
            return
        left -= row.stories
        yield row


def _draw(stories: Iterable[StoredStory]) -> Iterator[_Entry]:
    for stored in stories:
        bulletin, story = stored.bulletin, stored.story
        title = story.headline(bulletin)
        asked = dict(reversed(list(proposals(stored))))  # of questions worded alike, the first one's figure
        for question, printed in list(reversed(asked.items()))[:PER_STORY]:
            yield _entry(SuggestionKind.QUESTION, question, stored, printed=printed)
        if title:
            yield _entry(SuggestionKind.HEADLINE, title, stored)
        if story.byline:
            yield _entry(SuggestionKind.NAME, story.byline.of(bulletin.text), stored)


def _entry(kind: SuggestionKind, text: str, stored: StoredStory, *, printed: str = "") -> _Entry:
    suggestion = Suggestion(kind, text, stored.bulletin.name, stored.story.number)
    return _Entry(suggestion, _folded(text), printed)


def _folded(text: str) -> str:
    return "".join(mark for mark in simplify(fold(text).text).casefold() if mark.isalnum())


def _in_order(wanted: str, text: str) -> bool:
    at = -1
    for mark in wanted:
        at = text.find(mark, at + 1)
        if at < 0:
            return False
    return True
