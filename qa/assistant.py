"""The desk itself: a question in, an answer in the page's words or a refusal with its reason out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from types import TracebackType

from corpus.archive import Archive
from corpus.errors import BadRequest
from corpus.stored import StoredStory
from index.encoder import load_encoder
from index.hybrid import Index
from qa import refusals
from qa.answers import Answer, Answered, Reason
from qa.choice import unopposed, with_more
from qa.confidence import confidence, confidence_inputs
from qa.conversations import Turn, turn_of, understood
from qa.examples import draw_examples
from qa.finding import Finder, search_text
from qa.lists import said_span
from qa.locality import home_of
from qa.quoting import quote_sentence
from qa.scope import out_of_scope
from qa.searching import FoundPassage, near
from qa.spelling import corrected
from qa.suggestions import Suggestion, Suggestions
from qa.verification import Objection
from qa.ways import answer_of

LONGEST_QUESTION = 500
"""Characters. The longest of 2,000 real questions has 118; a longer text is a draft pasted into the wrong box."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The best candidate that nothing speaks against."""

    text: str
    """What would be said."""
    inputs: list[float] | None
    """What the confidence is computed from, in the order of qa.confidence.INPUT_NAMES and then qa.ranking.GROUPS; None for a
    clause, which brings its own."""
    confidence: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class _Followed:
    """The state of the archive that answers are given from; replaced as a whole."""

    generation: int
    finder: Finder | None


class Assistant:
    """Answers questions from one archive. Open it once and keep it; `ask` may be called from several threads."""

    def __init__(self, archive: Archive, index: Index) -> None:
        self.archive = archive
        self._index = index
        self._followed = _Followed(-1, None)
        self._following = Lock()
        self._examples: tuple[int, tuple[str, ...]] | None = None
        """How many were asked for, and those that were found, of the archive as followed."""
        self._suggestions = Suggestions()

    @classmethod
    def open(cls, data: Path, *, model: str | None = None, progress: Progress | None = None) -> "Assistant":
        """The desk over the archive in `data`, its index brought up to date.

        ArchiveError or IndexStale where the folder cannot be used, BadRequest where `model` cannot be loaded.
        """
        encoder = load_encoder(model)
        archive = Archive.open(data)
        return cls(archive, Index.open(data / "index", archive, encoder, progress=progress))

    def close(self) -> None:
        """Lets go of the files."""
        self.archive.close()

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, question: str, *, turns: Sequence[Turn] = ()) -> Answer:
        """The answer or the refusal; `turns` are the questions before it, the oldest first, for 那综改区呢?

        BadRequest for an empty question or one over `LONGEST_QUESTION` characters.
        """
        asked = _checked(question)
        finder = self._follow()
        if finder is None:
            return refusals.refuse(asked, Reason.NO_ISSUES)
        taken = understood(asked, turns, today=finder.today)
        mended, corrections = corrected(taken.question, self._index.holding)
        full, answer = mended, self._asked_in_full(mended, finder)
        last = turns[-1].story if turns else None
        for other in taken.others if last else ():
            if isinstance(answer, Answered) and turn_of(answer).story == last:
                break
            said = self._asked_in_full(other, finder)
            if isinstance(said, Answered) and turn_of(said).story == last:
                full, answer = other, said
        if taken.more and isinstance(answer, Answered) and answer.text == turns[-1].answer:
            answer = refusals.refuse_more(answer)
        read_otherwise = taken.completed or bool(corrections)
        return replace(
            answer, question=asked, understood=full if read_otherwise else "", corrections=corrections
        )

    def converse(self, questions: Sequence[str]) -> list[Answer]:
        """The answers to the questions of one conversation, each read after the ones before it. BadRequest as for `ask`."""
        answers: list[Answer] = []
        for question in questions:
            answers.append(self.ask(question, turns=[turn_of(answer) for answer in answers]))
        return answers

    def _asked_in_full(self, asked: str, finder: Finder) -> Answer:
        """The answer to a question that needs no other."""
        read = finder.read(asked)
        if out_of_scope(read):
            return refusals.refuse(asked, Reason.OUT_OF_SCOPE)
        return answer_of(finder.find(read), finder)

    def examples(self, limit: int = 6) -> list[str]:
        """Questions on the latest issue, each answered by the figure it was made from; in page order."""
        self._follow()
        drawn = self._examples
        if drawn is None or drawn[0] < limit:
            drawn = (limit, tuple(draw_examples(self._latest_stories(), self.ask, limit=limit)))
            self._examples = drawn
        return list(drawn[1][:limit])

    def search(self, words: str, *, limit: int) -> tuple[FoundPassage, ...]:
        """The passages nearest to `words`, nothing answered and nothing refused. BadRequest as for `ask`."""
        checked = _checked(words)
        finder = self._follow()
        return (
            near(self.archive, self._index, search_text(finder.read(checked)), limit=limit) if finder else ()
        )

    def suggest(self, typed: str, *, limit: int) -> tuple[Suggestion, ...]:
        """What one who has typed so much may be after; not safe from several threads."""
        self._suggestions.follow(self.archive)
        return self._suggestions.matching(typed, limit=limit)

    def check_suggestion(self) -> bool:
        """Try one question that may be suggested; False where all have been tried. Not safe from several threads."""
        self._suggestions.follow(self.archive)
        return self._suggestions.check_next(self.ask)

    def _follow(self) -> Finder | None:
        """The finder over the archive as it is now; None while it holds no issue.

        Threads that ask while one of them takes up a change wait for it: none may see half of it.
        """
        generation = self.archive.generation
        if generation == self._followed.generation:
            return self._followed.finder
        with self._following:
            if generation != self._followed.generation:
                self._index.refresh()
                self._followed = _Followed(generation, self._new_finder())
                self._examples = None
            return self._followed.finder

    def _new_finder(self) -> Finder | None:
        rows = self.archive.bulletins()
        if not rows:
            return None
        today = max((row.date for row in rows if row.date), default=None)
        return Finder(self.archive, self._index, today=today, home=home_of(self.archive))

    def _latest_stories(self) -> list[StoredStory]:
        rows = self.archive.bulletins()
        if not rows:
            return []
        latest = max(rows, key=lambda row: (row.date or date.min, row.id))
        return self.archive.stories(latest.id)

    def weigh_best(self, question: str) -> Weighed | None:
        """What would be said if it were sure, and what its confidence is computed from; None for objections.

        For fitting qa.confidence (training/train_confidence.py).
        """
        finder = self._follow()
        found = finder.find(finder.read(_checked(question))) if finder else None
        chosen = unopposed(found, finder) if found and finder else ()
        if found is None or finder is None or isinstance(chosen, Objection) or not chosen:
            return None
        candidate = with_more(found, finder, chosen).candidate
        span, _ = said_span(found.question, candidate)
        return Weighed(
            quote_sentence(candidate.sentence, span)[0],
            None if chosen[0].clausal else confidence_inputs(found.seen, chosen),
            confidence(found.seen, chosen),
        )


def _checked(question: str) -> str:
    asked = question.strip()
    if not asked:
        raise BadRequest("the question is empty", detail="请先输入问题，例如：2025年优良天数是多少天？")
    if len(asked) > LONGEST_QUESTION:
        raise BadRequest(
            f"the question has {len(asked)} characters, {LONGEST_QUESTION} are allowed",
            detail=f"问题太长了（{len(asked)}字），请缩短到{LONGEST_QUESTION}字以内，一次只问一件事。",
        )
    return asked
