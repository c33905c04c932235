"""What a run needs to know from outside: one frozen object made at the edge and passed down.

The command line reads options and the environment; nothing further in does.
"""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from platformdirs import user_data_path

Network = IPv4Network | IPv6Network

APP_NAME = "bulletin-desk"
"""The distribution's name, and that of its folder among the user's data."""

FIRST_ISSUE = Path(__file__).parent / "first_issue" / "2026-02-06.md"
"""The bundled page that an empty archive starts from; its name is its date."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the archive lies and which model reads it."""

    data: Path
    """The data folder: archive and index."""
    model: str | None
    """Hub name or folder of an embedding model; None is the bundled one."""


def default_data() -> Path:
    """The platform's folder for this user's data, which need not exist yet."""
    return user_data_path(APP_NAME, appauthor=False)


def installed_version() -> str:
    """The version of the installed distribution; `0` when run from a bare checkout."""
    try:
        return version(APP_NAME)
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True)
class Service:
    """How the desk is offered to others. As made without arguments, it is open to no other site and keeps nothing."""

    origins: tuple[str, ...] = ()
    """Other sites (`https://www.example.cn`) whose pages may ask and may show the widget."""
    proxies: tuple[Network, ...] = ()
    """Networks of our own web servers, whose word on a visitor's address is taken."""
    asking: str = "120/minute"
    """How often one address may ask, as the library `limits` writes it; empty for no limit."""
    reading: str = "1200/minute"
    """How often one address may fetch anything else; a page with its parts takes five."""
    asking_with_key: str = "1200/minute"
    """How often one token may ask."""
    keep_questions: int = 0
    """Days that questions are kept, without an address; 0 keeps none."""
    paper: str = ""
    """The paper's name, 太原日报, as citations give it; empty where the operator gave none."""
    shared: Path | None = None
    """The temporary folder that the workers of one server share; None for a server of one process."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens, and with how many processes."""

    host: str
    port: int
    workers: int = 1
    metrics: tuple[str, int] | None = None
    """Host and port of `/metrics`, which has a listener of its own: it is not for the public. None for none."""
