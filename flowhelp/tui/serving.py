"""The door to the app in a browser; what stands behind it is loaded only when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from flowhelp.errors import UnavailableError
from flowhelp.tui.listening import listen

if TYPE_CHECKING:
    from flowhelp.tui.listening import Stand


class NoServerError(UnavailableError):
    """The part that serves a browser is not installed."""


def need_server() -> None:
    """Make sure that the part that serves a browser is there.

    Raises:
        NoServerError: It is not installed.
    """
    if find_spec("textual_serve") is None or find_spec("aiohttp") is None:
        raise NoServerError(
            "the part that serves a browser is not installed", hint="pip install 'flowhelp[web]'"
        )


def serve(
    where: Stand, *, told: Callable[[str], None], said: Callable[[str], None], walk: str = ""
) -> None:
    """Serve the app until somebody ends this process, then end every tab's process.

    Args:
        where: As `stand` says.
        told: Is given the address to open, once it answers. It holds the token: no log for it.
        said: Is given what went wrong meanwhile, a line at a time.
        walk: What to walk in each tab; empty to begin at the search.

    Raises:
        NoServerError: The part that serves a browser is not installed.
        ListenError: Nothing can listen there.
    """
    need_server()
    sockets = listen(where)

    import asyncio

    from flowhelp.tui.web.server import TabServer

    server = TabServer(where, sockets, said=said, walk=walk)
    asyncio.run(server.until_ended(told))
