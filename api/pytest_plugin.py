"""For pytest: the fixture `ask`, so that an evaluator writes what must be answered as tests.

Load it with `-p api.pytest_plugin`, in `addopts` or in the root conftest's `pytest_plugins`:

    def test_good_days(ask):
        assert ask("2025年太原市市区优良天数是多少天?").answer == "282天"

    def test_metro(ask):
        assert ask("太原地铁3号线什么时候开通?").refused

The archive is that of `--bulletin-data`, else of `bulletin_data` in pytest's settings, else of BULLETIN_DATA, else the
user's own; an empty one takes in the bundled first issue. It is opened once for all tests.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.evaluating.predictions import Prediction

Ask = Callable[[str], "Prediction"]
"""A question in; its answer as it stands in predictions: answer, refused, reason, quote, figures, doc_id, ..."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The folder of the archive, and the embedding model."""
    group = parser.getgroup("bulletin")
    group.addoption("--bulletin-data", metavar="DIR", help="the archive that `ask` asks")
    group.addoption(
        "--bulletin-model", metavar="NAME", help="the embedding model; the bundled one by default"
    )
    parser.addini("bulletin_data", "the archive that `ask` asks, from the root folder of the tests")


@pytest.fixture(scope="session")
def bulletin_desk(pytestconfig: pytest.Config) -> Iterator["Assistant"]:
    """The assistant over the archive that the options name."""
    from api.commands.opening import open_assistant
    from api.commands.options import ENVIRONMENT
    from api.settings import Settings, default_data

    given = pytestconfig.getoption("--bulletin-data")
    told = pytestconfig.getini("bulletin_data")
    surroundings = os.environ.get(ENVIRONMENT)
    if given:
        data = Path(given)
    elif told:
        data = pytestconfig.rootpath / told
    else:
        data = Path(surroundings) if surroundings else default_data()
    settings = Settings(data=data, model=pytestconfig.getoption("--bulletin-model"))
    with open_assistant(settings) as assistant:
        yield assistant


@pytest.fixture
def ask(bulletin_desk: "Assistant") -> Ask:
    """What the desk says to a question. BadRequest where it is none (empty, too long)."""
    from qa.evaluating.predictions import record

    def asked(question: str) -> "Prediction":
        begun = perf_counter()
        answer = bulletin_desk.ask(question)
        return record(question, answer, ms=(perf_counter() - begun) * 1000)

    return asked
