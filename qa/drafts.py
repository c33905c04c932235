"""A draft compared with what was printed: which of its figures the bulletin bears out, contradicts, or does not have.

A figure is borne out by a printed one of equal value, unit and direction that measures the same, where neither period,
place nor base of comparison speaks against it. It is contradicted only where measure, period, place and base of one
printed figure all agree with the draft's own and the value does not, and the page prints no other value for them.
Everything else is not found, and what the page prints of the same measure is shown beside it. Only figures are
compared, no words; dates, times and ordinals are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from corpus.bulletins import Bulletin, Paragraph, ParagraphKind, Story
from corpus.errors import BadRequest
from corpus.figure_context import names_change
from corpus.figures import Direction, FigureKind, Qualifier
from corpus.ledger import LedgerFigure, read_ledger, searched
from corpus.ledger_rows import Sought, StoredFigure
from corpus.sentences import clauses
from corpus.spans import Span, joined
from corpus.stored import StoredStory
from corpus.text import fold, simplify
from qa.agreement import Agreement, base_agreement, period_agreement, place_agreement
from qa.evidence import story_text
from qa.ledger import Bearings, CitedFigure, Ledger
from qa.matching import Weighed, coverage, pairs, weigh
from qa.questions import read_question
from qa.units import bare

LONGEST_DRAFT = 20_000
"""Characters: three full pages of the first issue."""

SHOWN = 3
"""Printed figures shown beside one of the draft's."""

ABOUT = 0.75
"""Share of the weight of the clause's words that a printed sentence must bear to speak of the same, where the measures
are worded otherwise or say too little (企业). Reasoned; a clause's own verb (关停, 检查) weighs a quarter and more."""

KIN = 0.5
"""The same of its whole story, where one measure holds the other (空气优良天数, 优良天数). Reasoned: names are looked at apart."""

_NEAR_ROWS = 100
"""Printed figures of one value that are looked at, the latest first: of 一个 there are thousands."""
_NEAR_MEASURED = 500
"""The same of one measure (人数): enough to see that a page prints several values for the same."""
_COMPARED = (FigureKind.QUANTITY, FigureKind.SHARE, FigureKind.POINTS, FigureKind.MULTIPLE, FigureKind.SCORE)
_HEADLINE = 40
"""Longest first line that is taken for the draft's headline, if it ends in no mark."""
_LINE = re.compile(r"[^\r\n]+")
_MARK = re.compile(r"\s*#*\s*")


class Verdict(StrEnum):
    """What the bulletin says to a figure of a draft."""

    BORNE_OUT = "borne_out"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """One figure of the draft and what was printed."""

    figure: LedgerFigure
    """As read in the draft; its spans count in the draft."""
    verdict: Verdict
    printed: tuple[CitedFigure, ...]
    """What bears it out or contradicts it; for one not found, others of the same measure."""
    bound_differs: bool
    """Whether the value is borne out but printed with another word of bound: 超1150个, where the draft has 1150个."""

    @property
    def span(self) -> Span:
        """Its place in the draft."""
        return self.figure.spans[0]


def check_draft(ledger: Ledger, draft: str) -> tuple[CheckedFigure, ...]:
    """The draft's figures in its order, each with what the archive's live pages print.

    BadRequest for a draft that is empty or longer than `LONGEST_DRAFT` characters.
    """
    if not draft.strip():
        raise BadRequest("the draft is empty", detail="稿子是空的。请把要核对的文字贴进来。")
    if len(draft) > LONGEST_DRAFT:
        raise BadRequest(
            f"the draft has {len(draft)} characters, {LONGEST_DRAFT} are allowed",
            detail=f"稿子太长了（{len(draft)} 字），请分成不超过 {LONGEST_DRAFT} 字的几段来核对。",
        )
    bearings = ledger.bearings()
    figures = draft_figures(draft, bearings)
    if not figures:
        return ()
    return _Check(ledger, bearings, draft, figures).checked()


def draft_figures(draft: str, bearings: Bearings) -> list[LedgerFigure]:
    """The figures of a draft that are compared, read as those of a page of the latest issue's day."""
    bulletin = Bulletin("draft", bearings.today, draft, "")
    return [f for f in read_ledger(bulletin, draft_story(draft)) if f.kind in _COMPARED]


def draft_story(draft: str) -> Story:
    """The draft as one story: each line a paragraph, lines that begin with # sections, a short first line its title."""
    paragraphs: list[Paragraph] = []
    title: Span | None = None
    for line in _LINE.finditer(draft):
        lead = _MARK.match(line.group())
        begin = line.start() + (lead.end() if lead else 0)
        end = line.start() + len(line.group().rstrip())
        if begin >= end:
            continue
        span = Span(begin, end)
        kind = ParagraphKind.SECTION if "#" in draft[line.start() : begin] else ParagraphKind.BODY
        short = len(span) <= _HEADLINE and draft[end - 1] not in "。！？!?；;，,"
        if not paragraphs and short and draft[end:].strip():
            kind, title = ParagraphKind.TITLE, span
        paragraphs.append(Paragraph(kind, (span,)))
    return Story(0, tuple(paragraphs), title, None, None)


class _Check:
    """One comparison: the draft's figures, and the printed ones that may have to do with them."""

    def __init__(
        self, ledger: Ledger, bearings: Bearings, draft: str, figures: Sequence[LedgerFigure]
    ) -> None:
        self._ledger = ledger
        self._bearings = bearings
        self._draft = draft
        self._figures = figures
        self._stories: dict[int, StoredStory] = {}
        self._folded: dict[int, str] = {}
        self._clauses = clauses(draft)
        self._values = cache(self._rows_of_value)
        self._measures = cache(self._rows_of_measure)

    def _rows_of_value(self, value: Decimal, unit: str) -> list[StoredFigure]:
        """The latest printed figures of that value and unit."""
        found = self._ledger.archive.figures(Sought(value=value, units=_units(unit), limit=_NEAR_ROWS))
        return [row for row in found if row.figure.value == value]

    def _rows_of_measure(self, measure: str, unit: str) -> list[StoredFigure]:
        """The latest printed figures of that measure and unit."""
        named = tuple(known.id for known in self._ledger.archive.measures_named(measure))
        if not measure or not named:
            return []
        return self._ledger.archive.figures(Sought(measures=named, units=_units(unit), limit=_NEAR_MEASURED))

    def checked(self) -> tuple[CheckedFigure, ...]:
        """Every figure with its verdict."""
        return tuple(map(self._one, self._figures))

    def _one(self, figure: LedgerFigure) -> CheckedFigure:
        terms = self._terms(figure)
        same = [
            row
            for row in self._measures(searched(figure.measure), figure.unit)
            if _units_agree(figure, row.figure)
        ]
        proving = self._proving(figure, terms, same)
        if proving:
            bound = all(row.figure.qualifier is not figure.qualifier for row in proving) and all(
                row.figure.value == figure.value for row in proving
            )
            return self._said(figure, Verdict.BORNE_OUT, proving, bound_differs=bound)
        against = self._against(figure, terms, same)
        if against:
            return self._said(figure, Verdict.CONTRADICTED, against)
        return self._said(figure, Verdict.NOT_FOUND, same)

    def _proving(
        self, figure: LedgerFigure, terms: Sequence[Weighed], same: Sequence[StoredFigure]
    ) -> list[StoredFigure]:
        """The printed figures that bear it out, those that agree in most first, then the latest."""
        equal = [
            row
            for row in self._values(figure.value, figure.unit)
            if _units_agree(figure, row.figure) and row.figure.upper == figure.upper
        ]
        bounded = [row for row in same if holds(figure, row.figure) and row.figure.value != figure.value]
        found: list[tuple[int, int, StoredFigure]] = []
        for row in (*equal, *bounded):
            if row.figure.direction is not figure.direction:
                continue
            agreed = self._agreements(figure, row.figure)
            if Agreement.OTHER in agreed:
                continue
            kin = _kin(figure.measure, row.figure.measure)
            if not (kin or _alike(figure.measure, row.figure.measure)):
                continue
            if not (self._story_speaks_of(row, terms) if kin else self._speaks_of(row, terms)):
                continue
            if row in bounded and not (kin and agreed.count(Agreement.SAME) >= 2):
                continue
            found.append((-agreed.count(Agreement.SAME) - kin, len(found), row))
        return [row for _, _, row in sorted(found, key=lambda entry: entry[:2])]

    def _against(
        self, figure: LedgerFigure, terms: Sequence[Weighed], same: Sequence[StoredFigure]
    ) -> list[StoredFigure]:
        """The printed figures that contradict it; none where the page prints several values for the same."""
        found = [
            row
            for row in same
            if (row.figure.direction is Direction.LEVEL) == (figure.direction is Direction.LEVEL)
            and set(self._agreements(figure, row.figure)) == {Agreement.SAME}
            and not holds(figure, row.figure)
            and self._speaks_of(row, terms)
        ]
        said = {(row.figure.value, row.figure.upper, row.figure.direction) for row in found}
        return found if len(said) == 1 else []

    def _agreements(self, figure: LedgerFigure, other: LedgerFigure) -> tuple[Agreement, ...]:
        return (
            period_agreement(figure, other),
            place_agreement(figure.place, other.place, home=self._bearings.home),
            base_agreement(figure, other),
        )

    def _speaks_of(self, row: StoredFigure, terms: Sequence[Weighed]) -> bool:
        """Whether the printed sentence, under its headline, bears most of what the draft's clause says."""
        story = self._story(row)
        page = story.bulletin.text
        headline = story.story.headline(story.bulletin) or ""
        text = simplify(fold(f"{headline} {row.figure.place} {joined(page, row.figure.sentence)}").text)
        return len(terms) > 1 and coverage(terms, text) >= ABOUT and self._story_names(row, terms)

    def _story_speaks_of(self, row: StoredFigure, terms: Sequence[Weighed]) -> bool:
        """Whether its story bears it; a sentence whose figure measures the same may have named its subject before."""
        return coverage(terms, self._words(row)) >= KIN and self._story_names(row, terms)

    def _story_names(self, row: StoredFigure, terms: Sequence[Weighed]) -> bool:
        """Whether every name of the draft's clause stands in the story: a figure of 西湖公司 is none of 东湖公司."""
        words = self._words(row)
        return all(term.borne_by(words, pairs(words)) > 0 for term in terms if term.name)

    def _words(self, row: StoredFigure) -> str:
        if row.story_id not in self._folded:
            self._folded[row.story_id] = simplify(fold(story_text(self._story(row))).text)
        return self._folded[row.story_id]

    def _story(self, row: StoredFigure) -> StoredStory:
        if row.story_id not in self._stories:
            self._stories[row.story_id] = self._ledger.archive.story(row.story_id)
        return self._stories[row.story_id]

    def _terms(self, figure: LedgerFigure) -> tuple[Weighed, ...]:
        """The words of the draft's clause and measure, without numbers, periods and directions."""
        at = figure.spans[0]
        clause = next((c.of(self._draft) for c in self._clauses if c.start <= at.start < c.end), "")
        read = read_question(f"{figure.measure} {clause}", today=self._bearings.today)
        # a change the other way (比上年减少, where the page prints 增加) speaks of the same thing
        words = [t for t in read.terms if not any(c.isdigit() for c in t.text) and not names_change(t.text)]
        return weigh(tuple(words), read.text, home=self._bearings.home)

    def _said(
        self,
        figure: LedgerFigure,
        verdict: Verdict,
        rows: Sequence[StoredFigure],
        *,
        bound_differs: bool = False,
    ) -> CheckedFigure:
        cited = self._ledger.cite(rows[:SHOWN])
        return CheckedFigure(figure, verdict, tuple(cited), bound_differs)


def holds(claim: LedgerFigure, printed: LedgerFigure) -> bool:
    """Whether a printed figure of the same measure makes the draft's claim true: 282天 does 超280天 and 约280天.

    A claim with a bound is held against exact figures only; against another bound only where the values are equal.
    """
    if claim.direction is not printed.direction or not _units_agree(claim, printed):
        return False
    if claim.upper is not None or printed.upper is not None:
        return (claim.value, claim.upper) == (printed.value, printed.upper)
    if claim.value == printed.value:
        return True
    if printed.qualifier is not Qualifier.EXACT:
        return False  # 近417件 where 近400件 is printed may be true, but it is another figure
    # 超280天 and 近280天 say tens: 282 is over and 276 near it, 900 and 100 would be told otherwise
    step = Decimal(1).scaleb(int(claim.value.normalize().as_tuple().exponent))
    over = printed.value - claim.value
    match claim.qualifier:
        case Qualifier.OVER:
            return 0 < over < step
        case Qualifier.UNDER:
            return 0 < -over < step
        case Qualifier.ABOUT:
            return 2 * abs(over) <= step
        case Qualifier.EXACT:
            return False


def _units(unit: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((unit, bare(unit))))


def _units_agree(one: LedgerFigure, other: LedgerFigure) -> bool:
    return bare(one.unit) == bare(other.unit) and one.kind is other.kind


def _kin(one: str, other: str) -> bool:
    """Whether two measures are one, or one holds the other: 空气优良天数 and 优良天数."""
    first, second = searched(one), searched(other)
    return bool(first and second) and (first in second or second in first)


ALIKE = 0.3
"""Share of two measures' character pairs that is common to both (Dice) in other wordings of one: 优良率 and 优良天数 have
0.4, 污水处理厂 and 建成农村生活污水治理站 0.14. Reasoned."""


def _alike(one: str, other: str) -> bool:
    """Whether two measures may be one thing in other words; an unnamed measure may be any."""
    first, second = pairs(searched(one)), pairs(searched(other))
    if not first or not second:
        return True
    return 2 * len(first & second) >= ALIKE * (len(first) + len(second))
