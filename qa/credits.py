"""Finding the byline of the story that a question describes."""

from corpus.bulletins import ParagraphKind
from corpus.spans import Span, joined
from corpus.stored import StoredStory
from qa.answers import Quote, Source
from qa.bylines import BYLINE_WORDS
from qa.finding import Found
from qa.matching import coverage
from qa.quoting import hold, source_of

_DESCRIBED = 0.4
"""Share of the question's terms that a story must bear to be the one meant. Lower than for other answers, because a reader
describes a story in words of his own (那篇讲空气的稿子) and every story has but one byline."""


def find_byline(found: Found) -> tuple[str, Quote, Source] | None:
    """The byline of the best described story, with the paragraph or sentence that prints it; None where no story fits."""
    terms = [t for t in found.seen.terms if not BYLINE_WORDS.fullmatch(t.text)]
    best: tuple[float, StoredStory] | None = None
    for sentence, values in found.sentences:
        story = sentence.story
        if story.story.byline is None or not terms:
            continue
        told = f"{sentence.heading} {sentence.before} {sentence.folded.text}"
        fit = 0.6 * coverage(terms, told) + 0.4 * values[2]
        if best is None or fit > best[0]:
            best = (fit, story)
    if best is None or best[0] < _DESCRIBED:
        return None
    return byline_of(best[1])


def byline_of(story: StoredStory) -> tuple[str, Quote, Source] | None:
    """The story's byline with the end of the paragraph that prints it."""
    byline, page = story.story.byline, story.bulletin.text
    if byline is None:
        return None
    for index, paragraph in enumerate(story.story.paragraphs):
        inside = [s for s in paragraph.spans if s.covers(byline)]
        if not inside:
            continue
        # a sentence back is enough to see what was signed; credits stand alone
        span = inside[0]
        start = span.start
        if paragraph.kind is not ParagraphKind.CREDIT:
            start = max(span.start, page.rfind("。", span.start, max(span.start, byline.start - 2)) + 1)
        shown = Span(start, span.end)
        section = story.story.section_of(index)
        quote = Quote(
            before=page[shown.start : byline.start],
            text=byline.of(page),
            after=page[byline.end : shown.end],
            spans=(shown,),
        )
        hold(joined(page, quote.spans), str(quote))
        return byline.of(page), quote, source_of(story, section.of(page) if section else None, (byline,))
    return None
