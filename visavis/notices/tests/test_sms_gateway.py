"""Short messages over a real HTTP gateway on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from visavis.notices.models import Notice
from visavis.notices.public import Recipient, send
from visavis.notices.tests.conftest import deliver_due

pytestmark = pytest.mark.django_db


class Gateway(BaseHTTPRequestHandler):
    asked: list = []
    answers: list = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, dict(self.headers), body))
        self.send_response(self.answers.pop(0) if self.answers else 202)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(use_env):
    Gateway.asked, Gateway.answers = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    use_env(sms_url=f"http://token-1@127.0.0.1:{port}/send?from=Parc")
    yield Gateway
    server.shutdown()
    server.server_close()
    thread.join()


def tell(world, facts):
    with world.acting():
        to = Recipient("Alice", mobile="+33612345678")
        (notice,) = send("test.booked", to=to, encounter=world.visits["tomorrow"], facts=facts)
    deliver_due(world.practice)
    with world.acting():
        return Notice.objects.get(pk=notice.pk)


@pytest.mark.proves("C1.5")
def test_a_message_is_posted_with_its_number_length_and_identity(world, facts, gateway):
    notice = tell(world, facts)
    assert notice.state == "sent"
    ((path, headers, body),) = gateway.asked
    assert path == "/send"
    assert headers["Authorization"] == "Bearer token-1"
    assert headers["Idempotency-Key"] == body["id"] == str(notice.pk)
    assert (body["to"], body["from"], body["encoding"]) == ("+33612345678", "Parc", "gsm-7")
    assert body["parts"] <= 2
    assert body["text"] == notice.body
    assert "/v/secret-of-the-link/" in body["text"]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (200, "sent"),
        (409, "sent"),
        (400, "failed"),
        (422, "failed"),
        (401, "queued"),
        (429, "queued"),
        (500, "queued"),
        (302, "queued"),
    ],
)
@pytest.mark.proves("C1.5")
def test_each_answer_means_what_the_contract_says(world, facts, gateway, answer, state):
    gateway.answers = [answer]
    assert tell(world, facts).state == state


def test_an_absent_gateway_is_tried_again_and_its_secret_is_not_kept(world, facts, use_env):
    use_env(sms_url="http://user:secret@127.0.0.1:9/send")
    notice = tell(world, facts)
    assert (notice.state, notice.last_error) == ("queued", "ConnectError")
