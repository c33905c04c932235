"""Stories over HTTP: those of an issue, and one as printed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.exceptions import HTTPException

from api.schemas import StoryHeadOut, StoryListOut, StoryTextOut
from api.v1.dependencies import FURTHEST, AtDesk, ThePage, next_page, problems, tagged
from corpus.archive import Archive
from corpus.bulletins import Bulletin
from corpus.stored import StoredStory

router = APIRouter(prefix="/api/v1/stories", tags=["报纸"], dependencies=[Depends(tagged)])

Version = Annotated[
    str, Query(pattern=r"^[0-9a-f]{0,64}$", description="版本：原文件 SHA-256 的前几位；不写是现在的一版")
]


@router.get("", summary="一期报纸的各篇报道", responses=problems(304, 404))
async def stories(
    request: Request,
    desk: AtDesk,
    page: ThePage,
    bulletin: Annotated[str, Query(min_length=1, description="期名，见 /api/v1/bulletins")],
) -> StoryListOut:
    """按版面上的次序。"""
    printed, found = await desk.look(lambda archive: _stories(archive, bulletin))
    end = page.offset + page.limit
    return StoryListOut(
        bulletin=printed.name,
        date=printed.date,
        stories=tuple(map(StoryHeadOut.of, found[page.offset : end])),
        total=len(found),
        next=next_page(request, page, more=len(found) > end),
    )


@router.get("/{bulletin:path}/{number}", summary="一篇报道的全文", responses=problems(304, 404))
async def story(
    bulletin: str, number: Annotated[int, Path(ge=0, le=FURTHEST)], desk: AtDesk, v: Version = ""
) -> StoryTextOut:
    """各段按阅读的次序，被分栏切断的接好了。"""
    return await desk.look(lambda archive: _story(archive, bulletin, number, version=v))


def _stories(archive: Archive, name: str) -> tuple[Bulletin, list[StoredStory]]:
    stored = archive.bulletin_named(name)
    if stored is None:
        raise HTTPException(404)
    return stored.bulletin, archive.stories(stored.id)


def _story(archive: Archive, name: str, number: int, *, version: str) -> StoryTextOut:
    found = story_text(archive, name, number, version=version)
    if found is None:
        raise HTTPException(404)
    return found


def story_text(archive: Archive, name: str, number: int, *, version: str = "") -> StoryTextOut | None:
    """The story of that number on the page of that name, as searched or in one version; None where there is none."""
    page = archive.version_named(name, version) if version else archive.bulletin_named(name)
    for stored in archive.stories(page.id) if page else []:
        if page and stored.story.number == number:
            return StoryTextOut.whole(stored, live=page.live)
    return None
