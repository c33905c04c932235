"""The server's own state, for whoever watches over it."""

from fastapi import APIRouter

from api.desk import NotReady
from api.schemas import HealthOut, Problem
from api.v1.dependencies import AtDesk

router = APIRouter(tags=["状态"])


@router.get("/healthz", summary="程序是否在运行")
async def healthz() -> HealthOut:
    """只要程序在运行就是 200。"""
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    summary="是否可以提问",
    responses={503: {"model": Problem, "description": "索引还在打开"}},
)
async def readyz(desk: AtDesk) -> HealthOut:
    """索引打开、答过一个问题之后才是 200，在此之前是 503。"""
    if not desk.ready:
        raise NotReady
    return HealthOut(status="ready")
