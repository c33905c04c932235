"""What the desk said to each question of a set: one record a question, written and read as JSON Lines.

A prediction holds an answer in the flat form that scorers read: `id, answer, quote, refused, reason,
doc_id, page, start, end, figures, score, ms`. It is a record of a run, not the answer itself, and cannot be
turned back into one.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import BadRequest
from corpus.figures import Measured
from corpus.files import PAGE_SUFFIXES
from qa.answers import Answer, Answered, Source


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """One figure of an answer, each part as text (`value` a decimal number written out)."""

    text: str
    value: str
    unit: str
    qualifier: str
    measure: str
    period: str
    place: str


@dataclass(frozen=True, slots=True)
class SaidHit:
    """A document that search found for the question."""

    doc_id: str
    text: str
    """How its nearest passage begins; empty where that was not recorded."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was said to one question."""

    id: str
    answer: str
    """Empty where it was refused."""
    quote: str
    """The whole sentences that the answer, or the refusal (暂无数据), stands in; empty where there are
    none."""
    refused: bool
    reason: str | None
    """Why it was refused: a `Reason`, or the code of the error where the question was malformed."""
    doc_id: str | None
    """The story quoted: the id it was given (ready stories), or `2026-02-06.md#3` on a page."""
    page: str | None
    """Name of the bulletin quoted."""
    start: int | None
    """First code point of the answer on the page."""
    end: int | None
    figures: tuple[SaidFigure, ...]
    score: float
    """Confidence, 0..1."""
    ms: float
    """Wall time of the question in milliseconds."""
    explanation: str = ""
    """The sentence that tells the reader why it was refused."""
    hits: tuple[SaidHit, ...] = ()
    """The documents found, best first, each once; empty where the run does not record them."""

    def to_json(self) -> str:
        """One line of JSON, without its line end."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Prediction":
        """The record that `to_json` wrote, or another system's `{id, answer, refused?, quote?, doc_id?,
        ms?}`.

        ValueError where the line is not a JSON object with an id.
        """
        row: object = json.loads(line)
        if not isinstance(row, dict) or not isinstance(row.get("id"), str | int):
            raise ValueError("a prediction is a JSON object with an id")
        answer = _text(row.get("answer")) or ""
        refused = row.get("refused")
        return cls(
            id=str(row["id"]),
            answer=answer,
            quote=_text(row.get("quote")) or "",
            refused=refused if isinstance(refused, bool) else not answer,
            reason=_text(row.get("reason")),
            doc_id=_text(row.get("doc_id")),
            page=_text(row.get("page")),
            start=_whole(row.get("start")),
            end=_whole(row.get("end")),
            figures=_figures(row.get("figures")),
            score=_number(row.get("score")),
            ms=_number(row.get("ms")),
            explanation=_text(row.get("explanation")) or "",
            hits=_hits(row.get("hits")),
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float:
    """A number as given; NaN where there is none, so that a missing time is not counted as 0 ms."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


def _figures(value: object) -> tuple[SaidFigure, ...]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return tuple(
        SaidFigure(**{name: _text(row.get(name)) or "" for name in SaidFigure.__slots__}) for row in rows
    )


def _hits(value: object) -> tuple[SaidHit, ...]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return tuple(
        SaidHit(str(row["doc_id"]), _text(row.get("text")) or "")
        for row in rows
        if isinstance(row.get("doc_id"), str | int)
    )


def record(number: str, answer: Answer, *, ms: float) -> Prediction:
    """`answer` in the flat form, under the question's id."""
    source = answer.source
    return Prediction(
        id=number,
        answer=answer.text if isinstance(answer, Answered) else "",
        quote=str(answer.quote) if answer.quote else "",
        refused=not isinstance(answer, Answered),
        reason=None if isinstance(answer, Answered) else str(answer.reason),
        doc_id=document_of(source) if source else None,
        page=source.bulletin if source else None,
        start=source.start if source else None,
        end=source.end if source else None,
        figures=tuple(map(_said, answer.figures)) if isinstance(answer, Answered) else (),
        score=answer.score,
        ms=ms,
        explanation="" if isinstance(answer, Answered) else answer.explanation,
    )


def document_of(source: Source) -> str:
    """The story's own name: a ready story is a bulletin by itself, a page holds several, numbered from 0."""
    return f"{source.bulletin}#{source.story}" if source.bulletin.endswith(PAGE_SUFFIXES) else source.bulletin


def _said(measured: Measured) -> SaidFigure:
    figure = measured.figure
    return SaidFigure(
        text=figure.text,
        value=format(figure.value, "f"),
        unit=figure.unit,
        qualifier=str(figure.qualifier),
        measure=measured.measure,
        period=measured.period,
        place=measured.place,
    )


def read_predictions(path: Path) -> list[Prediction]:
    """The predictions of a JSON Lines file. BadRequest where it is missing, or a line is not a prediction."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(
            f"{path}: cannot be read as UTF-8 text ({error}).",
            detail=f"预测文件 {path} 读不出来。请检查路径,并确认它是 UTF-8 编码的 JSON Lines 文件。",
        ) from error
    return parse_predictions(text, name=path.name)


def parse_predictions(text: str, *, name: str) -> list[Prediction]:
    """The predictions in the text of the file called `name`. BadRequest where a line is not one."""
    predictions: list[Prediction] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            predictions.append(Prediction.from_json(line))
        except ValueError as error:  # json.JSONDecodeError is one
            raise BadRequest(
                f"{name}, line {number}: {error}.",
                detail=f"预测文件 {name} 的第 {number} 行不是预测结果。请用 bulletin batch 生成。",
            ) from error
    return predictions
