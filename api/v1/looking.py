"""Looking around: passages near a few words, and suggestions while typing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.schemas import MAX_FOUND, MAX_QUESTION, PassageOut, SearchOut, SuggestionOut, SuggestOut
from api.v1.dependencies import AtDesk, ThePage, next_page, problems, tagged

SUGGESTED = 8
"""Suggestions given: what a phone shows between the box and its keyboard."""

SUGGESTIONS_FRESH_S = 60
"""Seconds that a browser need not ask again for the same letters."""

router = APIRouter(prefix="/api/v1", tags=["查找"])


@router.get("/search", summary="查找段落", dependencies=[Depends(tagged())], responses=problems(304))
async def search(
    request: Request,
    desk: AtDesk,
    page: ThePage,
    q: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION, description="要找的词，或一句话")],
) -> SearchOut:
    """与这些词最接近的段落，最近的在前；不作答，也不拒答。"""
    end = min(page.offset + page.limit, MAX_FOUND)
    found = await desk.search(q, limit=end + 1)
    more = len(found) > end and end < MAX_FOUND
    shown = found[page.offset : end]
    return SearchOut(passages=tuple(map(PassageOut.of, shown)), next=next_page(request, page, more=more))


@router.get(
    "/suggest",
    summary="边输入边提示",
    dependencies=[Depends(tagged(max_age=SUGGESTIONS_FRESH_S))],
    responses=problems(304),
)
async def suggest(
    desk: AtDesk,
    q: Annotated[str, Query(max_length=MAX_QUESTION, description="已经输入的字")],
    limit: Annotated[int, Query(ge=1, le=20)] = SUGGESTED,
) -> SuggestOut:
    """报上的数字可以回答的问题、标题和记者姓名；以这些字开头的在前。"""
    found = await desk.suggest(q, limit=limit)
    return SuggestOut(suggestions=tuple(map(SuggestionOut.of, found)))
