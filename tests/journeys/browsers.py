"""Chromium with fake camera and microphone, and what its peer connections say."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=device-count=3",
    "--allow-loopback-in-peer-connection",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , "
    "EXCLUDE 127.0.0.1",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}

# Keeps every peer connection and socket of a page, so that a test can read and disturb them.
WATCH = """
(() => {
  const Real = window.RTCPeerConnection;
  window.__connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...args) { super(...args); window.__connections.push(this); }
  };
  const Socket = window.WebSocket;
  window.__sockets = [];
  window.WebSocket = class extends Socket {
    constructor(...args) { super(...args); window.__sockets.push(this); }
  };
})();
"""
RECEIVED = """
async () => {
  const sum = {
    connected: 0, frames: 0, energy: 0, audioPackets: 0, local: [], remote: [], width: 0,
  };
  for (const connection of window.__connections) {
    if (connection.connectionState !== "connected") continue;
    sum.connected += 1;
    const stats = await connection.getStats();
    const pairs = [...stats.values()].filter((s) => s.type === "candidate-pair" && s.nominated);
    for (const pair of pairs) {
      sum.local.push(stats.get(pair.localCandidateId)?.candidateType);
      sum.remote.push(stats.get(pair.remoteCandidateId)?.candidateType);
    }
    for (const stat of stats.values()) {
      if (stat.type !== "inbound-rtp") continue;
      if (stat.kind === "video") {
        sum.frames += stat.framesDecoded ?? 0;
        sum.width = Math.max(sum.width, stat.frameWidth ?? 0);
      }
      if (stat.kind === "audio") {
        sum.energy += stat.totalAudioEnergy ?? 0;
        sum.audioPackets += stat.packetsReceived ?? 0;
      }
    }
  }
  return sum;
}
"""


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, headless, with fake devices."""
    path = shutil.which("chromium") or "/usr/bin/chromium"
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def person(browser: Browser, *, phone: bool = False, **options: Any) -> BrowserContext:
    """A browser profile of their own for one person, in French unless told otherwise."""
    settings: dict[str, Any] = {
        "viewport": PHONE if phone else DESKTOP,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "permissions": ["camera", "microphone"],
        "has_touch": phone,
        "is_mobile": phone,
    } | options
    context = browser.new_context(**settings)
    context.add_init_script(WATCH)
    context.set_default_timeout(20_000)
    return context


def received(page: Page) -> dict[str, Any]:
    """What the page's connected peers have delivered so far, by getStats."""
    facts: dict[str, Any] = page.evaluate(RECEIVED)
    return facts


def until(check: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer of *check*; fails naming *what* when it does not come in time."""
    end = time.monotonic() + seconds
    last: Any = None
    while time.monotonic() < end:
        try:
            last = check()
        except Exception as fault:  # the page is just navigating
            last = fault
            if "closed" in str(fault) and "Target" in str(fault):
                raise
        if last and not isinstance(last, Exception):
            return last
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s (last: {last!r})")


def media_flows(page: Page, seconds: float = 20, *, what: str = "media") -> dict[str, Any]:
    """Wait until picture and sound are coming in *now*: both counters grow."""
    start: dict[str, Any] = {}

    def growing() -> dict[str, Any] | None:
        facts = received(page)
        if not facts["connected"]:
            start.clear()
            return None
        if not start or facts["frames"] < start["frames"]:
            start.update(facts)
            return None
        fresh = facts["frames"] > start["frames"] + 2 and facts["energy"] > start["energy"]
        return facts if fresh else None

    found: dict[str, Any] = until(growing, seconds, f"{what}: frames and sound")
    return found
