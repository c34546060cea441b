"""The supervised house: every part killed, the supervisor killed, stopped, in its own way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house_server import PARTS, ROOT, House, start_house
from visavis.core.pg.public import alive


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """One house for the tests that leave it standing; no demo in it."""
    with start_house(demo=False) as running:
        yield running


def health(house: House) -> tuple[int, dict[str, object]]:
    """What /health/ says, through the front."""
    request = urllib.request.Request(f"http://127.0.0.1:{house.port}/health/")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            refusal.read()
        return refusal.code, {}


def wait_healthy(house: House, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while health(house)[0] != 200:
        assert time.monotonic() < end, house.output[-3000:]
        time.sleep(0.1)


def pids(house: House) -> dict[str, int]:
    return {part: house.pid(part) for part in PARTS}


def test_it_serves_pages_and_says_what_runs(house: House) -> None:
    wait_healthy(house)
    known = pids(house)
    assert len(set(known.values())) == len(PARTS)
    assert [part for part, pid in known.items() if not alive(pid)] == [], house.output[-3000:]
    groups = {os.getpgid(known[part]) for part in PARTS if part != "postgres"}
    assert groups == {known["supervisor"]}


@pytest.mark.parametrize("part", ["web", "live", "worker", "front", "postgres", "loader"])
def test_a_part_that_is_killed_comes_back(house: House, part: str) -> None:
    before = pids(house)
    old = house.kill(part)
    house.wait_restarted(part, old)
    wait_healthy(house)
    if part not in ("postgres", "worker", "loader"):
        others = {name: pid for name, pid in pids(house).items() if name not in (part, "worker")}
        assert others == {name: before[name] for name in others}


def test_pages_asked_for_while_their_process_restarts_are_answered(house: House) -> None:
    wait_healthy(house)
    with ThreadPoolExecutor(8) as pool:
        old = house.kill("web")
        answers = list(pool.map(lambda _: health(house)[0], range(16)))
    assert set(answers) <= {200, 503}
    house.wait_restarted("web", old)
    wait_healthy(house)


def test_a_worker_process_of_the_pages_does_not_outlive_their_server(house: House) -> None:
    pid = house.pid("web")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    old = house.kill("web")
    house.wait_restarted("web", old)
    assert not [child for child in children if alive(int(child))]
    wait_healthy(house)


def test_a_second_house_on_the_same_port_is_told_so(house: House) -> None:
    environment = {**house.environment, "PORT": str(house.port)}
    done = subprocess.run(
        [sys.executable, "-m", "visavis", "serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert f"already running here, on port {house.port}" in done.stderr
    wait_healthy(house)


def test_a_second_house_on_another_port_shares_the_database(house: House) -> None:
    known = pids(house)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    second = start_house(house.data, port, demo=False, workers=1)
    try:
        end = time.monotonic() + 120
        while "is ready" not in second.output.partition("attached")[2]:
            assert time.monotonic() < end, second.output[-3000:]
            time.sleep(0.1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=10) as answer:
            assert answer.status == 200
    finally:
        assert second.stop() == 0
    assert pids(house) == known
    wait_healthy(house)


def test_a_port_of_another_program_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "visavis", "serve"],
            cwd=ROOT,
            env={**os.environ, "VISAVIS_DATA": str(tmp_path), "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert done.returncode == 1
    assert f"port {port} is in use by another program" in done.stderr
    assert "Traceback" not in done.stderr


def test_killed_whole_it_leaves_nothing_running_and_opens_again() -> None:
    house = start_house(demo=False, workers=1)
    try:
        house.wait_ready()
        known = pids(house)
        house.kill("supervisor")
        house.process.wait(10)
        end = time.monotonic() + 10
        while any(alive(pid) for pid in known.values()):
            assert time.monotonic() < end, "something outlived the supervisor"
            time.sleep(0.05)
        house.start_again().wait_ready()
        wait_healthy(house)
        os.killpg(house.process.pid, signal.SIGKILL)  # as when the machine is switched off
        os.kill(house.pid("postgres"), signal.SIGKILL)
        house.process.wait(10)
        house.start_again().wait_ready()
        wait_healthy(house)
        known = pids(house)
        began = time.monotonic()
        assert house.stop() == 0
        assert time.monotonic() - began < 8
        assert not [part for part, pid in known.items() if alive(pid)]
        assert not (house.data / "run.json").exists()
    finally:
        house.stop()
