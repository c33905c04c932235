"""How hits bear a question, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.bearing import GROUPS, NAMES, Read, bearings, group_of
from qa.features import view
from qa.questions import Expects, read_question
from tests.qa.pages import DAY

PLAIN = Read(
    story_id=1,
    text="东湖区新建公园12座。居民都说好。",
    heading="",
    story="东湖区新建公园12座。居民都说好。公园免费。",
    year="2026",
    first=True,
    bm25=8.0,
    cosine=0.5,
)
OTHER = Read(
    story_id=2,
    text="西山区修路3条。",
    heading="修路",
    story="西山区修路3条。",
    year="2026",
    first=False,
    bm25=2.0,
    cosine=0.25,
)


def named(question: str, *hits: Read) -> list[dict[str, float]]:
    rows = bearings(view(read_question(question, today=DAY)), hits)
    return [dict(zip(NAMES, row, strict=True)) for row in rows.tolist()]


def test_a_passage_that_says_it_bears_all_and_another_nothing() -> None:
    said, not_said = named("东湖区新建公园多少座？", PLAIN, OTHER)
    assert said["covered"] == said["sentence_covered"] == said["covered_in_story"] == pytest.approx(1.0)
    assert said["names_missing"] == said["heaviest_missing"] == 0
    assert said["all_borne"] == 1
    assert not_said["covered"] == not_said["fours"] == not_said["left_run"] == 0
    assert not_said["all_borne"] == 0
    assert not_said["names_missing"] > 0


def test_what_search_gave_is_compared_with_its_best() -> None:
    first, second = named("东湖区新建公园多少座？", PLAIN, OTHER)
    assert (first["bm25"], first["bm25_behind"], first["cosine_behind"]) == (1, 0, 0)
    assert second["bm25"] == pytest.approx(0.25)
    assert second["bm25_behind"] == pytest.approx(0.6)
    assert second["cosine_behind"] == pytest.approx(0.25)
    assert (first["terms_rank"], second["terms_rank"], second["both"]) == (1, 0.5, 0.25)


def test_pairs_are_counted_outside_the_question_words() -> None:
    """东湖 湖区 区新 新建 建公 公园 are the question's; 新建公园 alone bears three of the six."""
    said, part = named("东湖区新建公园多少座？", PLAIN, replace(OTHER, text="新建公园。"))
    assert said["pairs"] == 1
    assert part["pairs"] == pytest.approx(0.5)
    assert part["fours"] == pytest.approx(1 / 4)  # 东湖区新 湖区新建 区新建公 新建公园


def test_the_thing_asked_for_is_looked_for() -> None:
    said, none = named("东湖区新建公园多少座？", PLAIN, replace(PLAIN, text="东湖区新建公园。"))
    assert (said["figure"], said["head"], said["head_after_figure"]) == (1, 1, 1)
    assert (none["figure"], none["head"], none["head_after_figure"]) == (0, 0, 0)


def test_a_story_with_more_hits_is_told() -> None:
    rows = named("东湖区新建公园多少座？", PLAIN, replace(PLAIN, text="公园免费。", first=False), OTHER)
    assert [row["passages_of_story"] for row in rows] == [0.5, 0.5, 0.25]
    assert [row["first_of_story"] for row in rows] == [1, 0, 0]


def test_the_year_asked_for_stands_in_the_story_or_on_the_issue() -> None:
    in_issue, elsewhere = named("2026年东湖区新建公园多少座？", PLAIN, replace(PLAIN, year="2023"))
    assert (in_issue["year_in_story"], in_issue["same_year"]) == (1, 1)
    assert (elsewhere["year_in_story"], elsewhere["same_year"]) == (0, 0)


def test_every_sort_of_question_has_one_group() -> None:
    assert sorted(expects for group in GROUPS for expects in group) == sorted(Expects)
    assert all(sum(group_of(expects)) == 1 for expects in Expects)


@given(question=st.text(min_size=1, max_size=40), texts=st.lists(st.text(max_size=60), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_question_of_any_hits_gives_finite_numbers(question: str, texts: list[str]) -> None:
    hits = [replace(PLAIN, story_id=i, text=text, story=text, bm25=None) for i, text in enumerate(texts)]
    rows = bearings(view(read_question(question, today=DAY)), hits)
    assert rows.shape == (len(hits), len(NAMES))
    assert bool(np.isfinite(rows).all())
