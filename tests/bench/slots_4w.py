"""Free slots of one practitioner over four weeks, over HTTP, at 10 000 and at 1 M visits."""

from __future__ import annotations

import statistics

from tests.bench import load
from tests.bench.harness import Figure, cpu_seconds
from tests.bench.places import bare_house, bare_server, fill
from tests.house_server import House

NAME = "slots_4w"
SLUG = "p-00000"
SECONDS = 4.0
RUNS = 3
CONNECTIONS = 16


def _measure(port: int, pid: int, path: str, host: str) -> tuple[float, float]:
    """Median requests per second, and CPU milliseconds of *pid* per request."""
    request = load.get(path, host)
    load.run(port, lambda: request, connections=CONNECTIONS, seconds=1)
    rates, costs = [], []
    for _ in range(RUNS):
        before = cpu_seconds(pid)
        seen = load.run(port, lambda: request, connections=CONNECTIONS, seconds=SECONDS)
        if set(seen.statuses) != {200}:
            raise RuntimeError(f"{path}: answers {sorted(set(seen.statuses))}")
        rates.append(seen.rate)
        costs.append((cpu_seconds(pid) - before) * 1000 / len(seen.statuses))
    return statistics.median(rates), statistics.median(costs)


def _both(house: House) -> tuple[float, float, float, float]:
    web = house.state["web"]
    rate, cost = _measure(
        web["port"], web["pid"], f"/book/{SLUG}/slots.json?days=28", "bench.localhost"
    )
    environment = {"VISAVIS_DATA": str(house.data), "BENCH_SLUG": SLUG, "DATABASE_URL": ""}
    with bare_server("tests.bench.bare_app", **environment) as (port, pid):
        empty, _cpu = _measure(port, pid, "/empty", "localhost")
        bare, _cpu = _measure(port, pid, "/slots", "localhost")
    return rate, cost, empty, bare


def run() -> list[Figure]:
    with bare_house() as house:
        fill(house, 100, 10_000)
        rate, cost, empty, bare = _both(house)
        fill(house, 100, 990_000)
        large_rate, large_cost, _empty, _bare = _both(house)
    return [
        Figure(
            "slots_4w.cpu",
            cost,
            "ms CPU/request",
            "≤ 1.5 ms",
            cost <= 1.5,
            note="web process, 10 k visits, 16 connections",
        ),
        Figure(
            "slots_4w.rate_vs_empty",
            rate,
            "requests/s",
            "≥ 1/20 of an empty endpoint",
            rate >= empty / 20,
            baseline=empty,
            note="baseline: empty Starlette endpoint",
        ),
        Figure(
            "slots_4w.rate_vs_bare",
            rate,
            "requests/s",
            "≥ 1/2 of the bare query",
            rate >= bare / 2,
            baseline=bare,
            note="baseline: async psycopg running the same SQL",
        ),
        Figure(
            "slots_4w.growth",
            large_cost,
            "ms CPU/request",
            "1 M ≤ 1.2 × 10 k",
            large_rate >= rate / 1.2,
            baseline=cost,
            note=f"1 M visits: {large_rate:.0f} requests/s against {rate:.0f}",
        ),
    ]
