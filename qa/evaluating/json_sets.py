"""Question sets written as JSON: JSON Lines, a list, and the SQuAD form (CMRC 2018, DRCD, SQuAD 2.0).

The paragraphs of a SQuAD file come along as stories, and each question names its own as the document that holds the
answer.
"""

import json
from collections.abc import Iterator

from corpus.errors import BadRequest
from qa.evaluating.datasets import Dataset, Question, SetStory
from qa.evaluating.rows import Row, in_chinese, questions_of


def parse_questions(text: str, *, name: str = "questions") -> list[Question]:
    """The questions of a file's text; `name` is what errors call it. BadRequest as `parse_json_set`."""
    return list(parse_json_set(text, name=name).questions)


def parse_json_set(text: str, *, name: str) -> Dataset:
    """The set in a file's text. BadRequest where it is not of a form we know, or names one id twice."""
    whole = _whole(text)
    if isinstance(whole, dict):
        return _squad(whole, name)
    return Dataset(name, questions_of(_rows(text, whole, name), name=name))


def _whole(text: str) -> object:
    """The one JSON value that a file is: SQuAD's object or a list; None where it is JSON Lines (or broken)."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError:
        return None
    return value if isinstance(value, list) or (isinstance(value, dict) and "data" in value) else None


def _rows(text: str, whole: object, name: str) -> Iterator[tuple[str, Row]]:
    """Each question's row with the place it stands in the file."""
    if isinstance(whole, list):
        for number, row in enumerate(whole, 1):
            yield f"question {number}", _object(row, where=f"question {number}", name=name)
        return
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: U+2028 may stand inside a string
        if line.strip():
            where = f"line {number}"
            yield where, _object(_line(line, where=where, name=name), where=where, name=name)


def _line(line: str, *, where: str, name: str) -> object:
    try:
        value: object = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"{name}, {where}: not JSON ({error.msg} at column {error.colno}).",
            detail=f"问题集 {name} 的{in_chinese(where)}不是合法的 JSON(第 {error.colno} 列附近)。"
            "请每行写一个完整的 JSON 对象。",
        ) from error
    return value


def _object(value: object, *, where: str, name: str) -> Row:
    if not isinstance(value, dict):
        raise BadRequest(
            f"{name}, {where}: not an object but a {type(value).__name__}.",
            detail=f"问题集 {name} 的{in_chinese(where)}不是 JSON 对象。"
            '请写成 {"id": "...", "question": "..."} 的形式。',
        )
    return value


def _squad(whole: Row, name: str) -> Dataset:
    """A SQuAD file: `kind` is span, the answers' texts are alternatives, the paragraph is the document."""
    rows: list[tuple[str, Row]] = []
    stories: dict[str, SetStory] = {}
    for article in _objects(whole.get("data")):
        for paragraph in _objects(article.get("paragraphs")):
            number = f"paragraph {len(stories) + 1}"
            story = str(paragraph.get("id") or number.replace(" ", "-"))
            text = paragraph.get("context")
            if not isinstance(text, str) or not text.strip() or story in stories:
                what = f"id {story!r} twice" if story in stories else "no context"
                raise BadRequest(
                    f"{name}, {number}: {what}.",
                    detail=f"问题集 {name} 的第 {len(stories) + 1} 段没有正文(context),或段落编号重复。请检查文件。",
                )
            stories[story] = SetStory(story, text, str(article.get("title") or ""))
            for asked in _objects(paragraph.get("qas")):
                texts = [answer.get("text") for answer in _objects(asked.get("answers"))]
                row = {**asked, "answers": texts, "kind": "span", "doc_id": story}
                rows.append((f"question {len(rows) + 1}", row))
    return Dataset(name, questions_of(rows, name=name), tuple(stories.values()))


def _objects(value: object) -> list[Row]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
