from datetime import date

import pytest

from api.wording import announced, citation, privacy
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
