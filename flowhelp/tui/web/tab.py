"""The process behind one tab: begun when the tab opens, and surely over after it has closed."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

T = TypeVar("T")

_PATIENCE = (
    (None, 5.0),  # it was told to quit: a command that runs is ended and written down
    (signal.SIGTERM, 2.0),
    (signal.SIGKILL, 2.0),
)
"""What to send, and how many seconds to wait after it."""

_LEAST, _MOST = (20, 5), (1000, 500)
"""Columns and rows that a window can have."""


class Tab(AppService):
    """The app in a process of its own, for one websocket."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        *,
        send: Callable[[bytes], Awaitable[None]],
        tell: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
    ) -> None:
        """A tab that is not begun yet.

        Args:
            arguments: For `python -m flowhelp.tui.web`, besides the size.
            send: Sends what the app draws.
            tell: Sends a message for the page.
            close: Closes the websocket.
        """
        super().__init__(
            "",
            write_bytes=_quiet(send),
            write_str=_quiet(tell),
            close=close,
            download_manager=DownloadManager(),
        )
        self._arguments = arguments

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Begin the process: no shell, the person's environment as it is, a session of its own.

        Ctrl-C at the server's terminal reaches the server alone, which then ends its tabs.
        """
        columns, rows = _fitting(width, height)
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # nothing is loaded from the folder the person happens to be in
            "-m",
            "flowhelp.tui.web",
            f"{columns}x{rows}",
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            start_new_session=True,
        )
        # What a crash says goes where the server's complaints go. The base would print it.
        process.stderr = asyncio.StreamReader()
        process.stderr.feed_eof()
        self._stdin = process.stdin
        return process

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the app the size of its window."""
        await super().set_terminal_size(*_fitting(width, height))

    async def stop(self) -> None:
        """End the process, and wait until it is over: a few seconds at most."""
        process, task = self._process, self._task
        self._task = None
        if process is None or task is None:
            return
        if process.returncode is None:
            await self.send_meta({"type": "quit"})
        for number, seconds in _PATIENCE:
            with suppress(ProcessLookupError):
                if number is not None:
                    process.send_signal(number)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), seconds)
                break
        with suppress(OSError):
            self.stdin.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _fitting(width: object, height: object) -> tuple[int, int]:
    """A size that a window can have."""
    return (_between(width, 0, 80), _between(height, 1, 24))


def _between(size: object, which: int, usual: int) -> int:
    known = size if isinstance(size, int) else usual
    return max(_LEAST[which], min(_MOST[which], known))


def _quiet(send: Callable[[T], Awaitable[None]]) -> Callable[[T], Awaitable[None]]:
    """The same, where nobody may be there to receive it: what the app draws is still read."""

    async def sent(piece: T) -> None:
        with suppress(ConnectionError, RuntimeError):
            await send(piece)

    return sent
