"""有用 or 没用: what the page's own form sends; the same book as the endpoint's feedback."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.schemas import FeedbackIn
from api.site.drawing import the_drawing
from api.site.looks import here
from api.v1.dependencies import ThePrivate
from api.v1.feedback import give
from corpus.errors import BadRequest

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.post("/vote")
async def vote(request: Request, private: ThePrivate) -> HTMLResponse:
    """Write the vote down and thank for it."""
    fields = parse_qs((await request.body()).decode("utf-8", errors="replace"))
    answer, useful, word, question, back = (
        fields.get(name, [""])[0] for name in ("answer", "useful", "word", "question", "back")
    )
    try:
        said = FeedbackIn.model_validate(
            {
                "answer": answer,
                "useful": {"yes": True, "no": False}[useful],
                "word": word,
                "question": question,
            }
        )
    except (KeyError, ValueError) as error:
        raise BadRequest(
            f"not a vote: {useful[:20]!r} on {answer[:20]!r}",
            detail="没有收到您的意见：补充的话请不要超过 200 个字。请退回上一页再试一次。",
        ) from error
    await give(said, private)
    return the_drawing(request).page("thanks.html", request=request, back=here(back))
