"""The JSON routes: asking, and the server's own state."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException

from api.desk import Desk, NotReady
from api.schemas import AnswerOut, HealthOut, Problem, QuestionIn


def the_desk(request: Request) -> Desk:
    """The app's desk."""
    desk: Desk = request.app.state.desk
    return desk


def json_only(request: Request) -> None:
    """415 for a body that does not say it is JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415)


AtDesk = Annotated[Desk, Depends(the_desk)]

router = APIRouter()

PROBLEM = {"model": Problem}


@router.post(
    "/api/v1/ask",
    tags=["问答"],
    summary="问一个问题",
    dependencies=[Depends(json_only)],
    responses={
        413: {**PROBLEM, "description": "请求太大"},
        415: {**PROBLEM, "description": "不是 JSON"},
        422: {**PROBLEM, "description": "问题为空、太长，或请求写得不对"},
        503: {**PROBLEM, "description": "正在准备，或档案打不开"},
    },
)
async def ask(asked: QuestionIn, desk: AtDesk) -> AnswerOut:
    """用报纸的原话回答；报上没有说的，说明原因（status 为 refused）。"""
    timed = await desk.ask(asked.question)
    return AnswerOut.of(timed.answer, ms=timed.ms)


@router.get("/healthz", tags=["状态"], summary="程序是否在运行")
async def healthz() -> HealthOut:
    """只要程序在运行就是 200。"""
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    tags=["状态"],
    summary="是否可以提问",
    responses={503: {**PROBLEM, "description": "索引还在打开"}},
)
async def readyz(desk: AtDesk) -> HealthOut:
    """索引打开之后才是 200,在此之前是 503。"""
    if not desk.ready:
        raise NotReady
    return HealthOut(status="ready")
