"""The term and vector files of an index folder: making them, adding to them, loading them.

Each function leaves what the manifest names untouched until the new manifest is written, except that terms
are added in place: tantivy commits at one stroke, and if the program dies between that and the manifest,
the seals no longer fit and the terms are made anew.
"""

import logging
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from corpus.stored import PassageText
from index import bm25
from index.encoder import Encoder
from index.fusion import Scored
from index.manifest import (
    FileSeal,
    Manifest,
    TermFiles,
    VectorFile,
    VectorFiles,
    damage,
    sealed,
    sync_folder,
    write_whole,
)
from index.vectors import Codes, Rows, Vectors, fitting

logger = logging.getLogger(__name__)

BATCH = 1024
"""Passages encoded at once: larger batches were no faster."""

MAX_RETIRED_SHARE = 0.25
"""Share of the rows held that may belong to pages no longer searched; they cost time, not correctness."""

CODED_FROM = 20_000
"""Rows from which a file is searched by codes first; comparing fewer takes 1 to 3 ms."""

LOOKED_AT = 8
"""Rows compared exactly for each that is asked for: see `index.vectors.COLUMNS`."""

_UNSTABLE = (".lock", ".managed.json")
"""Files of tantivy that are no part of what it has committed."""


def added_terms(
    folder: Path, old: TermFiles | None, passages: Iterable[PassageText], *, drop: Sequence[int]
) -> TermFiles:
    """The term index with `passages` added and the pages `drop` taken out; a new one where there is no `old`.

    OSError or ValueError where it cannot be written.
    """
    name = old.folder if old else _fresh(folder, "terms")
    if old:
        _clear_unsealed(folder / name, old.files)
    bm25.written(folder / name, passages, drop=drop)
    sync_folder(folder / name)
    known = {seal.name: seal for seal in old.files} if old else {}
    files = sorted(file for file in (folder / name).iterdir() if not file.name.endswith(_UNSTABLE))
    return TermFiles(
        folder=name,
        format=bm25.FORMAT,
        passages=bm25.Terms.open(folder / name).count,
        files=tuple(_resealed(file, known) for file in files),
    )


def _clear_unsealed(folder: Path, seals: Sequence[FileSeal]) -> None:
    """Delete what a killed writer left: tantivy would give its next file the same name, and stumble."""
    known = {seal.name for seal in seals}
    for file in folder.iterdir():
        if file.name not in known and not file.name.endswith(_UNSTABLE):
            file.unlink()


def _resealed(file: Path, known: dict[str, FileSeal]) -> FileSeal:
    """The seal of `file`; of one that tantivy never changes, the seal it had."""
    seal = known.get(file.name)
    return seal if seal and file.name != "meta.json" else sealed(file)


def added_vectors(
    folder: Path,
    old: VectorFiles | None,
    passages: Iterable[PassageText],
    *,
    encoder: Encoder,
    retired: Sequence[int],
    alive: int,
) -> VectorFiles:
    """The vector index with `passages` added, in a file of their own; a new one where there is no `old`.

    A file is joined with the one before it once it is half as long, so that there are never more than a few
    and each row is written again only as often as the index doubles. Joining leaves out `retired` passages;
    all are joined when they are a quarter of what is held instead of the `alive` ones.
    OSError where it cannot be written.
    """
    files = list(old.files) if old else []
    new = _encoded(passages, encoder)
    held = sum(file.passages for file in files) + new.count
    wasteful = held - alive > held * MAX_RETIRED_SHARE
    while files and (wasteful or 0 < files[-1].passages <= 2 * new.count):
        joined = _loaded(folder, files.pop())
        joined.extend(new)
        joined.drop(retired)
        new = joined
    if new.count:
        name = _fresh(folder, "vectors", ".faiss")
        files.append(VectorFile(write_whole(folder / name, new.dumped()), new.count))
    return VectorFiles(encoder.fingerprint, encoder.dimension, tuple(files))


def with_codes(folder: Path, vectors: VectorFiles) -> VectorFiles:
    """The same with codes beside each large file; without where they cannot be written, as a file can be searched so too."""
    if not fitting(vectors.dimension):
        return vectors
    return replace(vectors, files=tuple(_coded(folder, file) for file in vectors.files))


def _coded(folder: Path, file: VectorFile) -> VectorFile:
    if file.codes or file.passages < CODED_FROM:
        return file
    place = folder / f"{Path(file.seal.name).stem}.codes.faiss"
    codes = Codes.of(Vectors.map(folder / file.seal.name))
    try:
        return replace(file, codes=write_whole(place, codes.dumped()))
    except OSError as error:
        logger.warning("%s cannot be written (%s): a question takes longer", place, error)
        place.with_name(f"{place.name}.new").unlink(missing_ok=True)
        return file


def without_damaged_codes(
    folder: Path, vectors: VectorFiles, *, read: Collection[FileSeal] = ()
) -> VectorFiles:
    """The same without codes that are not as they were written; the log says so. Files that were `read` before are not read again."""

    def sound(file: VectorFile) -> VectorFile:
        wrong = damage(folder, [file.codes], read=read) if file.codes else None
        if wrong is None:
            return file
        logger.warning("%s: making the codes anew", wrong)
        return replace(file, codes=None)

    return replace(vectors, files=tuple(map(sound, vectors.files)))


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A vector file open for searching, without the rows of passages no longer searched."""

    file: VectorFile
    numbers: tuple[int, int]
    """The lowest and the highest passage number in the file."""
    dropped: int
    """Passages between those numbers that are no longer searched."""
    rows: Vectors
    codes: Codes | None

    def search(self, row: Rows, *, limit: int) -> list[Scored]:
        """The closest rows to `row`, as `Vectors.search`; of a file with codes nearly always the same ones (index.vectors.Codes)."""
        if self.codes is None or not 0 < limit * LOOKED_AT < self.rows.count or not row.any():
            return self.rows.search(row, limit=limit)
        close = self.rows.closeness(row, self.codes.near(row, limit=limit * LOOKED_AT))
        best = sorted(close.items(), key=lambda one: (-one[1], one[0]))[:limit]
        return [Scored(number, score) for number, score in best]


def loaded_vectors(
    folder: Path, vectors: VectorFiles, *, retired: Sequence[int], loaded: Sequence[LoadedFile] = ()
) -> tuple[LoadedFile, ...]:
    """The vector files without the rows of `retired` passages (rising); those `loaded` stay.

    A file of which all rows are searched is mapped, so that the processes of one server hold it once; codes are each one's own.

    OSError or ValueError where a file is damaged.
    """
    known = {one.file: one for one in loaded}
    out = []
    for file in vectors.files:
        old = known.get(file)
        if old and len(_between(retired, old.numbers)) == old.dropped:
            out.append(old)
            continue
        rows = Vectors.map(folder / file.seal.name)
        numbers = rows.numbers
        dropped = _between(retired, numbers)
        codes = Codes.read(folder / file.codes.name) if file.codes else None
        if dropped:  # a copy of this process's own, until a later joining leaves them out of the file
            rows = Vectors.read(folder / file.seal.name)
            rows.drop(dropped)
            if codes:
                codes.drop(dropped)
        out.append(LoadedFile(file, numbers, len(dropped), rows, codes))
    return tuple(out)


def _between(numbers: Sequence[int], ends: tuple[int, int]) -> Sequence[int]:
    """Those of the rising `numbers` from one end to the other."""
    return numbers[bisect_left(numbers, ends[0]) : bisect_right(numbers, ends[1])]


def forget_unnamed(folder: Path, manifest: Manifest) -> None:
    """Delete the files that `manifest` does not name: older ones, and what a killed run left."""
    named = {manifest.terms.folder, *(seal.name for seal in manifest.vectors.seals())}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("terms-", "vectors-")) and path.name not in named:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _loaded(folder: Path, file: VectorFile) -> Vectors:
    return Vectors.read(folder / file.seal.name)


def _encoded(passages: Iterable[PassageText], encoder: Encoder) -> Vectors:
    out = Vectors.empty(encoder.dimension)
    waiting = iter(passages)
    while batch := list(islice(waiting, BATCH)):
        out.add([one.id for one in batch], encoder.encode([encoded_text(one) for one in batch]))
    return out


def encoded_text(passage: PassageText) -> str:
    """What the encoder reads of a passage: its headings, then its text."""
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text


def _fresh(folder: Path, stem: str, suffix: str = "") -> str:
    """A name that nothing in `folder` has or, while the highest stays, had."""
    numbers = [
        int(number)
        for path in folder.glob(f"{stem}-*")
        if (number := path.name.removeprefix(f"{stem}-").split(".")[0]).isdecimal()
    ]
    return f"{stem}-{max(numbers, default=0) + 1:04d}{suffix}"
