"""`POST /v1/chat/completions`: the desk behind OpenAI's interface, for chat front ends that speak it.

What is said is the answer word for word, then the sentence it stands in and where that is printed; a refusal is said
plainly. No language model is asked. The user's earlier messages are the questions before the last one; what the
assistant said in between is not read, because it is found again.
"""

import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from time import time
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api import problems
from api.schemas import MAX_TURNS, AnswerOut
from api.schemas.completions import (
    AssistantMessage,
    ChatMessage,
    ChunkChoice,
    CompletionChoice,
    CompletionChunk,
    CompletionError,
    CompletionFault,
    CompletionIn,
    CompletionOut,
    CompletionUsage,
    Delta,
    ModelListOut,
    ModelOut,
)
from api.v1.dependencies import AtDesk, ThePaper, json_only, not_kept
from api.wording import place_line
from corpus.errors import BadRequest, BulletinError
from qa.answers import Answer, Answered, Reason, Source
from qa.assistant import LONGEST_QUESTION

MODEL = "bulletin"
"""The name of the one model; any other name is served too, for front ends that have one built in."""

_MODEL_MADE = 1_770_336_000
"""2026-02-06, the first issue's day, in seconds since 1970."""

_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class _Route(APIRoute):
    """A route whose errors have OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, its errors caught."""
        plain = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await plain(request)
            except (BulletinError, RequestValidationError, HTTPException) as error:
                return _fault(error)

        return handler


router = APIRouter(prefix="/v1", tags=["OpenAI 接口"], route_class=_Route)

_FAULTS: dict[int | str, dict[str, Any]] = {  # FastAPI's own type
    status: {"model": CompletionError, "description": description}
    for status, description in {
        400: "请求写得不对", 413: "内容太大", 415: "不是 JSON", 429: "问得太勤", 503: "正在准备，或档案打不开"
    }.items()
}  # fmt: skip


@router.get("/models", summary="可选的模型")
async def models() -> ModelListOut:
    """只有一个，叫 bulletin；它不是语言模型。"""
    return ModelListOut(data=(_model(MODEL),))


@router.get("/models/{model}", summary="一个模型", responses={400: _FAULTS[400]})
async def model(model: Annotated[str, Path(max_length=200)]) -> ModelOut:
    """随便叫什么名字，都是同一个。"""
    return _model(model)


@router.post(
    "/chat/completions",
    summary="按 OpenAI 的接口提问",
    dependencies=[Depends(json_only), Depends(not_kept)],
    responses=_FAULTS,
    response_model=CompletionOut,
)
async def complete(asked: CompletionIn, desk: AtDesk, paper: ThePaper) -> Response:
    """最后一条消息是问题，前面的用户消息是之前的问题；回答是报纸的原话和出处。"""
    *earlier, question = _questions(asked.messages)
    timed = await desk.ask(question, earlier=earlier[-MAX_TURNS:])
    content = said(timed.answer, paper=paper)
    prompt = sum(len(message.text) for message in asked.messages)
    usage = CompletionUsage(
        prompt_tokens=prompt, completion_tokens=len(content), total_tokens=prompt + len(content)
    )
    own = f"chatcmpl-{uuid4().hex}"
    created = int(time())
    answer = AnswerOut.of(timed.answer, ms=timed.ms, paper=paper)
    if asked.stream:
        with_usage = usage if asked.stream_options and asked.stream_options.include_usage else None
        events = _events(own, created, asked.model, content, answer=answer, usage=with_usage)
        return StreamingResponse(iter(events), media_type="text/event-stream")
    whole = CompletionOut(
        id=own,
        created=created,
        model=asked.model,
        choices=(CompletionChoice(message=AssistantMessage(content=content)),),
        usage=usage,
        bulletin=answer,
    )
    return Response(whole.model_dump_json(), media_type="application/json")


def said(answer: Answer, *, paper: str = "") -> str:
    """What the desk says in a chat: the answer word for word, then what proves it; or the refusal.

    `paper` is the paper's name, told with each place; empty where it was not given.
    """
    lines = [f"（按“{answer.understood}”查找）"] if answer.understood else []
    proofs: list[tuple[str, Source]] = []
    if isinstance(answer, Answered):
        lines += answer.items if len(answer.items) > 1 else [answer.text]
        if answer.derivation:
            lines.append(f"（计算得出：{answer.derivation.expression}）")
            proofs += [(str(quote), source) for quote, source in answer.derivation.quotes]
        else:
            proofs.append((str(answer.quote), answer.source))
    else:
        lines.append(answer.explanation)
        if answer.quote and answer.source:
            proofs.append((str(answer.quote), answer.source))
        if answer.reason is Reason.STORIES_DISAGREE:
            proofs += [(near.text, near.source) for near in answer.related]
    proved = (line for text, source in proofs for line in _proof(text, source, paper=paper))
    return "\n".join([*lines, *proved])


def _proof(text: str, source: Source, *, paper: str) -> tuple[str, ...]:
    return ("", f"“{text}”", f"——{place_line(source, paper=paper)}")


def _questions(messages: Sequence[ChatMessage]) -> list[str]:
    """The user's questions, the last one last. BadRequest where the last message is not a question.

    Earlier messages that are no question (empty, or a text pasted in) are passed over.
    """
    if messages[-1].role != "user":
        raise BadRequest(
            f"the last message is the {messages[-1].role}'s, not the user's",
            detail="最后一条消息应当是用户的问题（role 为 user）。",
        )
    earlier = [message.text.strip() for message in messages[:-1] if message.role == "user"]
    return [*(one for one in earlier if 0 < len(one) <= LONGEST_QUESTION), messages[-1].text]


def _events(
    own: str, created: int, model: str, content: str, *, answer: AnswerOut, usage: CompletionUsage | None
) -> Iterator[str]:
    """The server-sent events of a streamed answer: a chunk a line."""

    def event(delta: Delta, *, last: bool = False) -> str:
        choice = ChunkChoice(delta=delta, finish_reason="stop" if last else None)
        return _event(
            CompletionChunk(
                id=own, created=created, model=model, choices=(choice,), bulletin=answer if last else None
            )
        )

    yield event(Delta(role="assistant", content=""))
    for line in content.splitlines(keepends=True):
        yield event(Delta(content=line))
    yield event(Delta(), last=True)
    if usage is not None:
        yield _event(CompletionChunk(id=own, created=created, model=model, choices=(), usage=usage))
    yield "data: [DONE]\n\n"


def _event(chunk: CompletionChunk) -> str:
    # as OpenAI sends it: what a chunk does not say is left out, but for the reason that it has not ended
    shape = chunk.model_dump(mode="json", exclude_none=True)
    for choice in shape["choices"]:
        choice.setdefault("finish_reason", None)
    return f"data: {json.dumps(shape, ensure_ascii=False)}\n\n"


def _model(name: str) -> ModelOut:
    return ModelOut(id=name, created=_MODEL_MADE, owned_by="bulletin-desk")


def _fault(error: BulletinError | RequestValidationError | HTTPException) -> Response:
    """The error as OpenAI's clients read it; they raise by the status."""
    headers: dict[str, str] = {}
    param: str | None = None
    match error:
        case RequestValidationError():
            status, code = 400, "invalid_request"
            fields = [problems.field_problem(one) for one in error.errors()]
            detail = "；".join(f"{f.field}：{f.detail}" if f.field else f.detail for f in fields)
            param = fields[0].field or None
        case HTTPException():
            status = error.status_code
            code, detail = problems.HTTP_PROBLEMS.get(status, problems.HTTP_PROBLEMS[400])
            headers = dict(error.headers or {})
        case BulletinError():
            kind = next((s for k, s in problems.STATUS_OF.items() if isinstance(error, k)), 500)
            status, code, detail = (400 if kind == 422 else int(kind)), error.code, error.detail
            headers = {"Retry-After": problems.RETRY_AFTER} if status == 503 else {}
    sort = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    fault = CompletionFault.model_validate({"message": detail, "type": sort, "param": param, "code": code})
    return JSONResponse(CompletionError(error=fault).model_dump(), status_code=status, headers=headers)
