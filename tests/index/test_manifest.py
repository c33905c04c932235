"""The manifest: written whole, read back equal, refused when it is not one."""

import json
from pathlib import Path

import pytest

from corpus.stored import Version
from index.manifest import (
    FILE,
    FileSeal,
    Manifest,
    TermFiles,
    VectorFile,
    VectorFiles,
    damage,
    read_manifest,
    write_manifest,
    write_whole,
)

MANIFEST = Manifest(
    version=Version("ab", 3, "cd"),
    passages=7,
    terms=TermFiles("terms-0001", "words", 7, (FileSeal("meta.json", 2, "00"),)),
    vectors=VectorFiles("model", 4, (VectorFile(FileSeal("vectors-0001.faiss", 9, "11"), 8),)),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(format=99),
        lambda record: record.pop("terms"),
        lambda record: record.update(passages="many"),
        lambda record: record.update(version=[1, 2, 3]),
        lambda record: record["terms"].update(folder="../elsewhere"),
        lambda record: record["terms"].update(files=7),
        lambda record: record["vectors"]["files"][0]["seal"].update(name="/etc/passwd"),
    ],
)
def test_what_is_no_manifest_is_a_value_error(tmp_path: Path, change: object) -> None:
    write_manifest(tmp_path, MANIFEST)
    record = json.loads((tmp_path / FILE).read_text())
    assert callable(change)
    change(record)
    (tmp_path / FILE).write_text(json.dumps(record))
    with pytest.raises(ValueError, match=r"."):
        read_manifest(tmp_path)


@pytest.mark.parametrize("content", [b"", b"[]", b"nonsense", b"\xff", b"7"])
def test_a_garbled_manifest_is_a_value_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        read_manifest(tmp_path)


def test_damage_is_told_by_size_and_by_content(tmp_path: Path) -> None:
    seal = write_whole(tmp_path / "rows", b"abc")
    assert damage(tmp_path, [seal]) is None
    (tmp_path / "rows").write_bytes(b"abd")
    assert "not as it was written" in str(damage(tmp_path, [seal]))
    assert damage(tmp_path, [seal], read=[seal]) is None
    (tmp_path / "rows").write_bytes(b"ab")
    assert "not as it was written" in str(damage(tmp_path, [seal], read=[seal]))
    (tmp_path / "rows").unlink()
    assert "No such file" in str(damage(tmp_path, [seal]))
