"""The examples of the endpoint's description are what the first issue answers."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.commands.opening import open_assistant
from api.contract import EXAMPLES, examples
from api.settings import Settings
from tests.api.conftest import Canned
from tests.api.v1.examples import answer, written


def test_every_example_is_true(tmp_path: Path) -> None:
    """If it is the answers that are right: `python -m tests.api.v1.examples`, and read the difference."""
    settings = Settings(data=tmp_path, model=None)
    with open_assistant(settings) as assistant, TestClient(create_app(assistant)) as client:
        assert written(answer(client)) == EXAMPLES.read_text(encoding="utf-8")


def test_the_description_shows_them(canned: Canned) -> None:
    paths = create_app(canned).openapi()["paths"]
    for example in examples():
        operation = paths[example.path][example.method.lower()]
        [content] = [
            response["content"]["application/json"]
            for status, response in operation["responses"].items()
            if status.startswith("2")
        ]
        assert content["example"] == example.response
        shown = {one["name"]: one.get("example") for one in operation.get("parameters", [])}
        assert (example.places | example.query).items() <= shown.items()
        if example.body is not None:
            assert operation["requestBody"]["content"]["application/json"]["example"] == example.body


@pytest.mark.parametrize("place", ["/api/v1/ask", "/api/v1/search", "/api/v1/bulletins", "/api/v1/feedback"])
def test_every_error_is_described_as_a_problem_object(canned: Canned, place: str) -> None:
    for operation in create_app(canned).openapi()["paths"][place].values():
        assert {"422", "429", "503"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
