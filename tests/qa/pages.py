"""Small pages made in the tests, read into the sentences that answers are found in."""

from datetime import date

from corpus.bulletins import Bulletin, Paragraph, ParagraphKind, Story
from corpus.passages import passages
from corpus.spans import Span, joined
from corpus.stored import StoredPassage, StoredStory
from qa.evidence import Sentence, passage_sentences

DAY = date(2026, 2, 6)


def story_of(body: str, *, title: str = "", day: date | None = DAY) -> StoredStory:
    """A page of one story: its title line and one body paragraph a line."""
    text = f"## {title}\n\n{body}" if title else body
    paragraphs: list[Paragraph] = []
    start = 0
    headline: Span | None = None
    if title:
        headline = Span(3, 3 + len(title))
        paragraphs.append(Paragraph(ParagraphKind.TITLE, (headline,)))
        start = len(title) + 5
    for line in body.split("\n"):
        if line:
            paragraphs.append(Paragraph(ParagraphKind.BODY, (Span(start, start + len(line)),)))
        start += len(line) + 1
    story = Story(number=0, paragraphs=tuple(paragraphs), title=headline, kicker=None, byline=None)
    bulletin = Bulletin(name="page.md", date=day, text=text, digest="0")
    return StoredStory(id=1, bulletin_id=1, bulletin=bulletin, story=story)


def sentences_of(body: str, *, title: str = "", day: date | None = DAY) -> list[Sentence]:
    """Its sentences, as of the first hits of a search."""
    stored = story_of(body, title=title, day=day)
    page = stored.bulletin.text
    out: list[Sentence] = []
    for rank, passage in enumerate(passages(stored.bulletin, stored.story)):
        text = joined(page, passage.spans)
        kept = StoredPassage(id=rank + 1, story_id=1, bulletin_id=1, passage=passage, text=text)
        out += passage_sentences(kept, stored, rank=rank, closeness=0.5)
    return out
