"""A wire that goes wrong: stands on loopback between a machine and the place it talks to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Self

_PIECE = 65_536
_FOREVER = 1 << 60


@dataclass(frozen=True)
class Wire:
    """What becomes of a connection.

    Attributes:
        up: Bytes towards the place after which the connection ends; `down` those back.
        piece: Bytes that travel at a time.
        pause: Seconds between two of them; with `back`, only of what comes back.
        twice: Every piece of an answer comes twice.
        half_open: Where it ends, nothing is said: the other side waits.
    """

    up: int = _FOREVER
    down: int = _FOREVER
    piece: int = _PIECE
    pause: float = 0.0
    back: bool = False
    twice: bool = False
    half_open: bool = False


class Proxy:
    """A port that leads to another one; what becomes of the next connections is set from outside.

    Attributes:
        wires: Of the next connections, in their order; those after them have nothing wrong.
        carried: Bytes towards the place, and back, of the connection that had most of them.
    """

    def __init__(self, port: int) -> None:
        self._there = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._rest = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.wires: list[Wire] = []
        self.always = Wire()
        self.carried = [0, 0]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._rest.set()
        self._end(self._listening, *self._open)
        for thread in self._threads:
            thread.join()

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._rest.is_set():
            try:
                here, _ = self._listening.accept()
            except OSError:
                return
            wire = self.wires.pop(0) if self.wires else self.always
            there = socket.create_connection(("127.0.0.1", self._there))
            for end in (here, there):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [here, there]
            self._start(self._carry, here, there, wire, 0)
            self._start(self._carry, there, here, wire, 1)

    def _carry(self, source: socket.socket, sink: socket.socket, wire: Wire, way: int) -> None:
        most, done = (wire.up, wire.down)[way], 0
        with suppress(OSError):
            while done < most:
                drips = way or not wire.back
                piece = source.recv(min(wire.piece if drips else _PIECE, most - done))
                if not piece:
                    # The other way goes on: who has said everything may still be listening.
                    sink.shutdown(socket.SHUT_WR)
                    return
                done += len(piece)
                self.carried[way] = max(self.carried[way], done)
                if drips and wire.pause and self._rest.wait(wire.pause):
                    break
                sink.sendall(piece * 2 if wire.twice and way else piece)
        if not wire.half_open:
            self._end(source, sink)

    @staticmethod
    def _end(*ends: socket.socket) -> None:
        for each in ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def between(port: int) -> Iterator[Proxy]:
    """A wire to that port of this machine, until the end of the block."""
    with Proxy(port) as proxy:
        yield proxy
