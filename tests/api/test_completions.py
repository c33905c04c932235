"""The desk behind OpenAI's interface, asked by OpenAI's own client over a real connection."""

from collections.abc import Iterator
from threading import Thread
from time import sleep

import openai
import pytest
import uvicorn
from fastapi.testclient import TestClient
from openai.types.chat import ChatCompletionMessageParam

from api.app import create_app
from api.completions import said
from qa.answers import Reason, Refused, Related
from tests.api.conftest import ASKED, DERIVED, LISTED, UNSUPPORTED, Canned

SENTENCE = "2025年1月至12月,太原市市区优良天数282天,优良率为77.3%,优良天数比上年同期增加34天。"
PLACE = "——《美丽太原建设迈出坚实步伐》 · 陈嘉欣 · 2026年2月6日 星期五"
ANSWER = f"282天\n\n“{SENTENCE}”\n{PLACE}"


@pytest.fixture(scope="module")
def server(canned: Canned) -> Iterator[str]:
    """The address of the desk on a port of its own."""
    config = uvicorn.Config(create_app(canned), host="127.0.0.1", port=0, log_config=None, ws="none")
    running = uvicorn.Server(config)
    thread = Thread(target=running.run)
    thread.start()
    while not running.started:
        sleep(0.01)
    [socket] = running.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}/v1"
    running.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def front_end(server: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server, api_key="none", max_retries=0) as opened:
        yield opened


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


def test_the_answer_is_verbatim_with_its_sentence_and_place(front_end: openai.OpenAI) -> None:
    done = front_end.chat.completions.create(model="bulletin", messages=[user(ASKED)], temperature=0.2)
    [choice] = done.choices
    assert choice.message.content == ANSWER
    assert (choice.message.role, choice.finish_reason) == ("assistant", "stop")
    assert done.id.startswith("chatcmpl-")
    assert done.usage is not None
    assert done.usage.prompt_tokens == len(ASKED)
    assert done.usage.total_tokens == len(ASKED) + len(ANSWER)
    assert done.model_extra is not None
    assert done.model_extra["bulletin"]["source"]["bulletin"] == "2026-02-06.md"


def test_a_streamed_answer_is_the_same(front_end: openai.OpenAI) -> None:
    chunks = list(
        front_end.chat.completions.create(
            model="bulletin", messages=[user(ASKED)], stream=True, stream_options={"include_usage": True}
        )
    )
    parts = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert parts[0].delta.role == "assistant"
    assert "".join(part.delta.content or "" for part in parts) == ANSWER
    assert [part.finish_reason for part in parts] == [None] * (len(parts) - 1) + ["stop"]
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == len(ANSWER)


def test_a_refusal_is_plain(front_end: openai.OpenAI) -> None:
    done = front_end.chat.completions.create(model="any", messages=[user(UNSUPPORTED)])
    assert done.choices[0].message.content == "报上没有提到地铁3号线。"


def test_a_list_and_a_computed_value_show_all_that_proves_them(front_end: openai.OpenAI) -> None:
    listed = front_end.chat.completions.create(model="bulletin", messages=[user(LISTED)])
    assert (listed.choices[0].message.content or "").startswith("娄烦县\n古交市\n阳曲县\n清徐县\n")
    derived = front_end.chat.completions.create(model="bulletin", messages=[user(DERIVED)])
    content = derived.choices[0].message.content or ""
    assert content.startswith("248天\n（计算得出：282天 - 34天 = 248天）\n")
    assert content.count(SENTENCE) == 2


def test_earlier_messages_of_the_user_are_the_turns_before(front_end: openai.OpenAI) -> None:
    done = front_end.chat.completions.create(
        model="bulletin",
        messages=[
            {"role": "system", "content": "你是一个乐于助人的助手。"},
            user(ASKED),
            {"role": "assistant", "content": ANSWER},
            user(""),
            user("那综改区呢？"),
        ],
    )
    # the canned desk puts the question before it in front
    assert f"{ASKED}那综改区呢？" in (done.choices[0].message.content or "")


def test_parts_of_text_are_read_as_one_message(front_end: openai.OpenAI) -> None:
    parts: ChatCompletionMessageParam = {
        "role": "user",
        "content": [{"type": "text", "text": ASKED[:5]}, {"type": "text", "text": ASKED[5:]}],
    }
    done = front_end.chat.completions.create(model="bulletin", messages=[parts])
    assert done.choices[0].message.content == ANSWER


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([user("问" * 501)], "bad_request"),
        ([user(" ")], "bad_request"),
        ([user(ASKED), {"role": "assistant", "content": ANSWER}], "bad_request"),
        ([], "invalid_request"),
        ([{"role": "nobody", "content": ASKED}], "invalid_request"),
    ],
)
def test_a_mistake_is_told_in_the_shape_that_its_client_knows(
    front_end: openai.OpenAI, messages: list[ChatCompletionMessageParam], code: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        front_end.chat.completions.create(model="bulletin", messages=messages)
    assert caught.value.code == code
    assert caught.value.type == "invalid_request_error"


def test_the_models_are_listed(front_end: openai.OpenAI) -> None:
    assert [model.id for model in front_end.models.list()] == ["bulletin"]
    assert front_end.models.retrieve("bulletin").id == "bulletin"


def test_what_is_no_json_is_turned_away_in_that_shape(client: TestClient) -> None:
    answer = client.post("/v1/chat/completions", content="x", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "unsupported_media_type"


def test_where_stories_disagree_both_are_shown(canned: Canned) -> None:
    near = canned.ask(ASKED).related[0]
    quoted = canned.ask(ASKED)
    assert not isinstance(quoted, Refused)
    refused = Refused(
        ASKED,
        Reason.STORIES_DISAGREE,
        "报上有两处说法不一致。",
        quoted.quote,
        quoted.source,
        (Related(near.text, near.source),),
        0.5,
    )
    content = said(refused)
    assert content.startswith("报上有两处说法不一致。\n")
    assert SENTENCE in content
    assert near.text in content
