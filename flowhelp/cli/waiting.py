"""Waiting for a line at a terminal, so that Ctrl-C is heard at every moment.

A signal that comes between our last look and the read does not end the read: it
would be heard with the next key only. Here it writes into a pipe, and waiting for
the terminal is waiting for that pipe as well; what is read then is there already.

Source: https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from time import monotonic


def typed_within(seconds: float | None) -> bool:
    """Whether a line was typed in that time; also yes where that cannot be waited for.

    Args:
        seconds: At least 0; None for as long as it takes.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    if sys.stdin is None:
        return True
    end = None if seconds is None else monotonic() + seconds
    while True:
        left = None if end is None else max(0.0, end - monotonic())
        try:
            with _woken() as by:
                ready, _, _ = select.select([sys.stdin, *by], [], [], left)
        except (OSError, ValueError):
            return True
        if sys.stdin in ready:
            return True
        if not ready:
            return False
        # Another signal than Ctrl-C, such as a changed window, is no answer.


@contextmanager
def _woken() -> Iterator[tuple[int, ...]]:
    """What can be read as soon as a signal comes; nothing where none can."""
    if current_thread() is not main_thread():
        yield ()
        return
    read, write = os.pipe()
    os.set_blocking(write, False)
    before = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    try:
        yield (read,)
    finally:
        signal.set_wakeup_fd(before)
        os.close(read)
        os.close(write)
