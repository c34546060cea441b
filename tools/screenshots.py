"""The pictures of README.md, taken from a real demo in real browsers: python tools/screenshots.py

Starts a house of its own, books as a patient, lets them in as the practitioner, and writes
docs/images/booking.png and docs/images/call.png.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT))
NAME, MAIL, SLUG = "Dr Samir Haddad", "samir@parc.example", "dr-samir-haddad"
FACES = ("#c2410c", "#0f766e")

# Instead of a test pattern: a calm picture of somebody, drawn.
FACE = """
(colour) => {
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = new MediaStream();
    if (wish.audio) {
      const audio = new AudioContext();
      stream.addTrack(audio.createMediaStreamDestination().stream.getAudioTracks()[0]);
    }
    if (wish.video) {
      const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
      const pen = canvas.getContext("2d");
      const draw = () => {
        const wall = pen.createLinearGradient(0, 0, 1280, 720);
        wall.addColorStop(0, "#e7e5e4");
        wall.addColorStop(1, "#a8a29e");
        pen.fillStyle = wall;
        pen.fillRect(0, 0, 1280, 720);
        pen.fillStyle = colour;
        pen.beginPath();
        pen.ellipse(640, 800, 330, 330, 0, 0, 7);
        pen.fill();
        pen.fillStyle = "#f1d3bd";
        pen.beginPath();
        pen.ellipse(640, 330, 125, 155, 0, 0, 7);
        pen.fill();
        pen.fillStyle = pen.strokeStyle = "#44291b";
        pen.beginPath();
        pen.ellipse(640, 300, 142, 140, 0, Math.PI, 0);
        pen.ellipse(640, 300, 142, 62, 0, 0, Math.PI, true);
        pen.fill();
        for (const x of [595, 685]) {
          pen.beginPath();
          pen.arc(x, 335, 10, 0, 7);
          pen.fill();
        }
        pen.lineWidth = 7;
        pen.lineCap = "round";
        pen.beginPath();
        pen.arc(640, 380, 45, 0.5, Math.PI - 0.5);
        pen.stroke();
      };
      setInterval(draw, 100);
      draw();
      stream.addTrack(canvas.captureStream(10).getVideoTracks()[0]);
    }
    return stream;
  };
}
"""


def main() -> None:
    """Take the pictures."""
    os.environ.setdefault("VISAVIS_MODE", "demo")
    from playwright.sync_api import sync_playwright

    from tests.house_server import start_house
    from tests.journeys import browsers, mailbox, steps
    from tests.journeys.conftest import never_closed

    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        mailbox.running() as post,
        start_house(workers=1, env={"MAIL_URL": post.url}) as house,
        sync_playwright() as playwright,
    ):
        browser = browsers.launch(playwright)
        patient, desk = (_person(browser, colour) for colour in FACES)
        today = datetime.now(UTC).date()
        monday = today + timedelta(days=7 - today.weekday())
        patient.goto(steps.address(house, f"/book/{SLUG}/?from={monday}"))
        patient.wait_for_load_state("networkidle")
        patient.screenshot(path=IMAGES / "booking.png")
        never_closed(house, SLUG)
        steps.pick_next_free(patient, house, NAME)
        steps.fill_details(patient, steps.person("Éloïse Chêne", "eloise@exemple.fr"))
        steps.confirm(patient)
        steps.sign_in(desk, house, MAIL)
        desk.goto(steps.address(house, "/desk/waiting/"))
        steps.into_waiting_room(patient, steps.link_in_mail(post, "eloise@exemple.fr"))
        steps.admit(desk, "Éloïse Chêne")
        for side in (patient, desk):
            steps.in_room(side)
        browsers.until(lambda: browsers.received(desk)["frames"] > 20, 30, "a picture")
        desk.wait_for_timeout(3000)
        desk.screenshot(path=IMAGES / "call.png")
        browser.close()


def _person(browser: Browser, colour: str) -> Page:
    """Somebody's page, with a drawn face before the camera."""
    from tests.journeys import browsers

    context = browsers.person(browser, viewport={"width": 1280, "height": 800})
    context.add_init_script(f"({FACE})('{colour}')")
    return context.new_page()


if __name__ == "__main__":
    main()
