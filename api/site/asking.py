"""The page that asks: the box, the answer, what was asked before it; and an answer at its own address.

Nothing is kept between two requests. The questions asked before travel in the address (`t`), the oldest first,
each as it was understood, so that a conversation can be reloaded, sent to somebody and left without a trace.
"""

from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.desk import Desk
from api.places import Place, read_place
from api.schemas import MAX_QUESTION
from api.site.browsing import the_front
from api.site.drawing import the_drawing
from api.site.kept import Kept, keep
from api.site.proofs import places_of, proofs_of
from api.site.replies import reply_to
from api.v1.dependencies import AtDesk
from corpus.archive import Archive
from corpus.errors import BadRequest
from qa.answers import Answer

MAX_TURNS = 4
"""Earlier questions that an address carries: a follow-up (那同比呢？) leans on the last, rarely on the one before."""

MAX_PLACES = 8
"""Places in an answer's address; a derivation has two."""

GET_AND_HEAD = ["GET", "HEAD"]

Room = Literal["/", "/widget"]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Question = Annotated[str, Query()]
Earlier = Annotated[list[str] | None, Query()]


@router.api_route("/", methods=GET_AND_HEAD)
async def ask_page(request: Request, desk: AtDesk, q: Question = "", t: Earlier = None) -> HTMLResponse:
    """The question box; with `q`, its answer below, understood after the questions `t`."""
    return await _asking(request, desk, q.strip(), t or [], room="/")


@router.api_route("/widget", methods=GET_AND_HEAD)
async def widget_page(request: Request, desk: AtDesk, q: Question = "", t: Earlier = None) -> HTMLResponse:
    """The same in a frame of another site: no masthead, and what it opens, opens beside it."""
    return await _asking(request, desk, q.strip(), t or [], room="/widget")


@router.api_route("/answer", methods=GET_AND_HEAD)
async def answer_page(
    request: Request,
    desk: AtDesk,
    q: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION)],
    at: Annotated[list[str], Query(min_length=1, max_length=MAX_PLACES)],
) -> HTMLResponse:
    """An answer at its own address: what it was read from, also after the page has been corrected."""
    places = tuple(map(read_place, at))
    kept = await desk.look(lambda archive: _kept(archive, places))
    now = reply_to(q, (await desk.ask(q)).answer)
    same = now.answered is not None and places_of(now.answered) == places
    return the_drawing(request).page(
        "answer.html",
        request=request,
        question=q,
        reply=now if same else None,
        proofs=proofs_of(found.pair for found in kept),
        parts=[found.pair[0].text for found in kept],
        replaced=any(found.replaced for found in kept),
    )


async def _asking(
    request: Request, desk: Desk, question: str, earlier: Sequence[str], *, room: Room
) -> HTMLResponse:
    drawing = the_drawing(request)
    if not desk.ready:
        return drawing.page("opening.html", request=request, status=503)
    before = [text for text in (text.strip() for text in earlier) if text][-MAX_TURNS:]
    questions = [*before, question] if question else []
    said = await _said(desk, questions)
    mistake = said.detail if isinstance(said, BadRequest) else None
    answers = [] if isinstance(said, BadRequest) else said
    replies = list(map(reply_to, questions, answers))
    return drawing.page(
        "ask.html",
        request=request,
        status=422 if mistake else 200,
        room=room,
        question=question[:MAX_QUESTION],
        mistake=mistake,
        reply=replies[-1] if replies else None,
        earlier=replies[-2::-1],
        carried=before if mistake else [reply.understood for reply in replies][-MAX_TURNS:],
        examples=await desk.examples(),
        front=await the_front(request, desk) if room == "/" and not question else None,
        whole=_address(questions),
    )


async def _said(desk: Desk, questions: Sequence[str]) -> list[Answer] | BadRequest:
    try:
        return await desk.converse(questions)
    except BadRequest as error:
        # shown beside the box, with what was typed still in it, rather than as an error page
        return error


def _address(questions: Sequence[str]) -> str:
    """The page that shows the same conversation."""
    if not questions:
        return "/"
    *before, last = questions
    return f"/?{urlencode([('q', last), *(('t', text) for text in before)])}"


def _kept(archive: Archive, places: Sequence[Place]) -> list[Kept]:
    found = [keep(archive, place) for place in places]
    whole = [kept for kept in found if kept]
    if len(whole) < len(found):
        raise HTTPException(404)
    return whole
