"""Question sets read from files: JSON Lines of questions, and the SQuAD form (CMRC 2018, DRCD, SQuAD).

A row of JSON Lines holds `id`, `question` and, for scoring, one of

- `gold`: alternatives, each a list of strings that must all appear in the answer,
- `answers`: alternatives, each a string (or, where an item is itself a list, the ways to write one required
item);

with `kind`, `doc_id` or `doc_ids`, `quote_contains`, `page`, `reason`, `tags` and `split` where the set has
them. A question of kind `none`, one marked `is_impossible`, and one without any answer must be refused.
What the paragraphs of a SQuAD file say is not read here: a set asks, the archive answers.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from corpus.errors import BadRequest
from qa.answers import Reason

REFUSE = "none"
"""The kind of a question that must be refused."""

ALTERNATIVES_LIMIT = 64
"""Alternatives kept where each required item of a list has several spellings; their product grows without
end."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set, with what a right answer holds."""

    id: str
    question: str
    kind: str
    """figure, derived, date, person, place, list, ... as the set names it; `none` where it must be
    refused."""
    gold: tuple[tuple[str, ...], ...]
    """Alternatives; every string of one of them must stand in the answer. Empty where it must be refused."""
    doc_ids: tuple[str, ...] = ()
    """Names of the bulletins that hold the answer; empty where the set does not say."""
    quote_contains: str = ""
    page: str | None = None
    """The page a question was asked of, for sets that are scored page by page."""
    reason: Reason | None = None
    """Why it must be refused, where the set says."""
    tags: tuple[str, ...] = ()
    """How it is worded: colloquial, traditional, typo, ..."""
    split: str | None = None

    def __post_init__(self) -> None:
        if (self.kind == REFUSE) != (not self.gold):
            raise ValueError(f"{self.id}: kind {self.kind!r} with {len(self.gold)} gold answers")

    @property
    def answerable(self) -> bool:
        """Whether the set holds an answer to it."""
        return bool(self.gold)


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, in its order.

    BadRequest where the file is missing, not UTF-8, empty, not of a form we know, or names one id twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadRequest(
            f"{path}: no such file. Give a question set (.jsonl or SQuAD .json).",
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
    questions = parse_questions(text, name=path.name)
    if not questions:
        raise BadRequest(
            f"{path}: holds no question.",
            detail=f"问题集 {path.name} 里没有问题。请每行写一个 JSON 对象,至少含 id 和 question。",
        )
    return questions


def parse_questions(text: str, *, name: str = "questions") -> list[Question]:
    """The questions of a file's text; `name` is what errors call it. BadRequest as `read_questions`."""
    rows = _rows(text, name)
    questions: list[Question] = []
    seen: dict[str, str] = {}
    for where, row in rows:
        question = _question(row, where=where, name=name)
        if question.id in seen:
            raise BadRequest(
                f"{name}, {where}: id {question.id!r} was already used in {seen[question.id]}.",
                detail=f"问题集 {name} 的{_zh(where)}与{_zh(seen[question.id])}编号相同({question.id})。"
                "请改成不同的 id。",
            )
        seen[question.id] = where
        questions.append(question)
    return questions


def _zh(where: str) -> str:
    """`line 3` as 第 3 行, `question 3` as 第 3 题."""
    what, _, number = where.partition(" ")
    return f"第 {number} {'行' if what == 'line' else '题'}"


def _rows(text: str, name: str) -> Iterator[tuple[str, Row]]:
    """Each question's row with the place it stands in the file."""
    whole = _whole(text)
    if whole is not None:
        for number, row in enumerate(whole, 1):
            yield f"question {number}", _object(row, where=f"question {number}", name=name)
        return
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: U+2028 may stand inside a string
        if line.strip():
            where = f"line {number}"
            yield where, _object(_line(line, where=where, name=name), where=where, name=name)


def _whole(text: str) -> list[object] | None:
    """The questions of a file that is one JSON value, SQuAD's or a list; None where it is JSON Lines (or
    broken).
    """
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError:
        return None
    if isinstance(value, dict) and "data" in value:
        return list(_squad(value))
    return value if isinstance(value, list) else None


def _line(line: str, *, where: str, name: str) -> object:
    try:
        value: object = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"{name}, {where}: not JSON ({error.msg} at column {error.colno}).",
            detail=f"问题集 {name} 的{_zh(where)}不是合法的 JSON(第 {error.colno} 列附近)。"
            "请每行写一个完整的 JSON 对象。",
        ) from error
    return value


def _object(value: object, *, where: str, name: str) -> Row:
    if not isinstance(value, dict):
        raise BadRequest(
            f"{name}, {where}: not an object but a {type(value).__name__}.",
            detail=f"问题集 {name} 的{_zh(where)}不是 JSON 对象。"
            '请写成 {"id": "...", "question": "..."} 的形式。',
        )
    return value


def _squad(whole: Row) -> Iterator[Row]:
    """The questions of a SQuAD file as rows; `kind` span, the answers' texts as alternatives."""
    for article in _list(whole.get("data")):
        for paragraph in _list(article.get("paragraphs") if isinstance(article, dict) else None):
            for asked in _list(paragraph.get("qas") if isinstance(paragraph, dict) else None):
                if isinstance(asked, dict):
                    answers = _list(asked.get("answers"))
                    texts = [answer.get("text") for answer in answers if isinstance(answer, dict)]
                    yield {**asked, "answers": texts, "kind": "span"}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _question(row: Row, *, where: str, name: str) -> Question:
    number = row.get("id")
    asked = row.get("question", row.get("query"))
    if isinstance(number, bool) or not isinstance(number, str | int) or number == "":
        raise BadRequest(
            f"{name}, {where}: no id.",
            detail=f"问题集 {name} 的{_zh(where)}缺少 id。请给每个问题一个不重复的 id。",
        )
    if not isinstance(asked, str):  # a blank one is kept (CMRC 2018's trial has one): the desk refuses it
        raise BadRequest(
            f"{name}, {where}: no question.",
            detail=f"问题集 {name} 的{_zh(where)}缺少 question(问题文字)。",
        )
    gold = () if row.get("kind") == REFUSE or row.get("is_impossible") else _gold(row)
    document = row.get("doc_id")
    return Question(
        id=str(number),
        question=asked,
        kind=str(row.get("kind") or "other") if gold else REFUSE,
        gold=gold,
        doc_ids=_texts(row.get("doc_ids")) or _texts([document] if document else []),
        quote_contains=_text(row.get("quote_contains")) or "",
        page=_text(row.get("page")),
        reason=_reason(row.get("reason"), where=where, name=name),
        tags=_texts(row.get("tags")),
        split=_text(row.get("split")),
    )


def _gold(row: Row) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a row, each once, in its order."""
    if "gold" in row:
        given = (_texts([item] if isinstance(item, str) else item) for item in _list(row["gold"]))
        return tuple(dict.fromkeys(alternative for alternative in given if alternative))
    answers = _list(row.get("answers"))
    if answers and isinstance(answers[0], list):  # [["东盟"], ["中国", "我国"]]: 东盟 and one of 中国, 我国
        spelled: Sequence[tuple[str, ...]] = [_texts(item) for item in answers]
        return tuple(dict.fromkeys(islice(product(*spelled), ALTERNATIVES_LIMIT)))
    return tuple(dict.fromkeys((text,) for text in _texts(answers)))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in _list(value) if isinstance(item, str))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _reason(value: object, *, where: str, name: str) -> Reason | None:
    if value is None:
        return None
    try:
        return Reason(str(value))
    except ValueError as error:
        known = ", ".join(Reason)
        raise BadRequest(
            f"{name}, {where}: unknown reason {value!r}. Known: {known}.",
            detail=f"问题集 {name} 的{_zh(where)}的 reason({value})不认识。可用的有:{known}。",
        ) from error
