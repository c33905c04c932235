"""A page on the terminal, an editor's rulings from the command line, and documents that are added."""

import json
import re
import shutil
from pathlib import Path

import pytest

from api.cli import run
from api.settings import FIRST_ISSUE
from corpus.archive import Archive
from tests.corpus.documents import docx_of

PAGE = """## 汾河水质好转

本报讯 2025年,汾河优良断面达到8个,水质

持续好转。(李丽)

## 招聘会开场

本报讯 正月初八,我市举办招聘会51场。(张勇)
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BULLETIN_DATA", str(tmp_path / "data"))
    path = tmp_path / "2026-02-06.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def read(capsys: pytest.CaptureFixture[str], name: str = "2026-02-06.md") -> list[str | None]:
    """The headlines that `stories --json` gives."""
    capsys.readouterr()
    assert run(["stories", name, "--json"]) == 0
    return [story["title"] for story in json.loads(capsys.readouterr().out)["stories"]]


@pytest.mark.usefixtures("page")
def test_every_line_of_a_page_is_shown_with_the_number_of_its_story(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["stories", "2026-02-06.md"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("（")[0] for line in lines[:2]] == ["  1  汾河水质好转", "  2  招聘会开场"]
    shown = [line for line in lines if "│ " in line]
    assert [line[:5] for line in shown] == ["  1│ "] * 3 + ["  2│ "] * 2
    printed = [line.lstrip("# ") for line in PAGE.splitlines() if line]
    assert [line[5:] for line in shown] == printed


def test_doubtful_joins_are_listed_with_their_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", str(FIRST_ISSUE), "--json"]) == 0
    doubts = json.loads(capsys.readouterr().out)["doubts"]
    assert run(["stories", str(FIRST_ISSUE)]) == 0
    out = capsys.readouterr().out
    assert f"请核对 {len(doubts)} 处衔接" in out
    for doubt in doubts:
        assert f"把握 {doubt['probability']:.0%}：{doubt['reason']}" in out


def test_a_ruling_is_written_beside_the_page_and_followed(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fix", "2026-02-06.md", "--start", "持续好转"]) == 0
    said = capsys.readouterr()
    assert "bulletin add 2026-02-06.md" in said.err
    assert "（无标题）（李丽）" in said.out
    kept = json.loads(page.with_name("2026-02-06.md.fix.json").read_text(encoding="utf-8"))
    assert kept == {"fixes": [{"start": "持续好转"}]}
    assert read(capsys) == ["汾河水质好转", None, "招聘会开场"]


def test_rulings_add_up_until_they_are_cleared(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fix", "2026-02-06.md", "--together", "汾河水质", "招聘会开场"]) == 0
    assert read(capsys) == ["汾河水质好转"]
    assert run(["fix", "2026-02-06.md", "--title", "招聘会开场", "本报讯 正月"]) == 0
    assert read(capsys) == ["招聘会开场"]
    assert run(["fix", "2026-02-06.md", "--clear"]) == 0
    assert read(capsys) == ["汾河水质好转", "招聘会开场"]
    assert page.with_name("2026-02-06.md.fix.json").exists()


def test_a_line_that_is_not_on_the_page_is_told_and_nothing_is_written(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fix", "2026-02-06.md", "--start", "没有这一段"]) == 2
    assert "没有以“没有这一段”开头" in capsys.readouterr().err
    assert run(["fix", "2026-02-06.md", "--together", "汾河水质"]) == 2
    assert "要写 2 段内容" in capsys.readouterr().err
    assert [path.name for path in page.parent.iterdir()] == ["2026-02-06.md"]


def test_a_ruling_reaches_the_archive_with_the_page(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", "2026-02-06.md"]) == 0
    assert run(["fix", "2026-02-06.md", "--start", "持续好转"]) == 0
    assert run(["add", "2026-02-06.md"]) == 0
    assert "替换 1 期" in capsys.readouterr().out
    page.with_name("2026-02-06.md.fix.json").unlink()
    page.write_text(PAGE.replace("51场", "52场"), encoding="utf-8")
    assert run(["add", "2026-02-06.md"]) == 0
    with Archive.open(tmp_path / "data") as archive:
        [row] = archive.bulletins()
        assert row.stories == 3
        assert "52场" in archive.bulletin(row.id).text


def test_a_folder_of_documents_is_added(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "本周"
    folder.mkdir()
    shutil.copy(page, folder)
    (folder / "20260207.docx").write_bytes(docx_of(("Heading 1", "公园赏雪"), ("Normal", "本报讯 大雪。")))
    (folder / "2026-02-08.html").write_text("<h1>题</h1><p>本报讯 甲。</p>", encoding="utf-8")
    assert run(["add", str(folder)]) == 0
    assert "新增 3 期" in capsys.readouterr().out
    with Archive.open(tmp_path / "data") as archive:
        assert [row.name for row in archive.bulletins()] == [
            "2026-02-06.md",
            "20260207.docx",
            "2026-02-08.html",
        ]


@pytest.mark.usefixtures("page")
def test_ready_stories_have_nothing_to_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text("{}", encoding="utf-8")
    assert run(["fix", "a.jsonl", "--start", "x"]) == 2
    assert re.search("不用再分", capsys.readouterr().err)
