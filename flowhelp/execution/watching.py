"""A running program, followed to its end: keys in, output out, the clock watched."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from flowhelp.execution.pseudo import Printed
from flowhelp.execution.redact import Redactor
from flowhelp.execution.remote import Remote
from flowhelp.execution.screen import OutputFilter, plain
from flowhelp.execution.tty import Keyboard

MOST_KEPT = 1 << 20
"""Bytes of output that are kept; the hash covers all of it."""

_PIECE = 1 << 16
_SETTLE = 0.03
"""Seconds in which a terminal hands over what a program wrote last."""

_LONGEST_REST = 0.5
_LAST_GRACE = 0.5
"""Seconds that a program has when flowhelp itself is about to go."""

_MOST_ON_THE_WAY = 1 << 20
"""Bytes that a pipe or a terminal may hold when the program is over; Linux allows that much."""

_TICK = 0.25
_INTERRUPT = b"\x03"
_INTERRUPTED = 128 + signal.SIGINT


def nowhere(text: str) -> None:
    """Show nothing."""
    del text


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a running program writes, and where its keys come from.

    Attributes:
        show: Writes text at once; it holds nothing but what `OutputFilter` lets through.
        keys: Descriptor of the terminal the person types at; None for no input.
        real: Whether `show` writes to a terminal, where colours and the cursor work.
        remote: Who types, sizes the window and ends the program, where `keys` is no terminal;
            a program has one of its own.
        term: What kind of terminal `show` writes to; empty for the one that flowhelp has.
    """

    show: Callable[[str], None]
    keys: int | None = None
    real: bool = False
    remote: Remote | None = None
    term: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended.

    Attributes:
        exit: Its status; None where a signal or the time limit ended it.
        ended: exit, signal, timeout or interrupt.
        dur_s: How long it took, by the monotonic clock.
        out_sha256: Of all that it printed, secrets taken out; `out_bytes` how much that was.
            In a terminal that is what it printed and what the terminal echoed of the keys,
            with line ends as the program wrote them and not as the terminal shows them.
        output: The first MiB of the same bytes.
        signal: Which signal ended it, or 0.
    """

    exit: int | None
    ended: str
    dur_s: float
    out_sha256: str
    out_bytes: int
    output: bytes = field(repr=False)
    signal: int = 0

    @property
    def text(self) -> str:
        """The output as lines, without terminal control."""
        return plain(self.output)


@dataclass(frozen=True, slots=True)
class Job:
    """What to run.

    Attributes:
        argv: The program and its words.
        env: All variables it gets.
        folder: Where it runs.
        seconds: Time limit; None for none.
        grace: Seconds between asking it to end and ending it.
        secrets: Values that are taken out of its output.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    folder: Path
    seconds: float | None = None
    grace: float = 5.0
    secrets: Iterable[str] = field(default=(), repr=False)


class Watch:
    """A running program, followed to its end."""

    def __init__(  # noqa: PLR0913 - what a running program has around it
        self,
        process: subprocess.Popen[bytes],
        job: Job,
        screen: Screen,
        outer: int,
        keys: Keyboard | Remote | None,
        *,
        terminal: bool,
    ) -> None:
        """Follow it.

        Args:
            process: Has begun.
            job: What it is.
            screen: Where it writes.
            outer: Our end of its terminal or pipe.
            keys: The keys of the person; None where nobody can interrupt.
            terminal: Whether `outer` belongs to a pseudo-terminal, which changes line ends.
        """
        self._process = process
        self._screen = screen
        self._outer = outer
        self._keys = keys
        self._limit = None if job.seconds is None else time.monotonic() + job.seconds
        self._grace = job.grace
        self._kill_at: float | None = None
        self._redactor = Redactor(job.secrets)
        self._filter = OutputFilter(real=screen.real)
        self._printed = Printed() if terminal else None
        self._hash, self._count, self._kept = sha256(), 0, bytearray()
        self._timed_out = self._interrupted = self._stopped = False
        self._unsent = b""
        self._taken = 0

    def until_the_end(self) -> None:
        """Hand keys in and output out until the program is over, or has to be."""
        try:
            with selectors.DefaultSelector() as ready:
                ready.register(self._outer, selectors.EVENT_READ)
                if self._keys is not None and self._keys.descriptor is not None:
                    ready.register(self._keys.descriptor, selectors.EVENT_READ)
                ended = _end_of(self._process)
                if ended is not None:
                    ready.register(ended, selectors.EVENT_READ)
                os.set_blocking(self._outer, False)
                try:
                    self._follow(ready)
                finally:
                    if ended is not None:
                        os.close(ended)
        except BaseException:
            self._signal(signal.SIGKILL)
            self._process.wait()
            raise
        finally:
            self._take(self._redactor.close())
            self._keep(self._printed.close() if self._printed else b"")
            self._screen.show(self._filter.ending())

    def outcome(self, began: float) -> Outcome:
        """How it ended; `began` is the monotonic clock at its start."""
        status = self._process.returncode
        by = -status if status < 0 else 0
        ended = "signal" if by else "exit"
        if self._timed_out:
            ended = "timeout"
        elif self._interrupted and (by == signal.SIGINT or status == _INTERRUPTED):
            ended = "interrupt"
        return Outcome(
            exit=status if status >= 0 and ended != "timeout" else None,
            ended=ended,
            dur_s=time.monotonic() - began,
            out_sha256=self._hash.hexdigest(),
            out_bytes=self._count,
            output=bytes(self._kept),
            signal=by,
        )

    def _follow(self, ready: selectors.BaseSelector) -> None:
        while self._process.poll() is None:
            for key, _ in ready.select(self._patience()):
                going_on = self._read() if key.fd == self._outer else self._typed(key.fd)
                if not going_on:
                    ready.unregister(key.fd)
            self._hand_in()
            self._interrupted = self._interrupted or self._passed_on()
            self._watch_the_clock()
        if self._stopped:
            self._signal(signal.SIGKILL)  # what it left behind
        # What it wrote last may still be on the way; programs it left behind are not waited for.
        # A slow screen takes its time over it, so in the end it is only what is there already.
        rest, most = time.monotonic() + _LONGEST_REST, self._taken + _MOST_ON_THE_WAY
        while self._taken < most:
            patience = _SETTLE if time.monotonic() < rest else 0.0
            if not (_readable(self._outer, patience) and self._read()):
                break

    def _patience(self) -> float:
        now = time.monotonic()
        moments = [each - now for each in (self._limit, self._kill_at) if each is not None]
        return max(0.0, min(_TICK, *moments)) if moments else _TICK

    def _watch_the_clock(self) -> None:
        now = time.monotonic()
        if self._keys is not None and self._keys.take_stop():
            self._stopped, self._limit = True, None
            self._kill_at = now + _LAST_GRACE
            self._signal(signal.SIGHUP)
            self._signal(signal.SIGTERM)
        if self._kill_at is not None and now >= self._kill_at:
            self._kill_at = None
            self._signal(signal.SIGKILL)
        elif self._limit is not None and now >= self._limit:
            self._limit, self._timed_out = None, True
            self._kill_at = now + self._grace
            self._signal(signal.SIGTERM)

    def _passed_on(self) -> bool:
        """Whether somebody interrupted flowhelp itself; it is the program that was meant."""
        if self._keys is None or not self._keys.take_interrupt():
            return False
        self._signal(signal.SIGINT)
        return True

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _read(self) -> bool:
        """Take in what the program wrote; False when nothing can come any more."""
        try:
            piece = os.read(self._outer, _PIECE)
        except BlockingIOError:
            return True
        except OSError:  # a pseudo-terminal nobody holds open any more says EIO
            piece = b""
        self._taken += len(piece)
        self._take(self._redactor.feed(piece))
        return bool(piece)

    def _take(self, clean: bytes) -> None:
        self._keep(self._printed.feed(clean) if self._printed else clean)
        if self._screen.show is not nowhere and (shown := self._filter.feed(clean)):
            self._screen.show(shown)

    def _keep(self, printed: bytes) -> None:
        self._hash.update(printed)
        self._count += len(printed)
        self._kept += printed[: MOST_KEPT - len(self._kept)]

    def _typed(self, descriptor: int) -> bool:
        """Take in what the person typed; False when nothing can come any more there."""
        if self._keys is None or descriptor != self._keys.descriptor:
            return False
        keys = self._keys.read()
        self._interrupted = self._interrupted or _INTERRUPT in keys
        self._unsent += keys
        return bool(keys)

    def _hand_in(self) -> None:
        """Hand on what was typed, as much as the program's terminal takes now."""
        if self._unsent:
            with suppress(OSError):
                self._unsent = self._unsent[os.write(self._outer, self._unsent) :]


def _end_of(process: subprocess.Popen[bytes]) -> int | None:
    """A descriptor that tells when the program is over, where the system has such a thing."""
    try:
        return os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        return None


def _readable(descriptor: int, seconds: float) -> bool:
    with selectors.DefaultSelector() as ready:
        ready.register(descriptor, selectors.EVENT_READ)
        return bool(ready.select(seconds))
