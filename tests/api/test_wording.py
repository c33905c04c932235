from datetime import date

import pytest

from api.wording import announced, citation, place_line, privacy, the_paper
from corpus.spans import Span
from qa.answers import Reason, Refused, Source


def source(
    byline: str | None, *, title: str | None = "新桥通车", day: date | None = date(2026, 3, 1)
) -> Source:
    return Source("page-7.md", "", day, 0, title, None, byline, (Span(0, 1),))


@pytest.mark.parametrize(
    ("byline", "named"),
    [
        ("某人", "某人. 新桥通车[N]"),
        ("某人 甲乙", "某人, 甲乙. 新桥通车[N]"),
        ("某人、甲乙、丙丁", "某人, 甲乙, 丙丁. 新桥通车[N]"),
        ("某人 甲乙 丙丁 戊己", "某人, 甲乙, 丙丁, 等. 新桥通车[N]"),
        (None, "新桥通车[N]"),
    ],
)
def test_a_newspaper_is_cited_as_gb_t_7714_says(byline: str | None, named: str) -> None:
    assert citation(" 全长120米。\n", source(byline)) == f"“全长120米。”——{named}. 2026-03-01."


def test_the_papers_name_stands_before_the_date_where_it_is_given() -> None:
    assert citation("全长120米。", source("某人"), paper="太原日报") == (
        "“全长120米。”——某人. 新桥通车[N]. 太原日报, 2026-03-01."
    )
    assert place_line(source("某人"), paper="太原日报") == (
        "《新桥通车》 · 某人 · 太原日报 · 2026年3月1日 星期日"
    )
    assert (the_paper("太原日报"), the_paper("")) == ("《太原日报》", "报纸")


def test_without_headline_or_date_the_page_is_named() -> None:
    assert citation("全长120米。", source(None, title=None, day=None)) == (
        "“全长120米。”——图片报道[N]. page-7.md."
    )


def test_keeping_questions_is_told_with_its_days() -> None:
    assert privacy(0) == "本站不保存您的提问。"
    assert "30 天" in privacy(30)
    assert "不保存" not in privacy(30)


def test_a_refusal_is_read_out_with_its_reason() -> None:
    refused = Refused("问", Reason.NO_ISSUES, "请先收录报纸。", None, None, (), 0.0)
    assert announced(refused) == "还没有收录报纸。请先收录报纸。"
