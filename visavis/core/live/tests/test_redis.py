"""The same news by Redis or Valkey, where many processes share the load."""

from __future__ import annotations

import dataclasses
import shutil
import socket
import subprocess
import time

import pytest
from django.db import transaction

from tests.live import in_thread
from visavis.core.live.public import rule
from visavis.core.public import changed

SERVER = shutil.which("valkey-server") or shutil.which("redis-server")
pytestmark = pytest.mark.skipif(SERVER is None, reason="no Redis or Valkey on this machine")


class Redis:
    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start(self):
        command = [SERVER, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [*command, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        for _try in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)

    def kill(self):
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def redis(tmp_path, settings):
    server = Redis(tmp_path)
    server.start()
    url = f"redis://127.0.0.1:{server.port}/0"
    settings.ENV = dataclasses.replace(settings.ENV, live_url=url)
    rule("test", lambda actor, rest: actor.is_staff)
    yield server
    server.kill()


def heard(line):
    while line.receive(15) != {"changed": "test:x"}:
        pass


def test_changes_are_heard_after_the_commit_and_through_a_restart(redis, committed_world):
    world = committed_world
    with in_thread() as live:
        live.live.hub._blind_until = 0
        with live.topics(world.client("practitioner"), "test:x") as line:
            time.sleep(0.2)
            with world.acting():
                changed("test:x")
                transaction.set_rollback(True)
            assert line.silent()
            with world.acting():
                changed("test:x")
            heard(line)
            redis.kill()
            with world.acting():
                changed("test:x")  # the visit goes on, the page hears of it later
            redis.start()
            heard(line)
            live.wait()
            with world.acting():
                changed("test:x")
            heard(line)
