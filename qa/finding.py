"""From a question to the ranked candidates of its hits: search, sentences, features, ranking.

This is the whole way to the best candidate; whether it may be said is decided in qa.assistant. Training scripts and
benchmarks call it too, so that what is learned is learned on what is run.
"""

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corpus.archive import Archive
from corpus.calendar import Period
from corpus.lunar import lunar_of_solar
from corpus.stored import StoredStory
from corpus.text import fold, simplify
from index.hybrid import Index
from qa.candidates import candidates
from qa.clausal import clausal
from qa.evidence import Sentence, passage_sentences, story_text
from qa.features import CANDIDATE_NAMES, CandidateFeatures, View, sentence_features, view
from qa.matching import official_words
from qa.questions import Expects, Question, read_question
from qa.ranking import Ranked, best_sentences, rank

PASSAGES = 20
"""Hits read for one question. On crud_qa_dev.jsonl over 58,135 stories the right article is among the first 20
passages for 97 %, among the first 12 for 95 % (bench/retrieval.py)."""
SENTENCES = 10
"""Sentences whose candidates are ranked."""
FEW_SENTENCES = 6
"""The same where candidates are runs of words, of which a sentence has a hundred."""
CLAUSAL_SENTENCES = 20
"""The same for clauses and lists, which cost little to weigh and often share few words with the question."""
_MEASURE_COVERS = CANDIDATE_NAMES.index("measure_covers")


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


class Finder:
    """Search and ranking over one archive and its index."""

    today: date | None
    """The latest issue's day."""
    home: tuple[str, ...]
    """Names of the city that the issues call ours."""

    def __init__(self, archive: Archive, index: Index, *, today: date | None, home: tuple[str, ...]) -> None:
        self._archive = archive
        self._index = index
        self.today = today
        self.home = home
        self._story = lru_cache(maxsize=512)(archive.story)
        self._folded_story = lru_cache(maxsize=512)(self._fold_story)

    def _fold_story(self, story_id: int) -> str:
        return simplify(fold(story_text(self._story(story_id))).text)

    def story_words(self, story: StoredStory) -> str:
        """The folded text of a story, its headline first."""
        return self._folded_story(story.id)

    def read(self, asked: str) -> Question:
        """The question read against the latest issue's day."""
        return read_question(asked, today=self.today)

    def find(self, question: Question) -> Found:
        """The sentences and candidates for `question`, best first."""
        seen = view(question, home=self.home)
        rows = [(s, sentence_features(seen, s, self.story_words(s.story))) for s in self._sentences(question)]
        best = best_sentences(rows, len(rows))
        few = FEW_SENTENCES if question.expects not in (Expects.FIGURE, Expects.DATE) else SENTENCES
        offered = []
        for sentence, values in best[:few]:
            of = CandidateFeatures(seen, sentence)
            offered += [(c, values, of.of(c)) for c in candidates(question, sentence)]
        ranked = rank(question.expects, offered)
        told = question.expects is Expects.ANY and bool(ranked) and ranked[0].features[_MEASURE_COVERS] >= 0.5
        by_sentence: dict[int, tuple[list[float], CandidateFeatures]] = {}
        for candidate, score in [] if told else clausal(seen, best[:CLAUSAL_SENTENCES]):
            if id(candidate.sentence) not in by_sentence:
                values = next(v for s, v in best if s is candidate.sentence)
                by_sentence[id(candidate.sentence)] = (values, CandidateFeatures(seen, candidate.sentence))
            values, of = by_sentence[id(candidate.sentence)]
            ranked.append(Ranked(candidate, score, tuple(values), tuple(of.of(candidate)), by_rule=True))
        return Found(
            seen=seen,
            sentences=tuple((s, tuple(v)) for s, v in best),
            ranked=tuple(sorted(ranked, key=lambda r: -r.score)),
        )

    def _sentences(self, question: Question) -> list[Sentence]:
        hits = self._index.search(search_text(question), limit=PASSAGES)
        stored = self._archive.passages([hit.passage_id for hit in hits])
        relevance = _relevance([passage.story_id for passage in stored])
        out: list[Sentence] = []
        for place, (hit, passage) in enumerate(zip(hits, stored, strict=True)):
            out += passage_sentences(
                passage,
                self._story(passage.story_id),
                rank=place,
                closeness=hit.dense or 0.0,
                relevance=relevance[passage.story_id],
            )
        return out


def _relevance(stories: list[int]) -> dict[int, float]:
    """The logarithm of each story's share, by the reciprocal place of its first passage."""
    shares = {story: 1 / place for place, story in enumerate(dict.fromkeys(stories), start=1)}
    return {story: math.log(share / sum(shares.values())) for story, share in shares.items()}


def search_text(question: Question) -> str:
    """What is searched for: the question, the printed words for its everyday ones, the years of 去年 and the like."""
    words = [w for _, official in official_words(question.text) for w in official]
    years = {f"{p.start.year}年" for p in question.periods if str(p.start.year) not in question.text}
    return " ".join([question.text, *words, *sorted(years), *lunar_words(question.periods)])


def lunar_words(periods: tuple[Period, ...]) -> list[str]:
    """How a page that keeps the lunar calendar would print the single days among `periods`: 2月10日 -> 腊月二十三."""
    return [
        str(lunar_of_solar(p.start)) for p in periods if p.start == p.end and any(c.isdigit() for c in p.text)
    ]
