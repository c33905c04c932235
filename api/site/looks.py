"""How a reader wants the page to look: type size and colours, kept in a cookie of the reader's own browser.

A cookie rather than the browser's storage, so that it works without JavaScript and the first paint is right.
It names nobody: `look=large.dark`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

COOKIE = "look"

KEPT_S = 400 * 24 * 3600
"""Seconds that the choice is kept: 400 days is the most that browsers allow."""


class TypeSize(StrEnum):
    """Three steps of the type size."""

    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class Colours(StrEnum):
    """As the device says, or as the reader says."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader chose."""

    size: TypeSize = TypeSize.NORMAL
    colours: Colours = Colours.AUTO

    @classmethod
    def read(cls, text: str) -> Self:
        """The look a cookie names; what it does not name, or names wrongly, is as without a cookie."""
        size, _, colours = text.partition(".")
        return cls(
            TypeSize(size) if size in set(TypeSize) else TypeSize.NORMAL,
            Colours(colours) if colours in set(Colours) else Colours.AUTO,
        )

    def __str__(self) -> str:
        return f"{self.size}.{self.colours}"

    def changed(self, size: str, colours: str) -> "Look":
        """The look with what is named changed; an empty or unknown name changes nothing."""
        return Look(
            TypeSize(size) if size in set(TypeSize) else self.size,
            Colours(colours) if colours in set(Colours) else self.colours,
        )


router = APIRouter(include_in_schema=False)


def look_of(request: Request) -> Look:
    """The look that the request's cookie names."""
    return Look.read(request.cookies.get(COOKIE, ""))


@router.post("/look")
async def choose(request: Request) -> RedirectResponse:
    """Keep the choice and go back to where the reader was."""
    fields = parse_qs((await request.body()).decode("utf-8", errors="replace"))
    size, colours, back = (fields.get(name, [""])[0] for name in ("size", "colours", "back"))
    look = look_of(request).changed(size, colours)
    response = RedirectResponse(here(back), status_code=303)
    response.set_cookie(COOKIE, str(look), max_age=KEPT_S, samesite="lax")
    return response


def here(address: str) -> str:
    """The address a form says it came from, where it is one of this server's; else the first page."""
    # a path of this server only: //other.example and /\other.example name another one
    local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if local else "/"
