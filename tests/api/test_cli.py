"""The command line: exit codes, where results and complaints go, and that the help's examples are true."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from api.cli import EXAMPLES, run
from api.private.database import Database
from api.private.tokens import Scope, Tokens, now_utc
from api.settings import FIRST_ISSUE
from corpus.archive import Archive

ROOT = Path(__file__).parents[2]
ASKED = "2025年太原市市区优良天数是多少天？"
QUESTIONS = [
    {"id": "days", "question": ASKED, "answers": ["282天"], "kind": "figure"},
    {"id": "metro", "question": "太原地铁3号线什么时候开通？", "kind": "none"},
]
PREDICTED = ["id", "answer", "quote", "refused", "doc_id", "page", "start", "end", "figures", "score", "ms"]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the first issue in it, index and all."""
    data = tmp_path_factory.mktemp("filled")
    assert run(["--data", str(data), "add", str(FIRST_ISSUE)]) == 0
    return data


@pytest.fixture
def desk(tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the files that the examples name, over a copy of the filled data folder."""
    shutil.copytree(filled, tmp_path / "data")
    monkeypatch.setenv("BULLETIN_DATA", str(tmp_path / "data"))
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(FIRST_ISSUE, work / "2026-02-06.md")
    with closing(Database.open(tmp_path / "data")) as private:
        issued = Tokens(private).create({Scope.ASK}, days=1, note="", now=now_utc())
        private.change("UPDATE tokens SET id = '1f8a03c7' WHERE id = ?", issued.token.id)
    (work / "questions.jsonl").write_text("".join(json.dumps(q) + "\n" for q in QUESTIONS), encoding="utf-8")
    (work / "稿子.md").write_text("2025年,太原市市区优良天数283天。\n", encoding="utf-8")
    monkeypatch.chdir(work)
    return work


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on standard error: Chinese, no traceback, and nothing on standard output."""
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert re.search("[\u4e00-\u9fff]", err)
    return err


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in ("serve", "mcp")])
@pytest.mark.usefixtures("desk")
def test_the_example_in_each_help_is_true(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--help"]) == 0
    assert EXAMPLES[name] in capsys.readouterr().out
    program, *arguments = shlex.split(EXAMPLES[name])
    assert program == "bulletin"
    if name == "compare":
        for folder in arguments[1:]:
            assert run(["evaluate", "questions.jsonl", "--report", folder]) == 0
        capsys.readouterr()
    assert run(arguments) == 0
    assert capsys.readouterr().out


@pytest.mark.usefixtures("desk")
def test_an_answer_is_printed_with_its_sentence_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", ASKED]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "282天"
    assert "太原市市区优良天数282天,优良率为77.3%" in lines[2]
    assert "《美丽太原建设迈出坚实步伐》" in lines[3]
    assert "2026年2月6日" in lines[3]


@pytest.mark.usefixtures("desk")
def test_json_holds_the_fixed_object_and_its_place_is_true(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", ASKED, "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["status"], body["answer"], body["answers"]) == ("answered", "282天", ["282天"])
    assert body["figures"][0]["value"] == "282"
    text = FIRST_ISSUE.read_text(encoding="utf-8")
    assert text[body["source"]["start"] : body["source"]["end"]] == "282天"
    assert "".join(body["quote"].values()) in text


@pytest.mark.usefixtures("desk")
def test_a_refusal_is_done_not_failed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "太原地铁3号线什么时候开通？", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["status"], body["answer"]) == ("refused", None)
    assert body["reason"]
    assert body["explanation"]


def test_an_empty_archive_starts_from_the_first_issue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(tmp_path / "new"), "ask", ASKED]) == 0
    assert capsys.readouterr().out.startswith("282天\n")
    with Archive.open(tmp_path / "new") as archive:
        assert [row.name for row in archive.bulletins()] == ["2026-02-06.md"]


def test_the_data_folder_may_be_named_before_or_after_the_command(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", ASKED, "--data", str(filled)]) == 0
    after = capsys.readouterr().out
    assert run(["--data", str(filled), "ask", ASKED]) == 0
    assert capsys.readouterr().out == after


@pytest.mark.usefixtures("desk")
def test_stories_give_places_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "2026-02-06.md", "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    stories = read["stories"]
    for doubt in read["doubts"]:
        assert set(doubt) == {"end", "start", "probability", "reason"}
        assert 0 <= doubt["probability"] < 0.9
    assert set(stories[0]) == {"title", "kicker", "byline", "spans", "confidence"}
    text = FIRST_ISSUE.read_text(encoding="utf-8")
    joined = "".join(text[start:end] for start, end in stories[0]["spans"])
    assert "从源头遏制新增污染" in joined


@pytest.mark.usefixtures("desk")
def test_stories_need_no_date(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("2026-02-06.md", "page_001.md")
    assert run(["stories", "page_001.md", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stories"]


@pytest.mark.usefixtures("desk")
def test_stories_of_ready_stories_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"id": str(n), "text": "正文。", "date": "2026-01-01"}) for n in range(2)]
    Path("ready.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run(["stories", "ready.jsonl"]) == 2
    assert "不用再分" in complaint(capsys)


def test_batch_writes_one_record_a_question(desk: Path) -> None:
    assert run(["batch", "questions.jsonl", "-o", "predictions.jsonl"]) == 0
    records = [
        json.loads(line) for line in Path("predictions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [record["id"] for record in records] == ["days", "metro"]
    assert set(PREDICTED) <= set(records[0])
    assert (records[0]["answer"], records[0]["refused"], records[0]["page"]) == (
        "282天",
        False,
        "2026-02-06.md",
    )
    assert (records[1]["answer"], records[1]["refused"]) == ("", True)
    assert sorted(path.name for path in desk.iterdir()) == [
        "2026-02-06.md",
        "predictions.jsonl",
        "questions.jsonl",
        "稿子.md",
    ]


@pytest.mark.usefixtures("desk")
def test_a_batch_that_cannot_start_leaves_the_old_answers(capsys: pytest.CaptureFixture[str]) -> None:
    Path("predictions.jsonl").write_text("old", encoding="utf-8")
    Path("bad.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    assert run(["batch", "bad.jsonl", "-o", "predictions.jsonl"]) == 2
    assert complaint(capsys)
    assert Path("predictions.jsonl").read_text(encoding="utf-8") == "old"


@pytest.mark.usefixtures("desk")
def test_evaluate_prints_scores_and_writes_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "questions.jsonl", "--report", "report"]) == 0
    assert "| all " in capsys.readouterr().out
    assert sorted(path.name for path in Path("report").iterdir()) == [
        ".lock",
        "predictions.jsonl",
        "questions.jsonl",
        "report.html",
        "report.md",
        "scores.json",
        "settings.json",
    ]


MISUSES = {
    "nothing": [],
    "unknown command": ["answer"],
    "unknown option": ["--bad"],
    "unknown option of a command": ["ask", "--bad", "问"],
    "no question": ["ask"],
    "two questions": ["ask", "一", "二"],
    "empty question": ["ask", ""],
    "blank question": ["ask", "  "],
    "long question": ["ask", "问" * 10_000],
    "question that is not text": ["ask", "\udcff\udcfe"],
    "option without value": ["serve", "--port"],
    "port that is no number": ["serve", "--port", "x"],
    "port out of range": ["serve", "--port", "70000"],
    "host unknown": ["serve", "--host", "no-such-host.invalid"],
    "no such date": ["add", "2026-02-06.md", "--date", "2026-02-30"],
    "no output": ["batch", "questions.jsonl"],
    "output in no folder": ["batch", "questions.jsonl", "-o", "nowhere/x.jsonl"],
    "output a folder": ["batch", "questions.jsonl", "-o", "."],
    "missing page": ["add", "missing.md"],
    "missing questions": ["batch", "missing.jsonl", "-o", "x.jsonl"],
    "missing data set": ["evaluate", "missing.jsonl"],
    "empty page": ["add", "empty-2026-01-01.md"],
    "binary page": ["add", "binary-2026-01-01.md"],
    "page of another kind": ["add", "page.docx"],
    "folder for a page": ["stories", "."],
    "no such model": ["--model", "./no-such-model", "ask", "问"],
}


@pytest.mark.parametrize("arguments", MISUSES.values(), ids=MISUSES.keys())
@pytest.mark.usefixtures("desk")
def test_misuse_is_told_in_chinese_with_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty-2026-01-01.md").touch()
    Path("binary-2026-01-01.md").write_bytes(bytes(range(256)) * 16)
    Path("page.docx").write_bytes(b"PK\x03\x04")
    assert run(arguments) == 2
    if arguments:
        complaint(capsys)


@pytest.mark.usefixtures("desk")
def test_a_bad_page_among_good_ones_adds_none(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("2026-02-06.md", "2026-02-07.md")
    Path("2026-02-08.md").touch()
    assert run(["add", "2026-02-07.md", "2026-02-08.md"]) == 2
    assert "2026-02-08.md" in complaint(capsys)
    with Archive.open(Path(os.environ["BULLETIN_DATA"])) as archive:
        assert [row.name for row in archive.bulletins()] == ["2026-02-06.md"]


def test_a_data_folder_that_is_a_file_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert run(["--data", str(tmp_path / "file"), "ask", ASKED]) == 1
    assert complaint(capsys)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert re.fullmatch(r"bulletin [0-9][0-9.]*\n", capsys.readouterr().out)


def process(*arguments: str, data: Path) -> "subprocess.Popen[str]":
    """A true run of the command, as a shell would start it."""
    environment = {**os.environ, "BULLETIN_DATA": str(data), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "api.cli", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("arguments", "code"), [(["stories", str(FIRST_ISSUE)], 0), (["stories", "no.md"], 2)]
)
def test_a_true_process_ends_with_the_same_codes(tmp_path: Path, arguments: list[str], code: int) -> None:
    with process(*arguments, data=tmp_path) as running:
        out, err = running.communicate(timeout=60)
    assert running.returncode == code
    assert bool(out) == (code == 0)
    assert bool(err) == (code != 0)


def test_serve_answers_until_stopped_and_holds_its_port(filled: Path) -> None:
    with process("serve", "--port", "0", data=filled) as serving:
        try:
            assert serving.stderr is not None
            [address] = re.findall(r"http://127\.0\.0\.1:\d+", serving.stderr.readline())[:1]
            # urlopen waits for the listening socket; the page itself waits for the index, so ask until ready
            answer = asked_when_ready(address)
            assert (answer["status"], answer["answer"]) == ("answered", "282天")
            with process("serve", "--port", address.rpartition(":")[2], data=filled) as second:
                _, err = second.communicate(timeout=180)
            assert second.returncode == 1
            assert "已被占用" in err
        finally:
            serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=180) in {0, 130}


def asked_when_ready(address: str) -> dict[str, object]:
    """The answer to `ASKED`, once `/readyz` says that there can be one."""
    for _ in range(600):
        try:
            with urlopen(f"{address}/readyz", timeout=10):  # noqa: S310 - our own server
                break
        except HTTPError as waiting:
            waiting.close()
            time.sleep(0.1)
    request = Request(  # noqa: S310 - our own server
        f"{address}/api/v1/ask",
        data=json.dumps({"question": ASKED}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=30) as response:  # noqa: S310 - our own server
        body: dict[str, object] = json.load(response)
    return body
