"""Looking the ledger up: the words one uses find the words the page prints, narrowed by time, place and unit."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.archive import Archive
from corpus.bulletins import Bulletin
from corpus.errors import BadRequest
from corpus.files import read_bulletins, ready_story
from corpus.ledger_rows import Sought
from corpus.spans import Span, joined
from qa.ledger import FigureQuery, Ledger
from qa.locality import place_names

FIRST_ISSUE = Path(__file__).resolve().parents[2] / "api/first_issue/2026-02-06.md"
PAGES = {
    "2026-03-02": "2025年,太原市优良天数为301天,二级以上优良天数比例达82.50%。我市新建公园12座,面积3.20万亩。",
    "2026-03-01": "2024年,太原市优良天数为295天。太原市植树8000亩。",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Archive.open(tmp_path) as archive:
        archive.add(
            (Bulletin(day, datetime.date.fromisoformat(day), text, text), ready_story(text))
            for day, text in PAGES.items()
        )
        yield Ledger(archive)


def found(ledger: Ledger, query: FigureQuery) -> list[str]:
    return [row.figure.text for row in ledger.rows(ledger.find(query))]


@pytest.mark.parametrize("words", ["优良天数", "優良天數", "空气优良天数", " 优良天数 "])
def test_a_measure_is_found_in_any_wording_latest_issue_first(ledger: Ledger, words: str) -> None:
    assert found(ledger, FigureQuery(words=words))[:2] == ["301天", "295天"]


def test_everyday_words_find_the_printed_ones(ledger: Ledger) -> None:
    assert "301天" in found(ledger, FigureQuery(words="好天气"))


def test_the_shorter_measure_comes_first(ledger: Ledger) -> None:
    assert found(ledger, FigureQuery(words="优良天数"))[-1] == "82.50%"


def test_words_that_no_measure_holds_find_nothing(ledger: Ledger) -> None:
    assert found(ledger, FigureQuery(words="地铁客流量")) == []


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        (FigureQuery(words="优良天数", period="2024年"), ["295天"]),
        (FigureQuery(words="优良天数", period="去年", unit="天"), ["301天"]),
        (FigureQuery(unit="万亩"), ["3.20万亩", "8000亩"]),
        (FigureQuery(unit="亩", since=datetime.date(2026, 3, 2)), ["3.20万亩"]),
        (FigureQuery(until=datetime.date(2026, 3, 1)), ["295天", "8000亩"]),
        (FigureQuery(words="植树", place="太原"), ["8000亩"]),
        (FigureQuery(words="植树", place="阳泉市"), []),
    ],
)
def test_it_is_narrowed(ledger: Ledger, query: FigureQuery, texts: list[str]) -> None:
    assert found(ledger, query) == texts


def test_our_city_answers_to_its_name_and_to_wo_shi(ledger: Ledger) -> None:
    assert ledger.bearings().home == ("太原市", "太原")
    assert "12座" in found(ledger, FigureQuery(words="公园", place="太原市"))
    assert "295天" in found(ledger, FigureQuery(words="优良天数", place="我市"))


def test_place_names_are_shortened_as_pages_shorten_them() -> None:
    assert place_names("太原市", home=()) == ("太原",)
    assert place_names("太原市", home=("太原市", "太原")) == ("太原市", "太原", "我市", "全市", "本市")
    assert place_names("", home=()) == ()


def test_a_new_issue_is_seen_at_once(ledger: Ledger) -> None:
    assert found(ledger, FigureQuery(words="游客")) == []
    text = "3月,太原市接待游客5万人次。"
    ledger.archive.add([(Bulletin("n", datetime.date(2026, 4, 1), text, "n"), ready_story(text))])
    assert found(ledger, FigureQuery(words="游客")) == ["5万人次"]


def test_a_period_that_is_none_and_words_too_long_are_told(ledger: Ledger) -> None:
    with pytest.raises(BadRequest, match="no period"):
        ledger.find(FigureQuery(period="很久"))
    with pytest.raises(BadRequest, match="101 characters"):
        ledger.find(FigureQuery(words="天" * 101))


def test_a_row_is_cited_with_its_sentence_and_place(ledger: Ledger) -> None:
    [row] = ledger.rows(ledger.find(FigureQuery(unit="座")))
    [cited] = ledger.cite([row])
    assert (cited.quote.before, cited.quote.text, cited.quote.after) == (
        "我市新建公园",
        "12座",
        ",面积3.20万亩。",
    )
    page = PAGES["2026-03-02"]
    assert cited.source.spans == (Span(page.index("12座"), page.index("12座") + 3),)
    assert (cited.source.bulletin, cited.source.story) == ("2026-03-02", 0)


def test_every_row_of_the_first_issue_is_cited_as_printed(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add(read_bulletins(FIRST_ISSUE))
        ledger = Ledger(archive)
        ledger.bearings()
        rows = archive.figures(Sought())
        cited = ledger.cite(rows)
        page = archive.bulletin(1).text
        assert len(cited) == len(rows) > 90
        for one in cited:
            assert joined(page, one.source.spans) == one.row.figure.text
            assert str(one.quote) == joined(page, one.quote.spans)
