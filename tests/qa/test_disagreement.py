"""What the desk says where several stories give a figure of one thing."""

from pathlib import Path

import pytest

from corpus.archive import Archive
from corpus.figures import Figure
from corpus.files import read_bulletins
from corpus.measures import measure_figures
from qa.answers import Answer, Answered, Reason, Refused
from qa.disagreement import differ
from tests.qa.desks import desk_over

PARKS = "## 去年新建公园{parks}个\n\n本报讯 2025年,青泽市新建口袋公园{parks}个,建成绿道21.4公里。(李文)\n"
OTHER = "## {title}\n\n本报讯 记者获悉,2025年,青泽市新建口袋公园{parks}个,市民有了更多好去处。(王珊)\n"
YEAR = "## {title}\n\n本报讯 {year}年,青泽市新建口袋公园{parks}个。(王珊)\n"
ASKED = "青泽市新建口袋公园多少个?"


def asked(folder: Path, question: str, **issues: str) -> Answer:
    """The answer over issues that are named for their days (d20260206)."""
    files = []
    for name, text in issues.items():
        file = folder / f"{name[1:5]}-{name[5:7]}-{name[7:]}.md"
        file.write_text(text, encoding="utf-8")
        files.append(file)
    with desk_over(folder / "data", *files) as desk:
        return desk.ask(question)


def test_two_stories_with_different_values_for_one_year_are_both_shown(tmp_path: Path) -> None:
    answer = asked(
        tmp_path,
        f"2025年{ASKED}",
        d20260206=PARKS.format(parks=14),
        d20260208=OTHER.format(title="公园越来越多", parks=17),
    )
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.STORIES_DISAGREE
    assert "14个" in answer.explanation
    assert "17个" in answer.explanation
    assert answer.quote is not None
    shown = str(answer.quote) + "".join(related.text for related in answer.related)
    assert "新建口袋公园14个" in shown
    assert "新建口袋公园17个" in shown


def test_two_stories_with_one_value_agree(tmp_path: Path) -> None:
    answer = asked(
        tmp_path,
        f"2025年{ASKED}",
        d20260206=PARKS.format(parks=14),
        d20260208=OTHER.format(title="公园越来越多", parks=14),
    )
    assert isinstance(answer, Answered)
    assert answer.text == "14个"


def test_of_two_years_the_one_asked_for_is_told(tmp_path: Path) -> None:
    issues = {
        "d20250206": YEAR.format(title="公园再添新景", year=2024, parks=11),
        "d20260206": YEAR.format(title="公园再添新景", year=2025, parks=14),
    }
    answer = asked(tmp_path, f"2024年{ASKED}", **issues)
    assert isinstance(answer, Answered)
    assert answer.text == "11个"


def test_where_no_year_is_asked_for_the_latest_is_told_and_the_other_shown(tmp_path: Path) -> None:
    issues = {
        "d20250206": YEAR.format(title="公园再添新景", year=2024, parks=11),
        "d20260206": YEAR.format(title="公园再添新景", year=2025, parks=14),
    }
    answer = asked(tmp_path, ASKED, **issues)
    assert isinstance(answer, Answered)
    assert answer.text == "14个"
    assert "11个" in answer.related[0].text


def test_a_corrected_page_contradicts_nothing(tmp_path: Path) -> None:
    page = tmp_path / "2026-02-06.md"
    page.write_text(PARKS.format(parks=14), encoding="utf-8")
    with Archive.open(tmp_path / "data") as archive:
        archive.add(read_bulletins(page))
    page.write_text(PARKS.format(parks=17), encoding="utf-8")
    with desk_over(tmp_path / "data", page) as desk:
        answer = desk.ask(f"2025年{ASKED}")
    assert isinstance(answer, Answered)
    assert answer.text == "17个"


def figure(printed: str) -> Figure:
    [measured] = measure_figures(f"青泽市新建口袋公园{printed}。")
    return measured.figure


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("14个", "17个", True),
        ("14个", "14个", False),
        ("1.2万个", "12034个", False),  # rounded
        ("1.2万个", "13034个", True),
        ("超10个", "14个", False),
        ("14个", "约17个", False),
    ],
)
def test_values_differ_only_where_they_cannot_be_the_same(one: str, other: str, *, different: bool) -> None:
    assert differ(figure(one), figure(other)) is different
    assert differ(figure(other), figure(one)) is different
