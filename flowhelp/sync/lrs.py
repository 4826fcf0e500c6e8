"""Talking with a learning record store: one request, and what its answer means for us.

Certificates are always verified, plain HTTP is for this machine alone, and no other host ever
gets to see who we are. What the other side says is read up to a limit, and is only quoted
without what it could have learned from us.

Source: xAPI 1.0.3, https://github.com/adlnet/xAPI-Spec/blob/1.0.3/xAPI-Communication.md
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx

from flowhelp.errors import InputError, RefusedError
from flowhelp.sync.connections import Connections
from flowhelp.sync.credentials import Credentials
from flowhelp.sync.lrs_times import asked_to_wait, through
from flowhelp.sync.target import DeniedError, UnreachableError

_LARGEST = 64 * 1024 * 1024
_QUOTED = 300
_LOOKED_AT = 64 * 1024
_HOPS = 5
_SAME_METHOD = frozenset({307, 308})
_REDIRECTS = frozenset({301, 302, 303}) | _SAME_METHOD
_LATER = frozenset({408, 425, 429})
_WHO = frozenset({401, 403, 407})
_SERVER = 500


class AddressError(InputError):
    """The address is none that records may be sent to."""


class NotSafeError(RefusedError):
    """Records and a password would travel where others can read them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an LRS said, which was neither a refusal to talk nor a promise for later.

    Attributes:
        status: 2xx, or 4xx about what was sent.
        body: At most 64 MiB.
        through: Up to when it told of all that is stored, by its clock; None where it tells
            neither that nor its time.
    """

    status: int
    body: bytes
    through: datetime | None = None

    def json(self) -> Any:
        """What it says.

        Raises:
            UnreachableError: It is no JSON: something else answered in place of the LRS.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise UnreachableError(
                "what answered is no learning record store",
                hint="check the address, and whether this network wants a login first",
            ) from error


class Lrs:
    """One LRS, for one caller at a time."""

    def __init__(
        self, url: str, who: Credentials, *, timeout_s: float = 30.0, whole_s: float = 300.0
    ) -> None:
        """Connect to nothing yet.

        Args:
            url: Of the endpoint: what `/statements` is put behind.
            who: Who we are.
            timeout_s: How long it may be silent.
            whole_s: How long one answer may take altogether.

        Raises:
            AddressError: It is no http or https address, or holds a name or password.
            NotSafeError: It is http, and not on this machine.
        """
        self.url = checked(url)
        self.version = ""
        self._secrets = _spellings(who)
        self._connections = Connections(
            (who.user, who.password),
            plain=urlsplit(self.url).scheme == "http",
            timeout_s=timeout_s,
            whole_s=whole_s,
        )

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def get(self, resource: str, params: Mapping[str, str] | None = None) -> Answer:
        """Ask for a resource below the endpoint, or for an address on the same host."""
        return self._ask("GET", resource, params, None)

    def post(self, resource: str, body: bytes) -> Answer:
        """Bring JSON to a resource."""
        return self._ask("POST", resource, None, body)

    def said(self, answer: Answer) -> str:
        """The first words of an answer, on one line, without what it was not to know.

        A sentence in JSON, as most of them send, is taken out of it.
        """
        content = answer.body[:_LOOKED_AT]
        text = content.decode("utf-8", "replace")
        with suppress(ValueError, RecursionError):
            found = json.loads(content)
            keys = ("detail", "message", "error", "reason", "warnings")
            if isinstance(found, dict):
                found = next((found[key] for key in keys if found.get(key)), found)
            text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        text = " ".join(text.split())
        return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"

    def _ask(
        self, method: str, resource: str, params: Mapping[str, str] | None, body: bytes | None
    ) -> Answer:
        """One request and its answer, over redirects that stay on the host.

        Raises:
            UnreachableError: There was no answer, or only that it cannot now.
            DeniedError: It wants somebody else, or sends us elsewhere.
        """
        url = resource if "://" in resource else f"{self.url}/{resource}"
        for _ in range(_HOPS):
            status, headers, content = self._once(method, url, params, body)
            if status not in _REDIRECTS:
                return self._judged(status, headers, content)
            url = self._moved(method, status, url, headers.get("location", ""))
            params = None
        raise UnreachableError("it sends us in circles", hint="check the address of the target")

    def _once(
        self, method: str, url: str, params: Mapping[str, str] | None, body: bytes | None
    ) -> tuple[int, httpx.Headers, bytes]:
        headers = {"X-Experience-API-Version": self.version} if self.version else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        content = bytearray()
        try:
            with self._connections.answer(
                method, url, params=params, body=body, headers=headers
            ) as response:
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > _LARGEST:
                        raise UnreachableError("its answer does not end")
                return response.status_code, response.headers, bytes(content)
        except httpx.ConnectError as error:
            why = str(error).splitlines()[0] if str(error) else "no connection"
            raise UnreachableError(f"it cannot be reached: {why[:_QUOTED]}") from None
        except httpx.TimeoutException:
            raise UnreachableError("it did not answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if self._connections.late:
                raise UnreachableError("its answer does not end") from None
            # Without its text, which could hold the address with all that is asked for.
            raise UnreachableError(f"its answer was cut off ({type(error).__name__})") from None

    def _judged(self, status: int, headers: httpx.Headers, content: bytes) -> Answer:
        answer = Answer(status, content, through(headers))
        if status >= _SERVER or status in _LATER:
            words = self.said(answer)
            wait = asked_to_wait(headers)
            raise UnreachableError(
                f"it cannot take it now ({status}{': ' if words else ''}{words})", wait_s=wait
            )
        if status in _WHO:
            raise DeniedError(
                f"it does not let us in ({status})",
                hint="check the name, the password, and what they may do at the LRS",
            )
        return answer

    def _moved(self, method: str, status: int, url: str, location: str) -> str:
        """Where a redirect leads, if we may go there."""
        target = _joined(url, location)
        same = location and _origin(target) == _origin(url)
        if not same or (method != "GET" and status not in _SAME_METHOD):
            raise DeniedError(
                "it sends us to another address, which is not to know who we are"
                if not same
                else "it answers a record with a redirect",
                hint="give the target the address at which the LRS really is",
            )
        return target

    def inside(self, link: str) -> str:
        """The address of a link the LRS gave.

        Raises:
            DeniedError: It leads to another host.
        """
        target = _joined(f"{self.url}/", link)
        if _origin(target) != _origin(self.url):
            raise DeniedError("its next page is on another host, which is not to know who we are")
        return target


def checked(url: str) -> str:
    """The address of an endpoint, without a stroke at its end.

    Raises:
        AddressError: It is no http or https address, or holds a name or password.
        NotSafeError: It is http, and not on this machine.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressError("this is no address of a learning record store") from error
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise AddressError(
            "this is no address of a learning record store",
            hint="it begins with https:// and mostly ends with /xapi or /xAPI",
        )
    if parts.username is not None or parts.password is not None:
        raise AddressError(
            "an address is no place for a password",
            hint="set FLOWHELP_LRS_USER and FLOWHELP_LRS_PASSWORD",
        )
    if parts.scheme == "http" and not _is_here(host):
        raise NotSafeError(f"http to {host} can be read by others", hint="use https")
    return url.rstrip("/").removesuffix("/statements")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _joined(url: str, link: str) -> str:
    """Where a link leads; nowhere for one that is none."""
    with suppress(ValueError):
        return urljoin(url, link)
    return ""


def _origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port; of an address that is none, those of nobody."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0
    return parts.scheme, (parts.hostname or "").lower(), port


def _spellings(who: Credentials) -> tuple[str, ...]:
    pair = f"{who.user}:{who.password}".encode()
    in_json = json.dumps(who.password)[1:-1], json.dumps(who.password, ensure_ascii=False)[1:-1]
    return base64.b64encode(pair).decode("ascii"), who.password, *in_json, quote(who.password)
