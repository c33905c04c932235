"""Conversations over HTTP: make one, ask in it, look at it, forget it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.exceptions import HTTPException

from api.conversations import Conversation, Conversations
from api.schemas import AnswerOut, ConversationOut, QuestionIn
from api.v1.ask import asked_in, found
from api.v1.dependencies import (
    AtDesk,
    TheConversations,
    ThePaper,
    beside,
    json_only,
    not_kept,
    problems,
)

router = APIRouter(prefix="/api/v1/conversations", tags=["对话"], dependencies=[Depends(not_kept)])

Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{22}$", description="对话的 id")]


@router.post("", status_code=201, summary="开始一次对话", responses=problems())
async def create(conversations: TheConversations) -> ConversationOut:
    """对话只记住问过的问题，最后一次提问半小时后忘记。"""
    return _shape(conversations, await beside(conversations.create))


@router.get("/{id}", summary="看一次对话", responses=problems(404))
async def get(id: Id, conversations: TheConversations) -> ConversationOut:  # noqa: A002 - the address's own name
    """问过的问题，和还记得多久。"""
    return _shape(conversations, await found(conversations, id))


@router.post(
    "/{id}/ask",
    summary="在对话里问一个问题",
    dependencies=[Depends(json_only)],
    responses=problems(404, 413, 415),
)
async def ask(
    id: Id,  # noqa: A002
    asked: QuestionIn,
    desk: AtDesk,
    conversations: TheConversations,
    paper: ThePaper,
) -> AnswerOut:
    """追问（那综改区呢？）按前面的问题理解。"""
    timed = await asked_in(conversations, id, asked.question, desk=desk)
    return AnswerOut.of(timed.answer, ms=timed.ms, paper=paper)


@router.delete("/{id}", status_code=204, summary="忘记一次对话", responses=problems(404))
async def delete(id: Id, conversations: TheConversations) -> None:  # noqa: A002
    """立刻忘记。"""
    if not await beside(lambda: conversations.delete(id)):
        raise HTTPException(404)


def _shape(conversations: Conversations, conversation: Conversation) -> ConversationOut:
    return ConversationOut(
        id=conversation.id,
        questions=conversation.questions,
        seconds_left=conversations.seconds_left(conversation),
    )
