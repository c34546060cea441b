"""`visavis serve`: from what was asked to a Supervisor at work."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
import time
from pathlib import Path

from visavis.config.serve import state
from visavis.config.serve.supervisor import CannotServe, Plan, Supervisor
from visavis.core.pg.public import DatabaseUnavailable, prepare_roles

LINGER_SECONDS = 3.0


def serve(data: Path, *, host: str, port: int, workers: int, demo: bool, trusts_proxy: bool) -> int:
    """Open the house on *host*:*port* and keep it open; the exit status."""
    try:
        (data / "static").mkdir(parents=True, exist_ok=True)
        listening = _listen(data, host, port)
        outside = os.environ.get("DATABASE_URL", "")
        if outside:
            prepare_roles(outside)
        with listening:
            _tell_children(data, listening.getsockname()[1], demo=demo)
            plan = Plan(data, listening, workers, demo, bool(outside), trusts_proxy)
            return asyncio.run(_supervise(plan))
    except (CannotServe, DatabaseUnavailable) as error:
        print(f"\nVisavis cannot start: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except OSError as error:
        print(f"\nVisavis cannot start: {error}", file=sys.stderr)  # noqa: T201
        return 1


async def _supervise(plan: Plan) -> int:
    return await Supervisor(plan).run()


def _listen(data: Path, host: str, port: int) -> socket.socket:
    """The public socket, kept over restarts of the front so that no connection is refused.

    Raises:
        CannotServe: the port is another's, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    end = time.monotonic() + LINGER_SECONDS
    while True:
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen(1024)
        except OSError as error:
            listening.close()
            running = state.read(data)
            if running is not None and running["port"] == port:
                raise CannotServe(
                    f"it is already running here, on port {port} "
                    f"(process {running['supervisor']['pid']})."
                ) from error
            if error.errno != errno.EADDRINUSE or time.monotonic() > end:
                raise CannotServe(_refused(error, host, port)) from error
            time.sleep(0.1)
            continue
        return listening


def _refused(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program. Choose one: PORT={port + 1} make run"
    if error.errno == errno.EACCES:
        return f"port {port} may only be opened by root. Choose one above 1023: PORT=8000 make run"
    return f"{host} port {port}: {error.strerror}."


def _tell_children(data: Path, port: int, *, demo: bool) -> None:
    """What every part reads from its environment."""
    os.environ["VISAVIS_DATA"] = str(data)
    os.environ["PORT"] = str(port)
    os.environ.setdefault("VISAVIS_MODE", "demo" if demo else "production")
