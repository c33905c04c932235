"""What readers say of answers: anyone may send it, the newsroom reads it."""

from fastapi import APIRouter, Depends, Request

from api.private.feedback import FeedbackBook
from api.private.tokens import Scope, now_utc
from api.schemas import FeedbackIn, FeedbackListOut, OpinionOut
from api.v1.dependencies import ThePage, ThePrivate, beside, json_only, next_page, not_kept, problems, staff

router = APIRouter(prefix="/api/v1/feedback", tags=["反馈"], dependencies=[Depends(not_kept)])


@router.post(
    "",
    status_code=204,
    summary="说一个回答有用或没用",
    dependencies=[Depends(json_only)],
    responses=problems(413, 415),
)
async def give(said: FeedbackIn, private: ThePrivate) -> None:
    """只记日期，不记是谁、从哪里来。"""
    await beside(
        lambda: FeedbackBook(private).add(
            answer=said.answer,
            useful=said.useful,
            word=said.word.strip(),
            question=said.question.strip(),
            today=now_utc().date(),
        )
    )


@router.get(
    "",
    summary="看读者的反馈",
    dependencies=[Depends(staff(Scope.FEEDBACK_READ))],
    responses=problems(401, 403),
)
async def read(request: Request, page: ThePage, private: ThePrivate) -> FeedbackListOut:
    """最新的在前。"""
    book = FeedbackBook(private)
    total = await beside(book.count)
    opinions = await beside(lambda: book.page(limit=page.limit, offset=page.offset))
    return FeedbackListOut(
        opinions=tuple(map(OpinionOut.of, opinions)),
        total=total,
        next=next_page(request, page, more=total > page.offset + page.limit),
    )
