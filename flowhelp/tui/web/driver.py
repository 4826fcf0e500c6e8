"""The driver of a tab: Textual's own for the web, which also notices that its server is gone."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import messages
from textual.drivers.web_driver import WebDriver


class TabDriver(WebDriver):
    """Draws in a browser; without a server it ends the app, so that none is left behind."""

    def start_application_mode(self) -> None:
        """Begin to draw, and to read keys."""
        self._loop = asyncio.get_running_loop()
        super().start_application_mode()

    def run_input_thread(self) -> None:
        """Read keys until there can be no more."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            with suppress(RuntimeError):
                asyncio.run_coroutine_threadsafe(
                    self._app._post_message(messages.ExitApp()),  # noqa: SLF001 (as its base does)
                    self._loop,
                )

    def write(self, data: str) -> None:
        """Draw; where nobody reads any more nothing is drawn."""
        with suppress(BrokenPipeError):
            super().write(data)

    def write_meta(self, data: dict[str, object]) -> None:
        """Tell the page something; likewise."""
        with suppress(BrokenPipeError):
            super().write_meta(data)
