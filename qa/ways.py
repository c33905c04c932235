"""The ways to an answer, each tried in its turn: what is printed as such, then what is counted or computed, then the best candidate."""

import re
from dataclasses import replace

from corpus.spans import Span
from qa import refusals
from qa.answers import Answer, Derivation, Reason
from qa.arithmetic import computed
from qa.bylines import asks_byline, speaks_of_the_story
from qa.candidates import candidate_at, figures_of
from qa.choice import BEHIND, TRIES, sure_in_doubt, unopposed, with_more
from qa.confidence import confidence, threshold
from qa.counts import counted
from qa.credits import find_byline
from qa.derivations import Step, value_before
from qa.disagreement import settle
from qa.evidence import Sentence
from qa.extremes import Picked, extreme
from qa.finding import Finder, Found
from qa.lists import said_span
from qa.lunar import lunar_day, solar_of
from qa.parts import Printed
from qa.questions import Asks, Expects
from qa.quoting import figures_in, quote_sentence, related_of
from qa.ranking import Ranked
from qa.rankings import Ranking, choose, order_fit, position, read_rankings
from qa.remainders import remainder
from qa.saying import answered, contradicted, converted, derived, picked_out
from qa.speakers import Unsaid, day_of, speaker_of
from qa.verification import Objection, no_data_at, objection, told_of_another, told_otherwise

_NUMERALS = "零一二三四五六七八九十"
_TOLD = 0.5
"""How sure the person must be whom a story tells of, to be said before who signed it. Reasoned."""
_ORDER_FITS = 0.45
"""Share of the question's terms that a printed order and what stands before it must bear."""


def answer_of(found: Found, finder: Finder) -> Answer:
    """The answer of the first way that has one, or a refusal."""
    return (
        from_byline(found, finder)
        or no_data(found)
        or from_position(found)
        or from_order(found)
        or from_speaker(found)
        or from_calendar(found)
        or from_step(found, finder)
        or from_candidates(found, finder)
    )


def from_byline(found: Found, finder: Finder) -> Answer | None:
    """Who wrote it or took the picture, unless the story tells of another work, and of who made that."""
    asked = found.question.text
    line = find_byline(found) if asks_byline(asked) else None
    if line is None:
        return None
    if not speaks_of_the_story(asked, line[2].title or ""):
        told = unopposed(found, finder)
        if not isinstance(told, Objection) and told and confidence(found.seen, told) >= _TOLD:
            return None
    text, quote, source = line
    return answered(found, text, (text,), quote, source, score=1.0)


def no_data(found: Found) -> Answer | None:
    """The sentence in which the page says that it has no figure for the place asked."""
    for sentence, _ in found.sentences[:TRIES]:
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


def from_position(found: Found) -> Answer | None:
    """Which place a named item has in a printed order: counted, and marked as such."""
    best: tuple[float, Sentence, Ranking, int] | None = None
    for sentence, _ in found.sentences[:TRIES]:
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
    return answered(found, said, (said,), quote, source, score=min(fit, 1.0), derivation=derivation)


def from_order(found: Found) -> Answer | None:
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
    for sentence, _ in found.sentences[:TRIES]:
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
    return answered(found, text, items, quote, source, score=min(fit, 1.0))


def from_speaker(found: Found) -> Answer | None:
    """Who said the words that the question quotes, or on which day; a refusal where the page prints the words alone."""
    said = speaker_of(found) or day_of(found)
    if said is None:
        return None
    if isinstance(said, Unsaid):
        missing = "是哪天说的" if found.question.expects is Expects.DATE else "是谁说的"
        near = related_of([said.sentence, *(s for s, _ in found.sentences)])
        return refusals.refuse_unsaid(found.question.asked, missing=missing, related=near)
    text, quote, source = quote_sentence(*said)
    return answered(found, text, (text,), quote, source, score=1.0)


def from_calendar(found: Found) -> Answer | None:
    """The solar date of a lunar day that the page names."""
    day = lunar_day(found)
    if day is None:
        return None
    return converted(found, *day)


def from_step(found: Found, finder: Finder) -> Answer | None:
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
        return derived(found, step)
    if isinstance(step, Picked):
        return picked_out(found, step)
    text, quote, source = quote_sentence(step.sentence, step.span)
    figures = figures_in(step.sentence, step.span)
    return answered(found, text, (text,), quote, source, score=1.0, figures=figures)


def period_before(found: Found, finder: Finder) -> Step | None:
    """The derivation of the value of the period before that one of the best sentences allows."""
    for sentence, _ in found.sentences[:TRIES]:
        story = finder.story_words(sentence.story)
        step = value_before(found.seen, sentence, story)
        if step is None:
            continue
        figure = next(f for f in figures_of(sentence.folded.text) if f.span == step.parts[0][1])
        level = Ranked(candidate_at(sentence, figure.span, figure), 0.0, (), ())
        if told_of_another(found.seen, level, story) is None:
            return step
    return None


def from_candidates(found: Found, finder: Finder) -> Answer:
    """The best candidate that nothing speaks against, if it is sure enough; else a refusal."""
    asked, related = found.question.asked, related_of([s for s, _ in found.sentences])
    chosen = unopposed(found, finder)
    sure = 0.0 if isinstance(chosen, Objection) or not chosen else confidence(found.seen, chosen)
    if sure < threshold() and (doubted := sure_in_doubt(found, finder)):
        chosen, sure = found.ranked, doubted
    if isinstance(chosen, Objection):
        step = period_before(found, finder) if chosen.reason is Reason.OTHER_PERIOD else None
        if step is not None:
            return derived(found, step)
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
            other.score >= chosen[0].score - BEHIND
            and objection(found.seen, other, finder.story_words(other.candidate.sentence.story)) is None
        ),
    )
    if settled.against is not None:
        return contradicted(found, settled.best, settled.against)
    best = with_more(found, finder, chosen) if settled.best is chosen[0] else settled.best
    candidate = best.candidate
    span, items = said_span(found.question, candidate)
    solar = solar_of(found, candidate.sentence, span)
    if solar is not None:
        return converted(found, candidate.sentence, span, solar)
    text, quote, source = quote_sentence(candidate.sentence, span)
    printed = tuple(quote_sentence(candidate.sentence, item)[0] for item in items) or (text,)
    figures = figures_in(candidate.sentence, span)
    answer = answered(found, text, printed, quote, source, score=sure, figures=figures)
    if not settled.others:
        return answer
    elsewhere = related_of([other.candidate.sentence for other in settled.others])
    kept = [one for one in answer.related if one not in elsewhere]
    return replace(answer, related=(*elsewhere, *kept)[: len(answer.related) or 3])
