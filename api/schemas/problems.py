"""The server's own state, and what is wrong with a request (RFC 9457)."""

from typing import Literal

from api.schemas.shape import Shape


class HealthOut(Shape):
    """The server's own state."""

    status: Literal["ok", "ready", "opening"]


class FieldProblem(Shape):
    """What is wrong with one field of a request."""

    field: str
    detail: str


class Problem(Shape):
    """A problem object (RFC 9457), with a stable English `code` and a Chinese `detail`."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    errors: tuple[FieldProblem, ...] = ()
