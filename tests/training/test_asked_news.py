"""The written questions: well formed, divided by article for good, and none on what is only scored."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from corpus.spans import Span
from training.asked_news import ASKED, HARDER, Part, Wording, part_of, read_written
from training.asked_questions import question_set
from training.reading_data import dated_news, written_examples

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
KINDS = {
    "figure", "date", "person", "place", "org", "title", "what", "list", "why", "how", "yesno", "none",
}  # fmt: skip


@pytest.mark.parametrize("path", [ASKED, HARDER], ids=["asked", "harder"])
def test_every_question_has_two_wordings_a_known_kind_and_a_place_unless_it_is_not_answered(
    path: Path,
) -> None:
    written = list(read_written(path))
    assert len(written) > 20_000
    for one in written:
        assert one.kind in KINDS, one
        assert one.plain.strip(), one
        assert one.everyday.strip(), one
        assert (one.place is None) == (one.kind == "none"), one
        assert one.place is None or 0 < len(one.place) <= 160, one
    assert len({(one.document, one.plain) for one in written}) == len(written)


def test_the_harder_questions_are_asked_of_other_articles_and_a_quarter_of_them_of_whether() -> None:
    harder = list(read_written(HARDER))
    assert not {one.document for one in harder} & {one.document for one in read_written()}
    kinds = Counter(one.kind for one in harder)
    assert kinds["yesno"] > len(harder) / 4
    assert kinds["none"] > len(harder) / 8


def test_an_article_belongs_to_one_part_and_the_parts_have_their_shares() -> None:
    parts = Counter(part_of(document) for document in {one.document for one in read_written()})
    total = sum(parts.values())
    # of the last 1,541 articles three in four were drawn for the reader
    assert 0.6 < parts[Part.READER] / total < 0.75
    assert 0.2 < parts[Part.RANKER] / total < 0.33
    assert 0.04 < parts[Part.HELD] / total < 0.12


@pytest.fixture(scope="module")
def shared() -> Path:
    if not (SHARED / "crud_news.jsonl.gz").exists():
        pytest.skip("the data folder is not beside the project")
    return SHARED


def test_no_article_of_the_scored_sets_is_asked_about(shared: Path) -> None:
    scored = set()
    for name in ("crud_qa_dev.jsonl", "crud_qa_dev_hard.jsonl"):
        for line in (shared / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            scored |= {row["doc_id"], *row.get("doc_ids", [])}
    assert not scored & {one.document for path in (ASKED, HARDER) for one in read_written(path)}


def test_answers_stand_in_their_articles_without_marks_at_their_edges(shared: Path) -> None:
    news = dated_news(shared / "crud_news.jsonl.gz")
    ragged = Counter[bool]()
    for path in (ASKED, HARDER):
        for part in Part:
            for example in written_examples(part, news, *Wording, path=path):
                if example.place:
                    answer = example.place.of(example.text)
                    assert example.answers == (answer,)
                    ragged[answer[0] in "，。；：、？！" or answer[-1] in "，。；：、？"] += 1
    assert ragged[True] <= 0.002 * ragged[False]


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "asked.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write("c1\tfigure\t多少册？\t书有多少\t3\t5\nc1\tnone\t谁捐的？\t谁给的\t\t\n")
    first, second = read_written(path)
    assert (first.document, first.kind, first.plain, first.everyday) == (
        "c1",
        "figure",
        "多少册？",
        "书有多少",
    )
    assert first.place == Span(3, 5)
    assert second.place is None


def test_a_part_becomes_a_question_set_in_both_wordings_in_turn(tmp_path: Path) -> None:
    held = [str(n) for n in range(100) if part_of(str(n)) is Part.HELD][:2]
    other = next(str(n) for n in range(100) if part_of(str(n)) is Part.RANKER)
    rows = [
        (held[0], "figure", "优良天数是多少天?", "好天有几天", "2", "6"),
        (other, "figure", "另一部分的问题?", "另一部分", "0", "1"),
        (held[1], "none", "去年是多少天?", "头年几天", "", ""),
    ]
    path = tmp_path / "asked.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines("\t".join(row) + "\n" for row in rows)
    news = dict.fromkeys(held, ("优良282天。", None))
    first, second = question_set(Part.HELD, news, path=path)
    assert (first.question, first.kind, first.gold, first.doc_ids) == (
        "好天有几天", "figure", (("282天",),), (held[0],),
    )  # fmt: skip
    assert (second.question, second.kind, second.gold, second.must_refuse) == (
        "去年是多少天?",
        "none",
        (),
        True,
    )
    assert question_set(Part.HELD, news, path=path, every=2) == [first]
