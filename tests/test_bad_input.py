"""Machines and files that fail, met from the command line: told in Chinese with what to do, and nothing is lost.

Misused commands, and files that are no pages, stand in tests/api/test_cli.py; each room's own failures in its tests.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.cli import run
from api.settings import FIRST_ISSUE
from corpus.archive import FILE, Archive
from corpus.files import MAX_BYTES

ASKED = "2025年太原市市区优良天数是多少天？"
SAID = "282天"
DISK = "8m"
"""Room for the first issue with its index (1 MB) and little more."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the first issue in it, index and all."""
    data = tmp_path_factory.mktemp("filled")
    assert run(["--data", str(data), "add", str(FIRST_ISSUE)]) == 0
    return data


@pytest.fixture
def data(tmp_path: Path, filled: Path) -> Path:
    """A data folder of one's own, to be harmed."""
    return Path(shutil.copytree(filled, tmp_path / "data"))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A second issue, without any heading."""
    file = tmp_path / "2026-02-07.md"
    file.write_text("本报讯 去年全市新建公园8座。\n\n新建公园总面积32.6公顷。\n", encoding="utf-8")
    return file


@pytest.fixture
def disk(tmp_path: Path, filled: Path) -> Iterator[Path]:
    """A small file system of its own with the filled data folder in it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("needs the command mount")
    mounted = subprocess.run(  # noqa: S603 - a file system in memory, for this test alone
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a file system (root, outside of most containers)")
    shutil.copytree(filled, folder / "data")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607


def make_read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S603, S607


def fill(disk: Path) -> Path:
    """A file that takes all the room left on `disk`."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(65536)):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on standard error: Chinese, no traceback, and nothing on standard output."""
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert re.search("[\u4e00-\u9fff]", err)
    return err


def names(data: Path) -> list[str]:
    with Archive.open(data) as archive:
        return [row.name for row in archive.bulletins()]


def asks(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The answer to `ASKED`, which must come."""
    capsys.readouterr()
    assert run(["--data", str(data), "ask", ASKED]) == 0
    return capsys.readouterr().out.splitlines()[0]


def test_a_page_without_headings_is_read_and_asked(
    data: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["stories", str(page), "--json"]) == 0
    (story,) = json.loads(capsys.readouterr().out)["stories"]
    assert (story["title"], story["byline"]) == (None, None)
    assert run(["--data", str(data), "add", str(page)]) == 0
    capsys.readouterr()
    assert run(["--data", str(data), "ask", "去年全市新建公园多少座？"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "8座"


def test_a_huge_file_is_refused_unread(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huge = tmp_path / "2026-02-07.md"
    huge.touch()
    os.truncate(huge, MAX_BYTES + 1)
    assert run(["--data", str(data), "add", str(huge)]) == 2
    assert "超过 64 MB" in complaint(capsys)
    assert names(data) == ["2026-02-06.md"]


@pytest.mark.parametrize(
    "question", ["优良\x00天数", "\x1b[31m优良天数\x1b[0m", "\u202e优良天数", "e\u0301" * 250]
)
def test_odd_characters_are_asked_like_any_others(
    filled: Path, question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(filled), "ask", question]) == 0
    out, err = capsys.readouterr()
    assert out
    assert "Traceback" not in err


def test_a_read_only_disk_is_asked_but_not_written(
    disk: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_read_only(disk)
    assert asks(disk / "data", capsys) == SAID
    assert run(["--data", str(disk / "data"), "add", str(page)]) == 1
    assert "--data" in complaint(capsys)
    assert asks(disk / "data", capsys) == SAID


def test_a_read_only_disk_without_an_archive_says_to_take_another_folder(
    disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_read_only(disk)
    assert run(["--data", str(disk / "new"), "ask", ASKED]) == 1
    assert "--data" in complaint(capsys)


def test_a_full_disk_takes_nothing_in_and_keeps_what_it_has(
    disk: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filler = fill(disk)
    assert run(["--data", str(disk / "data"), "add", str(page)]) == 1
    assert "磁盘" in complaint(capsys)
    filler.unlink()
    assert names(disk / "data") == ["2026-02-06.md"]
    assert asks(disk / "data", capsys) == SAID
    assert run(["--data", str(disk / "data"), "add", str(page)]) == 0
    assert names(disk / "data") == ["2026-02-06.md", "2026-02-07.md"]


def test_a_full_disk_removes_all_of_a_page_or_nothing(disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filler = fill(disk)
    done = run(["--data", str(disk / "data"), "remove", "2026-02-06.md"]) == 0
    told = capsys.readouterr().err
    assert done or "磁盘" in told
    filler.unlink()
    assert names(disk / "data") == ([] if done else ["2026-02-06.md"])
    assert run(["--data", str(disk / "data"), "verify"]) == 0


def test_a_backup_to_a_full_disk_leaves_no_half_of_one(
    disk: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(disk)
    copy = disk / "backup.sqlite"
    assert run(["--data", str(data), "backup", str(copy)]) == 1
    assert "磁盘" in complaint(capsys)
    assert not copy.exists()
    assert asks(data, capsys) == SAID


def test_a_full_disk_keeps_the_answers_of_the_run_before(
    disk: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(f'{{"id": "days", "question": "{ASKED}"}}\n', encoding="utf-8")
    answers = disk / "predictions.jsonl"
    answers.write_text("old", encoding="utf-8")
    fill(disk)
    assert run(["--data", str(data), "batch", str(questions), "-o", str(answers)]) == 1
    assert "磁盘" in complaint(capsys)
    assert answers.read_text(encoding="utf-8") == "old"


def overwrite(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(b"\xff" * 4096 + content[4096:])


def garble_inside(file: Path) -> None:
    """Every page but the first, which holds the tables' names, turned to noise."""
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


def cut(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize("harm", [overwrite, garble_inside, cut])
def test_a_damaged_archive_is_told_and_left_for_the_repairer(
    data: Path, harm: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    harm(data / FILE)
    before = (data / FILE).read_bytes()
    assert run(["--data", str(data), "ask", ASKED]) == 1
    assert re.search("备份|--data", complaint(capsys))
    assert (data / FILE).read_bytes() == before


@pytest.mark.parametrize("harm", [overwrite, cut, Path.unlink])
def test_a_damaged_index_is_made_anew_and_answers_as_before(
    data: Path, harm: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    for file in sorted((data / "index").rglob("*")):
        if file.is_file() and file.stat().st_size > 1:
            harm(file)
    assert asks(data, capsys) == SAID
    assert asks(data, capsys) == SAID
    assert names(data) == ["2026-02-06.md"]


def test_a_file_in_the_index_folders_place_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(data / "index")
    (data / "index").write_text("my notes", encoding="utf-8")
    assert run(["--data", str(data), "ask", ASKED]) == 1
    assert "index" in complaint(capsys)
    assert (data / "index").read_text(encoding="utf-8") == "my notes"
    (data / "index").unlink()
    assert asks(data, capsys) == SAID
