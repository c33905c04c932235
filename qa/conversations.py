"""What a question means after the ones before it: 那综改区呢? after 优良天数是多少天? is a full question.

A follow-up is completed to a full question, and the reader is shown it; nothing else of a conversation is used, so an
answer hangs on its full question alone. A question that is complete by itself is left as it is. Which words a follow-up
takes over is decided in qa.followups; the last earlier question that can lend any is its base, and since that one was
completed in its turn, a chain of follow-ups needs no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa.answers import Answer, Answered
from qa.earlier import Base
from qa.followups import asks_source, complete, lends


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question with what was said to it."""

    question: str
    """The full question, as understood then."""
    answer: str = ""
    """As said; empty for a refusal."""
    quote: str = ""
    """The sentence that the answer stands in."""
    title: str = ""
    """The headline of its story."""
    period: str = ""
    """The period of the answer's figure, as printed."""
    story: tuple[str, int] | None = None
    """The issue's name and the story's number; None for a refusal."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as the desk takes it."""

    question: str
    """The full question: as typed, or completed."""
    completed: bool
    others: tuple[str, ...] = ()
    """Other readings, which take over more of the earlier subject or less. One of them is taken instead where only its
    answer comes from the story that answered the turn before: 那湿地面积有多大? after a question on 太原市市区."""
    more: bool = False
    """Whether it asks for what has not been said yet: 还有呢?"""


def turn_of(answer: Answer) -> Turn:
    """The turn that `answer` closed, for the questions after it."""
    full = answer.understood or answer.question
    if not isinstance(answer, Answered):
        return Turn(full)
    return Turn(
        question=full,
        answer=answer.text,
        quote=str(answer.quote),
        title=answer.source.title or "",
        period=next((f.period for f in answer.figures if f.period), ""),
        story=(answer.source.bulletin, answer.source.story),
    )


def understood(question: str, turns: Sequence[Turn], *, today: date | None = None) -> Understood:
    """`question` as meant after `turns`, the oldest first; `today` is the latest issue's day, for 去年 and the like."""
    lending = [t for t in reversed(turns) if lends(t.question)]
    turn = next((t for t in lending if not asks_source(t.question)), lending[0] if lending else None)
    if turn is None:
        return Understood(question, completed=False)
    base = Base(turn.question, turn.answer, turn.quote, turn.title, turn.period, today)
    full = complete(question, base)
    if full is None:
        return Understood(question, completed=False)
    return Understood(full.question, completed=True, others=full.others, more=full.more)
