"""A comparison of two runs, as Markdown for people and as a mapping for machines."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from api.runs.folders import Run, read_run
from corpus.errors import BadRequest
from qa.evaluating.bootstrap import FLIPS, RESAMPLES, Difference
from qa.evaluating.comparison import Changed, Comparison, compare
from qa.evaluating.evaluation import evaluate
from qa.evaluating.judging import Judged
from qa.evaluating.reports import aligned, expected, flat, percent


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs with their comparison."""

    before: Run
    after: Run
    settings: tuple[str, ...]
    """What they were made with differently, in Chinese."""
    comparison: Comparison


def compared(before: Path, after: Path) -> Compared:
    """The run in `after` against that in `before`.

    BadRequest where either is no finished run, or they are over other questions.
    """
    old, new = read_run(before), read_run(after)
    if old.settings.questions != new.settings.questions:
        ours, theirs = old.settings, new.settings
        raise BadRequest(
            f"{before} asked {ours.count} questions ({ours.questions}), {after} {theirs.count} ({theirs.questions}).",
            detail=f"两次评测的问题集不同，不能比较：“{before}”是{'、'.join(ours.sets)}（{ours.count} 题，指纹 {ours.questions[:12]}），"
            f"“{after}”是{'、'.join(theirs.sets)}（{theirs.count} 题，指纹 {theirs.questions[:12]}）。"
            "请用同一个问题集再评测一次。",
        )
    return Compared(
        before=old,
        after=new,
        settings=tuple(old.settings.differences(new.settings)),
        comparison=compare(
            evaluate(old.questions, old.predictions), evaluate(new.questions, new.predictions)
        ),
    )


def comparison_of(found: Compared) -> dict[str, object]:
    """What comparison.json holds."""
    comparison = found.comparison
    return {
        "before": asdict(found.before.settings),
        "after": asdict(found.after.settings),
        "settings_that_differ": list(found.settings),
        "fingerprint": comparison.fingerprint,
        "questions": comparison.questions,
        "measures": {name: _numbers(each) for name, each in comparison.measures},
        "kinds": {name: {"questions": n, **_numbers(each)} for name, n, each in comparison.kinds},
        "better": [_pair(changed) for changed in comparison.better],
        "worse": [_pair(changed) for changed in comparison.worse],
        "right_in_both": comparison.right_in_both,
        "wrong_in_both": comparison.wrong_in_both,
    }


def _numbers(each: Difference) -> dict[str, object]:
    return {
        "before": each.before,
        "after": each.after,
        "difference": each.after - each.before,
        "low": each.interval.low,
        "high": each.interval.high,
        "p": each.p,
        "significant": each.significant,
    }


def _pair(changed: Changed) -> dict[str, object]:
    question = changed.before.question
    return {
        "id": question.id,
        "kind": question.kind,
        "question": question.question,
        "gold": expected(changed.before),
        "before": said(changed.before),
        "after": said(changed.after),
    }


def said(judged: Judged) -> str:
    """What was said, in one line: the answer, `（拒答：…）`, or that nothing was."""
    if judged.prediction is None:
        return "（没有答案）"
    if judged.prediction.refused:
        return f"（拒答：{judged.prediction.reason}）"
    return flat(judged.prediction.answer or "、".join(hit.doc_id for hit in judged.prediction.hits[:3]))


def markdown(found: Compared) -> str:
    """The comparison for people."""
    comparison = found.comparison
    lines = [
        f"# {found.before.name} → {found.after.name}",
        "",
        f"{comparison.questions} 题，问题集指纹 `{comparison.fingerprint[:16]}`。"
        f"两次都对 {comparison.right_in_both} 题，都错 {comparison.wrong_in_both} 题，"
        f"变好 {len(comparison.better)} 题，变差 {len(comparison.worse)} 题。",
        "",
        f"评测条件的不同：{'；'.join(found.settings) or '没有'}。",
        "",
        _differences([(name, each) for name, each in comparison.measures], "指标"),
        "",
        f"单位是百分点；区间是 95%（配对自助法，{RESAMPLES} 次），p 出自配对置换检验（{FLIPS} 次）；* 表示 p < 0.05。",
        "",
        "## right，按题型",
        "",
        _differences([(f"{name}（{n}）", each) for name, n, each in comparison.kinds], "题型"),
        "",
    ]
    for heading, changed in (("变好", comparison.better), ("变差", comparison.worse)):
        lines += [f"## {heading}：{len(changed)}", ""]
        for pair in changed:
            question = pair.before.question
            lines += [
                f"- `{question.id}` [{question.kind}] {flat(question.question)}",
                f"  - 标准：{flat(expected(pair.before))}",
                f"  - 之前：{said(pair.before)}",
                f"  - 之后：{said(pair.after)}",
            ]
        lines += [""]
    return "\n".join(lines)


def _differences(rows: Sequence[tuple[str, Difference]], first: str) -> str:
    table = [[first, "之前", "之后", "差", "区间", "p"]]
    for name, each in rows:
        table.append(
            [
                name,
                percent(each.before),
                percent(each.after),
                f"{100 * (each.after - each.before):+.1f}",
                f"{100 * each.interval.low:+.1f} … {100 * each.interval.high:+.1f}",
                f"{each.p:.4f}{'*' if each.significant else ''}",
            ]
        )
    return aligned(table)
