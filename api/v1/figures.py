"""The figure ledger over HTTP: figures by measure, period, place and unit, and a draft's figures compared with them."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.schemas import CheckOut, DraftIn, FiguresOut, LedgerFigureOut
from api.v1.dependencies import AtDesk, Page, ThePage, json_only, next_page, not_kept, problems, tagged
from corpus.archive import Archive
from qa.drafts import CheckedFigure, check_draft
from qa.ledger import LONGEST_WORDS, CitedFigure, FigureQuery, Ledger

MAX_FIELD = 40
"""Characters of a period, a place or a unit; 2025年1月至2025年12月 has 16."""

router = APIRouter(prefix="/api/v1", tags=["数据"])


@router.get("/figures", summary="查报上的数字", dependencies=[Depends(tagged)], responses=problems(304))
async def figures(
    request: Request,
    desk: AtDesk,
    page: ThePage,
    q: Annotated[
        str,
        Query(max_length=LONGEST_WORDS, description="指标，如 优良天数；不写就是全部", examples=["优良天数"]),
    ] = "",
    period: Annotated[str, Query(max_length=MAX_FIELD, description="时间，如 2025年、去年、9月")] = "",
    place: Annotated[str, Query(max_length=MAX_FIELD, description="地点，如 太原市")] = "",
    unit: Annotated[str, Query(max_length=MAX_FIELD, description="单位，如 天、亩")] = "",
    since: Annotated[datetime.date | None, Query(description="这一天及以后的报纸")] = None,
    until: Annotated[datetime.date | None, Query(description="这一天及以前的报纸")] = None,
) -> FiguresOut:
    """每条是报上印着的一个数字，带所在的句子和出处；最相符的在前，相同的以新近的在前。"""
    query = FigureQuery(words=q, period=period, place=place, unit=unit, since=since, until=until)
    shown, total = await desk.look(lambda archive: found_figures(archive, query, page))
    return FiguresOut(
        figures=tuple(map(LedgerFigureOut.of, shown)),
        total=total,
        next=next_page(request, page, more=total > page.offset + page.limit),
    )


@router.post(
    "/check",
    summary="核对稿件里的数字",
    dependencies=[Depends(json_only), Depends(not_kept)],
    responses=problems(413, 415),
)
async def check(given: DraftIn, desk: AtDesk) -> CheckOut:
    """逐个数字说明：报上有、与报上不符，还是没有查到。稿子不保存。日期和序数不核对。"""
    return CheckOut.of(await desk.look(lambda archive: checked(archive, given.draft)))


def checked(archive: Archive, draft: str) -> tuple[CheckedFigure, ...]:
    """The draft's figures, compared with the archive's."""
    return check_draft(Ledger(archive), draft)


def found_figures(archive: Archive, query: FigureQuery, page: Page) -> tuple[list[CitedFigure], int]:
    """The figures wanted on one page of the list, and how many there are in all."""
    ledger = Ledger(archive)
    found = ledger.find(query)
    return ledger.cite(ledger.rows(found[page.offset : page.offset + page.limit])), len(found)
