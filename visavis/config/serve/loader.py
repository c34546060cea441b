"""The loader: loads the code once, then forks each part from itself.

Loading takes most of a second of two processors; five parts doing it on their own made a start
slow, and so did each restart of a part that was killed. Parts forked from here start at once and
share their memory. The loader itself serves nothing, opens no connection and runs no thread.

The supervisor asks over a socket: one JSON line per part to start, with the pipe for its words
sent along; the loader answers with its pid, and later with how it ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from visavis.core.pg.public import bound_to_us, call_ourselves

LOADED = ("visavis.config.wsgi", "visavis.config.asgi", "granian.server", "uvicorn")
LONGEST_ASK = 4096
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def load() -> None:
    """Import what the parts need, and the views, so that a fork starts ready."""
    import django
    from django.urls import get_resolver

    django.setup()
    for name in LOADED:
        importlib.import_module(name)
    get_resolver().url_patterns  # noqa: B018 - imports every view
    gc.collect()
    gc.freeze()  # what is loaded is never looked at again, so its memory stays shared


def run(handle: int, start: Callable[[list[str]], int]) -> int:
    """Load, then start parts by *start* as asked on the socket *handle*, until it closes."""
    for number in IGNORED:  # Ctrl-C reaches the whole group; our end is the supervisor's word
        signal.signal(number, signal.SIG_IGN)
    asks = socket.socket(fileno=handle)
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    load()
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    _tell(asks, {"loaded": True})
    with selectors.DefaultSelector() as selector:
        selector.register(asks, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is asks:
                    ask, pipes, _, _ = socket.recv_fds(asks, LONGEST_ASK, 1)
                    if not ask:
                        return 0
                    _fork(asks, json.loads(ask), pipes[0], start)
                else:
                    woken.recv(LONGEST_ASK)
            _reap(asks)


def _tell(asks: socket.socket, fact: dict[str, Any]) -> None:
    asks.sendall(json.dumps(fact).encode() + b"\n")


def _fork(
    asks: socket.socket, ask: dict[str, Any], pipe: int, start: Callable[[list[str]], int]
) -> None:
    bind = bound_to_us()
    pid = os.fork()
    if pid == 0:
        bind()
        _be_the_part(asks, ask["arguments"], pipe, start)
    os.close(pipe)
    _tell(asks, {"started": pid, "ask": ask["ask"]})


def _be_the_part(
    asks: socket.socket, arguments: list[str], pipe: int, start: Callable[[list[str]], int]
) -> NoReturn:
    """In the fork: signals as in a new process, words into the pipe, and never back from here."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (*IGNORED, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(pipe, 1)
        os.dup2(pipe, 2)
        os.close(pipe)
        asks.close()
        sys.argv = ["visavis", *arguments]
        call_ourselves(f"visavis-{arguments[0]}")
        status = start(arguments)
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)


def _reap(asks: socket.socket) -> None:
    """Tell of every part that has ended."""
    while True:
        try:
            pid, raw = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _tell(asks, {"ended": pid, "status": os.waitstatus_to_exitcode(raw)})
