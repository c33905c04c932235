"""The pages for reading without a question: the latest issue, an issue by its day, a page, a story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from api.desk import Desk, NotReady
from api.places import day_url, read_marks
from api.site.drawing import the_drawing
from api.site.kept import opened
from api.site.reading import LaidParagraph, laid_out
from api.site.shelf import Month, Shelf, shelved, sliced
from api.v1.dependencies import AtDesk
from corpus.archive import Archive
from corpus.bulletins import Bulletin, ParagraphKind
from corpus.stored import BulletinRow, StoredStory, Version

DAY_LENGTH = 24
"""Pages of paper on one page of a day's list: a thick daily; more come only from ready stories, one a page."""

UNDATED_LENGTH = 60
"""Pages without a date on one page of their list."""

LEAD_LENGTH = 60
"""Characters of a story's first paragraph shown in a list: two lines on a phone."""

FRONT_STORIES = 5
"""Headlines under the question box: they and the examples end within two screens of a phone."""

GET_AND_HEAD = ["GET", "HEAD"]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class OpenedStory:
    """A story opened for reading."""

    bulletin: Bulletin
    title: str | None
    byline: str | None
    number: int
    paragraphs: tuple[LaidParagraph, ...]
    replaced: bool
    """Whether the page has since been corrected or taken away."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A story as a list of an issue shows it."""

    number: int
    title: str | None
    byline: str | None
    lead: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of paper and the stories that it prints."""

    name: str
    date: date | None
    stories: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The latest issue in brief."""

    day: date
    sheets: tuple[Sheet, ...]
    """Its first few stories."""
    total: int
    """How many stories it prints."""


@router.api_route("/today", methods=GET_AND_HEAD)
async def today_page(request: Request, desk: AtDesk) -> RedirectResponse:
    """To the latest issue; to the list of issues where none has a date."""
    latest = (await the_shelf(request, desk)).latest
    return RedirectResponse(day_url(latest) if latest else "/bulletins", status_code=302)


@router.api_route("/day/{day}", methods=GET_AND_HEAD)
async def day_page(
    request: Request, desk: AtDesk, day: date, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> HTMLResponse:
    """All pages of one day's issue, with their stories."""
    shelf = await the_shelf(request, desk)
    shown = sliced(shelf.days.get(day, ()), page, length=DAY_LENGTH)
    if not shown or not shown.rows:
        raise HTTPException(404)
    sheets = await desk.look(lambda archive: [_sheet(archive, row) for row in shown.rows])
    earlier, later = shelf.neighbours(day)
    return the_drawing(request).page(
        "day.html",
        request=request,
        day=day,
        latest=day == shelf.latest,
        total=shelf.stories(day),
        sheets=sheets,
        shown=shown,
        earlier=earlier,
        later=later,
    )


@router.api_route("/bulletins", methods=GET_AND_HEAD)
async def bulletins_page(
    request: Request,
    desk: AtDesk,
    month: Annotated[str, Query(pattern=r"^([1-9]\d{3}-(0[1-9]|1[0-2]))?$")] = "",
) -> HTMLResponse:
    """The issues by date: a calendar of one month, and the months that have issues."""
    shelf = await the_shelf(request, desk)
    months = shelf.months()
    shown = Month.read(month) if month else months[0] if months else None
    if shown and shown not in months:
        raise HTTPException(404)
    return the_drawing(request).page(
        "bulletins.html",
        request=request,
        shelf=shelf,
        months=months,
        month=shown,
        earlier=max((other for other in months if shown and other < shown), default=None),
        later=min((other for other in months if shown and other > shown), default=None),
    )


@router.api_route("/undated", methods=GET_AND_HEAD)
async def undated_page(
    request: Request, desk: AtDesk, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> HTMLResponse:
    """The pages that bear no date."""
    shelf = await the_shelf(request, desk)
    shown = sliced(shelf.undated, page, length=UNDATED_LENGTH)
    if not shown or not shown.rows:
        raise HTTPException(404)
    return the_drawing(request).page("undated.html", request=request, shown=shown, total=len(shelf.undated))


@router.api_route("/bulletin/{name:path}", methods=GET_AND_HEAD)
async def bulletin_page(request: Request, desk: AtDesk, name: str) -> HTMLResponse:
    """The stories of one page of paper."""
    sheet = await desk.look(lambda archive: _sheet_named(archive, name))
    return the_drawing(request).page("bulletin.html", request=request, sheet=sheet)


@router.api_route("/story/{name:path}/{number}", methods=GET_AND_HEAD)
async def story_page(
    request: Request,
    desk: AtDesk,
    name: str,
    number: Annotated[int, Path(ge=0, le=1_000_000)],
    mark: Annotated[str, Query()] = "",
    v: Annotated[str, Query(pattern=r"^[0-9a-f]{0,64}$")] = "",
) -> HTMLResponse:
    """A story as printed, opened at its marks; with `v`, in that version of the page."""
    marks = read_marks(mark)
    found = await desk.look(lambda archive: opened(archive, name, number, version=v))
    if not found:
        raise HTTPException(404)
    stored, live = found
    text, story = stored.bulletin.text, stored.story
    shown = OpenedStory(
        bulletin=stored.bulletin,
        title=story.headline(stored.bulletin),
        byline=story.byline.of(text) if story.byline else None,
        number=number,
        paragraphs=laid_out(text, story, marks=marks),
        replaced=not live,
    )
    return the_drawing(request).page("story.html", request=request, opened=shown, kind=ParagraphKind)


async def the_shelf(request: Request, desk: Desk) -> Shelf:
    """The archive's issues by day; made once for each state of the archive."""
    if not desk.ready:
        raise NotReady
    state = request.app.state
    version, shelf = await desk.look(lambda archive: _shelved(archive, getattr(state, "shelf", None)))
    state.shelf = (version, shelf)
    return shelf


async def the_front(request: Request, desk: Desk) -> Front | None:
    """The latest issue in brief; None where no page has a date."""
    shelf = await the_shelf(request, desk)
    if shelf.latest is None:
        return None
    rows = shelf.days[shelf.latest][:FRONT_STORIES]
    sheets = await desk.look(lambda archive: [_sheet(archive, row) for row in rows])
    return Front(shelf.latest, _first(sheets, FRONT_STORIES), shelf.stories(shelf.latest))


def _shelved(archive: Archive, kept: tuple[Version, Shelf] | None) -> tuple[Version, Shelf]:
    version = archive.version
    if kept and kept[0] == version:
        return kept
    return version, shelved(archive.bulletins())


def _first(sheets: Sequence[Sheet], limit: int) -> tuple[Sheet, ...]:
    """The first `limit` stories, still on their pages."""
    out: list[Sheet] = []
    for sheet in sheets:
        room = limit - sum(len(taken.stories) for taken in out)
        if room > 0:
            out.append(Sheet(sheet.name, sheet.date, sheet.stories[:room]))
    return tuple(out)


def _sheet(archive: Archive, row: BulletinRow) -> Sheet:
    return Sheet(row.name, row.date, tuple(map(_listed, archive.stories(row.id))))


def _sheet_named(archive: Archive, name: str) -> Sheet:
    stored = archive.bulletin_named(name)
    stories = archive.stories(stored.id) if stored else []
    if stored is None or not stories:
        raise HTTPException(404)
    return Sheet(name, stored.bulletin.date, tuple(map(_listed, stories)))


def _listed(stored: StoredStory) -> Listed:
    text, story = stored.bulletin.text, stored.story
    readable = (p for p in story.paragraphs if p.kind in {ParagraphKind.BODY, ParagraphKind.CAPTION})
    first = next((p.of(text) for p in readable), "")
    lead = first if len(first) <= LEAD_LENGTH else first[:LEAD_LENGTH] + "…"
    byline = story.byline.of(text) if story.byline else None
    return Listed(story.number, story.headline(stored.bulletin), byline, lead)
