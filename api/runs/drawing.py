"""A judged run as one HTML file that asks nothing of anyone: no script, no font, no picture from elsewhere.

Questions are filtered by style alone, and the file's own policy allows exactly its own style, so it may be opened from
a disk, an intranet or a mail, and nothing that stands in an answer can do anything.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.runs import plots
from api.runs.outcomes import CHINESE, GOOD, KINDS, Outcome, objections, outcome
from api.runs.settings import RunSettings
from qa.evaluating.bootstrap import Interval
from qa.evaluating.calibration import calibration_bins, risk_coverage
from qa.evaluating.datasets import SEARCH
from qa.evaluating.evaluation import Group, Report, sure_of
from qa.evaluating.judging import Judged
from qa.evaluating.measures import MEASURES, mean
from qa.evaluating.predictions import SaidHit
from qa.evaluating.reports import answerable_at_risk, bounds, percent

HERE = Path(__file__).parent / "templates"
HITS_SHOWN = 5

LABELS = {
    "right": "正确",
    "exact": "完全一致",
    "f1": "字符 F1",
    "contains": "包含标准答案",
    "figure": "数字准确",
    "quote": "引文支持",
    "document": "文章找对",
    "answered": "作答",
    "precision": "所答正确",
    "citation_precision": "引用准确率",
    "citation_recall": "引用召回率",
    "refusal_precision": "拒答准确率",
    "refusal_recall": "拒答召回率",
    "reason": "拒答理由",
    "recall_1": "检索召回 @1",
    "recall_5": "检索召回 @5",
    "recall_10": "检索召回 @10",
    "mrr_10": "MRR@10",
    "ndcg_10": "nDCG@10",
}
"""What each measure is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure, in percent, with its bounds."""

    name: str
    label: str
    value: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice among kinds or outcomes: the class of its questions, its name, how many there are."""

    mark: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question as the browser of errors shows it."""

    marks: str
    """Its classes: that of its kind, of its outcome, and `bad` where it went wrong."""
    outcome: str
    good: bool
    id: str
    kind: str
    question: str
    gold: tuple[str, ...]
    answer: str
    before: str
    """The quotation, around its answer; all of it here where the answer does not stand in it in one run."""
    marked: str
    after: str
    place: str
    hits: tuple[tuple[SaidHit, bool], ...]
    """Each with whether the set names it."""
    why: tuple[str, ...]
    score: str
    ms: str


def html(report: Report, *, title: str, settings: RunSettings) -> str:
    """The report of a run."""
    kinds = [Filter(f"k{n}", _kind(each.name), len(each.judged)) for n, each in enumerate(report.kinds)]
    outcomes = _outcomes(report.judged)
    marks = {each.name: kind.mark for each, kind in zip(report.kinds, kinds, strict=True)}
    style = (HERE / "report.css").read_text(encoding="utf-8") + _filters([*kinds, *outcomes])
    templates = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    asked = sum(each.question.kind != SEARCH for each in report.judged)
    sure = sure_of(report.judged)
    scores = report.overall
    times = [j.prediction.ms for j in report.judged if j.prediction and j.prediction.ms == j.prediction.ms]
    return templates.get_template("report.html").render(
        title=title,
        settings=settings,
        fingerprint=report.fingerprint,
        style=Markup(style),  # noqa: S704 - our own file, and rules made of numbers
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        scores=scores,
        rows=_rows(report),
        percent=percent,
        groups=[(_kind(each.name), each.scores, _bounded(each)) for each in report.kinds],
        sets=[(each.name, each.scores, _bounded(each)) for each in report.sets],
        by_kind=plots.share_rows(_right_rows(report.kinds)),
        risk=plots.risk_curve(risk_coverage(sure, asked=asked)) if sure else None,
        at_risk=answerable_at_risk(report.judged) if sure else {},
        calibration=plots.calibration_dots(calibration_bins(sure)) if sure else None,
        times=plots.time_columns(times, longest=scores.ms_p95 or 1.0) if times else None,
        width=plots.WIDTH,
        plots=plots,
        kinds=kinds,
        outcomes=outcomes,
        bad=len(report.wrong),
        total=len(report.judged),
        items=[_item(judged, marks) for judged in report.judged],
    )


def _rows(report: Report) -> list[Row]:
    found = bounds(report.judged)
    return [
        Row(
            name,
            LABELS[name],
            percent(mean(name, report.judged)),
            percent(found[name].low),
            percent(found[name].high),
        )
        for name in MEASURES
        if name in found
    ]


def _right_rows(groups: Sequence[Group]) -> list[tuple[str, float, Interval]]:
    rows = []
    for each in groups:
        found = bounds(each.judged, ["right"]).get("right")
        if found:
            rows.append((f"{_kind(each.name)}（{len(each.judged)}）", each.scores.right or 0.0, found))
    return rows


def _kind(name: str) -> str:
    return KINDS.get(name, name)


def _bounded(group: Group) -> str:
    """The bounds of `right`, in percent."""
    found = bounds(group.judged, ["right"]).get("right")
    return f"{percent(found.low)}–{percent(found.high)}" if found else ""


def _outcomes(judged: Sequence[Judged]) -> list[Filter]:
    of = [outcome(each) for each in judged]
    return [Filter(f"o{n}", CHINESE[each], of.count(each)) for n, each in enumerate(Outcome) if each in of]


def _filters(choices: Sequence[Filter]) -> str:
    """A rule for each choice that hides what it leaves out."""
    marks = ["bad", *(each.mark for each in choices)]
    return "".join(f"body:has(#f-{mark}:checked) .item:not(.{mark}) {{ display: none; }}\n" for mark in marks)


def _item(judged: Judged, kinds: dict[str, str]) -> Item:
    became = outcome(judged)
    said, asked = judged.prediction, judged.question
    number = list(Outcome).index(became)
    before, marked, after = _marked(said.quote, said.answer) if said else ("", "", "")
    return Item(
        marks=f"{kinds[asked.kind]} o{number}{'' if became in GOOD else ' bad'}",
        outcome=CHINESE[became],
        good=became in GOOD,
        id=asked.id,
        kind=_kind(asked.kind),
        question=asked.question,
        gold=tuple("、".join(items) for items in asked.gold)
        or (asked.doc_ids if asked.kind == SEARCH else (f"应当拒答（{asked.reason or '不限理由'}）",)),
        answer=said.answer if said else "",
        before=before,
        marked=marked,
        after=after,
        place=f"{said.doc_id} · {said.start}–{said.end}" if said and said.doc_id else "",
        hits=tuple((hit, hit.doc_id in asked.doc_ids) for hit in said.hits[:HITS_SHOWN]) if said else (),
        why=_why(judged),
        score=f"{said.score:.2f}" if said and said.score == said.score else "",
        ms=f"{said.ms:.0f}" if said and said.ms == said.ms else "",
    )


def _why(judged: Judged) -> tuple[str, ...]:
    said = judged.prediction
    told = [f"{said.explanation}（{said.reason}）"] if said and said.explanation else []
    return (*told, *objections(judged))


def _marked(quote: str, answer: str) -> tuple[str, str, str]:
    at = quote.find(answer) if answer else -1
    return (quote, "", "") if at < 0 else (quote[:at], answer, quote[at + len(answer) :])
