"""From a question to the ranked candidates of its hits: search, sentences, features, ranking.

This is the whole way to the best candidate; whether it may be said is decided in qa.assistant. Training scripts and
benchmarks call it too, so that what is learned is learned on what is run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock

from corpus.archive import Archive
from corpus.calendar import Period
from corpus.lunar import lunar_of_solar
from corpus.stored import StoredPassage, StoredStory
from corpus.text import fold, simplify
from index.hybrid import Hit, Index
from qa.bearing import Read, Rows, bearings, narrow
from qa.evidence import Sentence, body_start, headings, passage_sentences, story_text
from qa.features import CANDIDATE_NAMES, View, sentence_features, view
from qa.lists import both_ends
from qa.matching import official_words
from qa.offering import Offering
from qa.questions import CLAUSAL, Expects, Question, read_question
from qa.ranking import Ranked, best_sentences, rank
from qa.reader import SpanReader, load_reader
from qa.relevance import load_network, story_relevance

POOL = 45
"""Hits that are read and ordered anew. The right article of every question of crud_qa_dev is among search's first 45, and
of 92 % of 150 in everyday words."""
VECTOR_WEIGHT = 0.5
"""What vectors count in choosing them; search by itself orders best at less. By the log of training/train_relevance.py the right article is
among them for 66.2 % of 5,000 held written questions in everyday words and 92.0 of the 150, at 0.2 for 63.5 and 90.7; in an editor's words for 99.0
at both."""
PASSAGES = 8
"""Of them, those whose sentences are weighed: 8, 12 and 20 quote the right article of crud_qa_dev equally often (82.0 %),
and a question costs 55, 59 and 63 ms."""
_MEASURE_COVERS = CANDIDATE_NAMES.index("measure_covers")


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit in its place after re-ranking."""

    passage: StoredPassage
    closeness: float
    """Its cosine with the question."""
    relevance: float
    """Of its story: see `qa.evidence.Sentence`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found, best first."""

    seen: View
    sentences: tuple[tuple[Sentence, tuple[float, ...]], ...]
    """All sentences of the hits with their features, best first."""
    ranked: tuple[Ranked, ...]

    @property
    def question(self) -> Question:
        """The question as read."""
        return self.seen.question


class _Shelf:
    """The stories looked at last; what is missing of a question's hits is fetched at one stroke."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: dict[int, StoredStory] = {}
        self._lock = Lock()

    def fetch(self, ids: Iterable[int]) -> None:
        """Have the stories of those numbers at hand."""
        with self._lock:
            wanted = dict.fromkeys(ids)
            missing = [number for number in wanted if number not in self._kept]
            held = (
                self._kept | {s.id: s for s in self._archive.stories_numbered(missing)}
                if missing
                else self._kept
            )
            order = [number for number in held if number not in wanted]
            order += [number for number in wanted if number in held]  # given up last
            self._kept = {number: held[number] for number in order[-_AT_HAND:]}

    def story(self, number: int) -> StoredStory:
        """The story of that number. KeyError where there is none."""
        return self._kept.get(number) or self._archive.story(number)


_AT_HAND = 512


class Finder:
    """Search and ranking over one archive and its index."""

    today: date | None
    """The latest issue's day."""
    home: tuple[str, ...]
    """Names of the city that the issues call ours."""

    def __init__(
        self,
        archive: Archive,
        index: Index,
        *,
        today: date | None,
        home: tuple[str, ...],
        reader: SpanReader | None = None,
    ) -> None:
        """`reader`: another than the bundled one."""
        self._archive = archive
        self._index = index
        self.today = today
        self.home = home
        self._reader: SpanReader = reader or load_reader()
        self._shelf = _Shelf(archive)
        self._folded_story = lru_cache(maxsize=512)(self._fold_story)
        self._narrow_story = lru_cache(maxsize=1024)(self._narrow)
        self._heading_words = lru_cache(maxsize=1024)(self._narrow_headings)

    def _fold_story(self, story_id: int) -> str:
        return simplify(fold(story_text(self._shelf.story(story_id))).text)

    def _narrow(self, story_id: int) -> str:
        return narrow(story_text(self._shelf.story(story_id)))

    def _narrow_headings(self, story_id: int) -> str:
        return narrow(" ".join(part for part in headings(self._shelf.story(story_id)) if part))

    def story_words(self, story: StoredStory) -> str:
        """The folded text of a story, its headline first."""
        return self._folded_story(story.id)

    def read(self, asked: str) -> Question:
        """The question read against the latest issue's day."""
        return read_question(asked, today=self.today)

    def find(self, question: Question) -> Found:
        """The sentences and candidates for `question`, best first."""
        seen = view(question, home=self.home)
        best = self.sentences(seen)
        ranked = ranked_among(seen, best, self._reader)
        return Found(
            seen=seen,
            sentences=tuple((s, tuple(v)) for s, v in best),
            ranked=tuple(ranked),
        )

    def sentences(self, seen: View) -> list[tuple[Sentence, list[float]]]:
        """The sentences of the best hits with their features, those that share most with the question first."""
        rows = [(s, sentence_features(seen, s, self.story_words(s.story))) for s in self._sentences(seen)]
        return best_sentences(rows, len(rows))

    def placed(self, question: Question) -> list[Placed]:
        """Search's hits in the order of their bearing on the question, best first, ties in search's order."""
        return self._placed(view(question, home=self.home))

    def bearings(self, question: Question) -> tuple[list[StoredPassage], Rows]:
        """Search's hits in its own order, and how each bears the question: float32, (hits, features).

        For training/train_relevance.py; `placed` orders them.
        """
        passages, rows, _ = self._borne(view(question, home=self.home))
        return passages, rows

    def _borne(self, seen: View) -> tuple[list[StoredPassage], Rows, list[Hit]]:
        question = seen.question
        hits = self._index.search(
            search_text(question), also=printed_words(question), limit=POOL, vector_weight=VECTOR_WEIGHT
        )
        passages = self._archive.passages([hit.passage_id for hit in hits])
        self._shelf.fetch(passage.story_id for passage in passages)
        read = [self._read(hit, passage) for hit, passage in zip(hits, passages, strict=True)]
        return passages, bearings(seen, read), hits

    def _placed(self, seen: View) -> list[Placed]:
        passages, rows, hits = self._borne(seen)
        scores = load_network().scores(seen.question.expects, rows).tolist()
        relevance = story_relevance([passage.story_id for passage in passages], scores)
        order = sorted(range(len(hits)), key=lambda i: (-scores[i], i))
        return [Placed(passages[i], hits[i].dense, relevance[passages[i].story_id]) for i in order]

    def _read(self, hit: Hit, passage: StoredPassage) -> Read:
        story = self._shelf.story(passage.story_id)
        day = story.bulletin.date
        return Read(
            story_id=story.id,
            text=narrow(passage.text),
            heading=self._heading_words(story.id),
            story=self._narrow_story(story.id),
            year=str(day.year) if day else "",
            first=min(span.start for span in passage.passage.spans) <= body_start(story),
            bm25=hit.bm25,
            cosine=hit.dense,
        )

    def _sentences(self, seen: View) -> list[Sentence]:
        return [
            sentence
            for rank, placed in enumerate(self._placed(seen)[:PASSAGES])
            for sentence in passage_sentences(
                placed.passage,
                self._shelf.story(placed.passage.story_id),
                rank=rank,
                closeness=placed.closeness,
                relevance=placed.relevance,
            )
        ]


def ranked_among(
    seen: View, best: Sequence[tuple[Sentence, Sequence[float]]], reader: SpanReader
) -> list[Ranked]:
    """The candidates of the sentences `best`, which come with their features, best first."""
    question = seen.question
    offering = Offering(seen, best, reader)
    if question.expects not in CLAUSAL:
        ranked = rank(
            question.expects,
            [(o.candidate, o.sentence_features, o.features) for o in offering.offered()],
        )
        if question.both_ends:
            ranked = [r for r in ranked if both_ends(question, r.candidate)] or ranked
        told = bool(ranked) and ranked[0].features[_MEASURE_COVERS] >= 0.5
        if told or question.expects is not Expects.ANY:
            return ranked
    settled = [
        Ranked(said.candidate, said.score, by.sentence_features, by.features, clausal=True)
        for said, by in offering.clauses()
    ]
    return sorted(settled, key=lambda r: -r.score)


def printed_words(question: Question) -> str:
    """What a page may print for the question's everyday words, blanks between."""
    return " ".join(word for _, official in official_words(question.text) for word in official)


def search_text(question: Question) -> str:
    """What is searched for: the question and the years of 去年 and the like."""
    years = {f"{p.start.year}年" for p in question.periods if str(p.start.year) not in question.text}
    return " ".join([question.text, *sorted(years), *lunar_words(question.periods)])


def lunar_words(periods: tuple[Period, ...]) -> list[str]:
    """How a page that keeps the lunar calendar would print the single days among `periods`: 2月10日 -> 腊月二十三."""
    return [
        str(lunar_of_solar(p.start)) for p in periods if p.start == p.end and any(c.isdigit() for c in p.text)
    ]
