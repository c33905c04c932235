"""The examples of the endpoint's description: what is asked, and how what was answered is written down.

`python -m tests.api.v1.examples` asks the first issue and writes `api/v1/examples.json` anew; read the
difference like code.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.commands.opening import open_assistant
from api.contract import EXAMPLES, Example
from api.settings import Settings

DAYS = "2025年太原市市区优良天数是多少天？"
CONVERSATION = "/api/v1/conversations/{id}"

ASKED: list[tuple[str, str, dict[str, str | int], dict[str, str | int], object]] = [
    ("POST", "/api/v1/ask", {}, {}, {"question": DAYS}),
    ("POST", "/api/v1/conversations", {}, {}, None),
    ("GET", CONVERSATION, {"id": ""}, {}, None),
    ("POST", f"{CONVERSATION}/ask", {"id": ""}, {}, {"question": "太原市气候投融资储备项目有多少个？"}),
    ("GET", "/api/v1/search", {}, {"q": "湿地", "limit": 1}, None),
    ("GET", "/api/v1/suggest", {}, {"q": "陈嘉"}, None),
    ("GET", "/api/v1/figures", {}, {"q": "湿地", "limit": 1}, None),
    ("POST", "/api/v1/check", {}, {}, {"draft": "2025年，太原市市区优良天数283天。"}),
    ("GET", "/api/v1/stories", {}, {"bulletin": "2026-02-06.md", "limit": 1}, None),
    ("GET", "/api/v1/stories/{bulletin}/{number}", {"bulletin": "2026-02-06.md", "number": 6}, {}, None),
    ("GET", "/api/v1/bulletins", {}, {"limit": 1}, None),
    ("GET", "/healthz", {}, {}, None),
    ("GET", "/readyz", {}, {}, None),
]
"""Method, path, what stands in its braces (an empty `id` is that of the conversation made before), query, body."""

VOLATILE: dict[str, object] = {"ms": 12.3, "seconds_left": 1799}
"""What differs each time, and what is written in its place."""


def answer(client: TestClient) -> list[Example]:
    """Every example as `client` answers it now."""
    found: list[Example] = []
    conversation = ""
    for method, path, places, query, body in ASKED:
        filled = {name: value or conversation for name, value in places.items()}
        address = path
        for name, value in filled.items():
            address = address.replace(f"{{{name}}}", str(value))
        response = (
            client.request(method, address, params=query, json=body)
            if body is not None
            else (client.request(method, address, params=query))
        )
        assert response.is_success, f"{method} {address}: {response.text}"
        given = response.json()
        if path == "/api/v1/conversations":
            conversation = given["id"]
        text = json.dumps(_settled(given), ensure_ascii=False)
        settled = json.loads(text.replace(conversation, ID) if conversation else text)
        places = {name: value or ID for name, value in places.items()}
        found.append(Example(method, path, places, query, body, settled))
    return found


ID = "q3Jx0b1v5cQmE7Zt9uLk2A"
"""Stands for the id of a conversation, which is drawn by lot."""


def _settled(value: Any) -> Any:  # JSON's own type
    if isinstance(value, dict):
        return {name: VOLATILE.get(name, _settled(inner)) for name, inner in value.items()}
    return [_settled(inner) for inner in value] if isinstance(value, list) else value


def written(examples: list[Example]) -> str:
    """The file that is shipped."""
    fields = ("method", "path", "places", "query", "body", "response")
    rows = [{name: getattr(one, name) for name in fields} for one in examples]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Ask the first issue in a folder of its own, and write the file."""
    if not EXAMPLES.exists():
        EXAMPLES.write_text("[]", encoding="utf-8")
    with (
        TemporaryDirectory() as folder,
        open_assistant(Settings(data=Path(folder), model=None)) as assistant,
        TestClient(create_app(assistant)) as client,
    ):
        EXAMPLES.write_text(written(answer(client)), encoding="utf-8")


if __name__ == "__main__":
    main()
