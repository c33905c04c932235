"""From a span to a quotation that anyone can check: the answer, the sentence around it and its place on the page.

Every quotation, answer and figure made here is compared with the page before it leaves (law 1); a mismatch stops the
answer with an ArchiveError rather than letting it out.
"""

from collections.abc import Sequence
from itertools import pairwise

from corpus.bulletins import Bulletin
from corpus.errors import ArchiveError
from corpus.figures import Measured
from corpus.measures import measure_figures
from corpus.spans import Span, joined
from corpus.stored import StoredStory
from qa.answers import Quote, Related, Source
from qa.evidence import Sentence


def hold(page: str, quoted: str) -> None:
    """Law 1. ArchiveError where what is quoted is not what the page prints: page and passages no longer belong together."""
    if page != quoted:
        raise ArchiveError(
            f"the page prints {page!r}, the quotation says {quoted!r}; check the archive with: bulletin verify",
            detail="引文与存档的版面对不上，为免出错没有作答；请用 bulletin verify 检查资料。",
        )


def printed(bulletin: Bulletin, spans: Sequence[Span]) -> str:
    """What the page prints at `spans`: one slice where only blanks lie between them, the parts joined elsewhere."""
    start, end = spans[0].start, spans[-1].end
    between = [bulletin.text[a.end : b.start] for a, b in pairwise(spans)]
    if all(a.end <= b.start for a, b in pairwise(spans)) and not "".join(between).strip():
        return bulletin.text[start:end]
    return joined(bulletin.text, spans)


VERSION_DIGITS = 12
"""Of a SHA-256: no newspaper prints 2^24 versions of one page."""


def source_of(story: StoredStory, section: str | None, spans: tuple[Span, ...]) -> Source:
    """The place of `spans`, which lie in `story`."""
    bulletin = story.bulletin
    byline = story.story.byline
    return Source(
        bulletin=bulletin.name,
        version=bulletin.digest[:VERSION_DIGITS],
        date=bulletin.date,
        story=story.story.number,
        title=story.story.headline(bulletin),
        section=section,
        byline=byline.of(bulletin.text) if byline else None,
        spans=spans,
    )


def quote_sentence(sentence: Sentence, inner: Span) -> tuple[str, Quote, Source]:
    """The answer at `inner` (a span of the folded sentence) as printed, its quote and its source."""
    own = sentence.folded.home(inner)
    spans = sentence.on_page(inner)
    bulletin = sentence.story.bulletin
    answer = printed(bulletin, spans)
    quote = Quote(
        before=sentence.text[: own.start],
        text=answer,
        after=sentence.text[own.end :],
        spans=sentence.spans,
    )
    hold(joined(bulletin.text, sentence.spans), sentence.text)
    hold(joined(bulletin.text, spans), sentence.text[own.start : own.end])
    return answer, quote, source_of(sentence.story, sentence.section, spans)


def figures_in(sentence: Sentence, inner: Span) -> tuple[Measured, ...]:
    """The figures printed inside `inner`, each with what it measures."""
    own = sentence.folded.home(inner)
    headings = [h for h in (sentence.section, sentence.story.story.headline(sentence.story.bulletin)) if h]
    inside = tuple(
        m
        for m in measure_figures(sentence.text, headings=headings)
        if m.figure.span.start < own.end and own.start < m.figure.span.end
    )
    for measured in inside:
        hold(measured.figure.span.of(sentence.text), measured.figure.text)
    return inside


def related_of(sentences: Sequence[Sentence], *, limit: int = 3) -> tuple[Related, ...]:
    """The first sentence of each of the first `limit` passages, as printed."""
    out: list[Related] = []
    seen: set[int] = set()
    for sentence in sentences:
        if sentence.passage_id not in seen and len(out) < limit:
            seen.add(sentence.passage_id)
            out.append(Related(sentence.text, source_of(sentence.story, sentence.section, sentence.spans)))
    return tuple(out)
