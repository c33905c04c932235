"""The page for editors: a draft pasted in, its figures marked by what the bulletin says to them. Nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.site.drawing import the_drawing
from api.v1.dependencies import AtDesk
from api.v1.figures import checked
from api.verdicts import remark, summary, verdict
from corpus.errors import BadRequest
from qa.drafts import LONGEST_DRAFT, CheckedFigure, Verdict

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A run of the draft's characters."""

    text: str
    number: int
    """Of the figure that it is, from 1; 0 for the words between."""
    verdict: Verdict | None


@router.api_route("/check", methods=["GET", "HEAD"])
async def check_page(request: Request) -> HTMLResponse:
    """The empty form."""
    return _page(request, draft="", figures=None, mistake=None)


@router.post("/check")
async def check(request: Request, desk: AtDesk) -> HTMLResponse:
    """The form's draft with its figures marked, and below what was printed."""
    body = (await request.body()).decode("utf-8", errors="replace")
    # a form sends line ends as CR LF; the marks count in what is shown
    draft = parse_qs(body, keep_blank_values=True).get("draft", [""])[0].replace("\r\n", "\n")
    try:
        figures = await desk.look(lambda archive: checked(archive, draft))
    except BadRequest as error:
        return _page(request, draft=draft, figures=None, mistake=error.detail)
    return _page(request, draft=draft, figures=figures, mistake=None)


def draft_pieces(draft: str, figures: Sequence[CheckedFigure]) -> tuple[DraftPiece, ...]:
    """The draft cut at its figures; the pieces join to it."""
    out: list[DraftPiece] = []
    at = 0
    for number, figure in enumerate(figures, start=1):
        if at < figure.span.start:
            out.append(DraftPiece(draft[at : figure.span.start], 0, None))
        out.append(DraftPiece(figure.span.of(draft), number, figure.verdict))
        at = figure.span.end
    if at < len(draft):
        out.append(DraftPiece(draft[at:], 0, None))
    return tuple(out)


_NEED = (Verdict.CONTRADICTED, Verdict.NOT_FOUND, Verdict.BORNE_OUT)


def in_need(figures: Sequence[CheckedFigure]) -> list[tuple[int, CheckedFigure]]:
    """The figures with their numbers in the draft, from 1: those that an editor has to look at first."""
    return sorted(enumerate(figures, start=1), key=lambda pair: (_NEED.index(pair[1].verdict), pair[0]))


def _page(
    request: Request, *, draft: str, figures: Sequence[CheckedFigure] | None, mistake: str | None
) -> HTMLResponse:
    response = the_drawing(request).page(
        "check.html",
        request=request,
        status=422 if mistake else 200,
        draft=draft,
        figures=None if figures is None else in_need(figures),
        pieces=draft_pieces(draft, figures or ()),
        summary=summary(figures or ()),
        mistake=mistake,
        longest=LONGEST_DRAFT,
        remark=remark,
        verdict=verdict,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
