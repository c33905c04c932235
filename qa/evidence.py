"""The sentences that might hold an answer, each with what surrounds it and where it stands.

Hits are passages; answers are read sentence by sentence. A sentence keeps its page spans, so that whatever is
found in it can be quoted from the page, and its context (headline, shoulder line, section, the sentence before),
because a page names its subject once and then goes on without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.bulletins import ParagraphKind
from corpus.sentences import sentences
from corpus.spans import Span, home, joined
from corpus.stored import StoredPassage, StoredStory
from corpus.text import Folded, fold


@dataclass(frozen=True, slots=True)
class Sentence:
    """One printed sentence of a hit."""

    story: StoredStory
    passage_id: int
    rank: int
    """Of its passage among the hits, from 0."""
    closeness: float
    """Cosine of its passage with the question, -1..1; 0 where the dense half did not return it."""
    relevance: float
    """Natural logarithm of the share of trust that search puts in its story among the stories found: 0 for the only
    one, -0.7 for one of two alike. Comparable within one question."""
    spans: tuple[Span, ...]
    """On the page."""
    text: str
    """As printed, halves joined."""
    folded: Folded
    """`text` for matching; `folded.home` leads back into `text`."""
    before: str
    """The folded sentence before it in the passage; empty at the passage's start."""
    heading: str
    """Folded headline, shoulder line and section."""
    section: str | None
    """The sub-heading as printed."""
    opening: bool
    """Whether it is the first of its story."""

    def on_page(self, inner: Span) -> tuple[Span, ...]:
        """Where `inner`, a span of `folded.text`, stands on the page."""
        return home(self.spans, self.folded.home(inner))


def passage_sentences(
    passage: StoredPassage, story: StoredStory, *, rank: int, closeness: float, relevance: float = 0.0
) -> list[Sentence]:
    """The sentences of one hit, in reading order; `relevance` is that of its story, 0 for the only one."""
    page = story.bulletin.text
    section = passage.passage.section.of(page) if passage.passage.section else None
    heading = fold(" ".join(part for part in (*headings(story), section) if part)).text
    first = min(s.start for s in passage.passage.spans)
    out: list[Sentence] = []
    before = ""
    for span in sentences(passage.text):
        text = span.of(passage.text)
        folded = fold(text)
        out.append(
            Sentence(
                story=story,
                passage_id=passage.id,
                rank=rank,
                closeness=closeness,
                relevance=relevance,
                spans=home(passage.passage.spans, span),
                text=text,
                folded=folded,
                before=before,
                heading=heading,
                section=section,
                opening=not out and first <= body_start(story),
            )
        )
        before = folded.text
    return out


def body_start(story: StoredStory) -> int:
    """The page offset of the story's first body character (of its first paragraph, where it has no body)."""
    paragraphs = story.story.paragraphs
    body = [p for p in paragraphs if p.kind is ParagraphKind.BODY] or list(paragraphs)
    return body[0].spans[0].start


def headings(story: StoredStory) -> Sequence[str | None]:
    """The story's headline and shoulder line, as printed; None for one that is not there."""
    page = story.bulletin.text
    kicker = story.story.kicker
    return (story.story.headline(story.bulletin), kicker.of(page) if kicker else None)


def story_text(story: StoredStory) -> str:
    """Everything the story prints, paragraph after paragraph, as printed."""
    page = story.bulletin.text
    headline = story.bulletin.headline or ""
    return "\n".join([headline, *(joined(page, p.spans) for p in story.story.paragraphs)])
