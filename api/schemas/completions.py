"""The shapes of OpenAI's chat completions, as far as a desk without a language model has a use for them.

Unlike elsewhere, what is sent beside them is let pass: a chat front end always sends temperature and the like, and
none of it could change an answer.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.answers import AnswerOut

MAX_MESSAGES = 200
"""Messages of one conversation; a front end sends all of it again with each question."""

MAX_CONTENT = 100_000
"""Characters of one message; earlier answers are among them."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ContentPart(_Lenient):
    """A part of a message; only text is read."""

    type: str
    text: Annotated[str, Field(max_length=MAX_CONTENT)] = ""


class ChatMessage(_Lenient):
    """One message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, Field(max_length=MAX_CONTENT)] | tuple[ContentPart, ...] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, tuple):
            return "".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(_Lenient):
    """What a stream should carry besides."""

    include_usage: bool = False


class CompletionIn(_Lenient):
    """A conversation whose last message is a question."""

    model: Annotated[str, Field(max_length=200, examples=["bulletin"])]
    messages: Annotated[
        tuple[ChatMessage, ...],
        Field(
            min_length=1,
            max_length=MAX_MESSAGES,
            examples=[[{"role": "user", "content": "2025年太原市市区优良天数是多少天？"}]],
        ),
    ]
    stream: bool = False
    stream_options: StreamOptions | None = None


class CompletionUsage(BaseModel):
    """Lengths in code points: there are no tokens here."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AssistantMessage(BaseModel):
    """What the desk says."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class CompletionChoice(BaseModel):
    """The one answer there is."""

    index: Literal[0] = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class CompletionOut(BaseModel):
    """An answer, in OpenAI's shape; `bulletin` is the same answer in ours."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: Annotated[int, Field(description="Seconds since 1970")]
    model: str
    choices: tuple[CompletionChoice]
    usage: CompletionUsage
    bulletin: AnswerOut


class Delta(BaseModel):
    """What a chunk adds."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(BaseModel):
    """The one answer there is, so far."""

    index: Literal[0] = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class CompletionChunk(BaseModel):
    """A piece of a streamed answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: tuple[ChunkChoice, ...]
    usage: CompletionUsage | None = None
    bulletin: AnswerOut | None = None


class ModelOut(BaseModel):
    """What a front end lists to choose from."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelListOut(BaseModel):
    """The one model there is."""

    object: Literal["list"] = "list"
    data: tuple[ModelOut, ...]


class CompletionFault(BaseModel):
    """What went wrong, as OpenAI words it; `message` is Chinese, for whoever reads it."""

    message: str
    type: Literal[
        "invalid_request_error",
        "authentication_error",
        "permission_error",
        "rate_limit_error",
        "server_error",
    ]
    param: str | None
    code: str


class CompletionError(BaseModel):
    """An error in OpenAI's shape."""

    error: CompletionFault
