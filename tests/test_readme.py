"""What the READMEs show is what the desk does, and the Chinese one shows the same as the English one."""

import re
from pathlib import Path

import pytest

from api.cli import EXAMPLES, run

ROOT = Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
DOCUMENTS = [*READMES, *sorted((ROOT / "docs").glob("*.md"))]

BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"\s{2,}#.*")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def blocks(readme: Path) -> list[str]:
    return BLOCK.findall(readme.read_text(encoding="utf-8"))


def commands(readme: Path) -> list[str]:
    """The lines of every block but that of the answer object, whose explanations are in the README's language."""
    shown = "".join(block for block in blocks(readme) if not block.startswith("{"))
    return [COMMENT.sub("", line) for line in shown.splitlines()]


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = map(commands, READMES)
    assert english == chinese


def test_both_readmes_report_the_same_scores() -> None:
    english, chinese = (
        re.findall(r"^\| (?:dev|held|all) \|.*$", readme.read_text(encoding="utf-8"), re.MULTILINE)
        for readme in READMES
    )
    assert len(english) == 3
    assert english == chinese


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_answer_at_the_top_is_what_the_command_prints(
    readme: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asking, _, answer = blocks(readme)[0].partition("\n")
    question = re.fullmatch(r'\$ bulletin ask "(.+)"', asking)
    assert question
    assert run(["--data", str(tmp_path), "ask", question[1]]) == 0
    assert capsys.readouterr().out == answer


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_are_named_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|/bin/)bulletin(?: --data \S+)? ([a-z]+)\b", text, re.MULTILINE))
    assert named <= {name.partition(" ")[0] for name in EXAMPLES}


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_command_is_named(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert [name for name in EXAMPLES if not re.search(rf"bulletin {name} |`{name}`", text)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_inside_the_project_lead_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    assert [t for t in targets if "://" not in t and not (document.parent / t).exists()] == []


@pytest.mark.parametrize("document", [*READMES, ROOT / "docs" / "operations.md"], ids=lambda path: path.name)
def test_the_torch_that_is_named_is_the_pinned_one(document: Path) -> None:
    pinned = re.search(
        r"^torch==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert pinned
    assert set(re.findall(r"torch==([\d.]+)", document.read_text(encoding="utf-8"))) == {pinned[1]}


def test_the_wheel_that_is_named_is_this_version() -> None:
    version = re.search(
        r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert version
    for document in (*READMES, ROOT / "docs" / "operations.md"):
        text = document.read_text(encoding="utf-8")
        assert set(re.findall(r"bulletin_desk-([\d.]+)-py3", text)) == {version[1]}
    assert f"## [{version[1]}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
