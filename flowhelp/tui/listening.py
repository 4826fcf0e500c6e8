"""Where the app is served, and who can reach that: decided before anything listens.

There is no login, so an address that others can reach is one at which others act as this person.
"""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from flowhelp.errors import InputError, UnavailableError

HOME = "127.0.0.1"
_HOME_NAMES = ("127.0.0.1", "localhost", "[::1]")
_BACKLOG = 32


class HostError(InputError):
    """What to listen at, or what it is called outside, makes no sense."""


class ListenError(UnavailableError):
    """Nothing can listen there."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where to serve.

    Attributes:
        host: As the person named it.
        port: 0 for a free one.
        addresses: What `host` is, as numbers; at least one.
        outside: Scheme, host and port at which a proxy offers it; empty where there is none.
    """

    host: str
    port: int
    addresses: tuple[str, ...]
    outside: str = ""

    @property
    def alone(self) -> bool:
        """Whether only this machine can reach it."""
        outside = urlsplit(self.outside).hostname or HOME
        return all(_is_home(each) for each in self.addresses) and (
            outside == "localhost" or _is_home(outside)
        )

    def url(self, port: int) -> str:
        """What a browser opens, without the token, where `port` is the one it listens at."""
        host = socket.gethostname() if self.everywhere else self.host
        return self.outside or f"http://{_written(host)}:{port}"

    @property
    def everywhere(self) -> bool:
        """Whether it listens at all addresses of this machine."""
        return any(ip_address(each).is_unspecified for each in self.addresses)


def stand(host: str = HOME, port: int = 0, outside: str = "") -> Stand:
    """Where to serve, looked up.

    Raises:
        HostError: The host is empty or unknown, or `outside` is no address of a site.
    """
    host = host.strip().removeprefix("[").removesuffix("]")
    if not host:
        # The system would take that for every address there is.
        raise HostError("no host to listen at is named", hint=f"--host {HOME}")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise HostError(
            f"{host} is no address of this machine that is known", hint=f"--host {HOME}"
        ) from error
    addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    return Stand(host, port, addresses, _site(outside))


def listen(where: Stand) -> list[socket.socket]:
    """What listens there: one for each address that this machine really has, with one port.

    Raises:
        ListenError: The port is in use, or may not be used, or no address is of this machine.
    """
    made: list[socket.socket] = []
    absent: OSError | None = None
    port = where.port
    for address in where.addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            made.append(socket.create_server((address, port), family=family, backlog=_BACKLOG))
        except OSError as error:
            absent = error
            if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                break
        else:
            port, absent = made[-1].getsockname()[1], None
    if absent is not None and (not made or absent.errno == errno.EADDRINUSE):
        for each in made:
            each.close()
        raise _unable(where, absent)
    return made


def names(where: Stand, port: int) -> frozenset[str]:
    """What a browser may call the server: host and port as they stand in `Host`."""
    hosts = {*_HOME_NAMES, where.host, *where.addresses}
    if not where.alone:
        hosts.add(socket.gethostname())
    written = {_written(each).lower() for each in hosts}
    called = {f"{each}:{port}" for each in written} | (written if port == 80 else set())  # noqa: PLR2004 (a browser leaves it out)
    outside = urlsplit(where.outside).netloc
    return frozenset(called | ({outside} if outside else set()))


def _site(url: str) -> str:
    """Scheme, host and port of an address, and nothing else."""
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = not (parts.username or parts.query or parts.fragment or parts.path.strip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise HostError(
            f"{url} is not the address of a site", hint="--url https://help.example.org"
        )
    usual = port in {None, {"http": 80, "https": 443}[parts.scheme]}
    return f"{parts.scheme}://{_written(parts.hostname)}{'' if usual else f':{port}'}"


def _unable(where: Stand, error: OSError) -> ListenError:
    place = f"{_written(where.host)}:{where.port}"
    if error.errno == errno.EADDRINUSE:
        return ListenError(f"something listens at {place} already", hint="flowhelp serve --port 0")
    reason = os.strerror(error.errno).lower() if error.errno else str(error)
    hint = "--port 8000" if error.errno == errno.EACCES else f"--host {HOME}"
    return ListenError(f"nothing can listen at {place}: {reason}", hint=hint)


def _written(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _is_home(address: str) -> bool:
    try:
        return ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False
