"""Question sets as BEIR folders (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv.

They ask for documents alone. Queries that the qrels do not judge are left out, as BEIR's own loader does, and so are
documents without any text, which no search could find.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import BadRequest
from qa.evaluating.datasets import SEARCH, Dataset, Question, SetStory

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels"
_TEST = "test.tsv"
"""The qrels that are taken where a folder has several: the ones that scores are reported on."""


def read_beir(folder: Path) -> Dataset:
    """The set in `folder`. BadRequest, with file and line, where it is not one."""
    for name in (CORPUS, QUERIES):
        if not (folder / name).is_file():
            raise BadRequest(
                f"{folder}: no {name}, so not a BEIR folder.",
                detail=f"文件夹“{folder}”里没有 {name}。BEIR 问题集要有 corpus.jsonl、queries.jsonl 和 qrels/*.tsv。",
            )
    stories = tuple(
        SetStory(number, text, title)
        for number, title, text in _records(folder / CORPUS)
        if text.strip() or title.strip()
    )
    grades = _grades(_qrels(folder))
    known = {story.id for story in stories}
    questions = []
    for number, _, text in _records(folder / QUERIES):
        relevant = {name: grade for name, grade in grades.get(number, {}).items() if name in known}
        if relevant:
            questions.append(
                Question(
                    id=number,
                    question=text,
                    kind=SEARCH,
                    gold=(),
                    doc_ids=tuple(relevant),
                    doc_grades=tuple(relevant.values()),
                )
            )
    return Dataset(folder.name, tuple(questions), tuple(_worded(story) for story in stories))


def _worded(story: SetStory) -> SetStory:
    """A document that is a title alone is found by it."""
    return story if story.text.strip() else SetStory(story.id, story.title, "")


def _records(path: Path) -> Iterator[tuple[str, str, str]]:
    """Identifier, title and text of each line."""
    seen: set[str] = set()
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row: object = json.loads(line)
        except json.JSONDecodeError as error:
            raise _bad(path, number, f"not JSON ({error.msg})", "不是合法的 JSON") from error
        if not isinstance(row, dict) or not isinstance(row.get("_id"), str | int):
            raise _bad(path, number, "no _id", "缺少 _id")
        name, text, title = str(row["_id"]), row.get("text"), row.get("title") or ""
        if not isinstance(text, str) or not isinstance(title, str):
            raise _bad(path, number, "no text", "缺少 text")
        if name in seen:
            raise _bad(path, number, f"_id {name!r} stood before", f"_id“{name}”重复")
        seen.add(name)
        yield name, title, text


def _qrels(folder: Path) -> Path:
    found = sorted((folder / QRELS).glob("*.tsv"))
    test = folder / QRELS / _TEST
    if test in found:
        return test
    if len(found) != 1:
        have = "、".join(path.name for path in found) or "没有"
        raise BadRequest(
            f"{folder}: {QRELS}/ holds {len(found)} .tsv files and no {_TEST}.",
            detail=f"“{folder}”的 {QRELS} 文件夹里要有 {_TEST},或只有一个 .tsv 文件(现在:{have})。",
        )
    return found[0]


def _grades(path: Path) -> dict[str, dict[str, int]]:
    """Query -> document -> grade, those of grade 0 left out."""
    grades: dict[str, dict[str, int]] = {}
    rows = csv.reader(_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, 1):
        if not row or (number == 1 and row[-1].strip().lower() == "score"):
            continue
        try:
            query, document, grade = row[0], row[1], int(row[2])
        except (IndexError, ValueError) as error:
            raise _bad(
                path, number, "not query-id, corpus-id, score", "不是“问题编号、文档编号、分数”三列"
            ) from error
        if grade > 0:
            grades.setdefault(query, {})[document] = grade
    return grades


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(
            f"{path}: cannot be read as UTF-8 text ({error}).",
            detail=f"“{path}”读不出来。请检查权限,并确认它是 UTF-8 编码。",
        ) from error


def _bad(path: Path, number: int, what: str, detail: str) -> BadRequest:
    return BadRequest(f"{path}, line {number}: {what}.", detail=f"“{path.name}”第 {number} 行{detail}。")
