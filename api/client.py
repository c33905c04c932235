"""A small client of the endpoint, for other Python programs: typed results, errors as exceptions.

    with Client("http://127.0.0.1:8000") as desk:
        answer = desk.ask("2025年太原市市区优良天数是多少天？")
        print(answer.answer, answer.source)

Needs the extra `client`. It reads what the endpoint of its own version sends; nothing is tried twice.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import httpx2

from api.schemas import (
    AnswerOut,
    ConversationOut,
    FiguresOut,
    LedgerFigureOut,
    Problem,
    SearchOut,
    Shape,
    StoryTextOut,
    SuggestionOut,
    SuggestOut,
)
from corpus.errors import BulletinError

TIMEOUT_S = 30.0
"""A worker that is still opening its index takes its first request after some seconds."""

S = TypeVar("S", bound=Shape)


class Unanswered(BulletinError):
    """The endpoint said that the request cannot be served; `status`, `code` and `detail` are the endpoint's."""

    def __init__(self, problem: Problem, *, retry_after: float | None) -> None:
        super().__init__(f"{problem.instance}: {problem.status} {problem.code}", detail=problem.detail)
        self.status = problem.status
        self.code = problem.code
        self.errors = problem.errors
        self.retry_after = retry_after
        """Seconds to wait before another try, where the endpoint says so (429, 503)."""


class Unreachable(BulletinError):
    """Nobody answers at the address, or not as the endpoint does."""

    code = "unreachable"

    def __init__(self, url: str, reason: object) -> None:
        super().__init__(f"{url}: {reason}", detail=f"“{url}”没有回应，或不是问报台的接口（{reason}）。")


class Client:
    """The desk at an address; close it, or use it as a context."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        timeout_s: float = TIMEOUT_S,
        http: httpx2.Client | None = None,
    ) -> None:
        """`url`: of the server, without `/api`. `token`: of scope `ask`, for who asks much. `http`: an HTTP client to use."""
        self._own = http is None
        self._http = http or httpx2.Client(base_url=url, timeout=timeout_s)
        if token is not None:
            self._http.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        """Let go of the connections, unless they were handed in."""
        if self._own:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, question: str, *, turns: Sequence[str] = ()) -> AnswerOut:
        """The answer or the refusal; `turns` are the questions before it, the oldest first."""
        return self._post(AnswerOut, "/api/v1/ask", {"question": question, "turns": list(turns)})

    def conversation(self) -> "Conversation":
        """A new conversation, which the server remembers for a while."""
        return Conversation(self, self._post(ConversationOut, "/api/v1/conversations", {}).id)

    def search(self, words: str, *, limit: int = 20, offset: int = 0) -> SearchOut:
        """Passages near `words`, nearest first."""
        return self._get(SearchOut, "/api/v1/search", {"q": words, "limit": limit, "offset": offset})

    def suggest(self, typed: str, *, limit: int = 8) -> tuple[SuggestionOut, ...]:
        """What one who has typed so much may be after."""
        return self._get(SuggestOut, "/api/v1/suggest", {"q": typed, "limit": limit}).suggestions

    def figures(
        self,
        measure: str = "",
        *,
        period: str = "",
        place: str = "",
        unit: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> FiguresOut:
        """One page of the printed figures wanted."""
        days = {k: day.isoformat() for k, day in (("since", since), ("until", until)) if day is not None}
        wanted: dict[str, str | int] = {
            "q": measure,
            "period": period,
            "place": place,
            "unit": unit,
            "limit": limit,
            "offset": offset,
        }
        return self._get(FiguresOut, "/api/v1/figures", {**wanted, **days})

    def all_figures(
        self, measure: str = "", *, period: str = "", place: str = "", unit: str = ""
    ) -> Iterator[LedgerFigureOut]:
        """All the printed figures wanted, page after page."""
        offset, more = 0, True
        while more:
            page = self.figures(measure, period=period, place=place, unit=unit, limit=100, offset=offset)
            yield from page.figures
            offset += len(page.figures)
            more = page.next is not None and bool(page.figures)

    def story(self, bulletin: str, story: int, *, version: str = "") -> StoryTextOut:
        """A story as printed; `version` is the first digits of its page's SHA-256."""
        return self._get(
            StoryTextOut,
            f"/api/v1/stories/{quote(bulletin, safe='')}/{story}",
            {"v": version} if version else {},
        )

    def feedback(self, answer: AnswerOut, *, useful: bool, word: str = "", question: str = "") -> None:
        """Say whether an answer was of use; the question is sent only where it is given here."""
        body = {"answer": answer.id, "useful": useful, "word": word, "question": question}
        self._sent("POST", "/api/v1/feedback", json=body)

    def _get(self, shape: type[S], path: str, query: Mapping[str, str | int]) -> S:
        return self._read(shape, self._sent("GET", path, query=query))

    def _post(self, shape: type[S], path: str, body: Mapping[str, object]) -> S:
        return self._read(shape, self._sent("POST", path, json=body))

    def _read(self, shape: type[S], response: httpx2.Response) -> S:
        try:
            return shape.model_validate_json(response.content)
        except ValueError as error:  # of pydantic: another version's answer, or not the endpoint's at all
            raise Unreachable(str(response.url), "the answer is not of the expected shape") from error

    def _sent(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        json: Mapping[str, object] | None = None,
    ) -> httpx2.Response:
        """The endpoint's response. Unanswered where it is an error, Unreachable where there is none."""
        try:
            response = self._http.request(method, path, params=dict(query or {}), json=json)
        except httpx2.HTTPError as error:
            raise Unreachable(f"{self._http.base_url}{path}", error) from error
        if not response.is_error:
            return response
        try:
            problem = Problem.model_validate_json(response.content)
        except ValueError as error:
            raise Unreachable(str(response.url), f"HTTP {response.status_code}") from error
        wait = response.headers.get("Retry-After", "")
        raise Unanswered(problem, retry_after=float(wait) if wait.isdigit() else None)


class Conversation:
    """Questions that are understood one after the other."""

    def __init__(self, client: Client, conversation_id: str) -> None:
        self._client = client
        self.id = conversation_id

    def ask(self, question: str) -> AnswerOut:
        """The answer or the refusal after the questions before. Unanswered (404) once the server has forgotten them."""
        return self._client._post(AnswerOut, f"/api/v1/conversations/{self.id}/ask", {"question": question})

    def questions(self) -> tuple[str, ...]:
        """What the server remembers of it."""
        return self._client._get(ConversationOut, f"/api/v1/conversations/{self.id}", {}).questions

    def forget(self) -> None:
        """Have the server forget it at once."""
        self._client._sent("DELETE", f"/api/v1/conversations/{self.id}")
