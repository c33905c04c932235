"""Which lines of a page follow which: the page's stories as threads, found all at once.

A page is read line by line, but nothing is settled line by line. Each way of reading what stands so far is a
`_State`, scored in log odds; at every line each state branches into all that the line may be (it goes on the
story in hand, or one broken off above, or opens a new one; it is a caption, a credit, a shoulder line), and
the best `WIDTH` states go on. The reading with the best sum over the whole page wins. What is summed, and
why, is `corpus.evidence`: joins in mid-word, shared words, 本报讯 and bylines, headlines that repeat words of
their story, the place of pictures.

The cost is linear in the page: states look back `REACH` lines and no further.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.bylines import Signing
from corpus.evidence import REACH, WEIGHTS, Evidence
from corpus.joins import JoinModel
from corpus.layout import Block
from corpus.readings import Link, Placed, Role, Sureness, Threads

WIDTH = 48
"""Readings kept at each line."""
BEHIND = 16.0
"""Nats behind the best at which a reading is given up: one that breaks off a story in mid-sentence must last
until the other half is met, which is worth 10 to 20. At 14 and 20 the development pages score the same."""
LAG = 12
"""Lines after which a line's place is asked of the readings still alive; by then 本报讯 or a byline came."""
SUSPENDED = 3
"""Stories broken off that one reading holds open."""
HEADINGS = 8
"""Headings with no text between them of which the last ones may belong to the text below."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A story as far as one reading has it."""

    number: int
    blocks: tuple[int, ...]
    """Its text lines, the last `REACH` at most."""
    titled: bool
    closed: bool
    wanted: tuple[int, ...]
    """Headings of it whose words are yet to come."""
    owed: float
    """What it cost to leave it, given back where it is taken up."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One link of a reading's chain, newest first."""

    placed: tuple[Placed, ...]
    before: "_Step | None"


@dataclass(frozen=True, slots=True)
class _State:
    """One way of reading the page so far."""

    score: float
    current: _Open | None
    suspended: tuple[_Open, ...]
    lead: tuple[tuple[int, Role], ...]
    """Headings waiting for the text under them, and pictures and reporters' names printed among them."""
    stories: int
    chain: _Step | None

    def key(self) -> tuple[object, ...]:
        """Equal where two states have the same future."""
        held = tuple((s.blocks, s.titled, s.closed, s.wanted) for s in self.suspended)
        now = self.current
        return (now and (now.blocks, now.titled, now.closed, now.wanted), held, self.lead)

    def headings(self) -> tuple[int, ...]:
        """The headings among the lead."""
        return tuple(block for block, role in self.lead if role is Role.SHOULDER)


class _Reader:
    """The search over readings of one page."""

    def __init__(self, blocks: Sequence[Block], model: JoinModel) -> None:
        self._evidence = Evidence(blocks, model)
        self._blocks = blocks
        self._shares: list[Mapping[Link, float]] = []

    def read(self) -> Threads:
        """The best reading."""
        beam = [_State(0.0, None, (), (), 0, None)]
        for block in range(len(self._blocks)):
            grown: dict[tuple[object, ...], _State] = {}
            for state in beam:
                for branch in self._branches(state, block):
                    key = branch.key()
                    known = grown.get(key)
                    if known is None or branch.score > known.score:
                        grown[key] = branch
            # sorted() is stable and `grown` keeps the order of discovery: equal scores, equal order
            beam = sorted(grown.values(), key=lambda state: -state.score)[:WIDTH]
            beam = [state for state in beam if state.score > beam[0].score - BEHIND]
            if block >= LAG:
                self._shares.append(_shares(beam, block - LAG))
        beam = sorted((self._finished(state) for state in beam), key=lambda state: -state.score)
        for block in range(len(self._shares), len(self._blocks)):
            self._shares.append(_shares(beam, block))
        placed = sorted(_unrolled(beam[0].chain), key=lambda one: one.block)
        sureness = [_sureness(self._shares[one.block], one.link) for one in placed]
        return Threads(tuple(placed), tuple(sureness))

    def _finished(self, state: _State) -> _State:
        score = state.score + sum(self._end_cost(held) for held in state.suspended)
        if state.current:
            score += self._leaving_cost(state.current) + self._end_cost(state.current)
        left = tuple(Placed(i, Link(Role.LEFT, None), -1) for i, _ in state.lead)
        return replace(state, score=score - len(left), chain=_Step(left, state.chain))

    def _branches(self, state: _State, block: int) -> list[_State]:
        signing = self._evidence.signing(block)
        if self._blocks[block].heading:
            return [self._led(state, block, Role.SHOULDER)]
        if signing is Signing.PHOTO:
            return [self._credit(state, block)]
        if signing is Signing.REPORTER:
            return [self._reporter(state, block)]
        odds = self._evidence.captions(block)
        cost = -math.log1p(math.exp(odds))
        out = [replace(branch, score=branch.score + cost) for branch in self._bodies(state, block)]
        if self._evidence.may_head(block):
            heads, runs = self._evidence.heads()
            out = [replace(branch, score=branch.score + runs) for branch in out]
            out.append(self._led(replace(state, score=state.score + heads), block, Role.SHOULDER))
        if odds > -8.0:
            cost = -math.log1p(math.exp(-odds))
            out.extend(replace(branch, score=branch.score + cost) for branch in self._captions(state, block))
        return out

    def _led(self, state: _State, block: int, role: Role) -> _State:
        lead = (*state.lead, (block, role))
        chain, score = state.chain, state.score
        if len(lead) > 2 and not self._blocks[block].heading:
            score += WEIGHTS.piled
        if len(lead) > HEADINGS:
            chain = _Step((Placed(lead[0][0], Link(Role.LEFT, None), -1),), chain)
        return replace(state, score=score, lead=lead[-HEADINGS:], chain=chain)

    # --- text -------------------------------------------------------------------------------------------

    def _bodies(self, state: _State, block: int) -> list[_State]:
        lead = bool(state.headings())
        current = state.current
        new = (WEIGHTS.new_titled if lead else WEIGHTS.new_bare) if current else 0.0
        out = [self._new(state, block, new)]
        if current:
            prior = WEIGHTS.section if lead else WEIGHTS.go_on
            out.append(self._on(state, block, current, prior=prior))
            if lead and not current.titled:
                out.append(self._titled(state, block, current))
        for held in state.suspended:
            prior = WEIGHTS.section_elsewhere if lead else WEIGHTS.resume
            out.append(self._on(state, block, held, prior=prior))
            if lead and not held.titled:
                out.append(self._titled(state, block, held))
        return out

    def _new(self, state: _State, block: int, prior: float) -> _State:
        """`block` opens a story, the last heading waiting above it being its headline."""
        score = state.score + prior + self._evidence.opens_story(block)
        score, suspended = self._left(state, score, state.suspended, block)
        headings = state.headings()
        placed = self._heads(state, state.stories, title=headings[-1:], after=None)
        placed.append(Placed(block, Link(Role.BODY, None), state.stories))
        score += self._met(headings[-2:], block)
        closed, wanted = self._evidence.closes(block), self._unmet(headings[-2:], block)
        story = _Open(state.stories, (block,), bool(headings), closed, wanted, 0.0)
        return _State(score, story, suspended, (), state.stories + 1, _Step(tuple(placed), state.chain))

    def _titled(self, state: _State, block: int, story: _Open) -> _State:
        """`block` goes on `story` under its headline, printed late (全市生态环境保护专项工作提质见效)."""
        title = state.headings()[-1]
        prior = WEIGHTS.late_title + WEIGHTS.heading_topic * self._evidence.topic(title, story.blocks)
        repeats = self._evidence.repeats(title)
        wanted = story.wanted
        if any(i in repeats for i in story.blocks):
            prior += WEIGHTS.repeated
        else:
            wanted = (*wanted, title)
        placed = self._heads(state, story.number, title=(title,), after=story.blocks[-1])
        return self._grown(
            state, block, replace(story, titled=True, wanted=wanted), prior=prior, placed=placed
        )

    def _on(self, state: _State, block: int, story: _Open, *, prior: float) -> _State:
        """`block` goes on `story`, any heading above it being a section of it."""
        headings = state.headings()
        prior += WEIGHTS.two_sections * max(0, len(headings) - 1)
        placed = self._heads(state, story.number, title=(), after=story.blocks[-1])
        wanted = (*story.wanted, *headings)
        return self._grown(state, block, replace(story, wanted=wanted), prior=prior, placed=placed)

    def _grown(
        self, state: _State, block: int, story: _Open, *, prior: float, placed: list[Placed]
    ) -> _State:
        last = story.blocks[-1]
        score = state.score + prior
        score += self._evidence.follows(last, block) + self._evidence.topic(block, story.blocks)
        score += self._met(story.wanted, block)
        if story.closed:
            score += WEIGHTS.after_byline
        suspended = state.suspended
        if state.current is None or state.current.number != story.number:
            held = tuple(s for s in suspended if s.number != story.number)
            score, suspended = self._left(state, score - story.owed, held, block)
        grown = replace(
            story,
            blocks=(*story.blocks, block)[-REACH:],
            closed=self._evidence.closes(block),
            wanted=self._unmet(story.wanted, block),
            owed=0.0,
        )
        placed.append(Placed(block, Link(Role.BODY, last), story.number))
        return _State(score, grown, suspended, (), state.stories, _Step(tuple(placed), state.chain))

    def _heads(self, state: _State, story: int, *, title: tuple[int, ...], after: int | None) -> list[Placed]:
        """The lead's places above a text line: under a `title` the rest are shoulder lines, else sections."""
        out: list[Placed] = []
        for block, role in state.lead:
            if role is not Role.SHOULDER:
                out.append(Placed(block, Link(role, after), story))
            elif block in title:
                out.append(Placed(block, Link(Role.TITLE, after), story))
            else:
                out.append(Placed(block, Link(Role.SHOULDER if title else Role.SECTION, after), story))
        return out

    def _left(
        self, state: _State, score: float, suspended: tuple[_Open, ...], block: int
    ) -> tuple[float, tuple[_Open, ...]]:
        """The score and the stories held open once the story in hand is left for another at `block`."""
        held = list(suspended)
        if state.current:
            left = replace(state.current, owed=self._leaving_cost(state.current))
            score += left.owed
            held.append(left)
        kept = [s for s in held if not s.closed and block - s.blocks[-1] <= REACH][-SUSPENDED:]
        score += sum(self._end_cost(s) for s in held if s not in kept)
        return score, tuple(kept)

    def _leaving_cost(self, story: _Open) -> float:
        """What it costs to break `story` off; given back where it is taken up again."""
        if story.closed:
            return 0.0
        return WEIGHTS.unsigned_end + (WEIGHTS.open_left if self._midway(story) else 0.0)

    def _end_cost(self, story: _Open) -> float:
        """What it costs on top if `story` is never taken up again."""
        cost = WEIGHTS.open_end if self._midway(story) else 0.0
        return cost if story.titled else cost + WEIGHTS.untitled_end

    def _midway(self, story: _Open) -> bool:
        return not story.closed and self._blocks[story.blocks[-1]].open_ended

    def _met(self, headings: tuple[int, ...], block: int) -> float:
        return WEIGHTS.repeated * sum(block in self._evidence.repeats(i) for i in headings)

    def _unmet(self, headings: tuple[int, ...], block: int) -> tuple[int, ...]:
        kept = [i for i in headings if block not in self._evidence.repeats(i)]
        return tuple(i for i in kept if any(j > block for j in self._evidence.repeats(i)))

    # --- pictures ---------------------------------------------------------------------------------------

    def _captions(self, state: _State, block: int) -> list[_State]:
        """`block` is a caption of the story in hand, of one broken off or to come, or of a picture alone."""
        current = state.current
        ended = current is not None and current.closed
        midway = current is not None and self._midway(current)
        # between stories half of the pictures stand alone, within a broken sentence none
        alone = math.log(0.02) if midway else WEIGHTS.alone
        if not self._evidence.credited(block):
            alone -= 3.0
        out: list[_State] = []
        if current:
            prior = math.log(0.3 if ended else 0.6) + self._evidence.pictured(block, current.blocks)
            out.append(self._caption(state, block, current, prior))
        for held in state.suspended:
            prior = math.log(0.03) + self._evidence.topic(block, held.blocks)
            out.append(self._caption(state, block, held, prior))
        if state.headings():
            led = self._led(state, block, Role.CAPTION)
            out.append(replace(led, score=led.score + math.log(0.5)))
        placed = Placed(block, Link(Role.CAPTION, None), state.stories)
        score = state.score + alone
        step = _Step((placed,), state.chain)
        out.append(replace(state, score=score, chain=step, stories=state.stories + 1))
        return out

    def _caption(self, state: _State, block: int, story: _Open, prior: float) -> _State:
        placed = Placed(block, Link(Role.CAPTION, story.blocks[-1]), story.number)
        return replace(state, score=state.score + prior, chain=_Step((placed,), state.chain))

    def _credit(self, state: _State, block: int) -> _State:
        """`block` credits the picture whose caption stands before it, or one without caption."""
        if state.lead and state.lead[-1] == (block - 1, Role.CAPTION):
            return self._led(state, block, Role.CREDIT)
        last = state.chain.placed[-1] if state.chain else None
        if last and last.block == block - 1 and last.role is Role.CAPTION:
            placed = Placed(block, Link(Role.CREDIT, last.link.after), last.story)
        elif state.current:
            placed = Placed(block, Link(Role.CREDIT, state.current.blocks[-1]), state.current.number)
        else:
            placed = Placed(block, Link(Role.CREDIT, None), state.stories)
            state = replace(state, stories=state.stories + 1)
        return replace(state, chain=_Step((placed,), state.chain))

    def _reporter(self, state: _State, block: int) -> _State:
        """`block` names the reporter: of the story about to open, or of the one in hand, which it closes."""
        if state.current is None or state.lead:
            return self._led(state, block, Role.CREDIT)
        placed = Placed(block, Link(Role.CREDIT, state.current.blocks[-1]), state.current.number)
        closed = replace(state.current, closed=True)
        return replace(state, current=closed, chain=_Step((placed,), state.chain))


def _unrolled(chain: _Step | None, *, down_to: int = 0) -> list[Placed]:
    """The places of lines from `down_to` on, newest first."""
    out: list[Placed] = []
    while chain:
        out.extend(reversed(chain.placed))
        # a step places its text line last, and headings above it before
        if chain.placed and chain.placed[-1].block < down_to:
            break
        chain = chain.before
    return out


def _shares(beam: Sequence[_State], block: int) -> Mapping[Link, float]:
    """How the readings alive place `block`, each weighted by its odds; heaviest first."""
    weights = [math.exp(state.score - beam[0].score) for state in beam]
    shares: dict[Link, float] = {}
    for state, weight in zip(beam, weights, strict=True):
        for placed in _unrolled(state.chain, down_to=block):
            if placed.block == block:
                shares[placed.link] = shares.get(placed.link, 0.0) + weight
                break
    total = sum(shares.values())
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    return {link: share / total for link, share in ranked}


def _sureness(shares: Mapping[Link, float], link: Link) -> Sureness:
    rival = next((other for other in shares if other != link), None)
    # a heading may wait longer than LAG for its text: nothing has placed it, and nothing contests it
    return Sureness(shares.get(link, 0.0) if shares else 1.0, rival)


def read_threads(blocks: Sequence[Block], model: JoinModel) -> Threads:
    """Every line of `blocks` placed once, in page order, by the best reading of the whole page."""
    return _Reader(blocks, model).read() if blocks else Threads((), ())
