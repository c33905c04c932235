"""Question sets in files, told apart by what they are: JSON, a table, a BEIR folder."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import BadRequest
from qa.evaluating.beir import read_beir
from qa.evaluating.datasets import Dataset, Question
from qa.evaluating.json_sets import parse_json_set
from qa.evaluating.tables import TABLE_SUFFIXES, read_table


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, in its order. BadRequest as `read_dataset`."""
    return list(read_dataset(path).questions)


def read_dataset(path: Path) -> Dataset:
    """The set in a file (.jsonl, .json, .csv, .tsv, .xlsx) or a BEIR folder.

    BadRequest where it is missing, not text, empty, not of a form we know, or names one id twice.
    """
    if path.is_dir():
        dataset = read_beir(path)
    elif path.suffix.lower() in TABLE_SUFFIXES:
        dataset = read_table(path)
    else:
        dataset = parse_json_set(_text(path), name=path.name)
    if not dataset.questions:
        raise BadRequest(
            f"{path}: holds no question.",
            detail=f"问题集 {path.name} 里没有问题。请每行写一个 JSON 对象,至少含 id 和 question;"
            "表格请写“问题”“答案”两列。",
        )
    return dataset


def read_datasets(paths: Sequence[Path]) -> list[Dataset]:
    """Several sets to be asked in one run, each question marked with its set's name.

    BadRequest as `read_dataset`, and where two sets share an id or a name.
    """
    sets = [read_dataset(path) for path in paths]
    seen: dict[str, str] = {}
    names: dict[str, Path] = {}
    for path, one in zip(paths, sets, strict=True):
        if one.name in names:
            raise BadRequest(
                f"{path}: a set called {one.name} was given already ({names[one.name]}).",
                detail=f"问题集 {one.name} 给了两次,或有两个同名的文件({names[one.name]}、{path})。请改名或去掉一个。",
            )
        names[one.name] = path
        for question in one.questions:
            if question.id in seen:
                raise BadRequest(
                    f"{one.name}: id {question.id!r} was already used in {seen[question.id]}.",
                    detail=f"问题集 {one.name} 和 {seen[question.id]} 里有相同的编号({question.id})。"
                    "请改成不同的 id,或分两次评测。",
                )
            seen[question.id] = one.name
    if len(sets) == 1:
        return sets
    return [replace(s, questions=tuple(replace(q, set=s.name) for q in s.questions)) for s in sets]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadRequest(
            f"{path}: no such file. Give a question set (.jsonl, SQuAD .json, .csv, .xlsx or a BEIR folder).",
            detail=f"找不到问题集文件 {path}。请检查路径。",
        ) from error
    except UnicodeDecodeError as error:
        raise BadRequest(
            f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8.",
            detail=f"问题集 {path} 不是 UTF-8 编码。请另存为 UTF-8 后再试。",
        ) from error
    except OSError as error:
        raise BadRequest(
            f"{path}: cannot be read ({error.strerror}).",
            detail=f"问题集 {path} 无法读取。请检查文件权限,并确认它不是文件夹。",
        ) from error
