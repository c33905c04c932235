"""Asking as a reader does it: with and without a script, by keyboard, on a slow line, in another site's frame."""

import re
from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect

from api.private.feedback import FeedbackBook
from tests.api.browser.conftest import NewPage
from tests.api.conftest import ASKED, LISTED, TRAP, UNSUPPORTED

ASKED_URL = f"/?q={quote(ASKED)}"
FIRST_LOAD_BYTES = 60_000
"""Over the wire, headers and all: two seconds at 256 kbit/s."""
STEADY = 0.01
"""Cumulative layout shift; below 0.1 counts as good, and nothing here has a reason to move."""


def ask(page: Page, question: str) -> None:
    page.locator("#q").fill(question)
    page.locator(".ask button").click()


def test_the_first_load_is_light_quiet_steady_and_from_this_server_alone(
    context: Callable[..., BrowserContext], server: str
) -> None:
    page = context(width=360).new_page()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    bytes_: list[float] = []
    wire.on("Network.loadingFinished", lambda event: bytes_.append(event["encodedDataLength"]))
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(ASKED_URL)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(
        """() => new Promise((done) => {
          new PerformanceObserver((list) => done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(0), 300);
        })"""
    )
    assert len(bytes_) == len(asked) <= 6
    assert 1000 < sum(bytes_) < FIRST_LOAD_BYTES
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    assert said == []
    assert moved < STEADY


def test_an_answer_comes_without_loading_the_page_anew_and_is_announced(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    page.evaluate("window.same = true")
    ask(page, ASKED)
    expect(page.locator(".value")).to_have_text("282天")
    expect(page.get_by_role("status")).to_have_text("报上说：282天")
    assert page.evaluate("window.same") is True
    assert page.url.endswith(ASKED_URL)
    assert page.title() == f"{ASKED} – 问报台"
    expect(page.locator(".front")).to_have_count(0)
    page.go_back()
    expect(page.locator(".value")).to_have_count(0)
    expect(page.locator(".front")).to_have_count(1)
    assert page.evaluate("window.same") is True


def test_a_refusal_is_announced_with_its_reason(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    ask(page, UNSUPPORTED)
    expect(page.get_by_role("status")).to_have_text("报上没有说。报上没有提到地铁3号线。")


def test_a_follow_up_is_understood_after_what_was_asked_before(new_page: NewPage) -> None:
    page = new_page()
    page.goto(ASKED_URL)
    ask(page, LISTED)
    expect(page.locator(".earlier .said")).to_have_text("282天")
    assert page.locator("#carried input").evaluate_all("all => all.map((one) => one.value)") == [
        ASKED,
        LISTED,
    ]
    page.get_by_role("link", name="重新开始").click()
    expect(page.locator(".earlier")).to_have_count(0)
    assert page.locator("#carried input").count() == 0


def test_without_a_script_a_conversation_is_the_same(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    ask(page, ASKED)
    expect(page.locator(".value")).to_have_text("282天")
    # what only a script can do is not offered
    expect(page.get_by_role("link", name="固定链接")).to_be_visible()
    expect(page.get_by_role("button", name="复制引文")).to_have_count(0)
    ask(page, LISTED)
    expect(page.locator(".earlier .said")).to_have_text("282天")
    page.locator(".earlier .from a").click()
    page.get_by_role("link", name="打开原文").click()
    expect(page.locator("article mark").first).to_be_visible()


def test_suggestions_are_taken_by_keyboard(new_page: NewPage) -> None:
    page = new_page(width=1280)
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially(ASKED[:3])
    expect(box).to_have_attribute("aria-expanded", "true")
    option = page.get_by_role("option", name=ASKED)
    expect(option).to_have_attribute("aria-selected", "false")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert box.evaluate("box => document.getElementById(box.getAttribute('aria-controls')).role") == "listbox"
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None
    box.press_sequentially(ASKED[3])
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowUp")
    box.press("Enter")
    expect(page.locator(".value")).to_have_text("282天")


def test_a_measure_begins_a_question_and_no_suggestion_hides_the_button(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("优良天")
    option = page.get_by_role("option", name="优良天数 指标").first
    expect(option).to_be_visible()
    above, below = page.locator(".ask button").bounding_box(), page.locator("#suggested").bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    option.click()
    expect(box).to_have_value("优良天数")
    expect(box).to_be_focused()
    assert page.url.endswith("/")


def test_half_a_syllable_asks_for_no_suggestions_and_sends_nothing(new_page: NewPage) -> None:
    """An input method sends its own Enter, which takes a word and must not ask."""
    page = new_page(width=1280)
    page.goto("/")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/" in request.url:  # the icon may still be under way
            asked.append(request.url)

    page.on("request", note)
    page.locator("#q").focus()
    wire = page.context.new_cdp_session(page)
    wire.send("Input.imeSetComposition", {"selectionStart": 2, "selectionEnd": 2, "text": "you"})
    page.wait_for_timeout(300)
    assert asked == []
    wire.send("Input.insertText", {"text": "2025"})
    expect(page.get_by_role("option")).to_have_count(1)
    assert [re.sub(r"^.*?/api", "/api", url) for url in asked] == ["/api/v1/suggest?q=2025"]


def test_when_suggestions_fail_the_question_can_still_be_asked(new_page: NewPage) -> None:
    page = new_page()
    page.route("**/api/v1/suggest*", lambda route: route.abort())
    page.goto("/")
    page.locator("#q").press_sequentially(ASKED)
    page.locator(".ask button").click()
    expect(page.locator(".value")).to_have_text("282天")


def test_when_the_script_cannot_reach_the_server_the_browser_says_so(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    page.route(f"**/?q={quote(ASKED)}", lambda route: route.fulfill(status=500, body="broken"))
    ask(page, ASKED)
    expect(page.locator("body")).to_have_text("broken")


def test_quote_and_source_are_copied_as_a_newspaper_is_cited(
    context: Callable[..., BrowserContext],
) -> None:
    opened = context(width=1280)
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened.new_page()
    page.goto(ASKED_URL)
    page.get_by_role("button", name="复制引文").click()
    expect(page.get_by_role("status")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“2025年1月至12月,太原市市区优良天数282天,优良率为77.3%,优良天数比上年同期增加34天。”"
        "——陈嘉欣. 美丽太原建设迈出坚实步伐[N]. 2026-02-06."
    )
    page.get_by_role("link", name="复制链接").click()
    address = page.evaluate("navigator.clipboard.readText()")
    page.goto(address)
    expect(page.locator(".value")).to_have_text("282天")


def test_type_size_and_colours_are_kept_with_and_without_a_script(new_page: NewPage) -> None:
    for scripted in (True, False):
        page = new_page(java_script_enabled=scripted)
        page.goto(ASKED_URL)
        for choice in ("特大", "暗"):
            if not page.get_by_role("button", name=choice, exact=True).is_visible():
                page.locator("details.look summary").click()
            page.get_by_role("button", name=choice, exact=True).click()
        page.goto(ASKED_URL)
        root = page.locator("html")
        expect(root).to_have_attribute("data-size", "huge")
        expect(root).to_have_attribute("data-colours", "dark")
        if scripted:
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "28.8px"


def test_a_vote_is_written_down_and_thanked_for(new_page: NewPage, votes: FeedbackBook) -> None:
    for scripted, button in ((True, "没用"), (False, "有用")):
        page = new_page(java_script_enabled=scripted)
        page.goto(ASKED_URL)
        page.locator(".voting summary").click()
        page.get_by_label("可不填").fill("答得太长")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_text("谢谢，已经记下").first).to_be_visible()
        newest = votes.page(limit=1)[0]
        assert (newest.useful, newest.word, newest.question) == (button == "有用", "答得太长", "")


def test_a_script_printed_on_a_page_stays_text(new_page: NewPage) -> None:
    page = new_page()
    ran: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto("/")
    ask(page, TRAP)
    expect(page.locator("blockquote")).to_contain_text("甲市有<img src=x onerror=alert(2)>3家&amp;店。")
    for address in ("/day/2026-01-01", "/story/trap-2026-01-01.md/0", f"/widget?q={quote(TRAP)}"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text(
            "<script>alert(1)</script>" if "story" in address else "<"
        )
    assert ran == []


def test_another_site_on_the_list_shows_the_desk_in_a_frame_of_its_height(
    new_page: NewPage, host: str, server: str
) -> None:
    page = new_page(width=768)
    page.goto(f"{host}/?server={server}")
    frame = page.frame_locator("iframe")
    frame.locator("#q").fill(ASKED)
    frame.locator(".ask button").click()
    expect(frame.locator(".value")).to_have_text("282天")
    inner = frame.locator("body").evaluate("body => body.scrollHeight")
    expect(page.locator("iframe")).to_have_css("height", f"{inner}px")
    assert page.locator("iframe").get_attribute("title") == "问报台：向报纸提问"


def test_a_site_that_is_not_on_the_list_shows_nothing(new_page: NewPage, host: str, server: str) -> None:
    page = new_page(width=768)
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    stranger = host.replace("127.0.0.1", "localhost")
    page.goto(f"{stranger}/?server={server}")
    page.locator("iframe").wait_for(state="attached")
    page.wait_for_function("() => performance.getEntriesByType('resource').length >= 1")
    expect(page.frame_locator("iframe").locator("#q")).to_have_count(0)
    page.wait_for_timeout(300)
    assert any("frame-ancestors" in text for text in blocked)
