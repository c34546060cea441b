"""Real OpenID providers on the loopback, run by Node: the npm package oidc-provider.

with running("east") as east:
    client_id, secret = east.add_client(redirect)
    back = east.sign_in(there, as_="claire")
"""

from __future__ import annotations

import fcntl
import importlib.util
import re
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass
class OpenIdServer:
    """One provider that runs. Accounts are named by their subject."""

    name: str
    issuer: str
    process: subprocess.Popen[str]

    def tell(self, **told: Any) -> None:
        """Set a client, accounts, faults by path, or the clock's offset in seconds."""
        requests.post(f"{self.issuer}/_control", json=told, timeout=10).raise_for_status()

    def well(self) -> None:
        """No faults, the right time."""
        self.tell(faults={}, offset=0)

    def add_client(self, redirect: str, *, method: str = "client_secret_basic") -> tuple[str, str]:
        """A client with this redirect address: its id and secret."""
        key, secret = f"visavis-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
        self.set_client(key, secret, redirect, method=method)
        return key, secret

    def set_client(self, key: str, secret: str, redirect: str, **more: str) -> None:
        self.tell(
            client={
                "client_id": key,
                "client_secret": secret,
                "redirect_uris": [redirect],
                "token_endpoint_auth_method": more.get("method", "client_secret_basic"),
            }
        )

    def add_account(self, subject: str, *, amr: list[str] | None = None, **claims: Any) -> None:
        self.tell(accounts={subject: {"claims": claims, "amr": amr or ["pwd"]}})

    def sign_in(self, there: str, *, as_: str) -> str:
        """Go to the provider as a browser would; the address it sends back to. "cancel" cancels."""
        with requests.Session() as browser:
            address, answer = there, None
            for _hop in range(8):
                if not address.startswith(self.issuer):
                    return address
                answer = browser.get(address, allow_redirects=False, timeout=10)
                if "/interaction/" in address:
                    answer = browser.post(
                        address, data={"who": as_}, allow_redirects=False, timeout=10
                    )
                if "Location" not in answer.headers:
                    break
                address = urljoin(address, answer.headers["Location"])
            text = re.sub(r"<[^>]+>", " ", answer.text if answer is not None else "")
            raise AssertionError(f"{self.name} stays: {' '.join(text.split())[:300]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _bootstrap() -> Any:
    """tools/bootstrap.py, which installs the package that runs here."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def running(name: str) -> Iterator[OpenIdServer]:
    """A provider of this name on a free port."""
    bootstrap = _bootstrap()
    with (HERE / "package-lock.json").open() as lock:  # workers begin at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        bootstrap.provider_packages()
    port = free_port()
    process = subprocess.Popen(
        [str(bootstrap.node()), str(HERE / "server.mjs"), str(port), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        said = process.stdout.readline()
        if not said.startswith("ready"):
            process.kill()
            raise AssertionError(f"the provider does not start: {process.stderr.read()[-2000:]}")
        yield OpenIdServer(name, f"http://127.0.0.1:{port}", process)
    finally:
        process.kill()
        process.communicate()
