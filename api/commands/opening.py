"""Opening what a command works with: the archive, and the assistant over it."""

from contextlib import closing

from api.commands.progress import Report
from api.settings import FIRST_ISSUE, Settings
from corpus.archive import FILE, Archive
from corpus.errors import BadRequest
from corpus.files import read_bulletins
from qa.assistant import Assistant


def open_archive(settings: Settings) -> Archive:
    """The archive in the data folder. ArchiveError where it cannot be opened."""
    return Archive.open(settings.data)


def open_assistant(settings: Settings, *, progress: Report | None = None) -> closing[Assistant]:
    """The assistant over the data folder, its index brought up to date; it closes on leaving the context.

    An empty archive first takes in the bundled first issue, so that there is something to ask about.
    Raises ArchiveError, IndexStale and BadRequest as the archive, the index and the model do.
    """
    with open_archive(settings) as archive:
        if not archive.bulletins():
            archive.add(read_bulletins(FIRST_ISSUE))
    return closing(Assistant.open(settings.data, model=settings.model, progress=progress))


def open_existing(settings: Settings) -> Archive:
    """The archive that is there: looking at one, or saving it, makes none."""
    if not (settings.data / FILE).exists():
        raise BadRequest(
            f"{settings.data}: no archive here",
            detail=f"“{settings.data}”里还没有档案。请先用 bulletin add 加入一期，或用 --data 换一个文件夹。",
        )
    return open_archive(settings)
