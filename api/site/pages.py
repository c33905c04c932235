"""The pages for people: asking, reading a story, looking through the issues. They need no JavaScript."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.desk import Desk, NotReady
from api.places import read_marks
from api.routes import AtDesk
from api.schemas import MAX_QUESTION
from api.site.drawing import Drawing
from api.site.proofs import proofs
from api.site.reading import LaidParagraph, laid_out
from corpus.archive import Archive
from corpus.bulletins import Bulletin, ParagraphKind
from corpus.errors import BadRequest
from corpus.stored import BulletinRow, StoredStory
from qa.answers import Answer, Answered, Refused

PAGE_LENGTH = 60
"""Issues on one page of the list: two months of a daily, a few thumb strokes on a phone."""

LEAD_LENGTH = 60
"""Characters of a story's first paragraph shown in a list: two lines on a phone."""

GET_AND_HEAD = ["GET", "HEAD"]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Opened:
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
class Issue:
    """An issue and the stories that it prints."""

    bulletin: Bulletin
    stories: tuple[Listed, ...]


def the_drawing(request: Request) -> Drawing:
    """The app's drawing."""
    drawing: Drawing = request.app.state.drawing
    return drawing


@router.api_route("/", methods=GET_AND_HEAD)
async def ask_page(request: Request, desk: AtDesk, q: Annotated[str, Query()] = "") -> HTMLResponse:
    """The question box; with `q`, its answer below."""
    drawing = the_drawing(request)
    if not desk.ready:
        return drawing.page("opening.html", status=503)
    question = q.strip()
    asked = await _asked(desk, question)
    return drawing.page(
        "ask.html",
        status=422 if isinstance(asked, BadRequest) else 200,
        question=question[:MAX_QUESTION],
        answered=asked if isinstance(asked, Answered) else None,
        refused=asked if isinstance(asked, Refused) else None,
        proofs=proofs(asked) if isinstance(asked, Answered | Refused) else (),
        mistake=asked.detail if isinstance(asked, BadRequest) else None,
        examples=await desk.examples(),
    )


async def _asked(desk: Desk, question: str) -> Answer | BadRequest | None:
    if not question:
        return None
    try:
        return (await desk.ask(question)).answer
    except BadRequest as error:
        # shown beside the box, with what was typed still in it, rather than as an error page
        return error


@router.api_route("/story/{name:path}/{number}", methods=GET_AND_HEAD)
async def story_page(
    request: Request,
    desk: AtDesk,
    name: str,
    number: int,
    mark: Annotated[str, Query()] = "",
    v: Annotated[str, Query(pattern=r"^[0-9a-f]{0,64}$")] = "",
) -> HTMLResponse:
    """A story as printed, opened at its marks; with `v`, in that version of the page."""
    marks = read_marks(mark)
    story, live = await desk.look(lambda archive: _story(archive, name, number, version=v))
    text = story.bulletin.text
    byline = story.story.byline
    opened = Opened(
        bulletin=story.bulletin,
        title=story.story.headline(story.bulletin),
        byline=byline.of(text) if byline else None,
        number=number,
        paragraphs=laid_out(text, story.story, marks=marks),
        replaced=not live,
    )
    return the_drawing(request).page("story.html", opened=opened, kind=ParagraphKind)


@router.api_route("/bulletin/{name:path}", methods=GET_AND_HEAD)
async def bulletin_page(request: Request, desk: AtDesk, name: str) -> HTMLResponse:
    """The stories of one issue."""
    issue = await desk.look(lambda archive: _issue(archive, name))
    return the_drawing(request).page("bulletin.html", issue=issue)


@router.api_route("/bulletins", methods=GET_AND_HEAD)
async def bulletins_page(
    request: Request, desk: AtDesk, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> HTMLResponse:
    """The issues in the archive, newest first."""
    rows = await _rows(desk)
    start = (page - 1) * PAGE_LENGTH
    shown = rows[start : start + PAGE_LENGTH]
    if not shown and page > 1:
        raise HTTPException(404)
    more = start + PAGE_LENGTH < len(rows)
    return the_drawing(request).page("bulletins.html", rows=shown, total=len(rows), page=page, more=more)


@router.api_route("/docs", methods=GET_AND_HEAD)
async def docs_page(request: Request) -> HTMLResponse:
    """The endpoint's documentation, from files of this server only."""
    return the_drawing(request).page("docs.html")


async def _rows(desk: Desk) -> list[BulletinRow]:
    if not desk.ready:
        raise NotReady
    rows = await desk.look(lambda archive: list(archive.bulletins()))
    # undated pages last; of one day, in the order they came
    return sorted(rows, key=lambda row: (row.date is None, -row.date.toordinal() if row.date else 0, row.id))


def _story(archive: Archive, name: str, number: int, *, version: str) -> tuple[StoredStory, bool]:
    """The story, and whether its page is the one that is searched."""
    page = archive.version_named(name, version) if version else archive.bulletin_named(name)
    for stored in archive.stories(page.id) if page else []:
        if page and stored.story.number == number:
            return stored, page.live
    raise HTTPException(404)


def _issue(archive: Archive, name: str) -> Issue:
    stories = _stories(archive, name)
    return Issue(stories[0].bulletin, tuple(map(_listed, stories)))


def _stories(archive: Archive, name: str) -> list[StoredStory]:
    bulletin = archive.bulletin_named(name)
    stories = archive.stories(bulletin.id) if bulletin else []
    if not stories:
        raise HTTPException(404)
    return stories


def _listed(stored: StoredStory) -> Listed:
    text, story = stored.bulletin.text, stored.story
    readable = (p for p in story.paragraphs if p.kind in {ParagraphKind.BODY, ParagraphKind.CAPTION})
    first = next((p.of(text) for p in readable), "")
    lead = first if len(first) <= LEAD_LENGTH else first[:LEAD_LENGTH] + "…"
    byline = story.byline.of(text) if story.byline else None
    return Listed(story.number, story.headline(stored.bulletin), byline, lead)
