"""Answers made of what was found: each with its sentence quoted, its place on the page and what else bears on it."""

from datetime import date

from corpus.figures import Measured
from corpus.spans import Span
from qa import refusals
from qa.answers import Answer, Answered, Derivation, Quote, Reason, Source
from qa.derivations import Step
from qa.evidence import Sentence
from qa.extremes import Picked
from qa.finding import Found
from qa.quoting import figures_in, quote_sentence, related_of
from qa.ranking import Ranked


def answered(
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
    """The answer `text`, printed or worked out, with the sentence that it is taken from; the hits' other sentences are related."""
    others = [
        s for s, _ in found.sentences if s.spans != quote.spans or s.story.bulletin.name != source.bulletin
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


def converted(found: Found, sentence: Sentence, span: Span, solar: date) -> Answer:
    """The solar date of the lunar day printed at `span`, marked as converted."""
    printed, quote, source = quote_sentence(sentence, span)
    said = f"{solar.year}年{solar.month}月{solar.day}日"
    derivation = Derivation(f"{printed} = {said}(农历换算公历)", ((quote, source),))
    return answered(found, said, (said,), quote, source, score=1.0, derivation=derivation)


def derived(found: Found, step: Step) -> Answer:
    """What a step computes, with its expression and a quote of every part."""
    _, quote, source = quote_sentence(step.sentence, step.whole)
    parts = tuple(quote_sentence(*part)[1:] for part in step.parts)
    derivation = Derivation(step.expression, parts)
    figures = figures_in(step.sentence, step.whole)
    return answered(
        found,
        step.text,
        (step.text,),
        quote,
        source,
        score=1.0,
        derivation=derivation,
        figures=figures,
    )


def picked_out(found: Found, step: Picked) -> Answer:
    """The label or labels that a comparison of printed values gives."""
    sentence = step.sentence
    whole = Span(min(s.start for s in step.items), max(s.end for s in step.items))
    _, quote, source = quote_sentence(sentence, whole)
    items = tuple(quote_sentence(sentence, item)[0] for item in step.items)
    parts = tuple(quote_sentence(*part)[1:] for part in step.parts)
    derivation = Derivation(step.expression, parts)
    return answered(found, "、".join(items), items, quote, source, score=1.0, derivation=derivation)


def contradicted(found: Found, one: Ranked, other: Ranked) -> Answer:
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
