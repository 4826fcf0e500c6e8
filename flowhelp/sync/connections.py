"""Connections to one server: how long they may take, and which requests share one.

What is brought has a connection of its own each time. On one that had an answer before, a second
copy of that answer, as a faulty proxy may send it, would be taken for the answer to this request;
and an answer that says no more than that it went well could be about anything. What is asked for
is known by what it says, so questions share a connection.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import httpx

_OPENED = (".connect_tcp.complete", ".start_tls.complete")


class Connections:
    """To one server, for one caller at a time.

    Attributes:
        late: Whether the last request was ended because its answer took too long.
    """

    def __init__(
        self, who: tuple[str, str], *, plain: bool, timeout_s: float, whole_s: float
    ) -> None:
        """Connect to nothing yet.

        Args:
            who: Name and password.
            plain: Whether it is http, and so on this machine, where no proxy is asked either.
            timeout_s: Seconds that the server may be silent.
            whole_s: Seconds that a request and its answer may take altogether.
        """
        self.late = False
        self._whole_s = whole_s
        self._socket: socket.socket | None = None
        # Where nothing is encrypted there is nobody to be vouched for, and reading the list of
        # those who may vouch takes longer than an answer.
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else ssl.create_default_context()
        for_one, for_many = httpx.Limits(max_keepalive_connections=0), httpx.Limits()
        self._asking, self._bringing = (
            httpx.Client(
                auth=who,
                headers={"Accept": "application/json", "User-Agent": "flowhelp"},
                timeout=timeout_s,
                verify=trust,
                trust_env=not plain,
                limits=limits,
            )
            for limits in (for_many, for_one)
        )

    def close(self) -> None:
        """Close them."""
        self._asking.close()
        self._bringing.close()

    @contextmanager
    def answer(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> Iterator[httpx.Response]:
        """What the server says, whose body is read inside the block.

        Raises:
            httpx.HTTPError: There was no answer, or it broke off; see `late`.
            httpx.InvalidURL: That is no address.
        """
        self.late = False
        client = self._asking if body is None else self._bringing
        request = client.build_request(method, url, params=params, content=body, headers=headers)
        request.extensions = {**request.extensions, "trace": self._see}
        timer = threading.Timer(self._whole_s, self._end)
        timer.daemon = True
        timer.start()
        try:
            response = client.send(request, stream=True)
            try:
                yield response
            finally:
                response.close()
        finally:
            timer.cancel()

    def _see(self, event: str, about: Mapping[str, Any]) -> None:
        """Remember the connection that is in use; each is reported once, when it is made."""
        if event.endswith(_OPENED):
            self._socket = about["return_value"].get_extra_info("socket")

    def _end(self) -> None:
        """Whoever waits on the connection hears that it is over.

        Time limits of single reads do not end an answer of which a byte comes now and then.
        """
        self.late = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
