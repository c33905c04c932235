"""Our search and answers beside what people would otherwise use: same passages, same questions, same runner.

    python -m bench.peers WORK [--sets first news] [--only ENGINE-WAY ...] [--shared ../shared/data]

For each set WORK/SET gets the archive, the passages and the questions, an index and two results for every peer
(what is there is kept: delete a result to measure it again), and `table.md`, `table.json` and `plot.svg`. Each
peer lives in its own environment, WORK/env/ENGINE, made from `requirements/ENGINE.txt`. A peer that fails is
named in the table with the end of what it said. The set `news` needs the data beside the project. Run from
the repository root, in the project's own environment.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.peers.scores import Row, row_of, write_tables
from corpus.archive import Archive
from corpus.files import read_bulletins
from index.encoder import BUNDLED, MODELS
from qa.evaluating.datasets import Question
from qa.evaluating.reading import read_questions

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).parent / "requirements"
OURS = "question_desk"
"""The engine that runs in the project's own environment."""
PEERS: tuple[tuple[str, str], ...] = (
    (OURS, "answers"),
    (OURS, "search"),
    ("tantivy_alone", "words"),
    ("tantivy_alone", "characters"),
    ("bm25s_alone", "words"),
    ("bm25s_alone", "defaults"),
    ("sqlite_fts5", "words"),
    ("sqlite_fts5", "trigrams"),
    ("milvus_lite", "hybrid"),
    ("txtai_hybrid", "words"),
    ("txtai_hybrid", "defaults"),
    ("llamaindex_fusion", "terms"),
    ("llamaindex_fusion", "fused"),
    ("haystack_pipeline", "hybrid"),
)
"""Ours first; the others by what they ask of the machine."""
LONGEST_S = 1200
"""Seconds after which half of a peer's work is given up: opening, and asking for `measure.LONGEST_S`, must fit."""
SAID = 400
"""Characters of a failed peer's last words that the table repeats."""


@dataclass(frozen=True, slots=True)
class Set:
    """A question set over one collection."""

    name: str
    stories: Path
    questions: tuple[Path, ...]
    day: date | None


def sets_of(shared: Path) -> dict[str, Set]:
    """The sets by name."""
    issue = ROOT / "api" / "first_issue" / "2026-02-06.md"
    return {
        "first": Set("first", issue, (ROOT / "tests" / "questions" / "first_issue.jsonl",), date(2026, 2, 6)),
        "news": Set(
            "news",
            shared / "crud_news.jsonl.gz",
            (shared / "crud_qa_dev.jsonl", shared / "unanswerable_dev.jsonl"),
            None,
        ),
    }


def prepared(one: Set, folder: Path) -> list[Question]:
    """The set's questions; its archive, passages and questions lie in `folder` for the peers."""
    questions = [question for path in one.questions for question in read_questions(path)]
    folder.mkdir(parents=True, exist_ok=True)
    with Archive.open(folder / "archive") as archive:
        if not archive.bulletins():
            archive.add(read_bulletins(one.stories, date=one.day))
        if not (folder / "texts.jsonl").exists():
            names = {row.id: row.name for row in archive.bulletins()}
            _write_lines(
                folder / "texts.jsonl",
                [
                    {
                        "id": passage.id,
                        "document": names[passage.bulletin_id],
                        "text": f"{passage.heading} {passage.text}".strip(),
                    }
                    for passage in archive.passage_texts(after=0, until=archive.generation)
                ],
            )
    _write_lines(
        folder / "questions.jsonl",
        [{"id": question.id, "question": question.question} for question in questions],
    )
    return questions


def _write_lines(path: Path, records: Sequence[dict[str, object]]) -> None:
    beside = path.with_suffix(".part")
    beside.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    beside.replace(path)


def python_of(engine: str, work: Path) -> Path:
    """The interpreter of the engine's environment, which is made where it is not as required."""
    if engine == OURS:
        return Path(sys.executable)
    required = REQUIREMENTS / f"{engine}.txt"
    folder = work / "env" / engine
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    stamp = folder / "required.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != required.read_text("utf-8"):
        venv.create(folder, with_pip=True, clear=True)
        _run([python, "-m", "pip", "install", "--quiet", "--requirement", required])
        stamp.write_text(required.read_text("utf-8"), encoding="utf-8")
    return python


def _run(command: Sequence[str | Path]) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    subprocess.run(  # noqa: S603 - our own command line
        [str(part) for part in command],
        check=True,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
    )


def measured(engine: str, way: str, work: Path, folder: Path, model: Path) -> None:
    """Both halves of one peer's work, where their results are missing. CalledProcessError as it fails."""
    for half in ("build", "ask"):
        if not (folder / "results" / f"{engine}-{way}.{half}.json").exists():
            python = python_of(engine, work)
            _run([python, "-m", "bench.peers.measure", half, engine, way, folder, "--model", model])


def run_set(one: Set, work: Path, only: Sequence[str], model: Path) -> None:
    """Every peer on one set; the tables are written anew after each."""
    folder = work / one.name
    questions = prepared(one, folder)
    with (folder / "texts.jsonl").open(encoding="utf-8") as lines:
        texts = {record["id"]: record["text"] for record in map(json.loads, lines)}
    rows: list[Row] = []
    failed: dict[str, str] = {}
    for engine, way in PEERS:
        name = f"{engine}-{way}"
        results = [folder / "results" / f"{name}.{half}.json" for half in ("build", "ask")]
        if only and name not in only and not all(path.exists() for path in results):
            continue
        print(f"{one.name}: {name}", flush=True)
        try:
            measured(engine, way, work, folder, model)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            failed[name] = _last_words(error)
            print(f"  failed: {failed[name]}", flush=True)
            continue
        built, asked = (json.loads(path.read_text("utf-8")) for path in results)
        rows.append(row_of(name, built, asked, questions, texts))
        write_tables(folder, rows, failed, title=f"{one.name}: quality and cost of a question")
    write_tables(folder, rows, failed, title=f"{one.name}: quality and cost of a question")
    print((folder / "table.md").read_text("utf-8"))


def _last_words(error: subprocess.CalledProcessError | subprocess.TimeoutExpired) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"not done after {LONGEST_S} s"
    return " ".join((error.stderr or "").split())[-SAID:] or f"exit code {error.returncode}"


def main() -> None:
    """Parses the command line and measures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--sets", nargs="+", choices=["first", "news"], default=["first"])
    parser.add_argument(
        "--only", nargs="+", default=[], choices=[f"{e}-{w}" for e, w in PEERS], metavar="ENGINE-WAY"
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    given = parser.parse_args()
    for name in given.sets:
        run_set(sets_of(given.shared)[name], given.work.resolve(), given.only, MODELS / BUNDLED)


if __name__ == "__main__":
    main()
