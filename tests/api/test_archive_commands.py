"""The commands that keep the archive, over the first issue."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.cli import run
from api.settings import FIRST_ISSUE
from corpus.archive import FILE
from tests.index.characters import rewrite


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A data folder with the first issue and one story more."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BULLETIN_DATA", str(tmp_path / "data"))
    story = {"id": "n1", "text": "甲。", "title": "题", "date": "2026-01-01"}
    (tmp_path / "more.jsonl").write_text(json.dumps(story), encoding="utf-8")
    assert run(["add", str(FIRST_ISSUE), "more.jsonl"]) == 0
    capsys.readouterr()
    return tmp_path / "data"


@pytest.mark.usefixtures("data")
def test_the_pages_are_listed_by_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026-01-01\tn1\t1 篇\t2 字",
        "2026-02-06\t2026-02-06.md\t9 篇\t6863 字",
    ]
    assert run(["list", "--json"]) == 0
    [first, _] = json.loads(capsys.readouterr().out)["bulletins"]
    assert first == {"name": "n1", "date": "2026-01-01", "stories": 1, "characters": 2}


@pytest.mark.usefixtures("data")
def test_a_page_is_shown_with_its_source_and_stories(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "2026-02-06.md", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["name"], shown["date"], shown["read_as"]) == ("2026-02-06.md", "2026-02-06", "utf-8")
    assert shown["text"] == FIRST_ISSUE.read_text(encoding="utf-8")
    assert shown["stories"][0]["title"] == "美丽太原建设迈出坚实步伐"
    assert run(["show", "2026-02-06.md"]) == 0
    assert shown["sha256"] in capsys.readouterr().out
    assert run(["show", "没有"]) == 2
    assert "bulletin list" in capsys.readouterr().err


@pytest.mark.usefixtures("data")
def test_a_removed_page_is_no_longer_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["remove", "n1"]) == 0
    assert "还有 1 期" in capsys.readouterr().out
    assert run(["list"]) == 0
    assert "n1" not in capsys.readouterr().out
    assert run(["remove", "n1"]) == 2
    assert "没有移除任何内容" in capsys.readouterr().err


def test_a_sound_archive_is_verified_and_a_changed_one_is_not(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"pages": 2, "faults": []}
    damaged = next((data / "index").glob("vectors-*"))
    whole = damaged.read_bytes()
    rewrite(damaged, whole[:-1])
    assert run(["verify"]) == 1
    assert damaged.name in capsys.readouterr().out
    rewrite(damaged, whole)
    with closing(sqlite3.connect(data / FILE)) as raw:
        raw.execute("UPDATE pages SET text = replace(text, '282', '283')")
        raw.commit()
    assert run(["verify"]) == 1
    said = capsys.readouterr()
    assert "2026-02-06.md" in said.out
    assert "数据台账的“282天”与版面上的文字不符" in said.out
    assert "2 处不对" in said.out


@pytest.mark.usefixtures("data")
def test_a_backup_put_in_place_is_the_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "restored").mkdir()
    assert run(["backup", f"restored/{FILE}"]) == 0
    assert run(["backup", f"restored/{FILE}"]) == 1
    assert "不会覆盖" in capsys.readouterr().err
    assert run(["--data", "restored", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pages"] == 2


@pytest.mark.usefixtures("data")
def test_an_export_holds_every_page(tmp_path: Path) -> None:
    assert run(["export", "out"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "2026-02-06.md",
        "contents.jsonl",
        "figures.csv",
        "stories.jsonl",
    ]
    assert (tmp_path / "out" / "2026-02-06.md").read_bytes() == FIRST_ISSUE.read_bytes()


@pytest.mark.parametrize(
    "command", [["list"], ["show", "a"], ["remove", "a"], ["export", "o"], ["verify"], ["backup", "b"]]
)
def test_looking_at_an_archive_makes_none(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["--data", str(tmp_path / "none"), *command]) == 2
    assert "还没有档案" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
