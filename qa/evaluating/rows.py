"""Rows of a question set into questions, with every complaint naming the row.

A row holds `id`, `question` and, for scoring, one of

- `gold`: alternatives, each a list of strings that must all appear in the answer,
- `answers`: alternatives, each a string (or, where an item is itself a list, the ways to write one required
item);

with `kind`, `doc_id` or `doc_ids` (and `doc_grades`), `quote_contains`, `page`, `reason`, `tags`, `split` and `set`
where the set has them. A question of kind `none`, one marked `is_impossible`, and one without any answer must be
refused; one of kind `search` names the documents to be found and no answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product

from corpus.errors import BadRequest
from qa.answers import Reason
from qa.evaluating.datasets import REFUSE, SEARCH, Question

ALTERNATIVES_LIMIT = 64
"""Alternatives kept where each required item of a list has several spellings; their product grows without
end."""

Row = Mapping[str, object]


def questions_of(rows: Iterable[tuple[str, Row]], *, name: str) -> tuple[Question, ...]:
    """The questions of rows, each with its place (`line 3`) in the set called `name`.

    BadRequest where a row is no question, or names an id that stood before.
    """
    questions: list[Question] = []
    seen: dict[str, str] = {}
    for where, row in rows:
        question = _question(row, where=where, name=name)
        if question.id in seen:
            raise BadRequest(
                f"{name}, {where}: id {question.id!r} was already used in {seen[question.id]}.",
                detail=f"问题集 {name} 的{in_chinese(where)}与{in_chinese(seen[question.id])}编号相同({question.id})。"
                "请改成不同的 id。",
            )
        seen[question.id] = where
        questions.append(question)
    return tuple(questions)


def in_chinese(where: str) -> str:
    """`line 3` as 第 3 行, `question 3` as 第 3 题."""
    what, _, number = where.partition(" ")
    return f"第 {number} {'题' if what == 'question' else '行'}"


def _question(row: Row, *, where: str, name: str) -> Question:
    number = row.get("id")
    asked = row.get("question", row.get("query"))
    if isinstance(number, bool) or not isinstance(number, str | int) or number == "":
        raise BadRequest(
            f"{name}, {where}: no id.",
            detail=f"问题集 {name} 的{in_chinese(where)}缺少 id。请给每个问题一个不重复的 id。",
        )
    if not isinstance(asked, str):  # a blank one is kept (CMRC 2018's trial has one): the desk refuses it
        raise BadRequest(
            f"{name}, {where}: no question.",
            detail=f"问题集 {name} 的{in_chinese(where)}缺少 question(问题文字)。",
        )
    documents_alone = row.get("kind") == SEARCH
    refused = row.get("kind") == REFUSE or row.get("is_impossible") or documents_alone
    gold = () if refused else _gold(row)
    document = row.get("doc_id")
    documents = _texts(row.get("doc_ids")) or _texts([document] if document else [])
    if documents_alone and not documents:
        raise BadRequest(
            f"{name}, {where}: kind {SEARCH} without doc_ids.",
            detail=f"问题集 {name} 的{in_chinese(where)}只考查检索(kind 为 {SEARCH}),但没有写 doc_ids。",
        )
    return Question(
        id=str(number),
        question=asked,
        kind=str(row.get("kind") or "other") if gold or documents_alone else REFUSE,
        gold=gold,
        doc_ids=documents,
        quote_contains=_text(row.get("quote_contains")) or "",
        page=_text(row.get("page")),
        reason=_reason(row.get("reason"), where=where, name=name),
        tags=_texts(row.get("tags")),
        split=_text(row.get("split")),
        doc_grades=_grades(row.get("doc_grades"), documents),
        set=_text(row.get("set")) or "",
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


def _grades(value: object, documents: Sequence[str]) -> tuple[int, ...]:
    """The grades as given; none where they are not one whole number a document."""
    grades = tuple(grade for grade in _list(value) if isinstance(grade, int) and grade > 0)
    return grades if len(grades) == len(documents) else ()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


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
            detail=f"问题集 {name} 的{in_chinese(where)}的 reason({value})不认识。可用的有:{known}。",
        ) from error
