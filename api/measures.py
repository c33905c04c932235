"""What the latest issues measure (优良天数, 优良率), to be offered to one who types, from the first letter on.

A measure is the page's own word and needs no check, as a whole question does before it is suggested
(`qa.suggestions`). What is no plain noun of a counted or measured thing is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from corpus.archive import Archive
from corpus.figures import FigureKind
from corpus.ledger import read_ledger, searched
from corpus.stored import BulletinRow, StoredStory
from qa.suggestions import STORIES

SHORTEST, LONGEST = 3, 14
"""Characters of a measure: shorter ones (企业, 项目) ask nothing by themselves, longer ones are half a sentence."""


@dataclass(frozen=True, slots=True)
class PrintedMeasure:
    """A measure, and the story that printed it last."""

    text: str
    bulletin: str
    story: int


class Measures:
    """The measures of an archive's latest issues; a new issue costs only its own reading.

    Read from the stories rather than looked up in the ledger, which may have a whole archive to read before it tells.
    """

    def __init__(self) -> None:
        self._generation = -1
        self._read: dict[int, tuple[PrintedMeasure, ...]] = {}
        """By issue."""
        self._folded: dict[str, PrintedMeasure] = {}
        """By the letters that they are found by, the latest issue's first."""

    def matching(self, archive: Archive, typed: str, *, limit: int) -> tuple[PrintedMeasure, ...]:
        """Up to `limit` that begin with `typed` and go on, then that hold it further in.

        Within each, the latest issue first and in page order. Widths, scripts, blanks and marks do not matter.
        """
        wanted = _folded(typed)
        if not wanted:
            return ()
        self.follow(archive)
        begin = [one for text, one in self._folded.items() if text.startswith(wanted) and text != wanted]
        hold = [one for text, one in self._folded.items() if text.find(wanted) > 0]
        return tuple([*begin, *hold][:limit])

    def follow(self, archive: Archive) -> None:
        """Take up what changed in `archive`."""
        generation = archive.generation
        if generation == self._generation:
            return
        latest = _latest(archive.bulletins())
        self._read = {
            issue: self._read[issue] if issue in self._read else tuple(_printed(archive.stories(issue)))
            for issue in latest
        }
        self._folded = {}
        for measure in (one for issue in latest for one in self._read[issue]):
            self._folded.setdefault(_folded(measure.text), measure)
        self._generation = generation


def _latest(rows: Iterable[BulletinRow]) -> list[int]:
    """The issues that hold the latest `STORIES` stories, newest first."""
    issues: list[int] = []
    stories = 0
    for row in sorted(rows, key=lambda row: (row.date or date.min, row.id), reverse=True):
        if stories >= STORIES:
            break
        stories += row.stories
        issues.append(row.id)
    return issues


def _printed(stories: Iterable[StoredStory]) -> Iterator[PrintedMeasure]:
    for stored in stories:
        for figure in read_ledger(stored.bulletin, stored.story):
            counted = figure.kind in (FigureKind.QUANTITY, FigureKind.SHARE) and figure.unit
            plain = all("\u4e00" <= mark <= "\u9fff" for mark in figure.measure)
            if counted and plain and SHORTEST <= len(figure.measure) <= LONGEST:
                yield PrintedMeasure(figure.measure, stored.bulletin.name, stored.story.number)


def _folded(text: str) -> str:
    return "".join(mark for mark in searched(text) if mark.isalnum())
