"""The check of a draft: it says borne out, contradicted or not found only where what is printed says so."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.archive import Archive
from corpus.bulletins import Bulletin, ParagraphKind
from corpus.errors import BadRequest
from corpus.figures import Qualifier
from corpus.files import read_bulletins, ready_story
from corpus.ledger import LedgerFigure, read_ledger
from corpus.ledger_rows import Sought
from corpus.spans import joined
from qa.agreement import Agreement, base_agreement, period_agreement, place_agreement
from qa.drafts import LONGEST_DRAFT, Verdict, check_draft, draft_figures, draft_story, holds
from qa.ledger import Ledger

FIRST_ISSUE = Path(__file__).resolve().parents[2] / "api/first_issue/2026-02-06.md"
DAY = datetime.date(2026, 3, 2)
PAGE = (
    "2025年,太原市区优良天数301天,比上年同期增加20天。2025年,太原市新建公园超60座。\n"
    "2025年1月,太原市接待游客5.20万人次。东湖公司总投资8亿元。太原市西山公园去年种树900棵,东山公园去年种树700棵。"
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Archive.open(tmp_path) as archive:
        archive.add([(Bulletin("2026-03-02.md", DAY, PAGE, "0"), ready_story(PAGE))])
        yield Ledger(archive)


def verdicts(ledger: Ledger, draft: str) -> list[tuple[str, Verdict, str]]:
    """Each figure of the draft, its verdict, and the first printed one."""
    return [
        (one.figure.text, one.verdict, one.printed[0].row.figure.text if one.printed else "")
        for one in check_draft(ledger, draft)
    ]


@pytest.mark.parametrize(
    ("draft", "text", "verdict", "printed"),
    [
        ("2025年,太原市区优良天数为301天。", "301天", Verdict.BORNE_OUT, "301天"),
        ("去年太原市区优良天数达301天。", "301天", Verdict.BORNE_OUT, "301天"),
        ("太原市区空气优良天数301天。", "301天", Verdict.BORNE_OUT, "301天"),
        ("2025年,太原市区优良天数为310天。", "310天", Verdict.CONTRADICTED, "301天"),
        ("2025年,太原市区优良天数超过300天。", "超过300天", Verdict.BORNE_OUT, "301天"),
        ("2025年,太原市区优良天数约300天。", "约300天", Verdict.BORNE_OUT, "301天"),
        ("2025年,太原市区优良天数约310天。", "约310天", Verdict.CONTRADICTED, "301天"),
        ("2025年,太原市区优良天数不足300天。", "不足300天", Verdict.CONTRADICTED, "301天"),
        # another year, another place, a part of the year: nothing printed speaks of them
        ("2024年,太原市区优良天数为310天。", "310天", Verdict.NOT_FOUND, "301天"),
        ("2025年,阳泉市市区优良天数为310天。", "310天", Verdict.NOT_FOUND, "301天"),
        ("2025年,阳泉市市区优良天数为301天。", "301天", Verdict.NOT_FOUND, "301天"),
        ("2024年,太原市区优良天数为301天。", "301天", Verdict.NOT_FOUND, "301天"),
        ("2025年9月,太原市区优良天数为29天。", "29天", Verdict.NOT_FOUND, "301天"),
        ("太原市区优良天数为310天。", "310天", Verdict.NOT_FOUND, "301天"),
        # equal in value, of another thing
        ("西湖公司总投资8亿元。", "8亿元", Verdict.NOT_FOUND, "8亿元"),
        ("东湖公司总投资8亿元。", "8亿元", Verdict.BORNE_OUT, "8亿元"),
        ("2025年,太原市关停企业301家。", "301家", Verdict.NOT_FOUND, ""),
        ("2025年1月,太原市接待游客52000人次。", "52000人次", Verdict.BORNE_OUT, "5.20万人次"),
    ],
)
def test_a_figure_gets_the_verdict_that_the_page_allows(
    ledger: Ledger, draft: str, text: str, verdict: Verdict, printed: str
) -> None:
    assert verdicts(ledger, draft) == [(text, verdict, printed)]


def test_a_change_the_wrong_way_is_contradicted(ledger: Ledger) -> None:
    told = verdicts(ledger, "2025年,太原市区优良天数301天,比上年同期减少20天。")
    assert told[1] == ("20天", Verdict.CONTRADICTED, "20天")


def test_a_change_against_another_base_is_not_found(ledger: Ledger) -> None:
    told = verdicts(ledger, "2025年,太原市区优良天数301天,比2023年增加20天。")
    assert told[1][:2] == ("20天", Verdict.NOT_FOUND)


def test_a_lost_word_of_bound_is_told(ledger: Ledger) -> None:
    [one] = check_draft(ledger, "2025年,太原市新建公园60座。")
    assert (one.verdict, one.bound_differs) == (Verdict.BORNE_OUT, True)
    [kept] = check_draft(ledger, "2025年,太原市新建公园超60座。")
    assert (kept.verdict, kept.bound_differs) == (Verdict.BORNE_OUT, False)


def test_where_the_page_prints_several_values_none_contradicts(ledger: Ledger) -> None:
    [one] = check_draft(ledger, "太原市去年种树800棵。")
    assert one.verdict is Verdict.NOT_FOUND


def test_dates_and_ordinals_are_left_out(ledger: Ledger) -> None:
    assert check_draft(ledger, "2月5日17时30分,太原市第3届公园节开幕。") == ()


def test_places_in_the_draft_are_code_points(ledger: Ledger) -> None:
    draft = "𠮷太原市区优良天数301天。"
    [one] = check_draft(ledger, draft)
    assert one.span.of(draft) == "301天"


def test_an_empty_or_endless_draft_is_told(ledger: Ledger) -> None:
    with pytest.raises(BadRequest, match="empty"):
        check_draft(ledger, " \n")
    with pytest.raises(BadRequest, match="allowed"):
        check_draft(ledger, "天" * (LONGEST_DRAFT + 1))


def test_a_draft_is_read_as_a_story_with_its_headline() -> None:
    draft = "太原去年空气好转\n\n## 数据\r\n优良天数301天。\n"
    story = draft_story(draft)
    assert [(p.kind, p.of(draft)) for p in story.paragraphs] == [
        (ParagraphKind.TITLE, "太原去年空气好转"),
        (ParagraphKind.SECTION, "数据"),
        (ParagraphKind.BODY, "优良天数301天。"),
    ]
    assert draft_story("优良天数301天").title is None


# What agrees


def figure(text: str) -> LedgerFigure:
    return read_ledger(Bulletin("a", DAY, text, "0"), ready_story(text).stories[0])[-1]


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        ("2025年,公园8座。", "2025年1月至12月,公园9座。", Agreement.SAME),
        ("2025年,公园8座。", "去年,公园9座。", Agreement.SAME),
        ("2025年,公园8座。", "2025年9月,公园9座。", Agreement.OPEN),
        ("2025年,公园8座。", "公园9座。", Agreement.OPEN),
        ("2025年,公园8座。", "2024年,公园9座。", Agreement.OTHER),
    ],
)
def test_periods_agree_by_their_days(one: str, other: str, agreement: Agreement) -> None:
    assert period_agreement(figure(one), figure(other)) is agreement
    assert period_agreement(figure(other), figure(one)) is agreement


@pytest.mark.parametrize(
    ("one", "other", "home", "agreement"),
    [
        ("太原市", "太原", (), Agreement.SAME),
        ("我市", "太原市", ("太原市", "太原"), Agreement.SAME),
        ("我市", "太原市", (), Agreement.OPEN),
        ("太原市", "太原市市区", ("太原市", "太原"), Agreement.OPEN),
        ("", "太原市", (), Agreement.OPEN),
        ("阳泉市", "太原市", (), Agreement.OTHER),
        ("全国", "我市", ("太原市", "太原"), Agreement.OTHER),
    ],
)
def test_places_agree_by_their_names(
    one: str, other: str, home: tuple[str, ...], agreement: Agreement
) -> None:
    assert place_agreement(one, other, home=home) is agreement
    assert place_agreement(other, one, home=home) is agreement


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        ("客流量同比增长5%。", "客流量比上年同期增长5%。", Agreement.SAME),
        ("2025年,客流量较2024年增长5%。", "2025年,客流量同比增长5%。", Agreement.SAME),
        ("客流量环比增长5%。", "客流量同比增长5%。", Agreement.OTHER),
        ("客流量增长5%。", "客流量同比增长5%。", Agreement.OPEN),
        ("客流量5万人。", "客流量6万人。", Agreement.SAME),
    ],
)
def test_bases_agree_by_what_they_mean(one: str, other: str, agreement: Agreement) -> None:
    assert base_agreement(figure(one), figure(other)) is agreement


def test_a_claim_holds_by_its_own_bound() -> None:
    about = figure("公园约3800座。")
    assert (about.qualifier, about.value) == (Qualifier.ABOUT, Decimal(3800))
    assert holds(about, figure("公园3834座。"))
    assert not holds(about, figure("公园3860座。"))
    assert holds(figure("公园超60座。"), figure("公园61座。"))
    assert not holds(figure("公园超60座。"), figure("公园59座。"))
    assert not holds(figure("公园超60座。"), figure("公园900座。"))
    assert holds(figure("公园近60座。"), figure("公园58座。"))
    assert not holds(figure("公园近60座。"), figure("公园8座。"))
    assert not holds(figure("公园60座。"), figure("公园60家。"))
    assert not holds(figure("公园近417座。"), figure("公园近400座。"))
    assert holds(figure("公园3至5座。"), figure("公园3至5座。"))
    assert not holds(figure("公园3至5座。"), figure("公园3座。"))


# Over a whole issue


def test_what_was_printed_is_borne_out_and_what_was_changed_never_is(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add(read_bulletins(FIRST_ISSUE))
        ledger = Ledger(archive)
        bearings = ledger.bearings()
        page = archive.bulletin(1).text
        sentences = {joined(page, row.figure.sentence) for row in archive.figures(Sought())}
        printed = [one for said in sorted(sentences) for one in check_draft(ledger, said)]
        assert sum(one.verdict is Verdict.BORNE_OUT for one in printed) >= 0.95 * len(printed)
        assert not [one.figure.text for one in printed if one.verdict is Verdict.CONTRADICTED]
        told = 0
        for said in sorted(sentences):
            changed = re.sub(r"\d+(?![\d.]*[年月日])", lambda m: f"{int(m.group()) + 1700}", said)
            before = {f.value for f in draft_figures(said, bearings)}
            for one in check_draft(ledger, changed):
                if one.figure.value not in before:
                    assert one.verdict is not Verdict.BORNE_OUT, one.figure.text
                    told += one.verdict is Verdict.CONTRADICTED
        assert told >= 10
