"""The index brought to the archive's state: the missing added, the retired dropped, the damaged made anew.

The archive is the only truth and the index is derived from it, so every way an index can be wrong (killed
half-way, behind, of another archive or model, damaged) has the same cure: see what of it can be trusted,
start from there, and write the manifest last.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from corpus.archive import Archive
from corpus.errors import IndexStale
from corpus.stored import PassageText
from index import bm25
from index.encoder import Encoder
from index.manifest import FileSeal, Manifest, TermFiles, VectorFiles, damage, read_manifest, write_manifest
from index.segments import (
    added_terms,
    added_vectors,
    forget_unnamed,
    with_codes,
    without_damaged_codes,
)

logger = logging.getLogger(__name__)


class Stage(StrEnum):
    """What the index is being given."""

    TERMS = "terms"
    VECTORS = "vectors"


Progress = Callable[[Stage, int, int], None]
"""Told the stage, the passages done, and all there are to do."""

PROGRESS_EVERY = 500
"""Passages between two calls of a `Progress`."""


def synced(
    folder: Path,
    archive: Archive,
    encoder: Encoder,
    *,
    progress: Progress | None = None,
    read: Collection[FileSeal] = (),
) -> Manifest:
    """The manifest of the index in `folder` once it shows the archive's present state.

    Files that the caller has `read` before are not read again to see whether they are damaged. It holds
    the folder's lock. Raises IndexStale where the index cannot be written.
    """
    version = archive.version
    old = _of_this_archive(folder, archive)
    terms = old.terms if old and _terms_fit(folder, old.terms, read) else None
    vectors = _fitting_vectors(folder, old.vectors, encoder, read) if old else None
    if old and terms and vectors and old.version == version:
        return _given_codes(folder, replace(old, vectors=vectors))
    since = old.version.generation if old else 0
    try:
        manifest = Manifest(
            version=version,
            passages=archive.passage_count(version.generation),
            terms=_terms_at(folder, archive, version.generation, terms, since, progress),
            vectors=with_codes(
                folder,
                _vectors_at(folder, archive, version.generation, vectors, since, encoder, progress),
            ),
        )
        write_manifest(folder, manifest)
        forget_unnamed(folder, manifest)
    except OSError as error:
        raise IndexStale(
            f"{folder}: the index cannot be written: {error}; free some space, then run the command again",
            detail=f"无法写入索引“{folder}”（{error}）；请检查磁盘空间和权限，然后重试。报纸资料没有受影响。",
        ) from error
    return manifest


def _given_codes(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest with codes for large files that have none; as it is where they cannot be written."""
    coded = replace(manifest, vectors=with_codes(folder, manifest.vectors))
    if coded == manifest:
        return manifest
    try:
        write_manifest(folder, coded)
    except OSError as error:
        logger.warning("%s: the manifest cannot be written (%s): a question takes longer", folder, error)
        return manifest
    return coded


def found(folder: Path, archive: Archive, encoder: Encoder) -> Manifest:
    """The manifest of the index in `folder`, for a reader that may not change it.

    Raises IndexStale where the index is not whole, or not of the archive's present state and this model.
    """
    manifest = _of_this_archive(folder, archive)
    vectors = _fitting_vectors(folder, manifest.vectors, encoder) if manifest else None
    if (
        manifest is None
        or vectors is None
        or manifest.version != archive.version
        or not _terms_fit(folder, manifest.terms)
    ):
        raise IndexStale(
            f"{folder}: the index does not fit the archive and model, and cannot be written to bring it up to"
            " date; run the command once as a user who may write there",
            detail=f"索引“{folder}”与资料库或模型不符，而当前用户没有写入权限，无法更新；"
            "请用有写入权限的用户运行一次，或用 --data 指定一个可以写入的文件夹。",
        )
    return replace(manifest, vectors=vectors)


def _of_this_archive(folder: Path, archive: Archive) -> Manifest | None:
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError) as error:
        logger.warning("%s: the manifest is damaged (%s): making the index anew", folder, error)
        return None
    if manifest is not None and not archive.passed(manifest.version):
        logger.warning("%s: made for another archive, or another history of it: making it anew", folder)
        return None
    return manifest


def _terms_fit(folder: Path, terms: TermFiles, read: Collection[FileSeal] = ()) -> bool:
    if terms.format != bm25.FORMAT:
        logger.warning("%s: terms are of %s, now %s: making them anew", folder, terms.format, bm25.FORMAT)
        return False
    wrong = damage(folder / terms.folder, terms.files, read=read)
    if wrong:
        logger.warning("%s: making the terms anew", wrong)
    return wrong is None


def _fitting_vectors(
    folder: Path, vectors: VectorFiles, encoder: Encoder, read: Collection[FileSeal] = ()
) -> VectorFiles | None:
    """The vectors, without codes that are damaged; None where they are another model's, or damaged themselves."""
    if (vectors.fingerprint, vectors.dimension) != (encoder.fingerprint, encoder.dimension):
        logger.warning("%s: the vectors are of another model: making them anew", folder)
        return None
    wrong = damage(folder, [file.seal for file in vectors.files], read=read)
    if wrong:
        logger.warning("%s: making the vectors anew", wrong)
        return None
    return without_damaged_codes(folder, vectors, read=read)


def _terms_at(
    folder: Path, archive: Archive, until: int, old: TermFiles | None, since: int, progress: Progress | None
) -> TermFiles:
    """The term index at generation `until`, from `old`, which shows `since`, or from nothing."""
    count = archive.passage_count(until)
    if old:
        if since == until:
            return old
        terms = added_terms(
            folder,
            old,
            _counted(archive, Stage.TERMS, after=since, until=until, progress=progress),
            drop=archive.retired_bulletins(after=since, until=until),
        )
        if terms.passages == count:
            return terms
        logger.warning("%s: %d passages, not %d: making the terms anew", folder, terms.passages, count)
    return added_terms(
        folder, None, _counted(archive, Stage.TERMS, after=0, until=until, progress=progress), drop=()
    )


def _vectors_at(
    folder: Path,
    archive: Archive,
    until: int,
    old: VectorFiles | None,
    since: int,
    encoder: Encoder,
    progress: Progress | None,
) -> VectorFiles:
    """The vector index at generation `until`, from `old`, which shows `since`, or from nothing."""
    if old and since == until:
        return old
    after = since if old else 0
    return added_vectors(
        folder,
        old,
        _counted(archive, Stage.VECTORS, after=after, until=until, progress=progress),
        encoder=encoder,
        retired=archive.retired_passages(until=until),
        alive=archive.passage_count(until),
    )


def _counted(
    archive: Archive, stage: Stage, *, after: int, until: int, progress: Progress | None
) -> Iterator[PassageText]:
    """The passages to add, told to `progress` as they go by."""
    passages = archive.passage_texts(after=after, until=until)
    if progress is None:
        yield from passages
        return
    total = archive.passage_count(until, after=after)
    for done, passage in enumerate(passages):
        if done % PROGRESS_EVERY == 0:
            progress(stage, done, total)
        yield passage
    progress(stage, total, total)
