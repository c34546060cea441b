"""The planning of six practitioners over one week with 200 visits, as the staff's page asks it."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg

from tests.bench import load
from tests.bench.demo_house import cookies, signed_in
from tests.bench.harness import Figure, cpu_seconds
from tests.bench.places import bare_house, fill, owner_url
from tests.house_server import House

NAME = "planning_week"
PEOPLE = 6
VISITS = 204
OWNER = "olga@bench.invalid"


def _owner(house: House) -> None:
    """Somebody who runs every desk, with the demo's password."""
    import os
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from visavis.accounts.public import *\n"
        "from visavis.core.public import acting_for\n"
        "o = Organization.objects.get(subdomain='bench')\n"
        f"u = User.objects.create_user('{OWNER}', 'visavis-demo', first_name='O', last_name='B')\n"
        "with acting_for(o): Membership.objects.create(user=u, roles=['owner'])\n"
    )
    environment = os.environ | {
        "VISAVIS_DATA": str(house.data),
        "VISAVIS_DB_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "visavis.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def run() -> list[Figure]:
    with bare_house() as house:
        fill(house, PEOPLE, VISITS, ahead=2)
        _owner(house)
        with psycopg.connect(owner_url(house)) as connection:
            row = connection.execute("SELECT max(starts_at) FROM scheduling_appointment").fetchone()
        newest = row[0] if row else datetime.now(UTC)
        path = f"/desk/planning/?view=week&fragment=1&day={newest.date().isoformat()}"
        path += "".join(f"&who=p-{n:05}" for n in range(PEOPLE))
        http = signed_in(house, OWNER, "bench")
        shown = http.get(path).text.count("plan-block")
        request = load.get(path, f"bench.localhost:{house.port}", cookies(http))
        web = house.state["web"]
        load.run(web["port"], lambda: request, connections=4, seconds=2)
        before = cpu_seconds(web["pid"])
        seen = load.run(web["port"], lambda: request, connections=4, seconds=5)
        cost = (cpu_seconds(web["pid"]) - before) * 1000 / len(seen.statuses)
        if set(seen.statuses) != {200}:
            raise RuntimeError(f"answers {set(seen.statuses)}")
    return [
        Figure(
            "planning_week",
            cost,
            "ms CPU/request",
            "≤ 25 ms",
            cost <= 25,
            note=f"{PEOPLE} practitioners, {shown} blocks shown; queries are constant by test",
        )
    ]
