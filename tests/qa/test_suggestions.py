"""What is offered while a reader types: only what the latest issues print, and questions that are answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.archive import Archive
from corpus.files import read_bulletins
from qa.answers import Answer, Reason, Refused
from qa.suggestions import SuggestionKind, Suggestions

PAGE = "## 全市绿化再上台阶\n\n本报讯 2025年全市新建公园面积12公顷,道路绿化里程38公里。(高远)\n"
LATER = "## 图书馆夜间开放\n\n本报讯 1月全市图书馆接待读者数量5000人次。(沈舟)\n"


def refuse(question: str) -> Answer:
    return Refused(question, Reason.NOT_IN_BULLETIN, "没有。", None, None, (), 0.0)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        add(opened, tmp_path / "2026-01-01.md", PAGE)
        yield opened


def add(archive: Archive, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    archive.add(read_bulletins(file))


def followed(archive: Archive) -> Suggestions:
    suggestions = Suggestions()
    suggestions.follow(archive)
    return suggestions


def texts(suggestions: Suggestions, typed: str, limit: int = 8) -> list[str]:
    return [one.text for one in suggestions.matching(typed, limit=limit)]


def test_headlines_and_names_are_offered_by_beginning_middle_and_scattered_characters(
    archive: Archive,
) -> None:
    suggestions = followed(archive)
    assert texts(suggestions, "全市") == ["全市绿化再上台阶"]
    assert texts(suggestions, "再上") == ["全市绿化再上台阶"]
    assert texts(suggestions, "全绿阶") == ["全市绿化再上台阶"]
    assert texts(suggestions, "阶绿") == []
    [name] = suggestions.matching("高远", limit=8)
    assert (name.kind, name.bulletin, name.story) == (SuggestionKind.NAME, "2026-01-01.md", 0)


def test_widths_scripts_and_marks_do_not_matter(archive: Archive) -> None:
    assert texts(followed(archive), "全市　綠化，再") == ["全市绿化再上台阶"]


def test_a_question_is_offered_only_once_it_was_answered_by_its_figure(archive: Archive) -> None:
    suggestions = followed(archive)
    asked: list[str] = []

    def note(question: str) -> Answer:
        asked.append(question)
        return refuse(question)

    while suggestions.check_next(note):
        pass
    assert asked
    assert len(asked) == len(set(asked))
    assert all(one.kind is not SuggestionKind.QUESTION for one in suggestions.matching("年", limit=8))


def test_a_new_issue_comes_first_and_a_removed_one_goes(archive: Archive, tmp_path: Path) -> None:
    suggestions = followed(archive)
    add(archive, tmp_path / "2026-01-02.md", LATER)
    suggestions.follow(archive)
    assert texts(suggestions, "图书馆夜") == ["图书馆夜间开放"]
    archive.remove(["2026-01-01.md"])
    suggestions.follow(archive)
    assert texts(suggestions, "全市绿化") == []


def test_nothing_typed_matches_nothing_and_the_limit_holds(archive: Archive) -> None:
    assert texts(followed(archive), " ，") == []
    assert texts(followed(archive), "全", limit=0) == []
