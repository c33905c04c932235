"""Checking an index: a sound one is passed in silence, and each kind of damage is told."""

from pathlib import Path

import pytest

from corpus.archive import Archive
from index.checks import index_faults
from index.hybrid import Index
from index.manifest import read_manifest, write_manifest
from tests.index.characters import CharacterEncoder, page, rewrite


@pytest.fixture
def folder(archive: Archive, encoder: CharacterEncoder, tmp_path: Path) -> Path:
    """An index of pages of which some were replaced and removed."""
    archive.add([page("a", "甲地水质好转。"), page("b", "乙地空气好转。"), page("c", "丙地下雪。")])
    Index.open(tmp_path / "index", archive, encoder)
    archive.add([page("a", "甲地水质又好转。")])
    archive.remove(["b"])
    Index.open(tmp_path / "index", archive, encoder)
    return tmp_path / "index"


def test_a_sound_index_has_no_faults(archive: Archive, folder: Path) -> None:
    assert list(index_faults(folder, archive)) == []


def test_an_index_behind_the_archive_is_sound(archive: Archive, folder: Path) -> None:
    archive.remove(["c"])
    archive.add([page("d", "丁。")])
    assert list(index_faults(folder, archive)) == []


def test_no_index_yet_is_no_fault(archive: Archive, tmp_path: Path) -> None:
    assert list(index_faults(tmp_path / "none", archive)) == []


def test_a_changed_file_is_told(archive: Archive, folder: Path) -> None:
    file = next(folder.glob("vectors-*"))
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    rewrite(file, bytes(content))
    [told] = index_faults(folder, archive)
    assert file.name in told


def test_a_missing_file_is_told(archive: Archive, folder: Path) -> None:
    next(folder.glob("terms-*/meta.json")).unlink()
    [told] = index_faults(folder, archive)
    assert "meta.json" in told


def test_a_torn_manifest_is_told(archive: Archive, folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    [told] = index_faults(folder, archive)
    assert "清单" in told


def test_the_index_of_another_archive_is_told(folder: Path, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "other") as other:
        [told] = index_faults(folder, other)
    assert "另一个资料库" in told


def test_entries_that_do_not_belong_are_told(archive: Archive, folder: Path, tmp_path: Path) -> None:
    """The files of an index that was never told of the removal, under the manifest of one that was."""
    with Archive.open(tmp_path / "data") as again:
        again.remove(["c"])
        manifest = read_manifest(folder)
        assert manifest is not None
        later = type(manifest)(again.version, manifest.passages - 1, manifest.terms, manifest.vectors)
    write_manifest(folder, later)
    assert list(index_faults(folder, archive)) == ["词语索引缺 0 个段落，多 1 个不该有的段落。"]
