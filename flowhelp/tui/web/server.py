"""The server: one page with a terminal in it, and a websocket for each tab that shows it.

Nothing is written to the screen from here, and the token is in no message.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import WSCloseCode, web
from textual_serve.server import Server, to_int

from flowhelp.tui.listening import Stand, names
from flowhelp.tui.web.guard import GUARD, Guard, add_rules, refuse
from flowhelp.tui.web.tab import Tab

_OWN = Path(__file__).parent / "page"
_TOKEN_BYTES = 24
_HEARTBEAT = 15.0
"""Seconds between questions whether the browser is still there."""

_LONGEST_END = 12.0
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
_LOGGERS = ("aiohttp.server", "aiohttp.web", "aiohttp.websocket", "textual-serve")


class TabServer(Server):
    """Serves the app to one person's browser.

    Attributes:
        url: The address to open, with its token.
    """

    def __init__(
        self,
        where: Stand,
        sockets: list[socket.socket],
        *,
        said: Callable[[str], None],
        walk: str = "",
    ) -> None:
        """A server at sockets that listen already; as `serving.serve` otherwise."""
        host, port = sockets[0].getsockname()[:2]
        super().__init__("flowhelp", host=host, port=port, title="flowhelp")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._guard = Guard(names(where, port), token, where.everywhere, port, where.outside)
        self._sockets = sockets
        self._log = _Log(said, token)
        self._arguments = (walk,) if walk else ()
        self._open: set[web.WebSocketResponse] = set()
        self.url = f"{where.url(port)}/{token}/"

    async def until_ended(self, told: Callable[[str], None]) -> None:
        """Serve until a signal ends this process; `told` is given the address."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in _ENDING:
            with suppress(AttributeError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), ended.set)
        async with self.running():
            told(self.url)
            await ended.wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer while the block runs; after it no tab has a process any more."""
        self.initialize_logging()
        runner = web.AppRunner(
            await self._make_app(), access_log=None, shutdown_timeout=_LONGEST_END
        )
        await runner.setup()
        try:
            for each in self._sockets:
                await web.SockSite(runner, each).start()
            yield
        finally:
            await runner.cleanup()
            for name in _LOGGERS:
                logging.getLogger(name).removeHandler(self._log)

    def initialize_logging(self) -> None:
        """Let complaints be said, without the token; requests are not logged at all."""
        for name in _LOGGERS:
            logger = logging.getLogger(name)
            logger.addHandler(self._log)
            logger.propagate = False

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[refuse])
        app[GUARD] = self._guard
        base = f"/{self._guard.token}"
        app.add_routes(
            [
                web.get(base, self._complete),
                web.get(f"{base}/", self._page),
                web.get(f"{base}/ws", self.handle_websocket),
                web.static(f"{base}/page", _OWN),
                web.static(f"{base}/static", self.statics_path),
            ]
        )
        app.on_response_prepare.append(add_rules)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        """The address without its last stroke."""
        del request
        raise web.HTTPFound(f"/{self._guard.token}/")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        del request
        return web.FileResponse(_OWN / "index.html")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One tab, from its opening to the end of its process."""
        websocket = web.WebSocketResponse(heartbeat=_HEARTBEAT)
        await websocket.prepare(request)
        self._open.add(websocket)
        tab = Tab(
            self._arguments,
            send=websocket.send_bytes,
            tell=websocket.send_str,
            close=lambda: _closed(websocket),
        )
        query = request.query
        try:
            await tab.start(to_int(query.get("width", ""), 80), to_int(query.get("height", ""), 24))
            await self._process_messages(websocket, tab)
        finally:
            self._open.discard(websocket)
            await asyncio.shield(tab.stop())
            await _closed(websocket)
        return websocket

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every tab; its process is ended by who waits for it."""
        del app
        for each in tuple(self._open):
            await each.close(code=WSCloseCode.GOING_AWAY)


async def _closed(websocket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError, RuntimeError):
        await websocket.close()


class _Log(logging.Handler):
    """Says what the libraries complain about, and never the token."""

    def __init__(self, said: Callable[[str], None], token: str) -> None:
        super().__init__(logging.WARNING)
        self._said = said
        self._token = token

    def emit(self, record: logging.LogRecord) -> None:
        self._said(self.format(record).replace(self._token, "…"))
