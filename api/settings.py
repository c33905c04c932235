"""What a run needs to know from outside: one frozen object made at the edge and passed down.

The command line reads options and the environment; nothing further in does.
"""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_data_path

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
