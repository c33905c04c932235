"""Fits how sure the desk may be of its best candidate, and the threshold from which on it answers.

    python -m training.train_confidence NEWS_DATA ../shared/data out/confidence

NEWS_DATA is an archive of all of crud_news.jsonl.gz (`bulletin --data NEWS_DATA add ...`). Questions: crud_qa_dev.jsonl and
unanswerable_dev.jsonl, and the held part of those written on news (training/asked_news.py), answered by their article or not; and of the
harder ones the ranker's part, on which neither it nor the reader was fitted, in an archive of their articles alone (OUT/harder); each
is run through search, ranking and objections as the desk does, and what is left is labelled by whether the best candidate is
right. Where a clause answers, qa.clauses says how sure it is.
Logistic regression (scikit-learn), scored by five-fold cross-validation; writes `confidence.json` with the fit on all and
the threshold at which most is answered or refused rightly, of those where enough of the refusals are due and given, and of equals the middle one;
and the trade-off curve. Curve and threshold are those of the first two sets alone: whether another article answers a written question
of kind `none` was not looked up.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from qa.assistant import Assistant, Weighed
from qa.confidence import INPUT_NAMES
from qa.evaluating.datasets import Question
from qa.evaluating.metrics import contains, exact_match, figures_exact
from qa.evaluating.reading import read_questions
from qa.ranking import GROUPS
from training.archived import filled
from training.asked_news import HARDER, Part, documents
from training.asked_questions import question_set
from training.reading_data import dated_news

SEED = 20260206
ENOUGH = 0.85
"""Precision and recall of refusals that the threshold has to keep."""
EVERY = 3
"""Of the held written questions every third is asked: about as many as the dev sets have."""
EVERY_HARDER = 5


def right(question: Question, answer: str) -> bool:
    """Whether the text is right as the evaluation judges it."""
    if question.kind in ("figure", "derived"):
        return any(figures_exact(gold, answer) or exact_match(gold, answer) for gold in question.gold)
    return any(contains(gold, answer) for gold in question.gold)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the desk would say to the questions that it has no objection to, and how many it objects to."""

    said: list[Weighed]
    right: list[bool]
    answerable: list[bool]
    objected: Counter[bool]
    """By whether the question has an answer."""

    @property
    def fitted(self) -> NDArray[np.bool_]:
        """Which of them the regression is for; clauses bring their own confidence."""
        return np.asarray([one.inputs is not None for one in self.said], bool)


def judged(desk: Assistant, questions: Iterable[Question]) -> Judged:
    """Each question through search, ranking and objections."""
    out = Judged([], [], [], Counter())
    for question in questions:
        said = desk.weigh_best(question.question)
        if said is None:
            out.objected[question.answerable] += 1
            continue
        out.said.append(said)
        out.right.append(question.answerable and right(question, said.text))
        out.answerable.append(question.answerable)
    return out


def main() -> None:
    """Runs the questions, fits, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    questions = [
        q
        for name in ("crud_qa_dev.jsonl", "unanswerable_dev.jsonl")
        for q in read_questions(options.data / name)
    ]
    news = dated_news(options.data / "crud_news.jsonl.gz")
    with Assistant.open(options.news) as desk:
        dev = judged(desk, questions)
        written = judged(desk, question_set(Part.HELD, news, every=EVERY))
    filled(options.out / "harder", documents(Part.RANKER, HARDER), news)
    with Assistant.open(options.out / "harder") as desk:
        harder = judged(desk, question_set(Part.RANKER, news, path=HARDER, every=EVERY_HARDER))
    objected = dev.objected
    y, can = np.asarray(dev.right), np.asarray(dev.answerable)
    fitted = np.concatenate([dev.fitted, written.fitted, harder.fitted])
    x = np.asarray([one.inputs for one in dev.said + written.said + harder.said if one.inputs is not None])
    every = np.asarray(dev.right + written.right + harder.right)[fitted]
    print(
        f"objected: {objected[True]} answerable, {objected[False]} unanswerable; weighed {len(y)}, right {y.sum()}; "
        f"of the written {len(written.said)}, right {sum(written.right)}; of the harder {len(harder.said)}, right {sum(harder.right)}"
    )
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    chances = np.asarray([one.confidence for one in dev.said])
    predicted = cross_val_predict(model, x, every, cv=folds, method="predict_proba")[:, 1]
    chances[dev.fitted] = predicted[: dev.fitted.sum()]
    tried: list[tuple[bool, float, float]] = []
    for threshold in np.arange(0.02, 0.9, 0.02):
        said = chances >= threshold
        refused_due = int((~said & ~can).sum()) + objected[False]
        refused_all = int((~said).sum()) + objected[True] + objected[False]
        due = int((~can).sum()) + objected[False]
        precision, recall = refused_due / max(refused_all, 1), refused_due / due
        answered = int((said & y).sum())
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(
            f"{threshold:.2f} refusal P {precision:.3f} R {recall:.3f} F1 {f1:.3f} "
            f"answered right {answered} of {int(said.sum())} all right {(answered + refused_due) / len(questions):.3f}"
        )
        lesser = min(precision, recall)
        enough = lesser >= ENOUGH
        tried.append((enough, answered + refused_due if enough else lesser, round(float(threshold), 2)))
    equals = [threshold for *how, threshold in tried if tuple(how) == max(tried)[:2]]
    chosen = equals[(len(equals) - 1) // 2]
    model.fit(x, every)
    scaler, regression = model.named_steps["standardscaler"], model.named_steps["logisticregression"]
    weights = regression.coef_[0] / scaler.scale_
    bias = regression.intercept_[0] - float((weights * scaler.mean_).sum())
    stored = {
        "inputs": [*INPUT_NAMES, *(str(g) for g in GROUPS)],
        "weights": [round(float(w), 5) for w in weights],
        "bias": round(float(bias), 5),
        "threshold": chosen,
    }
    (options.out / "confidence.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"threshold {chosen:.2f}")


if __name__ == "__main__":
    main()
