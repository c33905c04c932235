"""Index time, disk, memory, milliseconds and recall as the archive grows, and which vector index serves which size.

    python -m bench.scale WORK [--sizes 10000 58135 250000 1000000] [--shared ../shared/data]

WORK/STORIES keeps the archive and index of each size, and `result.json`; what is there is kept. WORK/table.md
and the two plots show all sizes that have a result. Each step runs in a process of its own, so that its memory
is its own.

The first stories are the real ones, those that answer `crud_qa_dev.jsonl` before all others, so that its
questions keep their documents. Beyond their number stories are grown: two real stories of the same source and
month give their sentences in turn, by a seeded draw, so words, lengths and passages a story stay those of news,
and each grown story competes with the two it came from. Needs the data beside the project. Run from the
repository root.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from bench.peers.measure import peak_mb
from bench.plots import lines
from bench.retrieval import first_right, read_asked
from corpus.archive import Archive
from corpus.files import read_bulletins
from index.encoder import load_encoder
from index.hybrid import Index
from index.vectors import COLUMNS
from qa.evaluating.metrics import percentile

SEED = 20260206
KINDS = (
    "Flat",
    "SQfp16",
    "PQ{parts}x4fs,Refine(SQfp16)",
    "SQ8",
    "IVF{cells},SQfp16",
    "IVF{cells},SQ8",
    "HNSW32,SQ8",
)
"""Of `faiss.index_factory`. Product quantisation of 8 bits is left out: 64 codebooks of 8 columns were not learned in eight minutes of a shared
core, even from 7,000 rows."""
PROBES = (16, 32, 64, 128, 256, 512)
REACHES = (64, 256, 1024)
"""`efSearch` of HNSW."""
LOOKED_AT = (2, 4, 8, 16)
"""Rows compared exactly for each asked for, of those that codes bring."""
ENOUGH = 0.98
"""Recall@10 against exact search that an approximate index must keep."""
TRAINED_ON = 100_000
"""Rows that cells are learned from, in ROUNDS rounds."""
ROUNDS = 10
LINKED = 500_000
"""Rows beyond which no graph is built: 192,561 took 97 s of a core, and the time grows faster than they do."""

Rows = NDArray[np.float32]


def grown(news: Path, first: frozenset[str], count: int) -> Iterator[dict[str, str]]:
    """`count` stories: the real ones, those named in `first` leading, then grown ones."""
    with gzip.open(news, "rt", encoding="utf-8") as source:
        real = [json.loads(line) for line in source]
    real.sort(key=lambda story: story["id"] not in first)  # a stable sort: the rest stays in its order
    yield from real[:count]
    alike: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for story in real:
        alike[story["src"], (story.get("date") or "")[:7]].append(story)
    draw = Random(SEED)  # noqa: S311 - repeatable, not secret
    for number in range(len(real), count):
        one = draw.choice(real)
        other = draw.choice(alike[one["src"], (one.get("date") or "")[:7]])
        yield {
            "id": f"grown-{number}",
            "date": one.get("date") or "",
            "text": "".join(_mixed(_sentences(one["text"]), _sentences(other["text"]), draw)),
        }


def _sentences(text: str) -> list[str]:
    return re.findall(r"[^。！？\n]*[。！？\n]|[^。！？\n]+$", text)


def _mixed(one: Sequence[str], other: Sequence[str], draw: Random) -> list[str]:
    """As many sentences as `one` has, each place filled from either story."""
    return [
        draw.choice((sentence, other[place])) if place < len(other) else sentence
        for place, sentence in enumerate(one)
    ]


def write_stories(file: Path, stories: Iterator[dict[str, str]]) -> None:
    """A gzipped JSON Lines file for `bulletin add`, whole or not at all."""
    beside = file.with_suffix(".part")
    with gzip.open(beside, "wt", encoding="utf-8", compresslevel=1) as out:
        for story in stories:
            kept = {key: story[key] for key in ("id", "date", "text") if story.get(key)}
            out.write(json.dumps(kept, ensure_ascii=False) + "\n")
    beside.replace(file)


def step_add(folder: Path, shared: Path) -> dict[str, Any]:
    """Reads the stories into the archive."""
    del shared
    with Archive.open(folder) as archive:
        report = archive.add(read_bulletins(folder / "stories.jsonl.gz"))
    size = sum(file.stat().st_size for file in folder.glob("archive.sqlite*"))
    return {"passages": report.passages, "disk_mb": size / 1e6}


def step_index(folder: Path, shared: Path) -> dict[str, Any]:
    """Makes the index of words and vectors."""
    del shared
    with Archive.open(folder) as archive:
        Index.open(folder / "index", archive, load_encoder())
    size = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file())
    return {"disk_mb": size / 1e6}


def step_ask(folder: Path, shared: Path) -> dict[str, Any]:
    """Searches for every question of `crud_qa_dev`."""
    asked = read_asked(shared / "crud_qa_dev.jsonl")
    ranks: list[int | None] = []
    wall: list[float] = []
    processor: list[float] = []
    with Archive.open(folder) as archive:
        began = time.perf_counter()
        index = Index.open(folder / "index", archive, load_encoder())
        opened = time.perf_counter() - began
        names = {row.id: row.name for row in archive.bulletins()}
        index.search(asked[0].question)
        for one in asked:
            start, used = time.perf_counter(), time.process_time()
            hits = index.search(one.question, limit=100)
            wall.append(1000 * (time.perf_counter() - start))
            processor.append(1000 * (time.process_time() - used))
            found = archive.passages([hit.passage_id for hit in hits])
            ranks.append(first_right([names[passage.bulletin_id] for passage in found], one.documents))
    return {
        "open_s": opened,
        "p50": percentile(wall, 0.5),
        "p95": percentile(wall, 0.95),
        "cpu_ms": median(processor),
        "recall": {str(k): sum(r is not None and r <= k for r in ranks) / len(ranks) for k in (1, 5, 10)},
    }


def step_vectors(folder: Path, shared: Path) -> dict[str, Any]:
    """Every kind of vector index over the rows that the size has, against exact search."""
    faiss.omp_set_num_threads(1)  # as the desk searches
    files = (folder / "index").glob("vectors-*.faiss")
    rows = _rows_of(sorted(file for file in files if ".codes." not in file.name))
    asked = load_encoder().encode_questions(
        [one.question for one in read_asked(shared / "crud_qa_dev.jsonl")]
    )
    exact = faiss.knn(asked, rows, 10, faiss.METRIC_INNER_PRODUCT)[1]
    measured = []
    for kind in KINDS:
        if kind.startswith("HNSW") and len(rows) > LINKED:
            continue
        spec = kind.format(cells=2 ** round(np.log2(2 * len(rows) ** 0.5)), parts=rows.shape[1] // COLUMNS)
        used = time.process_time()
        index = faiss.index_factory(rows.shape[1], spec, faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            if spec.startswith("IVF"):
                faiss.extract_index_ivf(index).cp.niter = ROUNDS
            chosen = np.random.default_rng(SEED).choice(len(rows), min(len(rows), TRAINED_ON), replace=False)
            index.train(rows[np.sort(chosen)])
        index.add(rows)
        built = time.process_time() - used
        size = _bytes_of(index, folder / "vectors.part") / 1e6
        for setting, apply in _settings(index, spec):
            apply()
            used = time.process_time()
            found = np.stack([index.search(row[None, :], 10)[1][0] for row in asked])
            ms = 1000 * (time.process_time() - used) / len(asked)
            kept = float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found, exact, strict=True)]))
            measured.append(
                {"kind": spec, "setting": setting, "build_s": built, "mb": size, "cpu_ms": ms, "kept": kept}
            )
            if kept >= 0.999:
                break  # further settings only cost more
        del index
    return {"rows": len(rows), "kinds": measured}


def _rows_of(files: Sequence[Path]) -> Rows:
    """The rows of all files, one after the other, in one block of memory."""
    wholes = [faiss.read_index(str(file)) for file in files]  # kept alive: the rows belong to them
    out = np.empty((sum(whole.ntotal for whole in wholes), wholes[0].d), dtype=np.float32)
    at = 0
    for whole in wholes:
        faiss.downcast_index(whole.index).reconstruct_n(0, whole.ntotal, out[at : at + whole.ntotal])
        at += whole.ntotal
    return out


def _bytes_of(index: Any, file: Path) -> int:
    """What `index` takes on disk; by way of `file`, as a copy in memory would not fit beside a million stories."""
    faiss.write_index(index, str(file))
    size = file.stat().st_size
    file.unlink()
    return size


def _settings(index: Any, spec: str) -> Iterator[tuple[str, Any]]:
    if spec.startswith("IVF"):
        for probes in PROBES:
            yield f"nprobe {probes}", lambda p=probes: setattr(index, "nprobe", p)
    elif spec.startswith("PQ"):
        for factor in LOOKED_AT:
            yield f"{factor} looked at", lambda f=factor: setattr(index, "k_factor", f)
    elif spec.startswith("HNSW"):
        for reach in REACHES:
            yield f"efSearch {reach}", lambda r=reach: setattr(index.hnsw, "efSearch", r)
    else:
        yield "", lambda: None


STEPS = {"add": step_add, "index": step_index, "ask": step_ask, "vectors": step_vectors}


def run_step(name: str, folder: Path, shared: Path) -> dict[str, Any]:
    """One step, in this process, with what it took."""
    wall, used = time.perf_counter(), time.process_time()
    result = STEPS[name](folder, shared)
    return {
        **result,
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - used,
        "peak_mb": peak_mb(),
    }


def measured_size(work: Path, count: int, shared: Path) -> dict[str, Any]:
    """Every step of one size that has no result yet, each in its own process."""
    folder = work / str(count)
    folder.mkdir(parents=True, exist_ok=True)
    stories = folder / "stories.jsonl.gz"
    if not stories.exists():
        asked = read_asked(shared / "crud_qa_dev.jsonl")
        first = frozenset(name for one in asked for name in one.documents)
        write_stories(stories, grown(shared / "crud_news.jsonl.gz", first, count))
    for name in STEPS:
        result = folder / f"{name}.json"
        if not result.exists():
            print(f"{count}: {name}", flush=True)
            command = [sys.executable, "-m", "bench.scale", str(work), "--step", name, "--sizes", str(count)]
            subprocess.run([*command, "--shared", str(shared)], check=True)  # noqa: S603 - this file
    return {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in STEPS}


def table(sizes: dict[int, dict[str, Any]]) -> str:
    """Both tables: the desk as it grows, and the vector indexes at each size."""
    out = [
        "| stories | passages | add, CPU s | index, CPU s | archive MB | index MB | memory indexing / asking, MB"
        " | p50 / p95 ms | CPU ms | recall@1 | recall@5 |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for count, of in sizes.items():
        add, index, ask = of["add"], of["index"], of["ask"]
        out.append(
            f"| {count:,} | {add['passages']:,} | {add['cpu_s']:.0f} | {index['cpu_s']:.0f} | {add['disk_mb']:.0f}"
            f" | {index['disk_mb']:.0f} | {index['peak_mb']:.0f} / {ask['peak_mb']:.0f}"
            f" | {ask['p50']:.1f} / {ask['p95']:.1f} | {ask['cpu_ms']:.1f}"
            f" | {ask['recall']['1']:.3f} | {ask['recall']['5']:.3f} |"
        )
    out += [
        "",
        "| stories | vector index | setting | build, CPU s | MB | CPU ms | recall@10 of exact |",
        "|---:|---|---|---:|---:|---:|---:|",
    ]
    for count, of in sizes.items():
        for kind in _telling(of["vectors"]["kinds"]):
            out.append(
                f"| {count:,} | {kind['kind']} | {kind['setting']} | {kind['build_s']:.0f} | {kind['mb']:.0f}"
                f" | {kind['cpu_ms']:.1f} | {kind['kept']:.3f} |"
            )
    return "\n".join([*out, ""])


def _telling(kinds: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of each kind the cheapest setting that keeps enough, or else its best."""
    for name in dict.fromkeys(kind["kind"] for kind in kinds):
        own = [kind for kind in kinds if kind["kind"] == name]
        yield next((kind for kind in own if kind["kept"] >= ENOUGH), own[-1])


def write_all(work: Path) -> None:
    """The tables and plots of every size in `work` that is measured."""
    sizes = {
        count: {name: json.loads((work / str(count) / f"{name}.json").read_text("utf-8")) for name in STEPS}
        for count in sorted(int(path.name) for path in work.iterdir() if path.name.isdigit())
        if all((work / str(count) / f"{name}.json").exists() for name in STEPS)
    }
    (work / "table.md").write_text(table(sizes), encoding="utf-8")
    cost = [
        ("index, CPU s", [(count, of["index"]["cpu_s"]) for count, of in sizes.items()]),
        ("index, MB", [(count, of["index"]["disk_mb"]) for count, of in sizes.items()]),
        ("asking, MB", [(count, of["ask"]["peak_mb"]) for count, of in sizes.items()]),
        ("search, CPU ms", [(count, of["ask"]["cpu_ms"]) for count, of in sizes.items()]),
    ]
    (work / "scale.svg").write_text(
        lines(cost, title="What the archive costs as it grows", across="stories", up=""), encoding="utf-8"
    )
    print((work / "table.md").read_text("utf-8"))


def main() -> None:
    """Measures every size asked for, or one step of one size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 58_135, 250_000, 1_000_000])
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--step", choices=list(STEPS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not (given.shared / "crud_news.jsonl.gz").exists():
        sys.exit(f"{given.shared} holds no crud_news.jsonl.gz: this needs the data beside the project")
    if given.step:
        (count,) = given.sizes
        folder = given.work / str(count)
        result = run_step(given.step, folder, given.shared)
        beside = folder / f"{given.step}.part"
        beside.write_text(json.dumps(result), encoding="utf-8")
        beside.replace(folder / f"{given.step}.json")
        return
    given.work.mkdir(parents=True, exist_ok=True)
    for count in given.sizes:
        measured_size(given.work, count, given.shared)
        write_all(given.work)


if __name__ == "__main__":
    main()
