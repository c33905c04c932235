"""Measures offered while typing: the page's own plain words, the latest issue's first, and each once."""

from pathlib import Path

import pytest

from api import measures
from api.measures import Measures
from corpus.archive import Archive
from corpus.files import read_bulletins

PARK = "## 新公园开放\n\n本报讯 去年，公园绿地面积80公顷，新建公园8座，绿化覆盖率为45.2%。(高远)\n"
LATER = "## 绿化再上台阶\n\n本报讯 今年，绿化覆盖率为46.1%，苗木总量3万株。(高远)\n"


def added(archive: Archive, folder: Path, name: str, text: str) -> None:
    page = folder / name
    page.write_text(text, encoding="utf-8")
    archive.add(read_bulletins(page))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    opened = Archive.open(tmp_path / "data")
    added(opened, tmp_path, "2026-02-01.md", PARK)
    return opened


def texts(found: Measures, archive: Archive, typed: str, limit: int = 8) -> list[str]:
    return [one.text for one in found.matching(archive, typed, limit=limit)]


def test_those_that_begin_with_the_letters_come_before_those_that_hold_them(archive: Archive) -> None:
    found = Measures()
    assert texts(found, archive, "绿") == ["绿化覆盖率", "公园绿地面积"]
    assert texts(found, archive, "绿", limit=1) == ["绿化覆盖率"]
    assert texts(found, archive, "綠化 ") == ["绿化覆盖率"]
    [one] = found.matching(archive, "绿地", limit=8)
    assert (one.bulletin, one.story) == ("2026-02-01.md", 0)


def test_nothing_is_offered_for_nothing_nor_what_is_typed_already(archive: Archive) -> None:
    assert texts(Measures(), archive, "") == texts(Measures(), archive, "，") == []
    assert texts(Measures(), archive, "绿化覆盖率") == []


def test_a_new_issue_is_taken_up_and_comes_first(archive: Archive, tmp_path: Path) -> None:
    found = Measures()
    assert texts(found, archive, "苗木") == []
    added(archive, tmp_path, "2026-02-02.md", LATER)
    assert texts(found, archive, "苗木") == ["苗木总量"]
    [one] = found.matching(archive, "绿化", limit=8)
    assert one.bulletin == "2026-02-02.md"


def test_only_the_latest_stories_are_drawn_from(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "STORIES", 1)
    added(archive, tmp_path, "2026-02-02.md", LATER)
    assert texts(Measures(), archive, "公园") == []


def test_an_empty_archive_offers_nothing(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "none") as empty:
        assert texts(Measures(), empty, "绿") == []
