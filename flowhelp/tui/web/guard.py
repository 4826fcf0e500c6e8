"""Who may talk to the server: the browser that was given its address, and no page of another site.

A server on this machine can be reached by every page that is open in a browser here, and by every
account. So a request must name the server as the person did (no name of somebody else's that was
made to lead here), must begin with the token, and a websocket must come from our own page.

Source: RFC 6455 §10.2; https://portswigger.net/web-security/websockets/cross-site-websocket-hijacking
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

_WHOLE_ADDRESS = "Open the whole address that `flowhelp serve` wrote; it changes at every start.\n"
_WRONG_NAME = "This server does not go by that name. " + _WHOLE_ADDRESS
_WRONG_PAGE = "Another site's page tried to reach flowhelp here, and was refused.\n"


@dataclass(frozen=True, slots=True)
class Guard:
    """What is let through.

    Attributes:
        names: What the server is called, with its port.
        token: What every path begins with.
        numbers: Whether any address in numbers will do as well, where it listens at all of them.
        port: That a number must come with.
        outside: The site at which a proxy offers it, or empty.
    """

    names: frozenset[str]
    token: str
    numbers: bool = False
    port: int = 0
    outside: str = ""

    def knows(self, host: str) -> bool:
        """Whether the server goes by that name; one in numbers cannot be made to lead elsewhere."""
        return host.lower() in self.names or (self.numbers and self._is_number(host))

    def is_ours(self, origin: str, host: str) -> bool:
        """Whether a page from `origin` is one that the server called `host` gave out."""
        ours = {f"http://{host}", self.outside} if self.outside else {f"http://{host}"}
        return origin.lower() in {each.lower() for each in ours}

    def page_rules(self, host: str) -> str:
        """What a page may load, for `Content-Security-Policy`: our own files, and our socket."""
        sockets = [f"ws://{host}"]
        if self.outside:
            sockets.append(self.outside.replace("http", "ws", 1))
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                # The terminal in the page makes its styles as it goes; they can load nothing.
                "style-src 'self' 'unsafe-inline'",
                "font-src 'self'",
                "img-src 'self'",
                f"connect-src 'self' {' '.join(sockets)}",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )

    def _is_number(self, host: str) -> bool:
        try:
            parts = urlsplit(f"http://{host}")
            ip_address(parts.hostname or "")
            port = parts.port or 80
        except ValueError:
            return False
        return port == self.port


GUARD = web.AppKey("guard", Guard)


@web.middleware
async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 403 to whoever is not let through."""
    guard = request.app[GUARD]
    if not guard.knows(request.host):
        return web.Response(status=403, text=_WRONG_NAME)
    token = request.path.split("/")[1]
    if not compare_digest(token.encode(), guard.token.encode()):
        return web.Response(status=403, text=_WHOLE_ADDRESS)
    asks_socket = "upgrade" in request.headers or request.path.endswith("/ws")
    if asks_socket and not guard.is_ours(request.headers.get("Origin", ""), request.host):
        return web.Response(status=403, text=_WRONG_PAGE)
    return await handler(request)


async def add_rules(request: web.Request, response: web.StreamResponse) -> None:
    """Tell the browser what the page may do, and to keep its address to itself."""
    guard = request.app[GUARD]
    host = request.host if guard.knows(request.host) else "127.0.0.1"
    response.headers.update(
        {
            "Cache-Control": "no-store",
            "Content-Security-Policy": guard.page_rules(host),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
    )
