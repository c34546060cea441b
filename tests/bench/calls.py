"""A call from the click on « Let in » to pictures on both sides, and coming back into it.

The same browsers, cameras and clock measure a bare page (bare_call.py) in the same run.
"""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Browser, Page

from tests.bench.bare_call import BareCall
from tests.bench.demo_house import chromium, demo_house
from tests.bench.harness import Figure
from tests.house_server import House
from tests.journeys import browsers, steps
from tests.journeys.browsers import media_flows, received, until
from tests.journeys.conftest import change, never_closed

NAME = "calls"
RUNS = 5
# When the first frame of a connected peer was decoded, as Date.now() of this one machine.
FIRST_FRAME = """
window.__firstFrame = 0;
setInterval(async () => {
  if (window.__firstFrame) return;
  for (const connection of window.__connections ?? []) {
    if (connection.connectionState !== "connected") continue;
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type === "inbound-rtp" && stat.kind === "video" && stat.framesDecoded > 0) {
        window.__firstFrame ||= Date.now();
      }
    }
  }
}, 10);
"""
ROOM_SHOWN = """
window.__room = 0;
new MutationObserver(() => {
  if (!window.__room && document.querySelector("[data-screen=room]")) window.__room = Date.now();
}).observe(document, {childList: true, subtree: true});
"""
CLICKED = "addEventListener('click', () => { window.__clicked ||= Date.now(); }, true);"


def _seen(page: Page, name: str) -> float:
    found: float = until(lambda: page.evaluate(f"window.{name}"), 30, name)
    return found


def _bare(browser: Browser) -> float:
    """Milliseconds from the click to the later of the two first frames, on the bare page."""
    with BareCall() as bare:
        pages = []
        for _ in range(2):
            context = browsers.person(browser)
            context.add_init_script(FIRST_FRAME)
            page = context.new_page()
            page.goto(f"http://localhost:{bare.port}/")
            page.wait_for_function("document.title === 'ready'")
            pages.append(page)
        clicked = time.time() * 1000
        pages[0].click("#go")
        took = max(_seen(page, "__firstFrame") for page in pages) - clicked
        for page in pages:
            page.context.close()
    return took


def _admitted(browser: Browser, house: House, number: int) -> tuple[float, float, Page, Page]:
    """Milliseconds from the admit click to the patient's room, and to both first frames."""
    staff, phone = browsers.person(browser), browsers.person(browser, phone=True)
    for context in (staff, phone):
        context.add_init_script(FIRST_FRAME)
        context.add_init_script(ROOM_SHOWN)
    page, desk = phone.new_page(), staff.new_page()
    name = f"Mesure {'ABCDEFGH'[number]}"
    steps.pick_next_free(page, house, "Dr Samir Haddad")
    steps.fill_details(page, steps.person(f"Ana {name}", f"ana{number}@exemple.fr"))
    steps.confirm(page)
    seen = page.locator("a[href*='/visit/']").first.get_attribute("href") or ""
    encounter = seen.split("/visit/")[1].split("/")[0]
    link = steps.address(house, f"/visit/{encounter}/")
    steps.into_waiting_room(page, link)
    steps.sign_in(desk, house, "samir@parc.example")
    desk.goto(steps.address(house, "/desk/waiting/"))
    row = desk.locator("[data-waiting]", has_text=name)
    row.wait_for()
    desk.wait_for_timeout(500)
    clicked = time.time() * 1000
    row.locator("form[action$='/admit/'] button").click()
    frames = max(_seen(desk, "__firstFrame"), _seen(page, "__firstFrame")) - clicked
    return _seen(page, "__room") - clicked, frames, page, desk


def _returns(house: House, page: Page, desk: Page) -> list[Figure]:
    """Seconds until frames flow again after a reload; frames while the servers are killed."""
    reloads = []
    for side in (page, desk):
        begun = time.perf_counter()
        side.reload()
        media_flows(side)
        reloads.append(time.perf_counter() - begun)
    before = received(page)["frames"]
    begun = time.perf_counter()
    for part in ("live", "web"):
        house.kill(part)
    gaps, last = [], before
    while time.perf_counter() - begun < 6:
        time.sleep(0.25)
        frames = received(page)["frames"]
        gaps.append(frames - last)
        last = frames
    house.wait_ready()
    stalls = sum(1 for gap in gaps if gap == 0) * 0.25
    reload = max(reloads)
    return [
        Figure("call_return.reload", reload, "s", "≤ 3 s", reload <= 3,
               note="slower side, page load included; seen by polling"),
        Figure("call_return.killed", stalls, "s without frames", "media never stops", stalls <= 0.5,
               note="pages and sockets killed -9 in the call, six seconds watched"),
    ]  # fmt: skip


def run() -> list[Figure]:
    with demo_house() as house, chromium() as browser:
        never_closed(house, "dr-samir-haddad")
        change(house, "UPDATE accounts_organization SET door_opens_before = 1440")
        bare = statistics.median(_bare(browser) for _ in range(RUNS))
        admits, setups = [], []
        for number in range(RUNS):
            admit, frames, page, desk = _admitted(browser, house, number)
            admits.append(admit)
            setups.append(frames)
            if number < RUNS - 1:
                desk.get_by_role("button", name="Terminer").first.click()
                desk.get_by_role("dialog").get_by_role(
                    "button", name="Terminer", exact=True
                ).click()
                page.wait_for_url("**/end/")
                page.context.close()
                desk.context.close()
        returned = _returns(house, page, desk)
    admit, setup = statistics.median(admits), statistics.median(setups)
    return [
        Figure("admit", admit, "ms", "≤ 250 ms", admit <= 250,
               note="click to the patient's room on screen"),
        Figure("call_setup", setup, "ms", "≤ 1.3 × bare + 150 ms", setup <= 1.3 * bare + 150,
               baseline=bare, note="click to first frames on both sides; the desk loads its room"),
        *returned,
    ]  # fmt: skip
