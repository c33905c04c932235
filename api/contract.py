"""The endpoint's OpenAPI description, as it truly behaves.

Its examples are requests to the first issue with what it answered; `tests/api/v1/examples.py` makes them, and a
test asks again.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api import completions
from api.problems import MEDIA_TYPE

EXAMPLES = Path(__file__).parent / "v1" / "examples.json"


@dataclass(frozen=True, slots=True)
class Example:
    """One request to a desk that holds the first issue, and the body that came back."""

    method: str
    path: str
    """As the route is declared."""
    places: dict[str, str | int]
    """What stands in the path's braces."""
    query: dict[str, str | int]
    body: object
    """Of the request; None where it has none."""
    response: object


@cache
def examples() -> tuple[Example, ...]:
    """The examples that are shipped."""
    return tuple(Example(**one) for one in json.loads(EXAMPLES.read_text(encoding="utf-8")))


def describe(app: FastAPI) -> None:
    """Have `app` describe its errors as problem objects, which FastAPI cannot, and its operations with examples."""
    plain = app.openapi

    def described() -> dict[str, Any]:  # FastAPI's own signature
        schema = plain()
        for path, operations in schema["paths"].items():
            for operation in operations.values():
                if not path.startswith(completions.router.prefix):  # whose errors have OpenAI's shape
                    _describe_problems(operation)
        for example in examples():
            _describe_example(schema["paths"][example.path][example.method.lower()], example)
        return schema

    app.openapi = described  # type: ignore[method-assign]


def _describe_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            response["content"] = {MEDIA_TYPE: content["application/json"]}


def _describe_example(operation: dict[str, Any], example: Example) -> None:
    for parameter in operation.get("parameters", []):
        given = example.places | example.query
        if parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    if example.body is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = example.body
    for status, response in operation["responses"].items():
        if status.startswith("2") and "application/json" in response.get("content", {}):
            response["content"]["application/json"]["example"] = example.response
