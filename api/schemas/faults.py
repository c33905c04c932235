"""What a look at the whole archive found."""

from typing import Self

from api.schemas.shape import Shape
from corpus.checks import Fault


class FaultOut(Shape):
    """Something in the archive or the index that is not as it was written."""

    where: str
    what: str

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """The shape of a fault."""
        return cls(where=fault.where, what=fault.what)


class VerifiedOut(Shape):
    """What a look at everything found."""

    pages: int
    faults: tuple[FaultOut, ...]
