"""The first issue, asked once for all the tests that look at what was said."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from qa.answers import Answer
from qa.assistant import Assistant
from tests.qa.desks import desk_over
from tests.questions.floors import FIRST_ISSUE, QUESTIONS


@pytest.fixture(scope="session")
def first_issue_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the bundled first issue in it, indexed."""
    folder = tmp_path_factory.mktemp("first-issue")
    desk_over(folder, FIRST_ISSUE).close()
    return folder


@pytest.fixture(scope="session")
def desk(first_issue_data: Path) -> Iterator[Assistant]:
    """The desk over the first issue."""
    with Assistant.open(first_issue_data) as opened:
        yield opened


@pytest.fixture(scope="session")
def said(desk: Assistant) -> Mapping[str, Answer]:
    """What the desk says to each question of the set, by the question's id."""
    return {question.id: desk.ask(question.question) for question in QUESTIONS}
