"""What a run was made with, as fingerprints: two runs with the same ones give the same answers."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import corpus
import index
import qa
from api.settings import installed_version
from corpus.errors import BadRequest
from corpus.stored import Version
from qa.evaluating.datasets import Dataset, Question, SetStory
from qa.evaluating.evaluation import fingerprint

FILE = "settings.json"

_PACKAGES = (corpus, index, qa)
"""What an answer hangs on; what judges and shows it does not count."""
_JUDGES = Path("qa") / "evaluating"
_MODELS = Path("index") / "models"
"""The encoder has a fingerprint of its own."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run was made with. Digests are SHA-256 in hex."""

    version: str
    """Of the package."""
    program: str
    """Of the source that answers, so that a checkout's change shows though its version stays."""
    weights: str
    """Of the data files that answering reads."""
    encoder: str
    """Of the embedding model."""
    archives: tuple[tuple[str, str], ...]
    """The set's name (empty for the archive in the data folder), and what its questions were asked of."""
    sets: tuple[str, ...]
    questions: str
    """Of the questions and what scores them."""
    count: int

    def to_json(self) -> str:
        """As `settings.json` holds it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "RunSettings":
        """What `to_json` wrote. ValueError where it is not that."""
        try:
            row = json.loads(text)
            return cls(
                version=str(row["version"]),
                program=str(row["program"]),
                weights=str(row["weights"]),
                encoder=str(row["encoder"]),
                archives=tuple((str(name), str(mark)) for name, mark in row["archives"]),
                sets=tuple(str(name) for name in row["sets"]),
                questions=str(row["questions"]),
                count=int(row["count"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not the settings of a run: {error!r}") from error

    def differences(self, other: "RunSettings") -> list[str]:
        """What differs between the two, in Chinese, each with both values."""
        pairs = [
            ("软件版本", self.version, other.version),
            ("程序", _short(self.program), _short(other.program)),
            ("权重", _short(self.weights), _short(other.weights)),
            ("向量模型", _short(self.encoder), _short(other.encoder)),
            ("档案", _marks(self.archives), _marks(other.archives)),
            ("问题集", _short(self.questions), _short(other.questions)),
        ]
        return [f"{what}（{ours} / {theirs}）" for what, ours, theirs in pairs if ours != theirs]


def _short(digest: str) -> str:
    return digest[:12]


def _marks(archives: Sequence[tuple[str, str]]) -> str:
    return "、".join(f"{name}:{_short(mark)}" if name else _short(mark) for name, mark in archives)


def settings_of_run(
    sets: Sequence[Dataset],
    questions: Sequence[Question],
    *,
    encoder: str,
    archives: Sequence[tuple[str, str]],
) -> RunSettings:
    """The settings of a run of this installation over `questions`, those of `sets`."""
    files = list(_files())
    return RunSettings(
        version=installed_version(),
        program=_digest(path for path in files if path[0].suffix == ".py"),
        weights=_digest(path for path in files if path[0].suffix != ".py"),
        encoder=encoder,
        archives=tuple(archives),
        sets=tuple(each.name for each in sets),
        questions=fingerprint(questions),
        count=len(questions),
    )


def read_settings(folder: Path) -> RunSettings:
    """The settings of the run in `folder`. BadRequest where there is none."""
    try:
        return RunSettings.from_json((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadRequest(
            f"{folder}: not the folder of a run ({error}).",
            detail=f"“{folder}”不是评测结果文件夹（没有完好的 {FILE}）。请给出 bulletin evaluate --report 写出的文件夹。",
        ) from error


def archive_mark(version: Version) -> str:
    """What tells one state of an archive from every other."""
    return sha256(f"{version.archive}:{version.generation}:{version.seal}".encode()).hexdigest()


def stories_mark(stories: Sequence[SetStory]) -> str:
    """What tells the texts of one set from those of another."""
    digest = sha256()
    for story in stories:
        digest.update(json.dumps(asdict(story), ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def _files() -> Iterator[tuple[Path, Path]]:
    """The files that an answer hangs on: the path inside the installation, and where it is."""
    for package in _PACKAGES:
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*")):
            inside = Path(root.name) / path.relative_to(root)
            if path.is_file() and "__pycache__" not in inside.parts and not _aside(inside):
                yield inside, path


def _aside(inside: Path) -> bool:
    return any(inside.is_relative_to(folder) for folder in (_JUDGES, _MODELS))


def _digest(files: Iterator[tuple[Path, Path]]) -> str:
    digest = sha256()
    for inside, path in files:
        digest.update(f"{inside.as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
