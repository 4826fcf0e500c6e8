"""Keys, window and end of a program, told from another thread than the one that follows it.

A front end that is itself on the whole screen has no terminal to lend: it says what was typed,
how large its window is, and that the program has to end.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

_PIECE = 4096
_MOST_WAITING = 1 << 16


class Remote:
    """What a person does to a running program; any thread may call it.

    Attributes:
        descriptor: What to read keys from.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        """For a window of that size: rows and columns."""
        self.descriptor, self._keys = os.pipe()
        os.set_blocking(self.descriptor, False)
        os.set_blocking(self._keys, False)
        self._size = size
        self._resize: Callable[[tuple[int, int]], None] | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._told = self._closed = False

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of its window."""
        return self._size

    @property
    def stopped(self) -> bool:
        """Whether it has to end."""
        return self._stop.is_set()

    def key_in(self, keys: bytes) -> None:
        """Say what was typed; what a program does not read for long is dropped."""
        with self._lock, suppress(OSError):
            if not self._closed and keys:
                os.write(self._keys, keys[:_MOST_WAITING])

    def resize(self, size: tuple[int, int]) -> None:
        """Give its window another size."""
        with self._lock:
            self._size = size
            if self._resize is not None:
                self._resize(size)

    def stop(self) -> None:
        """Say that it has to end: it is asked, and soon after made to."""
        self._stop.set()
        self.key_in(b"\0")  # wakes who waits for keys; nothing is handed on any more

    def pause(self, seconds: float) -> None:
        """Wait so long, or until it has to end."""
        self._stop.wait(seconds)

    def read(self) -> bytes:
        """The keys that were typed; empty when it has to end."""
        try:
            keys = os.read(self.descriptor, _PIECE)
        except OSError:
            return b""
        return b"" if self.stopped else keys

    def take_interrupt(self) -> bool:
        """Whether flowhelp was interrupted from outside: here that is a key like any other."""
        return False

    def take_stop(self) -> bool:
        """Whether it has to end; said once."""
        if self._told or not self.stopped:
            return False
        self._told = True
        return True

    @contextmanager
    def following(self, resize: Callable[[tuple[int, int]], None]) -> Iterator[None]:
        """Tell of every change of the window's size, until the end."""
        with self._lock:
            self._resize = resize
        resize(self._size)
        try:
            yield
        finally:
            with self._lock:
                self._resize = None

    def close(self) -> None:
        """Let go of the pipe."""
        with self._lock:
            if not self._closed:
                self._closed = True
                os.close(self.descriptor)
                os.close(self._keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
