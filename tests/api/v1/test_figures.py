"""The ledger and the check of a draft over HTTP: typed, paged, tagged, and as the page prints them."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.schemas import CheckOut, DraftIn, FiguresOut
from corpus.archive import Archive
from qa.drafts import LONGEST_DRAFT, Verdict

DRAFT = "2025年,太原市市区优良天数283天,优良率77.3%。全市关停企业12家。"


def page_text(archive: Archive) -> str:
    stored = archive.bulletin_named("2026-02-06.md")
    assert stored is not None
    return stored.bulletin.text


def test_a_measure_gives_its_figures_with_their_place(client: TestClient, archive: Archive) -> None:
    response = client.get("/api/v1/figures", params={"q": "优良天数", "period": "2025年", "unit": "天"})
    assert response.status_code == 200
    found = FiguresOut.model_validate(response.json())
    first = found.figures[0]
    assert (first.text, first.value, first.unit) == ("282天", "282", "天")
    assert (first.measure, first.period, first.place) == ("优良天数", "2025年1月至12月", "太原市市区")
    assert (str(first.first), str(first.last)) == ("2025-01-01", "2025-12-31")
    text = page_text(archive)
    for figure in found.figures:
        assert text[figure.source.start : figure.source.end] == figure.text == figure.quote.text
        assert figure.quote.before + figure.quote.text + figure.quote.after in text
    change = found.figures[1]
    assert (change.text, change.direction, change.base) == ("34天", "up", "上年同期")


def test_a_link_opens_the_story_at_the_figure(client: TestClient) -> None:
    [figure] = client.get("/api/v1/figures", params={"q": "湿地", "limit": 1}).json()["figures"]
    assert f">{figure['text']}</mark>" in client.get(figure["source"]["url"]).text


def test_pages_follow_each_other_without_gap(client: TestClient) -> None:
    whole = client.get("/api/v1/figures", params={"limit": 100}).json()
    texts: list[str] = [figure["text"] for figure in whole["figures"]]
    address: str | None = "/api/v1/figures?limit=40"
    walked: list[str] = []
    while address:
        body = client.get(address).json()
        assert body["total"] == whole["total"]
        walked += [figure["text"] for figure in body["figures"]]
        address = body["next"]
    assert walked[: len(texts)] == texts
    assert len(walked) == whole["total"]


def test_what_is_unchanged_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/api/v1/figures", params={"q": "湿地"}).headers["ETag"]
    again = client.get("/api/v1/figures", params={"q": "湿地"}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"period": "很久"}, "很久"),
        ({"limit": "0"}, "limit"),
        ({"q": "天" * 101}, "q"),
        ({"since": "昨天"}, "since"),
    ],
)
def test_a_wrong_query_is_told(client: TestClient, params: dict[str, str], field: str) -> None:
    response = client.get("/api/v1/figures", params=params)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert field in response.json()["detail"]


def test_a_draft_is_checked_figure_by_figure(client: TestClient) -> None:
    response = client.post("/api/v1/check", json={"draft": DRAFT})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    checked = CheckOut.model_validate(response.json())
    assert (checked.borne_out, checked.contradicted, checked.not_found) == (1, 1, 1)
    assert checked.summary == "共 3 个数字：报上有 1 个，与报上不符 1 个，没有查到 1 个。"
    wrong, right, unknown = checked.figures
    assert [DRAFT[one.start : one.end] for one in checked.figures] == ["283天", "77.3%", "12家"]
    assert (wrong.verdict, wrong.printed[0].text) == (Verdict.CONTRADICTED, "282天")
    assert wrong.remark == "同一指标、同一时间和地点，报上印的是“282天”。"
    assert (right.verdict, right.remark) == (Verdict.BORNE_OUT, "报上印着“77.3%”。")
    assert unknown.verdict is Verdict.NOT_FOUND


def test_the_example_in_the_description_is_contradicted_as_it_means_to_be(client: TestClient) -> None:
    [example] = DraftIn.model_json_schema()["properties"]["draft"]["examples"]
    figures = client.post("/api/v1/check", json={"draft": example}).json()["figures"]
    assert [(one["text"], one["verdict"]) for one in figures] == [
        ("283天", "contradicted"),
        ("77.3%", "borne_out"),
    ]


@pytest.mark.parametrize("draft", ["", "天" * (LONGEST_DRAFT + 1), " \n"])
def test_a_draft_without_or_with_too_much_text_is_told(client: TestClient, draft: str) -> None:
    response = client.post("/api/v1/check", json={"draft": draft})
    assert response.status_code == 422
    assert response.json()["detail"]


def test_the_longest_draft_gets_through(client: TestClient) -> None:
    draft = "优良天数282天。" * (LONGEST_DRAFT // 9)
    assert client.post("/api/v1/check", json={"draft": draft[:2000]}).status_code == 200
    body = f"draft={quote('字' * (LONGEST_DRAFT - 1))}。"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/check", content=body.encode(), headers=form).status_code == 200


# The page


def test_the_page_marks_the_figures_and_shows_what_was_printed(client: TestClient) -> None:
    response = client.post("/check", data={"draft": DRAFT})
    assert response.headers["Cache-Control"] == "no-store"
    html = response.text
    assert '<a class="contradicted" href="#f1" aria-label="283天，与报上不符">283天</a>' in html
    assert '<a class="borne_out" href="#f2" aria-label="77.3%，报上有">77.3%</a>' in html
    assert '<mark class="short">282天</mark>' in html
    # what needs an editor's look stands first
    assert html.index('id="f1"') < html.index('id="f3"') < html.index('id="f2"')


def test_a_draft_with_markup_is_shown_as_text(client: TestClient) -> None:
    html = client.post("/check", data={"draft": "<script>alert()</script>优良天数282天\n</textarea><b>"}).text
    assert "<script>alert()" not in html
    assert "</textarea><b>" not in html
    assert html.count("&lt;script&gt;alert()&lt;/script&gt;") == 2


def test_the_empty_form_and_an_empty_draft(client: TestClient) -> None:
    assert 'name="draft"' in client.get("/check").text
    response = client.post("/check", data={"draft": " "})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "没有要核对的数字" in client.post("/check", data={"draft": "今天天气好。"}).text
