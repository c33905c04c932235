"""Whether the index in a folder holds what the archive says: every file's seal and every entry's number.

Nothing is changed, and nothing is encoded anew: that a row is the right one for its passage follows from the
seal it was written with.
"""

from collections.abc import Iterator
from pathlib import Path

from corpus.archive import Archive
from index.bm25 import Terms
from index.manifest import Manifest, damage, read_manifest
from index.segments import loaded_vectors


def index_faults(folder: Path, archive: Archive) -> Iterator[str]:
    """What is wrong with the index in `folder`, each one Chinese sentence; nothing for one not made yet.

    An index that is behind the archive is compared with the state of the archive that it was made for.
    """
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError) as error:
        yield f"索引的清单读不懂：{error}。"
        return
    if manifest is None:
        return
    if not archive.passed(manifest.version):
        yield "索引属于另一个资料库，或属于这个资料库的另一段历史。"
        return
    seals = {folder: list(manifest.vectors.seals())}
    seals[folder / manifest.terms.folder] = list(manifest.terms.files)
    damaged = [wrong for place, sealed in seals.items() if (wrong := damage(place, sealed))]
    yield from (f"索引文件与写入时不同：{wrong}。" for wrong in damaged)
    if not damaged:
        yield from _entry_faults(folder, archive, manifest)


def _entry_faults(folder: Path, archive: Archive, manifest: Manifest) -> Iterator[str]:
    until = manifest.version.generation
    wanted = [passage.id for passage in archive.passage_texts(after=0, until=until)]
    try:
        terms = Terms.open_unwritable(folder / manifest.terms.folder).held
        vectors = loaded_vectors(folder, manifest.vectors, retired=archive.retired_passages(until=until))
    except (OSError, ValueError) as error:
        yield f"索引打不开：{error}。"
        return
    rows = [number for file in vectors for number in file.rows.held]
    for what, held in (("词语", terms), ("向量", rows)):
        missing, foreign = len(set(wanted) - set(held)), len(set(held) - set(wanted))
        if missing or foreign or len(held) != len(wanted):
            yield f"{what}索引缺 {missing} 个段落，多 {foreign} 个不该有的段落。"
