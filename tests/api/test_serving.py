"""Several workers at one port: they share conversations, follow the archive, add up their counts, and stop when told."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from api.commands.serving import _listener, _origin
from api.settings import FIRST_ISSUE
from corpus.archive import Archive
from corpus.errors import BadRequest
from corpus.files import read_bulletins

ROOT = Path(__file__).parents[2]
ASKED = "2025年太原市市区优良天数是多少天？"
PATIENCE_S = 300


@dataclass(frozen=True)
class Running:
    address: str
    metrics: str
    data: Path
    log: Path
    process: subprocess.Popen[str]

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(self.address + path, timeout=PATIENCE_S) as response:  # noqa: S310 - our own server
                return response.status, response.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def ask(self, question: str, path: str = "/api/v1/ask") -> dict[str, object]:
        body = json.dumps({"question": question}).encode()
        request = Request(self.address + path, body, {"Content-Type": "application/json"})  # noqa: S310
        with urlopen(request, timeout=PATIENCE_S) as response:  # noqa: S310
            answer: dict[str, object] = json.load(response)
        return answer


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers over the first issue."""
    data = tmp_path_factory.mktemp("data")
    log = data.parent / "log.jsonl"
    with Archive.open(data) as archive:
        archive.add(read_bulletins(FIRST_ISSUE))
    # port 0 for the counts too would not be told; this one is as likely as any to be free
    metrics = 20_000 + os.getpid() % 10_000
    with (
        log.open("w", encoding="utf-8") as out,
        subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "api.cli", "--data", str(data), "serve", "--port", "0"),
                *("--workers", "2", "--limit", "off", "--metrics", str(metrics)),
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"},
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        try:
            found = re.search(r"http://\S+", process.stderr.readline() if process.stderr else "")
            assert found, "the server did not say where it listens"
            yield Running(found[0], f"http://127.0.0.1:{metrics}", data, log, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE_S)


def test_workers_answer_alike_follow_the_archive_and_stop_in_peace(running: Running, tmp_path: Path) -> None:
    # the first to connect waits in the queue until a worker is open; none is told to come again
    answers = [running.ask(ASKED) for _ in range(6)]
    assert {str(answer["answer"]) for answer in answers} == {"282天"}
    assert len({str(answer["id"]) for answer in answers}) == 1

    made = json.loads(urlopen(Request(f"{running.address}/api/v1/conversations", b""), timeout=60).read())  # noqa: S310
    place = f"/api/v1/conversations/{made['id']}"
    for question in (ASKED, "优良率呢？", "去年呢？"):
        running.ask(question, f"{place}/ask")
    assert json.loads(running.get(place)[1])["questions"] == [ASKED, "优良率呢？", "去年呢？"]
    assert not [file.name for file in running.data.iterdir() if "conversation" in file.name]

    page = tmp_path / "2026-02-07.md"
    page.write_text("## 新公园开放\n\n本报讯 去年全市新建公园8座。(高远)\n", encoding="utf-8")
    with Archive.open(running.data) as archive:
        archive.add(read_bulletins(page))
    assert {str(running.ask("去年全市新建公园多少座？")["answer"]) for _ in range(6)} == {"8座"}

    counted = urlopen(f"{running.metrics}/metrics", timeout=60).read().decode()  # noqa: S310
    assert 'bulletin_requests_total{method="POST",route="/api/v1/ask",status="200"} 12.0' in counted
    assert "bulletin_archive_generation 2.0" in counted
    assert running.get("/metrics")[0] == 404

    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=PATIENCE_S) == 0
    assert running.process.stderr
    assert "可以提问了" in running.process.stderr.read()
    lines = [json.loads(line) for line in running.log.read_text(encoding="utf-8").splitlines()]
    assert {line["level"] for line in lines} == {"INFO"}
    assert all(line["request_id"] for line in lines)
    assert ASKED not in running.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("9100", ("127.0.0.1", 9100)),
        ("0.0.0.0:9100", ("0.0.0.0", 9100)),  # noqa: S104 - read, not listened at
        ("[::1]:9100", ("::1", 9100)),
    ],
)
def test_counts_are_for_this_machine_unless_said_otherwise(text: str, place: tuple[str, int]) -> None:
    assert _listener(text) == place


@pytest.mark.parametrize(
    "text", ["*", "www.example.cn", "https://a.cn/path", "https://a.cn; script-src *", "null"]
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        _origin(text)
