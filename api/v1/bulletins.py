"""Issues over HTTP: listing and reading them is public, adding and removing them is the newsroom's."""

import datetime
from collections.abc import AsyncIterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from api.private.tokens import Scope
from api.schemas import AddedOut, BulletinListOut, BulletinOut, RowOut
from api.v1.dependencies import AtDesk, ThePage, next_page, not_kept, problems, staff, tagged
from corpus.archive import Archive
from corpus.errors import BadRequest
from corpus.files import read_bulletins
from corpus.stored import BulletinRow

LONGEST_NAME = 240
"""Bytes of a file name in UTF-8; file systems take 255."""

router = APIRouter(prefix="/api/v1", tags=["报纸"])


@router.get("/bulletins", summary="各期报纸", dependencies=[Depends(tagged)], responses=problems(304))
async def bulletins(
    request: Request,
    desk: AtDesk,
    page: ThePage,
    since: Annotated[datetime.date | None, Query(description="这一天及以后的")] = None,
    until: Annotated[datetime.date | None, Query(description="这一天及以前的")] = None,
) -> BulletinListOut:
    """最新的在前；没有日期的在最后，限定日期时不列。"""
    rows = [row for row in await desk.look(newest_first) if _within(row, since, until)]
    end = page.offset + page.limit
    return BulletinListOut(
        bulletins=tuple(map(RowOut.of, rows[page.offset : end])),
        total=len(rows),
        next=next_page(request, page, more=len(rows) > end),
    )


@router.get(
    "/bulletins/{name:path}",
    summary="一期报纸的全文和各篇报道",
    dependencies=[Depends(tagged)],
    responses=problems(304, 404),
)
async def bulletin(name: str, desk: AtDesk) -> BulletinOut:
    """start、end 数的是 text 里的 Unicode 码点。"""
    return await desk.look(lambda archive: _bulletin(archive, name))


@router.post(
    "/bulletins",
    status_code=201,
    summary="加入一期报纸",
    dependencies=[Depends(staff(Scope.ISSUES_WRITE))],
    responses=problems(401, 403, 413),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "文件的内容，与 bulletin add 读的相同",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def add(
    request: Request,
    desk: AtDesk,
    name: Annotated[
        str, Query(min_length=1, max_length=LONGEST_NAME, description="文件名，如 2026-02-06.md")
    ],
    date: Annotated[datetime.date | None, Query(description="这一期的日期；不写时看文件名")] = None,
) -> AddedOut:
    """正文就是文件本身。同名的旧版仍可由旧链接打开；内容相同则什么也不变。"""
    if PurePath(name).name != name or name == ".." or "\\" in name or not name.isprintable():
        raise BadRequest(
            f"name={name!r} is not a plain file name",
            detail="文件名里不能有路径。请只写文件名，例如 2026-02-06.md。",
        )
    if len(name.encode()) > LONGEST_NAME:
        raise BadRequest(
            f"name is longer than {LONGEST_NAME} bytes", detail="文件名太长了，请改短，例如 2026-02-06.md。"
        )
    content = await request.body()  # after the token was seen: a stranger's body is never read
    return await desk.look(lambda archive: _add(archive, name, content, date=date))


@router.delete(
    "/bulletins/{name:path}",
    summary="移除一期报纸",
    dependencies=[Depends(staff(Scope.ISSUES_WRITE))],
    responses=problems(401, 403, 404),
)
async def remove(name: str, desk: AtDesk) -> AddedOut:
    """不再检索；已有的链接仍能打开。"""
    removed = await desk.look(lambda archive: _remove(archive, name))
    return AddedOut(added=0, replaced=0, unchanged=0, removed=removed, stories=0)


@router.get(
    "/export",
    summary="取出整个档案",
    dependencies=[Depends(staff(Scope.ISSUES_EXPORT)), Depends(not_kept)],
    responses=problems(401, 403) | {200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}},
    response_class=StreamingResponse,
)
async def export(desk: AtDesk) -> StreamingResponse:
    """每行一期，与 /api/v1/bulletins/{name} 相同，最新的在前。"""
    rows = await desk.look(newest_first)

    async def lines() -> AsyncIterator[str]:
        for row in rows:  # one at a time: readers' questions come between
            one = await desk.look(lambda archive, row=row: _numbered(archive, row))  # type: ignore[misc]
            yield one.model_dump_json() + "\n"

    return StreamingResponse(lines(), media_type="application/jsonl; charset=utf-8")


def newest_first(archive: Archive) -> list[BulletinRow]:
    """The issues, newest first; undated pages last; of one day, in the order they came."""
    return sorted(
        archive.bulletins(),
        key=lambda row: (row.date is None, -row.date.toordinal() if row.date else 0, row.id),
    )


def _within(row: BulletinRow, since: datetime.date | None, until: datetime.date | None) -> bool:
    if row.date is None:
        return since is None and until is None
    return (since is None or since <= row.date) and (until is None or row.date <= until)


def _bulletin(archive: Archive, name: str) -> BulletinOut:
    stored = archive.bulletin_named(name)
    if stored is None:
        raise HTTPException(404)
    return BulletinOut.of(stored.bulletin, archive.page(stored.id))


def _numbered(archive: Archive, row: BulletinRow) -> BulletinOut:
    return BulletinOut.of(archive.bulletin(row.id), archive.page(row.id))


def _add(archive: Archive, name: str, content: bytes, *, date: datetime.date | None) -> AddedOut:
    with TemporaryDirectory(prefix="bulletin-") as folder:
        file = Path(folder, name)
        file.write_bytes(content)
        return AddedOut.of(archive.add(read_bulletins(file, date=date)))


def _remove(archive: Archive, name: str) -> int:
    if archive.bulletin_named(name) is None:
        raise HTTPException(404)
    return archive.remove([name])
