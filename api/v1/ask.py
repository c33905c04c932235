"""`POST /api/v1/ask`: one question, alone or after others."""

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException

from api.conversations import Conversation, Conversations
from api.desk import Desk, TimedAnswer
from api.schemas import AnswerOut, QuestionIn
from api.v1.dependencies import (
    AtDesk,
    TheConversations,
    ThePaper,
    beside,
    json_only,
    not_kept,
    problems,
)

router = APIRouter()


@router.post(
    "/api/v1/ask",
    tags=["问答"],
    summary="问一个问题",
    dependencies=[Depends(json_only), Depends(not_kept)],
    responses=problems(404, 413, 415),
)
async def ask(
    asked: QuestionIn,
    desk: AtDesk,
    conversations: TheConversations,
    paper: ThePaper,
) -> AnswerOut:
    """用报纸的原话回答；报上没有说的，说明原因（status 为 refused）。追问时带上 turns 或 conversation。"""
    if asked.conversation is None:
        timed = await desk.ask(asked.question, earlier=asked.turns)
    else:
        timed = await asked_in(conversations, asked.conversation, asked.question, desk=desk)
    return AnswerOut.of(timed.answer, ms=timed.ms, paper=paper)


async def asked_in(
    conversations: Conversations, conversation_id: str, question: str, *, desk: Desk
) -> TimedAnswer:
    """The answer to the next question of a conversation, which then holds it. 404 where it is forgotten."""
    conversation = await found(conversations, conversation_id)
    timed = await desk.ask(question, earlier=conversation.questions)
    await beside(lambda: conversations.add(conversation, question))
    return timed


async def found(conversations: Conversations, conversation_id: str) -> Conversation:
    """The conversation of that id. 404 where there is none, or none any more."""
    conversation = await beside(lambda: conversations.get(conversation_id))
    if conversation is None:
        raise HTTPException(404)
    return conversation
