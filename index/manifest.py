"""What an index folder holds, and for which archive and model: `manifest.json`, written last.

A file that the manifest does not name is not part of the index. One that it names must be there with the
very bytes it was written with, or the part it belongs to is made anew.
"""

import hashlib
import json
import os
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.stored import Version

FILE = "manifest.json"

FORMAT = 2
"""Rises when an index made before does not fit: another layout of the folder, or another text encoded."""


@dataclass(frozen=True, slots=True)
class FileSeal:
    """A file as it was written."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TermFiles:
    """The term index."""

    folder: str
    format: str
    """`index.bm25.FORMAT` when it was made."""
    passages: int
    files: tuple[FileSeal, ...]


@dataclass(frozen=True, slots=True)
class VectorFile:
    """One run of vectors, by rising passage number; the next run's numbers are higher."""

    seal: FileSeal
    passages: int
    """Rows in it, those of passages no longer searched included."""
    codes: FileSeal | None = None
    """Of a large file: which of its rows may be close (index.vectors.Codes)."""

    def seals(self) -> tuple[FileSeal, ...]:
        """Of both."""
        return (self.seal, self.codes) if self.codes else (self.seal,)


@dataclass(frozen=True, slots=True)
class VectorFiles:
    """The vector index."""

    fingerprint: str
    """Of the model that made the rows."""
    dimension: int
    files: tuple[VectorFile, ...]

    def seals(self) -> tuple[FileSeal, ...]:
        """Of all files."""
        return tuple(seal for file in self.files for seal in file.seals())


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole index."""

    version: Version
    """The state of the archive that it shows."""
    passages: int
    """Searched in that state."""
    terms: TermFiles
    vectors: VectorFiles

    def seals(self) -> frozenset[FileSeal]:
        """Of all its files."""
        return frozenset([*self.terms.files, *self.vectors.seals()])


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the index in `folder`; None where there is none.

    ValueError where it is damaged or of another format.
    """
    try:
        stored = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        record = json.loads(stored)
        if record["format"] != FORMAT:
            raise ValueError(f"format {record['format']!r}, not {FORMAT}")
        terms, vectors = record["terms"], record["vectors"]
        return Manifest(
            version=_version(record["version"]),
            passages=int(record["passages"]),
            terms=TermFiles(
                folder=_plain(terms["folder"]),
                format=str(terms["format"]),
                passages=int(terms["passages"]),
                files=tuple(_seal(one) for one in terms["files"]),
            ),
            vectors=VectorFiles(
                fingerprint=str(vectors["fingerprint"]),
                dimension=int(vectors["dimension"]),
                files=tuple(_vector_file(one) for one in vectors["files"]),
            ),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a manifest: {error!r}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make `manifest` the one of the index in `folder`, at one stroke. OSError where it cannot be written."""
    record = {"format": FORMAT, **asdict(manifest)}
    write_whole(folder / FILE, json.dumps(record, indent=1).encode())


def write_whole(file: Path, content: bytes) -> FileSeal:
    """Write `content` to `file`, whole or not at all even in a power cut, and give its seal."""
    beside = file.with_name(f"{file.name}.new")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
    sync_folder(file.parent)
    return FileSeal(file.name, len(content), hashlib.sha256(content).hexdigest())


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk, where folders can be opened (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sealed(file: Path) -> FileSeal:
    """The seal of `file` as it is now. OSError where it cannot be read."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return FileSeal(file.name, opened.tell(), digest)


def damage(folder: Path, seals: Sequence[FileSeal], *, read: Collection[FileSeal] = ()) -> str | None:
    """What is wrong with the first of the files in `folder` that is not as it was sealed; None if all are.

    Of those that were `read` before, only the size is looked at.
    """
    for seal in seals:
        file = folder / seal.name
        try:
            # The size first: it tells a torn file without reading it.
            if file.stat().st_size != seal.bytes or (seal not in read and sealed(file) != seal):
                return f"{file} is not as it was written"
        except OSError as error:
            return f"{file}: {error.strerror}"
    return None


def _version(record: dict[str, object]) -> Version:
    return Version(str(record["archive"]), int(str(record["generation"])), str(record["seal"]))


def _seal(record: dict[str, object]) -> FileSeal:
    return FileSeal(_plain(record["name"]), int(str(record["bytes"])), str(record["sha256"]))


def _vector_file(record: dict[str, Any]) -> VectorFile:
    codes = record.get("codes")  # indexes that were made before there were codes name none
    return VectorFile(_seal(record["seal"]), int(record["passages"]), _seal(codes) if codes else None)


def _plain(name: object) -> str:
    """A file name that cannot lead out of the index folder."""
    if not isinstance(name, str) or Path(name).name != name:
        raise ValueError(f"not a file name: {name!r}")
    return name
