"""The pages for people, read as HTML without running any script."""

import re
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

# what the canned assistant of conftest.py is asked
ASKED = "2025年太原市市区优良天数是多少天？"
DERIVED = "2024年太原市市区优良天数是多少天？"
LISTED = "三县一市优良天数由多到少怎么排？"
UNSUPPORTED = "太原地铁3号线什么时候开通？"
BROKEN = "让它出错"
TRAP = "陷阱"

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FIRST_LOAD_BYTES = 60_000
"""What the page may weigh on a slow line, all its files together, before compression."""


class Page(HTMLParser):
    """Tags with their attributes, the text inside `<mark>`, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self.text = ""
        self._in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self._in_mark = True
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked[-1] += data

    def values(self, tag: str, attribute: str) -> list[str]:
        return [value for name, attrs in self.tags if name == tag and (value := attrs.get(attribute))]


def get(client: TestClient, path: str) -> Response:
    return client.get(path, headers=BROWSER)


def asked(client: TestClient, question: str) -> Page:
    response = get(client, f"/?q={quote(question)}")
    assert response.status_code == 200
    return Page(response.text)


def test_the_box_is_a_plain_form_with_examples_to_follow(client: TestClient) -> None:
    page = Page(get(client, "/").text)
    assert ("form", {"action": "/", "method": "get"}) in [
        (tag, {k: v for k, v in attrs.items() if k in {"action", "method"}}) for tag, attrs in page.tags
    ]
    assert f"/?q={quote(ASKED)}" in page.values("a", "href")


def test_an_answer_is_marked_in_its_sentence_with_its_source(client: TestClient) -> None:
    page = asked(client, ASKED)
    assert page.marked == ["282天"]
    assert "2025年1月至12月,太原市市区优良天数282天,优良率为77.3%,优良天数比上年同期增加34天。" in page.text
    for part in ("美丽太原建设迈出坚实步伐", "陈嘉欣", "2026年2月6日 星期五"):
        assert part in page.text
    assert page.values("button", "data-copy") == [
        "“2025年1月至12月,太原市市区优良天数282天,优良率为77.3%,优良天数比上年同期增加34天。”"
        "——陈嘉欣. 美丽太原建设迈出坚实步伐[N]. 2026-02-06."
    ]


def test_the_link_beside_an_answer_opens_its_story_there(client: TestClient) -> None:
    page = asked(client, ASKED)
    [url] = {u for u in page.values("a", "href") if u.startswith("/story/") and "247-251" in u}
    story = Page(get(client, url).text)
    assert story.marked == ["282天"]
    assert [attrs.get("id") for tag, attrs in story.tags if tag == "mark"] == [urlsplit(url).fragment]


def test_a_list_shows_every_item(client: TestClient) -> None:
    html = get(client, f"/?q={quote(LISTED)}").text
    assert re.findall(r"<li>([^<]+)</li>", html)[:4] == ["娄烦县", "古交市", "阳曲县", "清徐县"]


def test_a_computed_value_is_marked_as_computed_with_both_sentences(client: TestClient) -> None:
    page = asked(client, DERIVED)
    assert "计算得出" in page.text
    assert "282天 - 34天 = 248天" in page.text
    assert page.marked == ["282天", "34天"]
    assert "/story/2026-02-06.md/0?mark=247-251,273-276#a" in page.values("a", "href")


def test_a_refusal_is_plain_and_offers_what_is_near_as_no_answer(client: TestClient) -> None:
    page = asked(client, UNSUPPORTED)
    for part in ("报上没有说", "报上没有提到地铁3号线。", "不是答案"):
        assert part in page.text
    assert page.marked == []


def test_a_question_too_long_is_told_beside_the_box(client: TestClient) -> None:
    response = get(client, "/?q=" + quote("问" * 501))
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "问" * 500 in response.text


def test_a_story_is_shown_as_printed_across_its_column_break_with_its_caption(client: TestClient) -> None:
    issue = get(client, "/bulletin/2026-02-06.md").text
    [url] = re.findall(r'href="(/story/[^"]+)">\s*<span class="title">暖心帮扶守护梦想<', issue)
    text = Page(get(client, url).text).text
    assert "感触良深" in text
    assert "秀秀(右二)拿着毕业证书与社区工作人员合影。" in text


def test_issues_are_listed_newest_first(client: TestClient) -> None:
    page = Page(get(client, "/bulletins").text)
    assert "/day/2026-02-06" in page.values("a", "href")
    assert "/bulletins?month=2026-01" in page.values("a", "href")
    older = Page(get(client, "/bulletins?month=2026-01").text)
    assert "/day/2026-01-01" in older.values("a", "href")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/story/2026-02-06.md/99",
        "/story/no-such.md/0",
        "/bulletin/no-such.md",
        "/bulletins?month=2020-01",
        "/day/2020-01-01",
        "/day/2026-02-06?page=2",
        "/undated",
        "/bulletin/..%2f..%2fetc%2fpasswd",
        "/static/..%2fapp.py",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    response = get(client, path)
    assert response.status_code == 404
    assert "没有找到这一页" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/story/2026-02-06.md/0?mark=x",
        "/story/2026-02-06.md/0?mark=0-2",
        "/bulletins?month=2026-13",
        "/day/x",
    ],
)
def test_an_address_with_nonsense_in_it_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    response = get(client, path)
    assert response.status_code == 422
    assert "这一步没有成功" in response.text


def test_our_own_mistake_is_a_page_without_its_traceback(client: TestClient) -> None:
    response = get(client, f"/?q={quote(BROKEN)}")
    assert response.status_code == 500
    assert "程序出错了" in response.text
    assert "a mistake of ours" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_markup_on_a_page_is_shown_as_text(client: TestClient) -> None:
    answer = asked(client, TRAP)
    assert "甲市有<img src=x onerror=alert(2)>3家&amp;店。" in answer.text
    listed = get(client, "/bulletin/trap-2026-01-01.md").text
    story = get(client, "/story/trap-2026-01-01.md/0").text
    for html in (listed, story):
        assert "<script>alert" not in html
        assert "<img" not in html
    assert "本报讯 甲市有<img src=x onerror=alert(2)>3家&amp;店。(某<i>人</i>)" in Page(story).text
    assert [tag for tag, _ in answer.tags if tag in {"img", "i"}] == []


def test_markup_in_a_question_is_shown_as_text(client: TestClient) -> None:
    html = get(client, "/?q=" + quote('"><script>alert(1)</script>{{ 7*7 }}')).text
    assert "<script>alert" not in html
    assert "{{ 7*7 }}" in html


PATHS = [
    "/",
    f"/?q={quote(ASKED)}",
    f"/?q={quote(DERIVED)}",
    "/bulletins",
    "/bulletin/2026-02-06.md",
    "/story/2026-02-06.md/0",
    "/docs",
    "/nothing",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_keeps_to_this_host_and_runs_nothing_inline(client: TestClient, path: str) -> None:
    response = get(client, path)
    page = Page(response.text)
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    for tag, attrs in page.tags:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert tag != "style"
        assert tag != "script" or attrs.get("src")
    links = page.values("link", "href") + page.values("script", "src") + page.values("a", "href")
    assert [link for link in links if not link.startswith(("/", "#")) or link.startswith("//")] == []


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_named_and_in_chinese(client: TestClient, path: str) -> None:
    page = Page(get(client, path).text)
    assert page.values("html", "lang") == ["zh-CN"]
    assert [tag for tag, _ in page.tags].count("main") == 1
    labelled = set(page.values("label", "for"))
    for tag, attrs in page.tags:
        assert tag != "input" or attrs.get("type") == "hidden" or attrs.get("id") in labelled


def test_the_first_load_is_light(client: TestClient) -> None:
    response = get(client, f"/?q={quote(ASKED)}")
    page = Page(response.text)
    files = {*page.values("link", "href"), *page.values("script", "src")}
    assert files
    weight = len(response.content)
    for url in files:
        file = client.get(url)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
        weight += len(file.content)
    assert weight < FIRST_LOAD_BYTES


def test_the_documentation_needs_no_other_host(client: TestClient) -> None:
    page = Page(get(client, "/docs").text)
    for url in page.values("script", "src") + page.values("link", "href"):
        assert client.get(url).status_code == 200


def test_head_is_answered_where_a_browser_or_monitor_asks(client: TestClient) -> None:
    assert client.head("/").status_code == 200
