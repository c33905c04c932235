"""What a page's lines say about each other before any reading of the page: joins, topics, signs.

Every answer is a log odds (nats) that adds to others; `corpus.threads` sums them along a reading. The numbers
in `Weights` were counted on development pages 1-40, and set there where counting was not possible; pages
41-60 were kept for checking.
"""

import math
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from corpus.bylines import Byline, Signing, read_byline
from corpus.cohesion import Words, affinity, together, words_of
from corpus.joins import JoinModel
from corpus.layout import Block, squashed

REACH = 60
"""Lines after which a story broken off is not taken up again, and a headline finds no words repeated."""
SHORT = 36
"""Characters of the longest shoulder line or headline without a heading mark; the longest of 86 has 30."""
BELOW = 8
"""Lines under a caption that it is likened to."""
LIKENED = 12
"""Lines of a story that a further line is likened to: its first two and its last ten."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds of what pages do."""

    opener: float = math.log(0.70 / 0.0005)
    """本报讯 at the start of a story (407 of 528; fewer in life) against in its middle (none)."""
    plain_new: float = math.log(0.30)
    new_bare: float = math.log(0.03)
    """A new story with no heading above it while another is in hand: 66 of 2,000 lines."""
    resume: float = math.log(0.06)
    """Taking up a story broken off, no heading above: 66 of 2,000."""
    go_on: float = math.log(0.91)
    new_titled: float = math.log(0.72)
    """Under a heading: a new story, a section of the one in hand, or the late headline of one broken off."""
    section: float = math.log(0.14)
    late_title: float = math.log(0.50)
    """Given that a story without headline is broken off: 66 such, and 66 late headlines."""
    section_elsewhere: float = math.log(0.02)
    """A sub-heading that takes up a story broken off: 6 of 87."""
    two_sections: float = -5.0
    """Sub-headings one under another: none of 87; shoulder lines and banners stand above headlines."""
    piled: float = -3.0
    """A third unmarked line above a headline, and each further one: a table's lines are text."""
    unsigned_end: float = math.log(0.11)
    """A story that ends without byline: 61 of 528."""
    open_left: float = -2.0
    """Breaking off a story in mid-sentence, on trust that it goes on further down."""
    open_end: float = -7.0
    """A story that never goes on from mid-sentence: none."""
    untitled_end: float = -2.0
    """A story with text and never a headline: none, but briefs in life."""
    after_byline: float = math.log(0.003)
    alone: float = math.log(0.6)
    """A picture that stands alone, against one of the story in hand: so half of those between stories."""
    cut: float = 0.97
    """Chance that a line without closing punctuation is cut rather than merely unpunctuated."""
    whole: float = 0.997
    """Chance that a line with it is not cut."""
    repeated: float = 5.0
    """A headline's words found in its story: so in all 527, in another's seldom. Life's headlines repeat
    less; where no line repeats a headline, nothing is added anywhere."""
    topic: float = 0.6
    """How much cohesion counts: stories of one page are more alike than articles drawn from a year's news."""
    no_topic: float = 1.6
    """The same where nothing is shared, which says more: of 100 pages put together from other news than the
    counts' in the layout of the first issue, story F1 .979 at 0.6, .992 at 1.2, .993 at 1.8."""
    heading_topic: float = 0.5
    """Share of the cohesion between a headline and the story broken off that counts."""


WEIGHTS = Weights()

_OPENER = re.compile(r"(?:本报|本刊)[^,，。]{0,12}?[讯电](?=[ \u3000\W]|$)")


class Evidence:
    """Log odds about one page's lines and pairs of lines, worked out when asked, kept while they are near."""

    def __init__(self, blocks: Sequence[Block], model: JoinModel) -> None:
        self.blocks = blocks
        self._model = model
        self._bylines: list[Byline | None] = [None if b.heading else read_byline(b.text) for b in blocks]
        self._words: OrderedDict[int, Words] = OrderedDict()
        self._squashed = [squashed(b.text) for b in blocks]
        self._any_heading = any(b.heading for b in blocks)
        self._bags: OrderedDict[tuple[int, ...], Words] = OrderedDict()
        self._topics: OrderedDict[tuple[int, tuple[int, ...]], float] = OrderedDict()
        self._joins: OrderedDict[tuple[int, int], float] = OrderedDict()
        self._repeats: dict[int, frozenset[int]] = {}
        self._below: dict[int, tuple[int, ...]] = {}
        self._openings: dict[int, float] = {}

    def signing(self, block: int) -> Signing | None:
        """How the line is signed, if it is."""
        byline = self._bylines[block]
        return byline.signing if byline else None

    def closes(self, block: int) -> bool:
        """Whether the line ends with its story's byline."""
        return self.signing(block) is Signing.CLOSING

    def topic(self, block: int, story: tuple[int, ...]) -> float:
        """That the line speaks of what the story's lines do."""
        kept = story if len(story) <= LIKENED else (*story[:2], *story[2 - LIKENED :])
        key = (block, kept)
        if key not in self._topics:
            if kept not in self._bags:
                _keep(self._bags, kept, together(self._words_of(i) for i in kept), most=512)
            odds = affinity(self._words_of(block), self._bags[kept])
            odds *= WEIGHTS.topic if odds > 0.0 else WEIGHTS.no_topic
            _keep(self._topics, key, odds, most=8192)
        return self._topics[key]

    def pictured(self, block: int, story: tuple[int, ...]) -> float:
        """That a caption speaks of what the story does, or the text under it, up to a headline or byline."""
        if not self.credited(block):
            return self.topic(block, story)
        if block not in self._below:
            below: list[int] = []
            for i in range(block + 1, min(block + 1 + BELOW, len(self.blocks))):
                if self.blocks[i].heading:
                    break
                below.append(i)
                if self.closes(i):
                    break
            self._below[block] = tuple(below)
        near = self.topic(block, story)
        return max(near, self.topic(block, self._below[block])) if self._below[block] else near

    def _words_of(self, block: int) -> Words:
        if block not in self._words:
            # a story lies within REACH lines: what is further up is not asked for again
            _keep(self._words, block, words_of(self.blocks[block].text, self._model), most=8 * REACH)
        return self._words[block]

    def follows(self, last: int, block: int) -> float:
        """That the line goes on the last one's sentence, against starting a fresh one."""
        key = (last, block)
        if key not in self._joins:
            end, start = self.blocks[last].text, self.blocks[block].text
            join = self._model.continues(end, start) - self._model.opens(start)
            cut = WEIGHTS.cut if self.blocks[last].open_ended else 1.0 - WEIGHTS.whole
            _keep(self._joins, key, math.log(cut * math.exp(min(join, 20.0)) + 1.0 - cut), most=8192)
        return self._joins[key]

    def opens_story(self, block: int) -> float:
        """That the line's beginning heads a story, against a fresh sentence's in its middle."""
        if block not in self._openings:
            text = self.blocks[block].text
            odds = WEIGHTS.opener
            if not _OPENER.match(text):
                head = self._model.opens_story(text) - self._model.opens(text)
                odds = WEIGHTS.plain_new + math.log(0.5 * math.exp(min(head, 4.0)) + 0.5)
            self._openings[block] = odds
        return self._openings[block]

    def repeats(self, heading: int) -> frozenset[int]:
        """The lines within reach in which the heading's words stand, white space aside, or over whose end."""
        if heading not in self._repeats:
            self._repeats[heading] = frozenset(self._repeating(heading))
        return self._repeats[heading]

    def _repeating(self, heading: int) -> set[int]:
        phrase = self._squashed[heading]
        found: set[int] = set()
        if len(phrase) < 4:
            return found
        size = len(phrase) - 1
        last = min(len(self.blocks), heading + REACH)
        for i in range(max(0, heading - REACH), last):
            if self.blocks[i].heading or i == heading:
                continue
            if phrase in self._squashed[i] or (
                self.blocks[i].open_ended
                and any(
                    phrase in self._squashed[i][-size:] + self._squashed[j][:size]
                    for j in range(i + 1, min(i + 4, last))
                )
            ):
                found.add(i)
        return found

    def may_head(self, block: int) -> bool:
        """Whether an unmarked line may be a shoulder line, or a headline on a page that marks none."""
        line = self.blocks[block]
        after = block + 1
        if line.heading or len(line.text) > SHORT or self._bylines[block] or after >= len(self.blocks):
            return False
        if line.text.endswith(("。", "；", ";", ",", "，", "、")):
            return False
        return self.blocks[after].heading if self._any_heading else True

    def heads(self) -> tuple[float, float]:
        """Log chances that a line which may head does so, and that it is text."""
        return (math.log(0.5), math.log(0.4)) if self._any_heading else (math.log(0.7), math.log(0.3))

    def captions(self, block: int) -> float:
        """That the line is a picture's caption rather than text, by its place and shape."""
        line = self.blocks[block]
        after = block + 1
        credited = self.credited(block)
        beside = block > 0 and (self.signing(block - 1) is Signing.PHOTO or self.blocks[block - 1].apart)
        odds = 5.0 if credited else -4.0
        if not line.apart:
            odds -= 2.0
        elif beside and not credited:
            odds += 1.5
        else:
            odds += 5.0
        if line.apart and after < len(self.blocks) and self.blocks[after].apart:
            odds += 1.5
        odds -= 0.06 * max(0, len(line.text) - 60)
        if line.open_ended:
            odds -= 1.5
        if self.closes(block):
            odds -= 6.0
        return odds

    def credited(self, block: int) -> bool:
        """Whether the next line is a photographer's."""
        return block + 1 < len(self.blocks) and self.signing(block + 1) is Signing.PHOTO


_K = TypeVar("_K")
_V = TypeVar("_V")


def _keep(kept: OrderedDict[_K, _V], key: _K, value: _V, *, most: int) -> None:
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)
