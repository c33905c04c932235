"""An evaluator's own tests ask the desk through the fixture `ask`."""

from pathlib import Path

import pytest

from api.cli import run

pytest_plugins = ["pytester"]

ASKING = """
def test_good_days(ask):
    said = ask("2025年太原市市区优良天数是多少天?")
    assert (said.answer, said.refused, said.figures[0].value) == ("282天", False, "282")
    assert said.quote and said.page == "2026-02-06.md"

def test_metro(ask):
    assert ask("太原地铁3号线什么时候开通?").reason == "not_in_bulletin"

def test_that_fails(ask):
    assert ask("2025年太原市市区优良天数是多少天?").answer == "283天"
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plugin")
    assert run(["--data", str(folder), "ask", "优良天数是多少？"]) == 0
    return folder


def test_what_the_desk_says_can_be_asserted(pytester: pytest.Pytester, data: Path) -> None:
    pytester.makepyfile(ASKING)
    result = pytester.runpytest_inprocess("-p", "api.pytest_plugin", "--bulletin-data", str(data))
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*283天*"])


def test_the_archive_may_be_named_in_the_settings(pytester: pytest.Pytester, data: Path) -> None:
    pytester.makeini(f"[pytest]\naddopts = -p api.pytest_plugin\nbulletin_data = {data}\n")
    pytester.makepyfile("def test_refused(ask):\n    assert ask('今天天气怎么样').refused\n")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)
