"""Which candidate may be said: the best that nothing speaks against, or what speaks against all of the best; and where it ends."""

from collections import Counter
from collections.abc import Sequence

from corpus.spans import Span
from qa.confidence import confidence
from qa.extent import best_extent
from qa.finding import Finder, Found
from qa.ranking import Ranked
from qa.verification import Objection, objection

TRIES = 5
"""Candidates of different sentences that are tried, best first, before the first objection is told."""
_TRIES_WITHIN = 4
"""Candidates of one sentence that are tried."""
BEHIND = 3.0
"""How far, in the ranker's log-odds, a later candidate may lie behind the first and still be said; twice as far within the
first one's sentence, whose figures the ranker tells apart by their places alone (2025年 of 2023年至2025年…分别为a、b、c)."""
_SURE_IN_DOUBT = 0.5
"""How sure the best candidate has to be where the wording makes an objection likely and settles none (qa.sorts). Of 23 such candidates
for 451 questions on the development pages, written anew, 15 are as sure and 12 of these right."""


def unopposed(found: Found, finder: Finder) -> tuple[Ranked, ...] | Objection:
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
        if len(tried) > TRIES or behind > 2 * BEHIND:
            break
        if behind > BEHIND and key != leading:
            continue
        tried[key] += 1
        against = objection(found.seen, ranked, finder.story_words(sentence.story))
        if against is None:
            # what was objected to in its own sentence is no rival any more
            rivals = (r for r in found.ranked[:place] if r.candidate.sentence is not sentence)
            return (ranked, *rivals, *found.ranked[place + 1 :])
        first = first or against
    return first or ()


def sure_in_doubt(found: Found, finder: Finder) -> float | None:
    """How sure the best candidate of all is, where only the likely speaks against it and it is sure enough to be said so."""
    if not found.ranked:
        return None
    best = found.ranked[0].candidate
    against = objection(found.seen, found.ranked[0], finder.story_words(best.sentence.story))
    if against is None or not against.doubtful:
        return None
    sure = confidence(found.seen, found.ranked)
    return sure if sure >= _SURE_IN_DOUBT else None


def with_more(found: Found, finder: Finder, chosen: Sequence[Ranked]) -> Ranked:
    """The first of `chosen`, or one that goes on behind it, is worth more (qa.extent) and may be said too."""
    best, wider = chosen[0], best_extent(found.question.expects, chosen)
    if (
        wider is best
        or objection(found.seen, wider, finder.story_words(best.candidate.sentence.story)) is None
    ):
        return wider
    return best
