"""Everything that can go wrong over HTTP, as RFC 9457 problem objects or, for a browser, as a page.

`code` is stable English for programs, `detail` is Chinese for whoever reads it and says what to do.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Protocol

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.desk import NotReady
from api.guards import SECURITY_HEADERS
from api.schemas import MAX_QUESTION, FieldProblem, Problem
from api.v1.dependencies import NotModified
from api.watching import HEADER
from corpus.errors import ArchiveError, BadPage, BadRequest, BulletinError, IndexStale

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

RETRY_AFTER = "3"
"""Seconds that a client should wait while the index is being opened: the first issue takes about two."""

STATUS_OF: Mapping[type[BulletinError], HTTPStatus] = {
    BadRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadPage: HTTPStatus.UNPROCESSABLE_ENTITY,
    ArchiveError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexStale: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
}

HTTP_PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "请求写得不对，请检查内容后再试。"),
    401: (
        "unauthorized",
        "需要令牌。请在请求头写 Authorization: Bearer 令牌；令牌由管理员用 bulletin token create 发给。",
    ),
    403: ("forbidden", "这个令牌没有这项权限。请向管理员要一个有这项权限的令牌。"),
    404: ("not_found", "没有这个网址，或它已经不在了。请从首页重新查找。"),
    405: ("method_not_allowed", "这个网址不接受这种请求方法，请查看接口文档 /docs。"),
    413: ("body_too_large", f"内容太大。问题请不要超过 {MAX_QUESTION} 个字，一期报纸的文件不要超过 16 MB。"),
    415: ("unsupported_media_type", "请用 JSON 提问：请求头写 Content-Type: application/json。"),
    429: ("too_many_requests", "问得太勤了，请稍等一会儿再试。"),
    500: ("internal_error", "程序出错了，已记入日志。请稍后再试；如果一直这样，请告诉管理员。"),
}
"""Code and detail of the plain HTTP errors; any other status falls back to 400's or 500's."""

FIELD_DETAILS: Mapping[str, str] = {
    "missing": "缺少这一项。",
    "string_too_short": "不能是空的，请写下要问的问题。",
    "string_too_long": f"太长了，请不要超过 {MAX_QUESTION} 个字。",
    "string_type": "应当是一段文字。",
    "string_unicode": "含有无法识别的字符，请重新输入。",
    "extra_forbidden": "没有这一项，请删去。",
    "value_error": "不能同时写 turns 和 conversation。",
    "json_invalid": '不是合法的 JSON。应当是 {"question": "要问的问题"}。',
    "model_attributes_type": '应当是 {"question": "要问的问题"} 这样的 JSON 对象。',
    "dict_type": '应当是 {"question": "要问的问题"} 这样的 JSON 对象。',
}
"""Chinese for pydantic's error types; any other says only that the field is wrong."""


class ErrorPage(Protocol):
    """Draws a problem as a page for a browser."""

    def __call__(self, request: Request, problem: Problem) -> Response:
        """The page, with the problem's status, as the request's reader likes pages to look."""


def install(app: FastAPI, *, error_page: ErrorPage) -> None:
    """Have every error of `app` answered by a problem object, or by `error_page` where a browser asks."""

    def respond(request: Request, problem: Problem, *, headers: Mapping[str, str] | None = None) -> Response:
        if _wants_page(request):
            response = error_page(request, problem)
        else:
            body = problem.model_dump_json(exclude_defaults=True)
            response = Response(body, status_code=problem.status, media_type=MEDIA_TYPE)
        response.headers.update(headers or {})
        return response

    async def bulletin_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, BulletinError):
            raise error
        status = next(
            (s for kind, s in STATUS_OF.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR
        )
        waiting = isinstance(error, NotReady)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not waiting:
            log.warning("%s: %s", error.code, error)
        problem = _problem(request, status, code=error.code, detail=error.detail)
        return respond(request, problem, headers={"Retry-After": RETRY_AFTER} if waiting else None)

    async def invalid(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        fields = tuple(field_problem(e) for e in error.errors())
        detail = "；".join(f"{f.field}：{f.detail}" if f.field else f.detail for f in fields)
        problem = _problem(
            request, HTTPStatus.UNPROCESSABLE_ENTITY, code="invalid_request", detail=detail, errors=fields
        )
        return respond(request, problem)

    async def http_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        fallback = 500 if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else 400
        code, detail = HTTP_PROBLEMS.get(error.status_code, HTTP_PROBLEMS[fallback])
        problem = _problem(request, HTTPStatus(error.status_code), code=code, detail=detail)
        return respond(request, problem, headers=error.headers)

    async def not_modified(request: Request, error: Exception) -> Response:
        del request
        if not isinstance(error, NotModified):
            raise error
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=dict(error.headers))

    async def our_mistake(request: Request, error: Exception) -> Response:
        # the server logs the traceback itself: this answer is written outside our own middleware,
        # which therefore has not added its headers
        del error
        code, detail = HTTP_PROBLEMS[500]
        problem = _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, code=code, detail=detail)
        headers = {**SECURITY_HEADERS, HEADER: getattr(request.state, "request_id", "")}
        return respond(request, problem, headers=headers)

    app.add_exception_handler(BulletinError, bulletin_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(NotModified, not_modified)
    app.add_exception_handler(Exception, our_mistake)


def _problem(
    request: Request, status: HTTPStatus, *, code: str, detail: str, errors: Sequence[FieldProblem] = ()
) -> Problem:
    return Problem(
        type="about:blank",
        title=status.phrase,
        status=status.value,
        code=code,
        detail=detail,
        instance=request.url.path,
        errors=tuple(errors),
    )


def field_problem(error: Mapping[str, object]) -> FieldProblem:
    """One of pydantic's errors, worded for the reader."""
    place = error.get("loc")
    names = [str(part) for part in place[1:]] if isinstance(place, tuple) else []
    kind = str(error.get("type"))
    # json_invalid puts the offset of the mistake where the field's name should stand
    field = "" if kind == "json_invalid" else ".".join(names)
    return FieldProblem(field=field, detail=FIELD_DETAILS.get(kind, "写得不对。"))


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
