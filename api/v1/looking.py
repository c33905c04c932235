"""Looking around: passages near a few words, and suggestions while typing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.schemas import MAX_FOUND, MAX_QUESTION, PassageOut, SearchOut, SuggestionOut, SuggestOut
from api.v1.dependencies import AtDesk, TheMeasures, ThePage, next_page, problems, tagged
from qa.suggestions import SuggestionKind

SUGGESTED = 8
"""Suggestions given: what a phone shows between the box and its keyboard."""

SUGGESTIONS_FRESH_S = 10
"""Seconds that a browser need not ask again for the same letters, taken back and typed again; after a start more is
suggested every few."""

router = APIRouter(prefix="/api/v1", tags=["查找"])


@router.get("/search", summary="查找段落", dependencies=[Depends(tagged)], responses=problems(304))
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
    responses=problems(),
)
async def suggest(
    response: Response,
    desk: AtDesk,
    measures: TheMeasures,
    q: Annotated[str, Query(max_length=MAX_QUESTION, description="已经输入的字")],
    limit: Annotated[int, Query(ge=1, le=20)] = SUGGESTED,
) -> SuggestOut:
    """报上的数字可以回答的问题、标题和记者姓名，以这些字开头的在前；再是报上的指标（优良天数）。"""
    # no tag: more is suggested as questions are checked, of the same archive
    response.headers["Cache-Control"] = f"public, max-age={SUGGESTIONS_FRESH_S}"
    found = await desk.suggest(q, limit=limit)
    asked = "".join(one.text for one in found if one.kind is SuggestionKind.QUESTION)
    printed = await desk.look(lambda archive: measures.matching(archive, q, limit=limit))
    # a question that is suggested asks for its measure already
    more = [SuggestionOut.of_measure(one) for one in printed if one.text not in asked]
    return SuggestOut(suggestions=(*map(SuggestionOut.of, found), *more)[:limit])
