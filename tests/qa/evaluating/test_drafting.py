"""Drafts are made of what the page prints, asked back, and marked where the desk says something else."""

from collections.abc import Iterator

import pytest

from corpus.archive import Archive
from corpus.files import read_bulletins
from corpus.measures import measure_figures
from corpus.stored import StoredStory
from qa.answers import Answer, Reason, Refused
from qa.evaluating.drafting import Draft, drafted, worded

BODY = (
    "本报讯 2月3日,云州市园林局召开公园建设新闻发布会。2025年,云州市公园绿地面积达3200公顷,"
    "比上年增加120公顷。2025年,云州市公园游客人数为86万人次。"
    "市园林局局长高明表示,将在老城区再建三座口袋公园。(林晓)"
)
PAGE = f"# 云州日报\n\n## 云州市公园建设提速\n\n{BODY}\n"


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[StoredStory]]:
    folder = tmp_path_factory.mktemp("draft")
    (folder / "2026-02-04.md").write_text(PAGE, encoding="utf-8")
    with Archive.open(folder / "data") as archive:
        archive.add(read_bulletins(folder / "2026-02-04.md"))
        [row] = archive.bulletins()
        yield archive.stories(row.id)


def refusing(question: str) -> Answer:
    return Refused(question, Reason.NOT_IN_BULLETIN, "本期没有提到。", None, None, (), 0.1)


def made(stories: list[StoredStory], limit: int = 20) -> list[Draft]:
    return list(drafted(stories, refusing, limit=limit))


def test_questions_are_made_of_figures_days_speakers_and_bylines(stories: list[StoredStory]) -> None:
    found = {d.question.question: (d.question.kind, d.question.gold) for d in made(stories)}
    assert found["2025年云州市公园绿地面积是多少公顷？"] == ("figure", (("3200公顷",),))
    assert found["“将在老城区再建三座口袋公园”是谁说的？"] == ("person", (("市园林局局长高明",),))
    assert found["《云州市公园建设提速》是谁写的？"] == ("person", (("林晓",),))


def test_every_answer_and_quote_stands_on_the_page(stories: list[StoredStory]) -> None:
    page = stories[0].bulletin.text
    for draft in made(stories):
        assert draft.question.quote_contains in page
        assert all(item in page for gold in draft.question.gold for item in gold)


def test_some_must_be_refused_for_a_year_that_no_page_prints(stories: list[StoredStory]) -> None:
    refused = [d.question for d in made(stories, limit=6) if d.question.must_refuse]
    assert [question.question[:5] for question in refused] == ["2018年"]
    assert "2018" not in stories[0].bulletin.text


def test_a_draft_that_the_desk_does_not_answer_is_marked(stories: list[StoredStory]) -> None:
    for draft in made(stories):
        assert draft.right is draft.question.must_refuse
        assert draft.remark == ("通过" if draft.right else "请核对：问答台拒答（本期没有提到。）")


def test_no_more_are_made_than_asked_for_and_no_id_stands_twice(stories: list[StoredStory]) -> None:
    assert len(made(stories, limit=3)) == 3
    ids = [draft.question.id for draft in made(stories)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("2025年,云州市公园绿地面积达3200公顷。", "2025年云州市公园绿地面积是多少公顷？"),
        ("2025年,云州市招聘会举办51场。", ""),
        ("申报机构必须在3年内无违法记录。", ""),
    ],
)
def test_only_what_is_plainly_measured_is_asked(sentence: str, question: str) -> None:
    asked = [worded(measured) for measured in measure_figures(sentence, headings=[])]
    assert [each for each in asked if each] == [question] * bool(question)
