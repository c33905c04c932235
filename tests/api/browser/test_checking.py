"""The check of a draft in a real browser: pasted, sent, read by axe, its marks lead to their verdicts."""

from axe_playwright_python.sync_playwright import Axe

from tests.api.browser.conftest import NewPage
from tests.api.browser.test_accessibility import RULES, small_targets

DRAFT = "2025年,太原市市区优良天数283天,优良率77.3%。\n全市关停企业12家。"


def test_a_checked_draft_is_read_by_everyone(server: str, new_page: NewPage) -> None:
    page = new_page(width=360)
    page.goto(server + "/check")
    page.get_by_label("把稿子贴在这里").fill(DRAFT)
    page.get_by_role("button", name="核对").click()
    assert (
        page.locator("#outcome").inner_text().replace("\u00a0", " ")
        == "共 3 个数字：报上有 1 个，与报上不符 1 个，没有查到 1 个。"
    )
    for width, colours in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 360, "height": 800})
    assert small_targets(page) == []
    page.get_by_role("link", name="283天，与报上不符").click()
    assert page.url.endswith("#f1")
    assert page.locator("#f1").get_by_role("heading").inner_text().split() == ["283天", "与报上不符"]
    assert page.get_by_label("再核对一篇").input_value() == DRAFT
