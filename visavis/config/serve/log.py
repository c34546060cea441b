"""One log for all parts: each line with the name of who said it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time

COLOURS = {
    "front": 36,
    "web": 32,
    "live": 35,
    "worker": 33,
    "database": 34,
    "prepare": 37,
    "loader": 37,
}
WIDTH = 8


class Log:
    """Writes lines to standard output, in colour on a terminal."""

    def __init__(self) -> None:
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def say(self, part: str, text: str) -> None:
        """Write one line of *part*; a reader that has gone away stops nothing."""
        name = f"{part:<{WIDTH}}"
        if self.colour:
            name = f"\033[{COLOURS.get(part, 37)}m{name}\033[0m"
        self.plain(f"{time.strftime('%H:%M:%S')} {name} │ {text}")

    def plain(self, text: str) -> None:
        """Write *text* as it is."""
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    async def follow(self, part: str, stream: asyncio.StreamReader) -> None:
        """Write the lines of *stream* as *part* says them, until it ends."""
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # longer than the buffer: its beginning was dropped
                continue
            if not line:
                return
            text = line.decode("utf-8", errors="replace").rstrip()
            if text:
                self.say(part, text)
