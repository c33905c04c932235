"""One peer, one set, one half of the work, in a process of its own: what it took and what came back.

    python -m bench.peers.measure build|ask ENGINE WAY WORK

Run by `python -m bench.peers` in the peer's environment; standard library only. WORK holds `texts.jsonl` and
`questions.jsonl`; the index goes to WORK/index/ENGINE-WAY, the result to WORK/results/ENGINE-WAY.build.json
or .ask.json. Memory is the most that the process ever held, the texts included.
"""

import argparse
import importlib
import json
import resource
import shutil
import sys
import time
from pathlib import Path

from bench.peers.protocol import Way, read_asked, read_texts

LIMIT = 100
"""Passages asked for; a document is worth its best passage."""
WARM_UP = 3
"""Questions asked before the clock runs: the first ones load what is loaded on demand."""
LONGEST_S = 600.0
"""Seconds of asking after which a slow peer is stopped; what it was asked until then is scored, and said so."""


def way_of(engine: str, name: str) -> Way:
    """The way `name` of the module `engine`."""
    found: Way = importlib.import_module(f"bench.peers.engines.{engine}").WAYS[name]
    return found


def peak_mb() -> float:
    """Megabytes of the process at its largest.

    Of this program alone: `ru_maxrss` begins, on Linux, with what the process held that started this one, and is asked only where
    there is no /proc. Linux gives kilobytes, macOS bytes.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (one for one in status.read_text("utf-8").splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def build(way: Way, work: Path, model: Path, folder: Path) -> dict[str, object]:
    """Builds the index anew."""
    texts = read_texts(work / "texts.jsonl")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wall, processor = time.perf_counter(), time.process_time()
    way.build(texts, folder, model)
    return {
        "passages": len(texts),
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - processor,
        "disk_mb": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6,
        "peak_mb": peak_mb(),
    }


def ask(way: Way, work: Path, model: Path, folder: Path) -> dict[str, object]:
    """Opens the index and asks every question once."""
    texts = read_texts(work / "texts.jsonl")
    document = {text.id: text.document for text in texts}
    asked = read_asked(work / "questions.jsonl")
    began = time.perf_counter()
    desk = way.open(texts, folder, model)
    opened = time.perf_counter() - began
    for one in asked[:WARM_UP]:
        desk.ask(one.question, LIMIT)
    said = []
    began = time.perf_counter()
    for one in asked:
        wall, processor = time.perf_counter(), time.process_time()
        answer = desk.ask(one.question, LIMIT)
        said.append(
            {
                "id": one.id,
                "ms": 1000 * (time.perf_counter() - wall),
                "cpu_ms": 1000 * (time.process_time() - processor),
                "passages": answer.passages,
                "documents": [answer.document]
                if answer.document is not None
                else list(dict.fromkeys(document[number] for number in answer.passages)),
                "answer": answer.answer,
                "quote": answer.quote,
            }
        )
        if time.perf_counter() - began > LONGEST_S:
            break
    return {"open_s": opened, "peak_mb": peak_mb(), "said": said}


def main() -> None:
    """Runs one half and writes its result, whole or not at all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("half", choices=["build", "ask"])
    parser.add_argument("engine")
    parser.add_argument("way")
    parser.add_argument("work", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    given = parser.parse_args()
    name = f"{given.engine}-{given.way}"
    half = build if given.half == "build" else ask
    way = way_of(given.engine, given.way)
    result = half(way, given.work, given.model, given.work / "index" / name)
    target = given.work / "results" / f"{name}.{given.half}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".part")
    beside.write_text(json.dumps({"note": way.note, **result}, ensure_ascii=False), encoding="utf-8")
    beside.replace(target)


if __name__ == "__main__":
    main()
