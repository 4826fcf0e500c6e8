"""Something that runs beside the app, in a thread, and can be ended.

What it does must not touch the journal: the record is written where the app runs.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from flowhelp.execution.remote import Remote

T = TypeVar("T")

LONGEST_END = 3.0
"""Seconds in which a program that has to end is over; it is killed after half a second."""


class Beside(Generic[T]):
    """One piece of work in a thread of its own."""

    def __init__(self, work: Callable[[Remote], T], remote: Remote) -> None:
        """Begin `work`, which looks at `remote` for its end."""
        self._remote = remote
        self._done: Future[T] = Future()
        # A daemon: what hangs for good must not keep the process alive.
        threading.Thread(target=self._go, args=(work,), daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it is not over yet."""
        return not self._done.done()

    async def wait(self) -> T:
        """What it comes to; raises what it raises. It goes on where the waiting is cancelled."""
        return await asyncio.shield(asyncio.wrap_future(self._done))

    def stop(self) -> None:
        """Say that it has to end."""
        self._remote.stop()

    def cut(self) -> T:
        """End it, and wait here until it has ended: for the app that is about to close.

        Raises:
            TimeoutError: It did not end; nobody knows how it will.
        """
        self.stop()
        return self._done.result(LONGEST_END)

    def _go(self, work: Callable[[Remote], T]) -> None:
        try:
            self._done.set_result(work(self._remote))
        except BaseException as error:  # noqa: BLE001 (it is raised where it is waited for)
            self._done.set_exception(error)
        finally:
            self._remote.close()
