"""The terminal the person types at: read key by key, and given back as it was.

While a program runs every key goes to it, Ctrl-C too. Whatever happens, the
terminal gets its settings back, and keys it still holds are thrown away: a
terminal that was asked something answers as if somebody had typed.
"""

from __future__ import annotations

import os
import signal
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any, Self

_PIECE = 4096
_USUAL = (24, 80)
_ENDING = (signal.SIGTERM, signal.SIGHUP)


def size_of(descriptor: int | None) -> tuple[int, int]:
    """Rows and columns of a terminal; 24 and 80 where there is none."""
    if descriptor is None:
        return _USUAL
    try:
        rows, columns = termios.tcgetwinsize(descriptor)
    except (OSError, termios.error):
        return _USUAL
    return (rows or _USUAL[0], columns or _USUAL[1])


class Keyboard:
    """A terminal in raw mode for as long as a program runs.

    Attributes:
        descriptor: What to read keys from; None where nobody types.
    """

    def __init__(self, descriptor: int | None) -> None:
        """Take the terminal at `descriptor`, if it is one."""
        self.descriptor = descriptor
        self._before: list[Any] | None = None
        self._interrupts = 0
        self._handlers: dict[int, Any] = {}
        self._ended_by = 0

    def read(self) -> bytes:
        """The keys that were typed; empty when none can come any more."""
        if self.descriptor is None:
            return b""
        try:
            return os.read(self.descriptor, _PIECE)
        except OSError:
            return b""

    def take_interrupt(self) -> bool:
        """Whether flowhelp was interrupted from outside since the last call."""
        count, self._interrupts = self._interrupts, 0
        if self._ended_by:
            raise _EndedError(self._ended_by)
        return bool(count)

    def take_stop(self) -> bool:
        """Whether the program has to end; a person at a terminal has Ctrl-C for that."""
        return False

    @contextmanager
    def following(self, resize: Callable[[tuple[int, int]], None]) -> Iterator[None]:
        """Tell of every change of the window's size, until the end."""
        if self.descriptor is None or not _may_listen():
            yield
            return

        def changed(number: int, frame: FrameType | None) -> None:
            del number, frame
            resize(size_of(self.descriptor))

        before = signal.signal(signal.SIGWINCH, changed)
        try:
            yield
        finally:
            signal.signal(signal.SIGWINCH, before)

    def __enter__(self) -> Self:
        if self.descriptor is not None and os.isatty(self.descriptor):
            self._before = termios.tcgetattr(self.descriptor)
            tty.setraw(self.descriptor, termios.TCSADRAIN)
        if _may_listen():
            self._handlers = {signal.SIGINT: signal.signal(signal.SIGINT, self._interrupt)}
            for number in _ENDING:
                self._handlers[number] = signal.signal(number, self._end)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._before is not None and self.descriptor is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.descriptor, termios.TCSAFLUSH, self._before)
        if self._ended_by:
            # The terminal is whole again: now it may have its way.
            signal.raise_signal(self._ended_by)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._interrupts += 1

    def _end(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._ended_by = number


class _EndedError(BaseException):
    """Somebody ends flowhelp; what runs has to end before."""


def _may_listen() -> bool:
    return threading.current_thread() is threading.main_thread()
