"""An address on the web: shown in full, and opened only when a person says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from textual.app import App

from flowhelp.tui.clipboard import copy
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Style
from flowhelp.usecases.links import ToWeb

_DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")


async def open_web(app: App[Any], target: ToWeb, hint: str, env: Mapping[str, str]) -> None:
    """Ask, and open the address or copy it; in a worker.

    Args:
        app: Asks and opens.
        target: Where the link leads.
        hint: What the page says of the link.
        env: The person's environment: it tells whether there is a browser with a window.
    """

    def lines(width: int) -> Iterator[Line]:
        return _said(target, hint, width)

    if has_browser(env):
        asked = Confirm(
            "Open this address in the browser?", lines, yes="Open", more=(("copy", "Copy it"),)
        )
    else:
        # A browser of the terminal would draw over the app.
        asked = Confirm("There is no desktop here. Copy this address?", lines, yes="Copy")
    answer = await app.push_screen_wait(asked)
    if answer == "yes" and has_browser(env):
        app.open_url(target.url)
    elif answer:
        await copy(app, target.url, env)


def has_browser(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser would open in a window of its own, where the person sits."""
    if platform in {"darwin", "win32"}:
        return not env.get("SSH_CONNECTION")
    return any(env.get(name) for name in _DESKTOPS)


def _said(target: ToWeb, hint: str, width: int) -> Iterator[Line]:
    # In one line, however long: where it goes on in the next one the sheet says so.
    yield ((target.url, Style.COMMAND),)
    yield ()
    yield from wrapped([("It is on ", None), (target.host, Style.HEADING)], width)
    if "@" in urlsplit(target.url).netloc:
        words = "What stands before the @ is not where it leads."
        yield from wrapped([(words, Style.DANGER)], width)
    if urlsplit(target.url).scheme == "http":
        words = "It is not encrypted: others can read and change what comes from there."
        yield from wrapped([(words, Style.WARNING)], width)
    if hint:
        yield from wrapped([(f"The page calls it: {hint}", Style.DIM)], width)
