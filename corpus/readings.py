"""What a reading of a page says: each line's role, the line it follows, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a reading takes a line to be."""

    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    TITLE = "title"
    SECTION = "section"
    SHOULDER = "shoulder"
    """Above a headline: a kicker or a banner, told apart when the story is known."""
    LEFT = "left"
    """A heading with nothing under it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A line's place, whatever number its story has in a reading."""

    role: Role
    after: int | None
    """The text line it follows in its story, None where it is the first; None for headings."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One line's place in a reading."""

    block: int
    link: Link
    story: int

    @property
    def role(self) -> Role:
        """What the line is."""
        return self.link.role


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure a line's place is."""

    chance: float
    """Share of the readings alive `threads.LAG` lines later that place it so, weighted by their odds."""
    rival: Link | None
    """The likeliest other place."""


@dataclass(frozen=True, slots=True)
class Threads:
    """The best reading of a page: every line placed once, in page order."""

    placed: tuple[Placed, ...]
    sureness: tuple[Sureness, ...]
    """By line."""
