"""What a first view costs: bytes over the wire; how soon a slow phone shows the booking page."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.bench.demo_house import chromium, demo_house
from tests.bench.harness import Figure
from tests.house_server import House
from tests.journeys import browsers, steps

NAME = "pages"
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 1_600_000 / 8,
        "uploadThroughput": 750_000 / 8}  # fmt: skip
PAINT = """() => new Promise((done) => {
  let paint = 0, shift = 0;
  new PerformanceObserver((list) => { paint = list.getEntries().at(-1).startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done({paint, shift}), 500);
})"""


class Counter:
    """Bytes received by one page, with their headers, as the network saw them.

    What the device check sends to and fro to measure the line is no part of the page.
    """

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.bytes = 0
        self.session = context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.loadingFinished", self._finished)
        self._probes: set[str] = set()

    def _asked(self, event: dict[str, Any]) -> None:
        self.bytes += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))
        if "/check/probe/" in event["request"]["url"]:
            self._probes.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._probes:
            self.bytes += int(event["encodedDataLength"])


def _weight(browser: Browser, address: str, then: Any = None) -> float:
    context = browsers.person(browser, phone=True)
    page = context.new_page()
    counter = Counter(context, page)
    page.goto(address)
    if then is not None:
        then(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    context.close()
    return counter.bytes / 1000


def _room_weight(browser: Browser, house: House) -> float:
    context = browsers.person(browser)
    page = context.new_page()
    steps.sign_in(page, house, "claire@parc.example")
    cookies = context.cookies()
    visitor = browsers.person(browser, phone=True)
    waiting = visitor.new_page()
    steps.into_waiting_room(waiting, house.facts["visit"])
    encounter = waiting.url.split("/visit/")[1].split("/")[0]
    page.goto(steps.address(house, "/desk/waiting/"))
    page.locator("form[action$='/admit/'] button").first.click()
    page.wait_for_url("**/room/")
    fresh = browsers.person(browser)
    fresh.add_cookies(cookies)
    page = fresh.new_page()
    counter = Counter(fresh, page)
    page.goto(steps.address(house, f"/desk/visit/{encounter}/room/"))
    page.wait_for_selector("[data-screen=room]")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    for each in (context, visitor, fresh):
        each.close()
    return counter.bytes / 1000


def _speed(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds to the largest paint and the layout shift, on a slow phone: medians of five."""
    paints, shifts = [], []
    for _ in range(5):
        context = browsers.person(browser, phone=True)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(address, wait_until="load")
        seen = page.evaluate(PAINT)
        paints.append(seen["paint"] / 1000)
        shifts.append(seen["shift"])
        context.close()
    return statistics.median(paints), statistics.median(shifts)


def run() -> list[Figure]:
    with demo_house() as house, chromium() as browser:
        booking = _weight(browser, house.facts["booking"])
        waiting = _weight(
            browser, house.facts["visit"], lambda page: page.wait_for_url("**/check/")
        )
        room = _room_weight(browser, house)
        paint, shift = _speed(browser, house.facts["booking"])
    return [
        Figure("page_weight.booking", booking, "kB", "≤ 60 kB", booking <= 60),
        Figure("page_weight.waiting", waiting, "kB", "≤ 120 kB", waiting <= 120,
               note="device check and waiting room; redirects counted, the line's measuring not"),
        Figure("page_weight.room", room, "kB", "≤ 150 kB", room <= 150),
        Figure("page_speed.paint", paint, "s", "≤ 1.8 s", paint <= 1.8,
               note="CPU ×4, 1.6 Mbit/s, 300 ms"),
        Figure("page_speed.shift", shift, "layout shift", "≤ 0.02", shift <= 0.02),
    ]  # fmt: skip
