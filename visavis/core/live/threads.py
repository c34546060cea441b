"""Few threads for what the sockets ask of the database; each keeps one connection."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connections

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

SIZE = 6


class Threads:
    """Runs Django code for the event loop, at most *size* pieces at once."""

    def __init__(self, size: int = SIZE) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="live")

    async def run(
        self, work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
    ) -> Answer:
        """Do *work* in a thread; it opens ``acting_for`` itself."""

        def clean() -> Answer:
            close_old_connections()
            try:
                return work(*args, **kwargs)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._pool, clean)

    def close(self) -> None:
        """Finish what runs, close every connection, end the threads."""
        together = threading.Barrier(self.size)

        def leave() -> None:
            together.wait(10)
            connections.close_all()

        for _number in range(self.size):
            self._pool.submit(leave)
        self._pool.shutdown(wait=True)
