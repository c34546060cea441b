"""Children that do not outlive us, and what is still running in a folder."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, death: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send *death* to this process when *parent* is gone.

    Only Linux can; elsewhere nothing happens. If *parent* died before we asked, we leave now.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(death), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def call_ourselves(name: str) -> None:
    """Show *name* (15 bytes of it) in `ps -o comm` and `top`, where the system can."""
    if _libc is not None:
        _libc.prctl(_PR_SET_NAME, ctypes.c_char_p(name.encode()), 0, 0, 0)


def bound_to_us(death: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A preexec_fn for subprocess: the child gets *death* when the thread starting it ends.

    The kernel watches the *thread* that forked, so start children from one that stays.
    """
    parent = os.getpid()
    return lambda: die_with_parent(parent, death)


def working_in(folder: Path) -> list[int]:
    """The processes whose working folder is *folder*: all of a PostgreSQL server's are."""
    target = os.path.realpath(folder)
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd") if sys.platform == "linux" else ():
        try:
            if os.readlink(entry) == target:
                found.append(int(entry.parent.name))
        except OSError:  # gone meanwhile, or not ours to look at
            continue
    return found


def alive(pid: int) -> bool:
    """Whether a process *pid* exists and is more than a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return sys.platform != "linux"
    return state.rsplit(")", 1)[-1].split()[0] not in "ZX"


def wait_until(done: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Whether *done* came true within *seconds*, asking every *pause* seconds."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
