"""The desk itself: a question in, an answer in the page's words or a refusal with its reason out."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from types import TracebackType

from corpus.archive import Archive
from corpus.errors import BadRequest
from corpus.figures import Measured
from corpus.spans import Span
from corpus.stored import StoredStory
from index.encoder import load_encoder
from index.hybrid import Index
from qa import refusals
from qa.answers import Answer, Answered, Derivation, Quote, Reason, Source
from qa.arithmetic import computed
from qa.bylines import asks_byline, speaks_of_the_story
from qa.candidates import candidate_at, figures_of
from qa.confidence import confidence, confidence_inputs, threshold
from qa.conversations import Turn, turn_of, understood
from qa.counts import counted
from qa.credits import find_byline
from qa.derivations import Step, value_before
from qa.disagreement import settle
from qa.evidence import Sentence
from qa.examples import draw_examples
from qa.extremes import Picked, extreme
from qa.finding import Finder, Found, search_text
from qa.lists import said_span
from qa.locality import home_of
from qa.lunar import lunar_day, solar_of
from qa.parts import Printed
from qa.questions import Asks, Expects
from qa.quoting import figures_in, quote_sentence, related_of
from qa.ranking import Ranked
from qa.rankings import Ranking, choose, order_fit, position, read_rankings
from qa.remainders import remainder
from qa.scope import out_of_scope
from qa.searching import FoundPassage, near
from qa.speakers import Unsaid, day_of, speaker_of
from qa.spelling import corrected
from qa.suggestions import Suggestion, Suggestions
from qa.verification import Objection, no_data_at, objection, told_of_another, told_otherwise

LONGEST_QUESTION = 500
"""Characters. The longest of 2,000 real questions has 118; a longer text is a draft pasted into the wrong box."""
_TRIES = 5
"""Candidates of different sentences that are tried, best first, before the first objection is told."""
_TRIES_WITHIN = 4
"""Candidates of one sentence that are tried."""
_NUMERALS = "零一二三四五六七八九十"
_BEHIND = 3.0
"""How far, in the ranker's log-odds, a later candidate may lie behind the first and still be said; twice as far within the
first one's sentence, whose figures the ranker tells apart by their places alone (2025年 of 2023年至2025年…分别为a、b、c)."""
_SURE_IN_DOUBT = 0.5
"""How sure the best candidate has to be where the wording makes an objection likely and settles none (qa.sorts). Of 23 such candidates
for 451 questions on the development pages, written anew, 15 are as sure and 12 of these right."""
_TOLD = 0.5
"""How sure the person must be whom a story tells of, to be said before who signed it. Reasoned."""
_ORDER_FITS = 0.45
"""Share of the question's terms that a printed order and what stands before it must bear."""

Progress = Callable[[str, int, int], None]


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
        found = finder.find(read)
        return (
            self._from_byline(found, finder)
            or self._no_data(found)
            or self._from_position(found)
            or self._from_order(found)
            or self._from_speaker(found)
            or self._from_calendar(found)
            or self._from_step(found, finder)
            or self._from_candidates(found, finder)
        )

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

    def _from_byline(self, found: Found, finder: Finder) -> Answer | None:
        """Who wrote it or took the picture, unless the story tells of another work, and of who made that."""
        asked = found.question.text
        line = find_byline(found) if asks_byline(asked) else None
        if line is None:
            return None
        if not speaks_of_the_story(asked, line[2].title or ""):
            told = self._unopposed(found, finder)
            if not isinstance(told, Objection) and told and confidence(found.seen, told) >= _TOLD:
                return None
        text, quote, source = line
        return self._answered(found, text, (text,), quote, source, score=1.0)

    def _no_data(self, found: Found) -> Answer | None:
        """The sentence in which the page says that it has no figure for the place asked."""
        for sentence, _ in found.sentences[:_TRIES]:
            scope = no_data_at(found.seen, sentence)
            if scope is not None:
                _, quote, source = quote_sentence(sentence, scope)
                return refusals.refuse(
                    found.question.asked,
                    Reason.NO_DATA_STATED,
                    quote=quote,
                    source=source,
                    related=related_of([s for s, _ in found.sentences]),
                )
        return None

    def _from_order(self, found: Found) -> Answer | None:
        """The most, least or n-th of a printed order, or the whole order."""
        question = found.question
        if question.expects is Expects.REASON:  # 排名里为什么没有西岭区
            return None
        whole = (
            bool(re.search(r"排名(?!第)|排序|顺序|依次|次序|怎么排|[由从].到", question.text))
            and question.asks is Asks.NOTHING
        )
        if question.asks is Asks.NOTHING and question.ordinal is None and not whole:
            return None
        best: tuple[float, Sentence, Span, tuple[str, ...]] | None = None
        for sentence, _ in found.sentences[:_TRIES]:
            text = sentence.folded.text
            for order in read_rankings(text):
                if question.ordinal is not None and question.ordinal > len(order.items):
                    if order_fit(found.seen, sentence, order) >= _ORDER_FITS:
                        return refusals.refuse(
                            question.asked, Reason.NOT_IN_BULLETIN, related=related_of([sentence])
                        )
                    continue
                chosen = order.whole if whole and question.ordinal is None else choose(question, order)
                if chosen is None:
                    continue
                fit = order_fit(found.seen, sentence, order)
                if fit >= _ORDER_FITS and (best is None or fit > best[0]):
                    spans = tuple(item for item in order.items if chosen.covers(item)) or (chosen,)
                    best = (fit, sentence, chosen, tuple(quote_sentence(sentence, s)[0] for s in spans))
        if best is None:
            return None
        fit, sentence, span, items = best
        text, quote, source = quote_sentence(sentence, span)
        return self._answered(found, text, items, quote, source, score=min(fit, 1.0))

    def _from_position(self, found: Found) -> Answer | None:
        """Which place a named item has in a printed order: counted, and marked as such."""
        best: tuple[float, Sentence, Ranking, int] | None = None
        for sentence, _ in found.sentences[:_TRIES]:
            for order in read_rankings(sentence.folded.text):
                place = position(found.question, order, sentence.folded.text)
                if place is not None:
                    fit = order_fit(found.seen, sentence, order)
                    if best is None or fit > best[0]:
                        best = (fit, sentence, order, place)
        if best is None:
            return None
        fit, sentence, order, place = best
        printed, quote, source = quote_sentence(sentence, order.whole)
        said = f"第{_NUMERALS[place]}" if place < len(_NUMERALS) else f"第{place}"
        derivation = Derivation(f"{printed}：按所列次序，{said}", ((quote, source),))
        return self._answered(found, said, (said,), quote, source, score=min(fit, 1.0), derivation=derivation)

    def _from_speaker(self, found: Found) -> Answer | None:
        """Who said the words that the question quotes, or on which day; a refusal where the page prints the words alone."""
        said = speaker_of(found) or day_of(found)
        if said is None:
            return None
        if isinstance(said, Unsaid):
            missing = "是哪天说的" if found.question.expects is Expects.DATE else "是谁说的"
            near = related_of([said.sentence, *(s for s, _ in found.sentences)])
            return refusals.refuse_unsaid(found.question.asked, missing=missing, related=near)
        text, quote, source = quote_sentence(*said)
        return self._answered(found, text, (text,), quote, source, score=1.0)

    def _from_calendar(self, found: Found) -> Answer | None:
        """The solar date of a lunar day that the page names."""
        day = lunar_day(found)
        if day is None:
            return None
        return self._converted(found, *day)

    def _converted(self, found: Found, sentence: Sentence, span: Span, solar: date) -> Answer:
        printed, quote, source = quote_sentence(sentence, span)
        said = f"{solar.year}年{solar.month}月{solar.day}日"
        derivation = Derivation(f"{printed} = {said}(农历换算公历)", ((quote, source),))
        return self._answered(found, said, (said,), quote, source, score=1.0, derivation=derivation)

    def _from_step(self, found: Found, finder: Finder) -> Answer | None:
        """What is counted or computed from what the page prints, where nothing speaks against its parts."""
        step = counted(found) or computed(found) or remainder(found) or extreme(found)
        if step is None:
            return None
        parts = ((step.sentence, step.span),) if isinstance(step, Printed) else step.parts
        for sentence, span in parts:
            part = Ranked(candidate_at(sentence, span), 0.0, (), ())
            if told_otherwise(found.seen, part, finder.story_words(sentence.story)) is not None:
                return None
        if isinstance(step, Step):
            return self._computed(found, step)
        if isinstance(step, Picked):
            return self._picked(found, step)
        text, quote, source = quote_sentence(step.sentence, step.span)
        figures = figures_in(step.sentence, step.span)
        return self._answered(found, text, (text,), quote, source, score=1.0, figures=figures)

    def _picked(self, found: Found, picked: Picked) -> Answer:
        """The label or labels that a comparison of printed values gives."""
        sentence = picked.sentence
        whole = Span(min(s.start for s in picked.items), max(s.end for s in picked.items))
        _, quote, source = quote_sentence(sentence, whole)
        items = tuple(quote_sentence(sentence, item)[0] for item in picked.items)
        parts = tuple(quote_sentence(*part)[1:] for part in picked.parts)
        derivation = Derivation(picked.expression, parts)
        return self._answered(found, "、".join(items), items, quote, source, score=1.0, derivation=derivation)

    def _from_candidates(self, found: Found, finder: Finder) -> Answer:
        """The best candidate that nothing speaks against, if it is sure enough; else a refusal."""
        asked, related = found.question.asked, related_of([s for s, _ in found.sentences])
        chosen = self._unopposed(found, finder)
        sure = 0.0 if isinstance(chosen, Objection) or not chosen else confidence(found.seen, chosen)
        if sure < threshold() and (doubted := self._sure_in_doubt(found, finder)):
            chosen, sure = found.ranked, doubted
        if isinstance(chosen, Objection):
            step = self._step(found, finder) if chosen.reason is Reason.OTHER_PERIOD else None
            if step is not None:
                return self._computed(found, step)
            return refusals.refuse(
                asked, chosen.reason, about=chosen.about, printed=chosen.printed, related=related
            )
        if not chosen:
            return refusals.refuse(asked, Reason.NOT_IN_BULLETIN, related=related)
        if sure < threshold():
            return refusals.refuse(asked, Reason.NOT_IN_BULLETIN, related=related, score=sure)
        settled = settle(
            chosen,
            home=finder.home,
            named_period=bool(found.question.periods),
            may_be_said=lambda other: (
                other.score >= chosen[0].score - _BEHIND
                and objection(found.seen, other, finder.story_words(other.candidate.sentence.story)) is None
            ),
        )
        if settled.against is not None:
            return self._both(found, settled.best, settled.against)
        candidate = settled.best.candidate
        span, items = said_span(found.question, candidate)
        solar = solar_of(found, candidate.sentence, span)
        if solar is not None:
            return self._converted(found, candidate.sentence, span, solar)
        text, quote, source = quote_sentence(candidate.sentence, span)
        printed = tuple(quote_sentence(candidate.sentence, item)[0] for item in items) or (text,)
        figures = figures_in(candidate.sentence, span)
        answer = self._answered(found, text, printed, quote, source, score=sure, figures=figures)
        if not settled.others:
            return answer
        elsewhere = related_of([other.candidate.sentence for other in settled.others])
        kept = [one for one in answer.related if one not in elsewhere]
        return replace(answer, related=(*elsewhere, *kept)[: len(answer.related) or 3])

    def _sure_in_doubt(self, found: Found, finder: Finder) -> float | None:
        """How sure the best candidate of all is, where only the likely speaks against it and it is sure enough to be said so."""
        if not found.ranked:
            return None
        best = found.ranked[0].candidate
        against = objection(found.seen, found.ranked[0], finder.story_words(best.sentence.story))
        if against is None or not against.doubtful:
            return None
        sure = confidence(found.seen, found.ranked)
        return sure if sure >= _SURE_IN_DOUBT else None

    def _both(self, found: Found, one: Ranked, other: Ranked) -> Answer:
        """The refusal where two stories print different values, with both sentences."""
        first, second = one.candidate, other.candidate
        text, quote, source = quote_sentence(first.sentence, first.span)
        contrary, _, _ = quote_sentence(second.sentence, second.span)
        return refusals.refuse(
            found.question.asked,
            Reason.STORIES_DISAGREE,
            about=text,
            printed=contrary,
            quote=quote,
            source=source,
            related=related_of([second.sentence]),
        )

    def _unopposed(self, found: Found, finder: Finder) -> tuple[Ranked, ...] | Objection:
        """The candidates led by the best that nothing speaks against (none, where there are none), or the first
        objection where each of the best few sentences has one.
        """
        first: Objection | None = None
        tried: Counter[tuple[int, Span]] = Counter()
        best = found.ranked[0].candidate.sentence if found.ranked else None
        leading = (best.story.id, best.spans[0]) if best else None
        for place, ranked in enumerate(found.ranked):
            sentence = ranked.candidate.sentence
            key = (sentence.story.id, sentence.spans[0])
            if tried[key] == _TRIES_WITHIN:
                continue
            behind = found.ranked[0].score - ranked.score
            if len(tried) > _TRIES or behind > 2 * _BEHIND:
                break
            if behind > _BEHIND and key != leading:
                continue
            tried[key] += 1
            against = objection(found.seen, ranked, finder.story_words(sentence.story))
            if against is None:
                # what was objected to in its own sentence is no rival any more
                rivals = (r for r in found.ranked[:place] if r.candidate.sentence is not sentence)
                return (ranked, *rivals, *found.ranked[place + 1 :])
            first = first or against
        return first or ()

    def weigh_best(self, question: str) -> tuple[str, list[float]] | None:
        """The text that would be said if it were sure, and what its confidence is computed from; None for objections.

        For fitting qa.confidence (training/train_confidence.py).
        """
        finder = self._follow()
        found = finder.find(finder.read(_checked(question))) if finder else None
        chosen = self._unopposed(found, finder) if found and finder else ()
        if found is None or isinstance(chosen, Objection) or not chosen:
            return None
        candidate = chosen[0].candidate
        span, _ = said_span(found.question, candidate)
        return quote_sentence(candidate.sentence, span)[0], confidence_inputs(found.seen, chosen)

    def _step(self, found: Found, finder: Finder) -> Step | None:
        """The derivation of the value of the period before that one of the best sentences allows."""
        for sentence, _ in found.sentences[:_TRIES]:
            story = finder.story_words(sentence.story)
            step = value_before(found.seen, sentence, story)
            if step is None:
                continue
            figure = next(f for f in figures_of(sentence.folded.text) if f.span == step.parts[0][1])
            level = Ranked(candidate_at(sentence, figure.span, figure), 0.0, (), ())
            if told_of_another(found.seen, level, story) is None:
                return step
        return None

    def _computed(self, found: Found, step: Step) -> Answer:
        _, quote, source = quote_sentence(step.sentence, step.whole)
        parts = tuple(quote_sentence(*part)[1:] for part in step.parts)
        derivation = Derivation(step.expression, parts)
        figures = figures_in(step.sentence, step.whole)
        return self._answered(
            found,
            step.text,
            (step.text,),
            quote,
            source,
            score=1.0,
            derivation=derivation,
            figures=figures,
        )

    def _answered(
        self,
        found: Found,
        text: str,
        items: tuple[str, ...],
        quote: Quote,
        source: Source,
        *,
        score: float,
        derivation: Derivation | None = None,
        figures: tuple[Measured, ...] = (),
    ) -> Answered:
        others = [
            s
            for s, _ in found.sentences
            if s.spans != quote.spans or s.story.bulletin.name != source.bulletin
        ]
        return Answered(
            question=found.question.asked,
            text=text,
            items=items,
            figures=figures,
            quote=quote,
            source=source,
            derivation=derivation,
            related=related_of(others),
            score=score,
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
