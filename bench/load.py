"""Whether a server holds a load: questions at a steady rate over loopback, their latencies, its CPU time and memory.

Requests are due at fixed times, whether or not earlier ones have come back, and each latency counts from when its
request was due: a server that stalls is charged with all that waited (no "coordinated omission").

    python -m bench.load DATA --rate 200 --seconds 600 --workers 2
    python -m bench.load DATA --rate 200 --seconds 600 --workers 2 --fresh    # no question twice

The server is started over the archive in DATA and stopped afterwards. Questions are asked in turn from a file of
`{"question"}` lines; with `--fresh` each is made one of its own by blanks at its end, so that none is remembered.
"""

import argparse
import asyncio
import itertools
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "questions" / "first_issue.jsonl"
CONNECTIONS = 64
WARM_UP_S = 5.0
SAMPLE_EVERY_S = 5.0
START_S = 600.0
"""Seconds that the server may take to be ready, its index made anew included."""


@dataclass
class Tally:
    """What came of the requests."""

    outcomes: Counter[str] = field(default_factory=Counter)
    latencies_s: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sample:
    """The server's processes together, at one moment."""

    resident_mb: float
    shared_once_mb: float
    """Memory with what processes share counted once."""
    cpu_s: float


def main() -> None:
    """Start the server, ask, stop it, and print what was seen; exit code 1 where a request failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--rate", type=float, default=200.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="ask no question twice in the same characters")
    given = parser.parse_args()
    questions = [json.loads(line)["question"] for line in given.questions.read_text("utf-8").splitlines()]
    with subprocess.Popen(  # noqa: S603 - our own program
        [
            *(sys.executable, "-m", "api.cli", "--data", str(given.data), "serve"),
            *("--port", "0", "--workers", str(given.workers), "--limit", "off"),
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            address = _address(server)
            asyncio.run(_ready(address))
            failed = asyncio.run(
                _measured(
                    address,
                    server.pid,
                    _asked(questions, fresh=given.fresh),
                    rate=given.rate,
                    seconds=given.seconds,
                )
            )
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    sys.exit(1 if failed else 0)


def _asked(questions: list[str], *, fresh: bool) -> Iterator[str]:
    # the count in blanks of two widths: the desk strips them, its memory does not
    for number, question in enumerate(itertools.cycle(questions)):
        blanks = format(number, "b").replace("0", " ").replace("1", "\u3000") if fresh else ""
        yield question + blanks


def _address(server: subprocess.Popen[str]) -> tuple[str, int]:
    for line in server.stderr or ():
        if found := re.search(r"http://\S+", line):
            parts = urlsplit(found[0])
            return parts.hostname or "127.0.0.1", parts.port or 80
    raise SystemExit(f"the server ended with {server.wait()} before it listened")


async def _ready(address: tuple[str, int]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection(*address)
            status, _ = await asyncio.wait_for(_request(reader, writer, "GET", "/readyz", b""), START_S)
            writer.close()
            if status == 200:
                return
        except OSError:
            pass  # not listening yet
        await asyncio.sleep(0.5)
    raise SystemExit("the server was not ready in time")


async def _measured(
    address: tuple[str, int], pid: int, asked: Iterator[str], *, rate: float, seconds: float
) -> bool:
    await _load(address, asked, rate=rate, seconds=WARM_UP_S)
    samples: list[Sample] = [_sample(pid)]
    own_before = resource.getrusage(resource.RUSAGE_SELF).ru_utime

    async def watch() -> None:
        while True:
            await asyncio.sleep(SAMPLE_EVERY_S)
            samples.append(_sample(pid))

    watching = asyncio.create_task(watch())
    started = time.perf_counter()
    tally = await _load(address, asked, rate=rate, seconds=seconds)
    took = time.perf_counter() - started
    watching.cancel()
    samples.append(_sample(pid))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_utime - own_before
    latencies = sorted(tally.latencies_s)
    done = len(latencies)

    def at(share: float) -> str:
        return f"{latencies[min(done - 1, int(share * done))] * 1000:.1f} ms" if latencies else "-"

    half = samples[len(samples) // 2 :]
    cpu = samples[-1].cpu_s - samples[0].cpu_s
    print(f"asked {done} in {took:.1f} s: {done / took:.1f} a second, {rate:g} wanted")
    print("outcomes", dict(sorted(tally.outcomes.items())))
    print(f"latency p50 {at(0.5)}  p95 {at(0.95)}  p99 {at(0.99)}  most {at(1.0)}")
    print(
        f"CPU of the server {cpu / max(done, 1) * 1000:.2f} ms a question, of this client {own:.1f} s in all"
    )
    print(
        f"memory {samples[0].shared_once_mb:.0f} MB at first, {half[0].shared_once_mb:.0f} MB half-way,"
        f" {samples[-1].shared_once_mb:.0f} MB at last (shared pages counted once);"
        f" resident {samples[-1].resident_mb:.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    return any(outcome.startswith(("5", "error")) for outcome in tally.outcomes)


async def _load(address: tuple[str, int], asked: Iterator[str], *, rate: float, seconds: float) -> Tally:
    tally = Tally()
    due: asyncio.Queue[tuple[float, str] | None] = asyncio.Queue()
    workers = [asyncio.create_task(_worker(address, due, tally)) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        when = started + number / rate
        wait = when - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        due.put_nowait((when, next(asked)))
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    return tally


async def _worker(
    address: tuple[str, int], due: "asyncio.Queue[tuple[float, str] | None]", tally: Tally
) -> None:
    reader, writer = await asyncio.open_connection(*address)
    while (one := await due.get()) is not None:
        when, question = one
        body = json.dumps({"question": question}, ensure_ascii=False).encode()
        try:
            status, answer = await _request(reader, writer, "POST", "/api/v1/ask", body)
            outcome = json.loads(answer)["status"] if status == 200 else str(status)
        except (OSError, asyncio.IncompleteReadError) as error:
            outcome = f"error {type(error).__name__}"
            reader, writer = await asyncio.open_connection(*address)
        tally.outcomes[outcome] += 1
        tally.latencies_s.append(time.perf_counter() - when)
    writer.close()


async def _request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, method: str, path: str, body: bytes
) -> tuple[int, bytes]:
    # by hand, as a client library would take more of the two cores than the server's own HTTP
    head = f"{method} {path} HTTP/1.1\r\nHost: load\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    answered = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"content-length: (\d+)", answered, re.IGNORECASE)
    content = await reader.readexactly(int(length[1])) if length else b""
    return int(answered.split(" ", 2)[1]), content


def _sample(pid: int) -> Sample:
    pids = [pid, *_children(pid)]
    ticks = os.sysconf("SC_CLK_TCK")
    resident = once = cpu = 0.0
    for one in pids:
        try:
            fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue  # ended meanwhile
        cpu += (int(fields[11]) + int(fields[12])) / ticks
        resident += int(re.findall(r"^Rss:\s+(\d+)", rollup, re.MULTILINE)[0]) / 1024
        once += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[0]) / 1024
    return Sample(resident, once, cpu)


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text(encoding="utf-8").split()]
    return found


if __name__ == "__main__":
    main()
