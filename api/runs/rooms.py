"""What a set's questions are asked of: the archive in the data folder, or the texts that the set brings along."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from api.commands.opening import open_assistant
from api.runs.settings import archive_mark, stories_mark
from api.settings import Settings
from corpus.archive import Archive
from corpus.bulletins import Bulletin, PageStories
from corpus.files import ready_story
from index.manifest import read_manifest
from qa.assistant import Assistant, Progress
from qa.evaluating.datasets import Dataset, Question, SetStory

ARCHIVES = "archives"
"""Folder in that of a run which holds the archives of sets that bring their texts along."""


@dataclass(frozen=True, slots=True)
class Room:
    """An open desk, and the questions that are put to it."""

    name: str
    """Of the set that brought its texts along; empty for the archive in the data folder."""
    data: Path
    assistant: Assistant
    questions: tuple[Question, ...]
    mark: str
    """Fingerprint of what is asked."""

    @property
    def encoder(self) -> str:
        """The fingerprint of the embedding model, in hex."""
        manifest = read_manifest(self.data / "index")
        return manifest.vectors.fingerprint if manifest else ""


@contextmanager
def open_rooms(
    sets: Sequence[Dataset], settings: Settings, *, folder: Path | None, progress: Progress | None = None
) -> Iterator[list[Room]]:
    """A room for each set that brings its texts along, and one for all others, in the order of the sets.

    Archives of texts brought along are kept in `folder`, or thrown away afterwards where there is none.
    """
    with ExitStack() as opened:
        rooms: list[Room] = []
        plain = tuple(question for each in sets if not each.stories for question in each.questions)
        if plain:
            assistant = opened.enter_context(open_assistant(settings, progress=progress))
            mark = archive_mark(assistant.archive.version)
            rooms.append(Room("", settings.data, assistant, plain, mark))
        archives = folder / ARCHIVES if folder else Path(opened.enter_context(TemporaryDirectory()))
        for each in sets:
            if each.stories:
                mark = stories_mark(each.stories)
                data = archives / mark[:16]
                _filled(data, each.stories)
                assistant = opened.enter_context(
                    Assistant.open(data, model=settings.model, progress=progress)
                )
                rooms.append(Room(each.name, data, assistant, each.questions, mark))
        yield rooms


def _filled(data: Path, stories: Sequence[SetStory]) -> None:
    """An archive of the stories in `data`; what an earlier run left there is taken as it is."""
    with Archive.open(data) as archive:
        archive.add(_page(story) for story in stories)


def _page(story: SetStory) -> tuple[Bulletin, PageStories]:
    digest = sha256(f"{story.title}\0{story.text}".encode()).hexdigest()
    bulletin = Bulletin(
        name=story.id, date=None, text=story.text, digest=digest, headline=story.title.strip() or None
    )
    return bulletin, ready_story(story.text)
