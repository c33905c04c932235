"""Every kind of page in a real browser: axe-core finds nothing, fingers hit everything, nothing runs off the side."""

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.api.browser.conftest import NewPage
from tests.api.conftest import ASKED, DERIVED, LISTED, UNSUPPORTED

ASKED_URL = f"/?q={quote(ASKED)}"
KINDS = {
    "start": "/",
    "answer": ASKED_URL,
    "conversation": f"/?q={quote('那综改区呢？')}&t={quote(ASKED)}&t={quote(LISTED)}",
    "computed": f"/?q={quote(DERIVED)}",
    "list": f"/?q={quote(LISTED)}",
    "refusal": f"/?q={quote(UNSUPPORTED)}",
    "mistake": f"/?q={quote('问' * 501)}",
    "kept": "",
    "calendar": "/bulletins",
    "day": "/day/2026-02-06",
    "sheet": "/bulletin/2026-02-06.md",
    "story": "/story/2026-02-06.md/0?mark=247-251#a",
    "caption": "/story/2026-02-06.md/8",
    "problem": "/nothing",
    "draft": "/check",
    "widget": f"/widget?q={quote(ASKED)}",
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
"""axe leaves out 7:1 and the size of targets unless they are named."""
TARGET_PX = 44
"""WCAG 2.2, 2.5.5: a finger hits what is 44 by 44 CSS pixels."""


@pytest.fixture(scope="module")
def kinds(server: str) -> dict[str, str]:
    """The addresses of all kinds of page, with that of a kept answer as the answer's own page gives it."""
    import httpx2

    html = httpx2.get(server + ASKED_URL).text
    kept = html.partition('class="copy" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert kept.startswith("/answer?")
    return {**KINDS, "kept": kept}


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is smaller than a finger."""
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), [role=option]")]
          .filter((part) => part.checkVisibility() && !part.closest(".skip"))
          // a tick is hit by its label
          .map((part) => (part.type === "checkbox" ? part.labels[0] : part))
          .map((part) => [part, part.getBoundingClientRect()])
          .filter(([, box]) => box.height < least - 0.5 || box.width < least - 0.5)
          .map(([part, box]) => `${part.textContent.trim()} ${Math.round(box.width)}x${Math.round(box.height)}`)""",
        TARGET_PX,
    )
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(kind: str, kinds: dict[str, str], new_page: NewPage) -> None:
    page = new_page(width=360)
    page.goto(kinds[kind])
    for details in page.locator("details:not(.look)").all():
        details.evaluate("part => { part.open = true; }")
    if kind == "start":
        page.locator("details.look summary").click()
    for width, colours in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 360, "height": 800})
    assert small_targets(page) == []


def test_axe_sees_what_is_wrong(new_page: NewPage) -> None:
    """A checker that finds nothing may be looking at nothing."""
    page = new_page()
    page.goto("/")
    page.evaluate("document.querySelector('.motto').style.color = '#6f6f6f'")
    page.evaluate("document.querySelector('label').remove()")
    found = Axe().run(page, options=RULES)
    assert {violation["id"] for violation in found.response["violations"]} >= {
        "color-contrast-enhanced",
        "label",
    }


def test_nothing_runs_off_the_side_of_the_narrowest_screen_at_the_largest_type(
    kinds: dict[str, str], new_page: NewPage, server: str
) -> None:
    """320 pixels is a screen of 1280 at 400 % (WCAG 1.4.10), here with the largest type on top."""
    page = new_page(width=320)
    page.context.add_cookies([{"name": "look", "value": "huge.dark", "url": server}])
    for kind, address in kinds.items():
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{kind}: {wide}"


def test_at_the_largest_type_a_phone_shows_the_answer_at_once(new_page: NewPage, server: str) -> None:
    """Who needs it most must not have to look for it below the masthead and the box."""
    page = new_page(width=360)
    page.context.add_cookies([{"name": "look", "value": "huge.light", "url": server}])
    page.goto(ASKED_URL)
    value = page.locator(".value").bounding_box()
    assert value is not None
    assert value["y"] + value["height"] <= 780
    assert (
        len(
            page.evaluate(
                "[...document.querySelectorAll('.name, .motto')].filter((one) => one.offsetHeight > 60)"
            )
        )
        == 0
    )


def test_the_first_thing_a_keyboard_reaches_leads_past_the_masthead(new_page: NewPage) -> None:
    page = new_page(width=1280)
    page.goto(ASKED_URL)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_keyboard_goes_through_an_answer_as_it_is_read(new_page: NewPage) -> None:
    page = new_page(width=1280)
    page.goto(ASKED_URL)
    page.locator("#q").focus()
    stops: list[str] = []
    for _ in range(9):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent").strip())
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert stops[:4] == ["提问", "打开原文", "复制引文", "复制链接"]
    assert stops[5:8] == ["有用", "没用", "想补一句话"]


def test_without_motion_nothing_scrolls_by_itself(new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_in_the_systems_own_colours_the_answer_stays_marked(new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    page.goto(ASKED_URL)
    mark, around = page.evaluate(
        "[document.querySelector('mark'), document.body].map((part) => getComputedStyle(part).backgroundColor)"
    )
    assert mark != around


def test_on_paper_stand_the_answer_its_words_and_its_source_alone(new_page: NewPage) -> None:
    page = new_page(width=768)
    page.goto(ASKED_URL)
    page.emulate_media(media="print")
    shown = page.evaluate("document.body.innerText")
    for part in ("282天", "太原市市区优良天数282天", "美丽太原建设迈出坚实步伐", "2026年2月6日"):
        assert part in shown
    for part in ("提问", "打开原文", "有用", "还可以问", "字号"):
        assert part not in shown
