"""Every page for every eye and hand: axe finds nothing, 320 px suffice, keys do it all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.house_server import House
from tests.journeys import steps

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async (rules) => {
  const found = await axe.run({ runOnly: rules });
  const where = (broken) => broken.nodes.map((node) => node.target.join(" ")).join(", ");
  return found.violations.map((broken) => `${broken.id}: ${where(broken)}`);
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PUBLIC = ["/", "/book/dr-claire-martin/", "/accounts/login/", "/nothing/here/", "/outbox/", "/_ui/"]
STAFF = ["/desk/", "/desk/planning/", "/desk/planning/?view=week", "/desk/waiting/",
         "/desk/patients/", "/desk/hours/"]  # fmt: skip
SIGHTS: dict[str, dict[str, Any]] = {
    "small and light": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    "wide and dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
Someone = Callable[..., BrowserContext]


def faults(page: Page) -> list[str]:
    """What axe says against the page as it stands, and how far it must be scrolled sideways."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN_AXE, WCAG)
    sideways = page.evaluate(SIDEWAYS)
    return found + ([f"{sideways} px too wide"] if sideways > 0 else [])


def all_faults(page: Page, house: House, paths: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        page.goto(steps.address(house, path))
        page.wait_for_load_state("networkidle")
        found[path] = faults(page)
    return {path: sentences for path, sentences in found.items() if sentences}


@pytest.fixture(params=SIGHTS.values(), ids=SIGHTS.keys())
def page(request: pytest.FixtureRequest, someone: Someone) -> Page:
    return someone(**request.param).new_page()


def test_the_pages_of_visitors(house: House, page: Page) -> None:
    assert all_faults(page, house, PUBLIC) == {}


def test_the_pages_of_staff(house: House, page: Page) -> None:
    steps.sign_in(page, house, "claire@parc.example")
    assert all_faults(page, house, STAFF) == {}


def test_the_form_that_comes_back(house: House, page: Page) -> None:
    page.goto(steps.address(house, "/book/dr-claire-martin/"))
    page.locator(".slot").first.click()
    page.locator("main form button[type=submit]").last.click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert faults(page) == []
    summary.get_by_role("link").first.press("Enter")
    expect(page.locator("[name=first_name]")).to_be_focused()


def test_keys_alone(house: House, someone: Someone) -> None:
    page = someone().new_page()
    page.goto(steps.address(house, "/_ui/"))
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    menu = page.locator("header details[data-menu]")
    menu.locator("summary").press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("ArrowDown")
    expect(menu.locator(".drop-item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    assert menu.get_attribute("open") is None

    opener = page.locator("button[data-opens=sample]").last
    opener.press("Enter")
    dialog = page.locator("dialog#sample")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_theme_stays_without_a_flash(house: House, someone: Someone) -> None:
    page = someone(color_scheme="light").new_page()
    page.goto(steps.address(house, "/"))
    page.locator("footer summary").click()
    page.locator("footer [data-theme-set=dark]").click()
    answer = page.reload()
    assert answer is not None
    assert 'data-theme="dark"' in answer.text()
    dark = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert dark == "dark"
