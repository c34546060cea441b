"""Memory of an idle practice: pages, sockets and jobs; PostgreSQL apart."""

from __future__ import annotations

import time

from tests.bench.demo_house import client, demo_house
from tests.bench.harness import Figure, pss_mebibytes

NAME = "memory"


def run() -> list[Figure]:
    with demo_house() as house:
        http = client(house)
        for path in ("/", "/accounts/login/", "/health/"):
            http.get(path)
        time.sleep(3)
        parts = {name: pss_mebibytes(house.pid(name)) for name in ("web", "live", "worker")}
        database = pss_mebibytes(house.pid("postgres"))
        front = pss_mebibytes(house.pid("front"))
    total = sum(parts.values())
    shown = ", ".join(f"{name} {size:.0f}" for name, size in parts.items())
    note = f"{shown}; besides: front {front:.0f}, PostgreSQL {database:.0f} MiB"
    return [Figure("memory", total, "MiB PSS", "≤ 250 MB", total * 1.048576 <= 250, note=note)]
