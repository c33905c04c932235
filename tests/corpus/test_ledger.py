"""The figure ledger: what its rows say, that they are slices of the page, and that they live and retire with it."""

import csv
import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import ledger
from corpus.archive import FILE, Archive
from corpus.bulletins import Bulletin, PageStories, Paragraph, ParagraphKind, Story
from corpus.errors import ArchiveError
from corpus.figures import Direction, FigureKind, Qualifier
from corpus.files import ready_story
from corpus.ledger import LedgerFigure, days_of, read_ledger, searched
from corpus.ledger_rows import KnownMeasure, Sought, StoredFigure
from corpus.ledger_sheet import HEADINGS, cells, safe, write_ledger
from corpus.spans import Span, joined

DAY = datetime.date(2026, 3, 2)
YEAR = (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
TEXT = "2025年,云川市区公园绿地面积达1.20万亩,比上年同期增加300亩。公园超60座。"


def page(name: str, text: str, *, date: datetime.date | None = DAY) -> tuple[Bulletin, PageStories]:
    return Bulletin(name=name, date=date, text=text, digest=text), ready_story(text)


def read(text: str) -> list[LedgerFigure]:
    bulletin, stories = page("a", text)
    return read_ledger(bulletin, stories.stories[0])


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path) as archive:
        yield archive


def texts(rows: list[StoredFigure]) -> list[str]:
    return [row.figure.text for row in rows]


# What a row says


def test_a_row_says_all_that_the_page_does() -> None:
    level, change, over = read(TEXT)
    assert (level.text, level.value, level.unit) == ("1.20万亩", Decimal("12000"), "亩")
    assert (level.measure, level.period, level.days, level.place) == (
        "公园绿地面积",
        "2025年",
        YEAR,
        "云川市区",
    )
    assert (level.kind, level.direction, level.base) == (FigureKind.QUANTITY, Direction.LEVEL, "")
    assert (change.text, change.direction, change.base) == ("300亩", Direction.UP, "上年同期")
    assert change.measure == "公园绿地面积"
    assert (over.text, over.qualifier) == ("超60座", Qualifier.OVER)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("客流量比上年同期增加34天。", "上年同期"),
        ("客流量较2024年提高16.7%。", "2024年"),
        ("客流量同比增长5%。", "同比"),
        ("客流量环比下降2%。", "环比"),
        ("比例为5%,增长3%。", ""),
    ],
)
def test_a_change_names_what_it_is_measured_against(text: str, base: str) -> None:
    assert read(text)[-1].base == base


def test_dates_and_times_are_no_rows() -> None:
    assert [row.text for row in read("3月1日17时30分,公园迎来8名游客。")] == ["8名"]


def test_each_year_of_a_series_has_its_own_days() -> None:
    rows = read("2023年至2025年,我市水质指数分别为4.9040、4.7910、4.7596。")
    assert [(row.text, row.days[0].year if row.days else None) for row in rows] == [
        ("4.9040", 2023),
        ("4.7910", 2024),
        ("4.7596", 2025),
    ]
    assert [str(row.value) for row in rows] == ["4.9040", "4.7910", "4.7596"]


def test_a_period_without_its_year_leans_on_the_issue() -> None:
    assert days_of("去年", None, today=DAY) == YEAR
    assert days_of("去年", None, today=None) is None
    assert days_of("", None, today=DAY) is None


def test_a_figure_cut_by_a_column_end_keeps_both_places() -> None:
    text = "收治猫15\n[图]\n6只。"
    paragraph = Paragraph(ParagraphKind.BODY, (Span(0, 5), Span(10, 13)))
    story = Story(0, (paragraph,), None, None, None)
    [row] = read_ledger(Bulletin("a", DAY, text, "0"), story)
    assert (row.text, row.spans) == ("156只", (Span(3, 5), Span(10, 12)))
    assert row.sentence == paragraph.spans


def test_a_headline_gives_its_place_and_a_credit_no_figure() -> None:
    text = "云川市新建公园\n建成8座。\n五十一 摄"
    story = Story(
        0,
        (
            Paragraph(ParagraphKind.TITLE, (Span(0, 7),)),
            Paragraph(ParagraphKind.BODY, (Span(8, 13),)),
            Paragraph(ParagraphKind.CREDIT, (Span(14, 19),)),
        ),
        Span(0, 7),
        None,
        None,
    )
    [row] = read_ledger(Bulletin("a", DAY, text, "0"), story)
    assert (row.text, row.place) == ("8座", "云川市")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*"太原市优良天数为增加，。；\n 1250.%万亿天家2025年同比"]), max_size=80).map(
        "".join
    )
)
def test_every_row_is_a_slice_inside_its_sentence(text: str) -> None:
    if not text.strip():
        return
    bulletin, stories = page("a", text)
    for row in read_ledger(bulletin, stories.stories[0]):
        assert joined(text, row.spans) == row.text
        assert row.text in joined(text, row.sentence)
        assert all(any(whole.covers(span) for whole in row.sentence) for span in row.spans)


# In the archive


def test_rows_come_back_as_they_were_read(archive: Archive) -> None:
    archive.add([page("a", TEXT)])
    assert archive.read_ledger() == 1
    rows = archive.figures(Sought())
    assert [row.figure for row in rows] == read(TEXT)
    assert {(row.bulletin, row.digest, row.date, row.story) for row in rows} == {("a", TEXT, DAY, 0)}
    assert archive.verify() == []


def test_reading_again_reads_nothing(archive: Archive) -> None:
    archive.add([page("a", TEXT)])
    archive.read_ledger()
    before = archive.version
    assert archive.read_ledger() == 0
    assert archive.version == before


def test_a_newer_reading_reads_older_pages_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add([page("a", TEXT)])
    archive.read_ledger()
    monkeypatch.setattr("corpus.ledger_rows.READING", ledger.READING + 1)
    told: list[tuple[str, int, int]] = []
    assert archive.read_ledger(lambda *done: told.append(done)) == 1
    assert told == [("读数", 1, 1)]
    assert len(archive.figures(Sought())) == len(read(TEXT))
    assert archive.read_ledger() == 0


def test_a_corrected_or_removed_page_takes_its_rows_out(archive: Archive) -> None:
    archive.add([page("a", "公园8座。"), page("b", "湖泊3个。")])
    archive.read_ledger()
    archive.add([page("a", "公园9座。")])
    archive.remove(["b"])
    archive.read_ledger()
    assert texts(archive.figures(Sought())) == ["9座"]
    assert archive.verify() == []


def test_an_archive_from_before_the_ledger_is_read_when_asked(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add([page("a", TEXT)])
    with closing(sqlite3.connect(tmp_path / FILE)) as raw:
        raw.executescript(
            "DROP TABLE figures; DROP TABLE measures; ALTER TABLE bulletins DROP COLUMN reading;"
            " ALTER TABLE bulletins DROP COLUMN figures; PRAGMA user_version = 3;"
        )
    with Archive.open(tmp_path) as archive:
        assert archive.figures(Sought()) == []
        assert archive.verify() == []
        assert archive.read_ledger() == 1
        assert len(archive.figures(Sought())) == 3


def test_a_stopped_reading_leaves_whole_pages_and_goes_on(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.archive._BATCH", 1)
    archive.add([page("a", "公园8座。"), page("b", "湖泊3个。")])

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.read_ledger(stop)
    assert texts(archive.figures(Sought())) == ["8座"]
    assert archive.read_ledger() == 1
    assert texts(archive.figures(Sought())) == ["8座", "3个"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE figures SET text = '9座' WHERE id = 1", "与版面上的文字不符"),
        ("UPDATE figures SET spans = '900-902' WHERE id = 1", "读不懂"),
        ("UPDATE figures SET sentence = '0-1' WHERE id = 1", "不在它的句子里"),
        ("DELETE FROM figures WHERE id = 1", "应有 3 条，实有 2 条"),
    ],
)
def test_verify_finds_a_changed_row(tmp_path: Path, change: str, told: str) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add([page("a", TEXT)])
        archive.read_ledger()
    with closing(sqlite3.connect(tmp_path / FILE)) as raw:
        raw.execute(change)
        raw.commit()
    with Archive.open(tmp_path) as archive:
        assert any(told in fault.what for fault in archive.verify())


def test_an_archive_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add([page("a", TEXT)])

        def refused(*_: object) -> None:
            error = sqlite3.OperationalError("attempt to write a readonly database")
            error.sqlite_errorcode = sqlite3.SQLITE_READONLY
            raise error

        monkeypatch.setattr("corpus.archive.rewrite_figures", refused)
        with pytest.raises(ArchiveError, match="cannot be written"):
            archive.read_ledger()


def test_rows_are_sought_by_what_they_say(archive: Archive) -> None:
    archive.add(
        [
            page("a", "2024年,大同市公园8座,绿地3.5万亩。", date=datetime.date(2025, 1, 9)),
            page("b", "2025年,阳泉市公园9座。", date=DAY),
        ]
    )
    archive.read_ledger()
    [parks] = archive.measures(["公园"])
    assert parks == KnownMeasure(parks.id, "公园")
    assert texts(archive.figures(Sought(measures=(parks.id,)))) == ["9座", "8座"]
    assert texts(archive.figures(Sought(measures=()))) == []
    assert texts(archive.figures(Sought(units=("亩",)))) == ["3.5万亩"]
    assert texts(archive.figures(Sought(places=("阳泉市",)))) == ["9座"]
    assert texts(archive.figures(Sought(days=YEAR))) == ["9座"]
    assert texts(archive.figures(Sought(since=DAY))) == ["9座"]
    assert texts(archive.figures(Sought(until=datetime.date(2025, 12, 31)))) == ["8座", "3.5万亩"]
    assert texts(archive.figures(Sought(bulletins=(1,), units=("座",)))) == ["8座"]
    assert archive.measures([]) == []
    assert archive.measures_named("公园") == [parks]
    assert archive.measures_named("公") == []
    assert texts(archive.figures(Sought(value=Decimal("35000.0"), units=("亩",)))) == ["3.5万亩"]
    assert texts(archive.figures(Sought(limit=1))) == ["9座"]


def test_a_measure_is_looked_for_in_any_script_and_width() -> None:
    assert searched("優良天數ＡＢ") == searched("优良天数ab") == "优良天数ab"


# As a table


def test_a_sheet_row_is_exact_and_in_order(archive: Archive) -> None:
    archive.add([page("a", "2025年,云川市公园水质指数为4.7910,同比下降0.5%。")])
    archive.read_ledger()
    row, change = archive.figures(Sought())
    told = dict(zip(HEADINGS, cells(row, archive.story(row.story_id)), strict=True))
    assert told == {
        "印刷原文": "4.7910",
        "数值": "4.7910",
        "上限": "",
        "单位": "",
        "限定": "",
        "增减": "",
        "指标": "公园水质指数",
        "对比": "",
        "时间": "2025年",
        "地点": "云川市",
        "所在句子": "2025年,云川市公园水质指数为4.7910,同比下降0.5%。",
        "报道": "",
        "报纸日期": "2026-03-02",
        "期名": "a",
        "起": "16",
        "止": "22",
    }
    assert cells(change, archive.story(change.story_id))[5:8] == ("减", "公园水质指数", "同比")


@pytest.mark.parametrize("cell", ["=1+1", "+1家", "-5℃", "@A1", "\t=1", "＝1"])
def test_no_cell_runs_as_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+0.5", "12", "优良天数", ""])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell


def test_the_csv_opens_in_an_office_and_reads_back(archive: Archive, tmp_path: Path) -> None:
    archive.add([page("a", '最低气温-5℃,"公园",8座。')])
    file = tmp_path / "figures.csv"
    assert write_ledger(archive, file) == 2
    assert file.read_bytes().startswith("\ufeff印刷原文,".encode())
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["印刷原文"], row["数值"], row["单位"]) for row in rows] == [
        ("'-5℃", "-5", "℃"),
        ("8座", "8", "座"),
    ]
    assert rows[1]["所在句子"] == '最低气温-5℃,"公园",8座。'
