"""Runs in folders: kept line by line, taken up after a kill, compared, drawn."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.cli import run
from api.runs.asking import asked_by_several
from api.runs.comparing import compared, comparison_of, markdown
from api.runs.drawing import LABELS, html
from api.runs.folders import PREDICTIONS, QUESTIONS, open_run, read_run
from api.runs.outcomes import Outcome, outcome
from api.runs.settings import FILE, RunSettings, read_settings, settings_of_run
from corpus.errors import BadRequest
from qa.evaluating.datasets import SEARCH, Dataset, Question
from qa.evaluating.evaluation import Report, evaluate
from qa.evaluating.measures import MEASURES
from qa.evaluating.predictions import Prediction, SaidHit
from qa.evaluating.reading import read_questions
from qa.evaluating.tables import shielded

DAYS = Question("days", "优良天数多少？", "figure", (("282天",),), quote_contains="优良天数282天")
WHO = Question("who", "谁介绍的？", "person", (("宋力",),), doc_ids=("a",))
METRO = Question("metro", "3号线何时开通？", "none", ())
QUESTIONS_ASKED = (DAYS, WHO, METRO)
HITS = (SaidHit("b", "另一篇"), SaidHit("a", "宋力说"))


def said(
    number: str, answer: str = "", *, quote: str = "", score: float = 0.5, hits: tuple[SaidHit, ...] = ()
) -> Prediction:
    reason = None if answer else "not_in_bulletin"
    told = "" if answer else "报上没有说。"
    return Prediction(
        number, answer, quote, not answer, reason, "a", "a", 1, 2, (), score, 2.0, explanation=told, hits=hits
    )


EARLIER = (
    said("days", "34天", quote="增加34天。"),
    said("who", "宋力", quote="宋力介绍。", hits=HITS),
    said("metro"),
)
LATER = (said("days", "282天", quote="优良天数282天。"), said("who"), said("metro"))


def settings(questions: Sequence[Question] = QUESTIONS_ASKED, *, encoder: str = "e1") -> RunSettings:
    return settings_of_run(
        [Dataset("题.jsonl", tuple(questions))], questions, encoder=encoder, archives=[("", "f" * 64)]
    )


def finished(folder: Path, predictions: Sequence[Prediction], *, encoder: str = "e1") -> Path:
    with open_run(folder, settings(encoder=encoder), QUESTIONS_ASKED) as opened:
        assert list(opened.kept(predictions)) == list(predictions)
    return folder


# ---------------------------------------------------------------- folders


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    found = read_run(finished(tmp_path / "run", EARLIER))
    assert (found.name, found.settings, found.questions, found.predictions) == (
        "run", settings(), QUESTIONS_ASKED, EARLIER,
    )  # fmt: skip


def test_answers_stand_in_the_folder_before_the_next_is_asked_for(tmp_path: Path) -> None:
    lines: list[int] = []

    def coming() -> Iterator[Prediction]:
        for prediction in EARLIER:
            path = tmp_path / PREDICTIONS
            lines.append(len(path.read_text(encoding="utf-8").splitlines()))
            yield prediction

    with open_run(tmp_path, settings(), QUESTIONS_ASKED) as opened:
        list(opened.kept(coming()))
    assert lines == [0, 1, 2]


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_a_killed_run_goes_on_after_its_last_whole_line(tmp_path: Path, cut: int) -> None:
    finished(tmp_path, EARLIER[:2])
    path = tmp_path / PREDICTIONS
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - cut])
    kept = EARLIER[: 2 if not cut else 1]
    with open_run(tmp_path, settings(), QUESTIONS_ASKED) as opened:
        assert opened.done == kept
        list(opened.kept(EARLIER[len(kept) :]))
    assert read_run(tmp_path).predictions == EARLIER


def test_a_run_with_other_settings_is_not_mixed_in(tmp_path: Path) -> None:
    finished(tmp_path, EARLIER)
    with pytest.raises(BadRequest) as caught, open_run(tmp_path, settings(encoder="e2"), QUESTIONS_ASKED):
        pass
    assert "向量模型（e1 / e2）" in caught.value.detail
    with pytest.raises(BadRequest) as caught, open_run(tmp_path, settings([DAYS]), [DAYS]):
        pass
    assert "问题集（" in caught.value.detail
    assert read_run(tmp_path).predictions == EARLIER


def test_answers_of_another_system_are_not_taken_for_a_run(tmp_path: Path) -> None:
    (tmp_path / PREDICTIONS).write_text('{"id": "days"}\n', encoding="utf-8")
    with pytest.raises(BadRequest) as caught, open_run(tmp_path, settings(), QUESTIONS_ASKED):
        pass
    assert "不是一次评测的结果" in caught.value.detail


def test_two_processes_do_not_write_one_run(tmp_path: Path) -> None:
    with open_run(tmp_path, settings(), QUESTIONS_ASKED):
        with pytest.raises(BadRequest) as caught, open_run(tmp_path, settings(), QUESTIONS_ASKED):
            pass
        assert "另一个评测正在写" in caught.value.detail


def test_a_folder_that_cannot_be_made_is_a_misuse(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadRequest) as caught, open_run(tmp_path / "file", settings(), QUESTIONS_ASKED):
        pass
    assert "无法写入" in caught.value.detail


@pytest.mark.parametrize("harm", ["missing", "empty", "not settings"])
def test_what_is_no_run_is_refused(tmp_path: Path, harm: str) -> None:
    if harm != "missing":
        (tmp_path / FILE).write_text("" if harm == "empty" else '{"version": "1"}', encoding="utf-8")
    with pytest.raises(BadRequest) as caught:
        read_settings(tmp_path)
    assert "不是评测结果文件夹" in caught.value.detail


def test_an_unfinished_run_is_not_compared(tmp_path: Path) -> None:
    finished(tmp_path, EARLIER[:2])
    with pytest.raises(BadRequest) as caught:
        read_run(tmp_path)
    assert "还差 1 题" in caught.value.detail


# ---------------------------------------------------------------- comparing


def test_what_became_better_and_worse_is_listed(tmp_path: Path) -> None:
    found = compared(finished(tmp_path / "一", EARLIER), finished(tmp_path / "二", LATER, encoder="e2"))
    assert [pair.before.question.id for pair in found.comparison.better] == ["days"]
    assert [pair.before.question.id for pair in found.comparison.worse] == ["who"]
    assert (found.comparison.right_in_both, found.comparison.wrong_in_both) == (1, 0)
    assert found.settings == ("向量模型（e1 / e2）",)
    text = markdown(found)
    assert text.startswith("# 一 → 二\n")
    assert re.search(r"^\| right +\| +66\.7 \| +66\.7 \|  +\+0\.0 \|", text, re.MULTILINE)
    assert "- `days` [figure] 优良天数多少？\n  - 标准：282天\n  - 之前：34天\n  - 之后：282天" in text
    assert (
        "- `who` [person] 谁介绍的？\n  - 标准：宋力\n  - 之前：宋力\n  - 之后：（拒答：not_in_bulletin）"
        in text
    )
    record = json.loads(json.dumps(comparison_of(found)))
    assert record["measures"]["right"]["difference"] == 0
    assert [each["id"] for each in record["worse"]] == ["who"]


def test_runs_over_other_questions_are_not_compared(tmp_path: Path) -> None:
    before = finished(tmp_path / "一", EARLIER)
    with open_run(tmp_path / "二", settings([DAYS]), [DAYS]) as opened:
        list(opened.kept(LATER[:1]))
    with pytest.raises(BadRequest) as caught:
        compared(before, tmp_path / "二")
    for digest in (settings().questions, settings([DAYS]).questions):
        assert digest[:12] in caught.value.detail


# ---------------------------------------------------------------- the report


class Page(HTMLParser):
    """What a page asks of others, and the texts of its items."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action", "data"}]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]


def report_of(predictions: Sequence[Prediction] = EARLIER) -> Report:
    return evaluate(QUESTIONS_ASKED, predictions)


def test_the_report_asks_nothing_of_anyone() -> None:
    text = html(report_of(), title="题", settings=settings())
    page = Page(text)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert (page.addresses, page.handlers) == ([], [])
    assert "url(" not in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text


def test_the_policy_allows_exactly_the_style_of_the_file() -> None:
    from base64 import b64encode
    from hashlib import sha256

    text = html(report_of(), title="题", settings=settings())
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in text


def test_the_report_shows_each_question_with_what_was_said_and_why() -> None:
    text = html(report_of(), title="题", settings=settings())
    items = re.findall(r'<details class="item ([^"]+)">(.*?)</details>', text, re.DOTALL)
    assert [marks.split()[-1] for marks, _ in items] == ["bad", "o0", "o3"]
    days, who, metro = (item for _, item in items)
    assert "增加<mark>34天</mark>。" in days
    assert "数字或单位不对" in days
    assert '<li class="wanted"><small>a（标准出处）</small> 宋力说</li>' in who
    assert "报上没有说。（not_in_bulletin）" in metro


def test_what_a_page_prints_cannot_do_anything_in_the_report() -> None:
    trap = said("days", '<script>alert(1)</script>"><b onclick=x>', quote="</style><img src=x onerror=y>")
    page = Page(html(report_of((trap, *EARLIER[1:])), title="<script>", settings=settings()))
    assert not page.tags & {"script", "img"}
    assert page.handlers == []


def test_the_same_run_is_drawn_the_same() -> None:
    pages = {html(report_of(), title="题", settings=settings()) for _ in range(2)}
    assert len(pages) == 1


def test_a_run_without_an_answer_is_drawn_too() -> None:
    text = html(evaluate([METRO], []), title="空", settings=settings([METRO]))
    assert "1 题有问题" in text
    assert "没有作答" in text


def test_every_measure_has_a_name() -> None:
    assert list(LABELS) == list(MEASURES)


def test_what_becomes_of_questions() -> None:
    document = Question("d", "晋祠", SEARCH, (), doc_ids=("a",))
    cases = [
        (DAYS, LATER[0], Outcome.RIGHT),
        (DAYS, EARLIER[0], Outcome.WRONG),
        (DAYS, said("days"), Outcome.MISSED),
        (METRO, said("metro"), Outcome.REFUSED),
        (METRO, said("metro", "2026年"), Outcome.INVENTED),
        (document, said("d", "", hits=HITS[1:]), Outcome.FOUND),
        (document, said("d", "", hits=HITS), Outcome.LOST),
    ]
    for question, prediction, expected in cases:
        [judged] = evaluate([question], [prediction]).judged
        assert outcome(judged) is expected
    assert outcome(evaluate([DAYS], []).judged[0]) is Outcome.SILENT


# ---------------------------------------------------------------- end to end


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the first issue, as an empty one takes it in."""
    folder = tmp_path_factory.mktemp("asked")
    assert run(["--data", str(folder), "ask", "优良天数是多少？"]) == 0
    return folder


def asked(data: Path, *arguments: str) -> int:
    return run(["--data", str(data), "evaluate", *arguments])


def a_set(tmp_path: Path) -> Path:
    path = tmp_path / "题.csv"
    rows = ["2025年太原市市区优良天数是多少天？,282天", "太原地铁3号线什么时候开通？,拒答"]
    path.write_text("问题,答案\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_run_that_was_cut_short_is_taken_up(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert asked(data, str(a_set(tmp_path)), "--report", str(folder)) == 0
    path = folder / PREDICTIONS
    first, second = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(first + second[:20], encoding="utf-8")
    (folder / "scores.json").unlink()
    capsys.readouterr()
    assert asked(data, str(a_set(tmp_path)), "--report", str(folder)) == 0
    out, err = capsys.readouterr()
    assert "1 题已经答过，还有 1 题" in err
    assert re.search(r"\| all +\| 2 \| +100\.0", out)
    again, last = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert again == first
    assert Prediction.from_json(last).refused
    assert json.loads((folder / "scores.json").read_text(encoding="utf-8"))["overall"]["right"] == 1
    assert (folder / QUESTIONS).exists()


def test_a_score_below_its_floor_ends_with_1(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = str(a_set(tmp_path))
    assert asked(data, given, "--fail-under", "figure=1", "--fail-under", "refusal_recall=1") == 0
    (tmp_path / "题.csv").write_text("问题,答案\n优良天数是多少？,283天\n", encoding="utf-8")
    capsys.readouterr()
    assert asked(data, given, "--fail-under", "figure=0.5", "--fail-under", "refusal_recall=0.5") == 1
    err = capsys.readouterr().err
    assert "figure 0.0000，下限 0.5" in err
    assert "refusal_recall 这个问题集量不出来" in err


@pytest.mark.parametrize("floor", ["figures=0.8", "figure", "figure=80", "figure=x"])
def test_a_floor_that_cannot_be_read_is_a_misuse(
    tmp_path: Path, floor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, str(a_set(tmp_path)), "--fail-under", floor) == 2
    assert "figure=0.8" in capsys.readouterr().err


def test_a_set_with_its_own_texts_is_asked_of_these(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asking = {"id": "q", "question": "晋祠始建于哪一年？", "answers": [{"text": "1023年", "answer_start": 5}]}
    context = "晋祠始建于1023年。它在太原市西南二十五公里处。"
    squad = {"data": [{"title": "晋祠", "paragraphs": [{"id": "p", "context": context, "qas": [asking]}]}]}
    (tmp_path / "set.json").write_text(json.dumps(squad), encoding="utf-8")
    folder = tmp_path / "run"
    assert asked(tmp_path / "unused", str(tmp_path / "set.json"), "--report", str(folder)) == 0
    assert "recall@1 100.0" in capsys.readouterr().out
    [answer] = read_run(folder).predictions
    assert (answer.answer, answer.doc_id, answer.hits[0].doc_id) == ("1023年", "p", "p")
    assert not (tmp_path / "unused").exists()


def test_a_beir_folder_is_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "wiki"
    (folder / "qrels").mkdir(parents=True)
    texts = {"d1": "晋祠在太原市西南。", "d2": "双塔寺在太原市东南。", "d3": "汾河穿过太原市。"}
    rows = [json.dumps({"_id": name, "title": "", "text": text}) for name, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "双塔寺在哪里"}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\n", encoding="utf-8")
    assert asked(tmp_path / "unused", str(folder), "--fail-under", "mrr_10=1") == 0
    assert "recall@1 100.0" in capsys.readouterr().out


def test_without_the_extra_the_ranks_are_left_out_and_a_beir_folder_is_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.commands.evaluating.installed", lambda: False)
    monkeypatch.setattr("qa.evaluating.evaluation.installed", lambda: False)
    (tmp_path / "题.csv").write_text(
        "问题,答案,出处\n优良天数是多少？,282天,2026-02-06.md#0\n", encoding="utf-8"
    )
    assert asked(data, str(tmp_path / "题.csv")) == 0
    out, err = capsys.readouterr()
    assert "recall@1" not in out
    assert "pip install 'bulletin-desk[evaluation]'" in err
    path = tmp_path / "search.jsonl"
    row = {"id": "q", "question": "汾河", "kind": "search", "doc_ids": ["2026-02-06.md#0"]}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert asked(data, str(path)) == 2
    assert "要另外安装评测组件" in capsys.readouterr().err


def test_several_processes_say_what_one_says(data: Path) -> None:
    from qa.assistant import Assistant
    from qa.evaluating.asking import predict

    questions = [
        Question(str(number), f"{year}年太原市市区优良天数是多少天？", "figure", (("282天",),))
        for number, year in enumerate(range(2017, 2026))
    ]
    several = list(asked_by_several(data, questions, jobs=2, model=None))
    with Assistant.open(data) as desk:
        one = list(predict(desk, questions))
    assert [(s.id, s.answer, s.reason) for s in several] == [(s.id, s.answer, s.reason) for s in one]
    assert all(each.hits for each in several)


ORPHAN = """
import time
from multiprocessing import get_context
from api.runs.processes import end_with_parent

if __name__ == "__main__":
    child = get_context("spawn").Process(target=end_with_parent)
    child.start()
    print(child.pid, flush=True)
    time.sleep(600)
"""


def test_a_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "starts.py").write_text(ORPHAN, encoding="utf-8")
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(tmp_path / "starts.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as parent:  # noqa: S603
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(600):
        if not running(child):
            break
        time.sleep(0.1)
    assert not running(child)


def running(number: int) -> bool:
    """Whether a process of this number runs; one that has ended and was not asked after is none."""
    try:
        os.kill(number, 0)
        state = Path(f"/proc/{number}/stat")
        return not state.exists() or state.read_text(encoding="utf-8").rsplit(")")[-1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


# ---------------------------------------------------------------- the workbench


@pytest.mark.parametrize("name", ["draft.csv", "draft.xlsx", "draft.jsonl"])
def test_a_draft_is_a_set_that_can_be_checked_and_asked(
    data: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    assert run(["--data", str(data), "questions", "draft", "-n", "6", "-o", str(path)]) == 0
    assert "6 题，其中" in capsys.readouterr().out
    questions = read_questions(path)
    assert len(questions) == 6
    assert sum(question.must_refuse for question in questions) == 1
    assert run(["--data", str(data), "questions", "check", str(path)]) == 0
    assert "6 题，0 题要再看看。" in capsys.readouterr().out


def test_a_set_with_flaws_is_told_and_ends_with_1(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "题.csv"
    rows = ["a,2025年太原市市区优良天数是多少天？,283天", "b,2025年太原市市区优良天数是多少天,282天"]
    path.write_text("编号,问题,答案\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert run(["--data", str(data), "questions", "check", str(path), "--json"]) == 1
    flaws = [(each["id"], each["flaw"]) for each in json.loads(capsys.readouterr().out)]
    assert flaws == [("a", "not_printed"), ("b", "conflict")]


@pytest.mark.parametrize(
    "arguments", [["-o", "x.txt"], ["-o", "x.csv", "-n", "0"], ["-o", "x.csv", "2020-01-01.md"]]
)
def test_a_draft_that_cannot_be_made_is_a_misuse(
    data: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data), "questions", "draft", *arguments]) == 2
    assert re.search("[\u4e00-\u9fff]", capsys.readouterr().err)


def test_what_a_spreadsheet_would_take_for_a_formula_is_shielded_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "题.csv"
    path.write_text(f"问题,答案\n比分？,{shielded('=1+1')}\n温度？,{shielded('-5℃')}\n", encoding="utf-8")
    assert "'=1+1" in path.read_text(encoding="utf-8")
    assert [question.gold for question in read_questions(path)] == [(("=1+1",),), (("-5℃",),)]
