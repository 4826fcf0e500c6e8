"""Work beside the screen: a thread that holds its own connections, and does the newest question.

A database belongs to the thread that opened it, so what a desk works with is made and closed
in its thread. Each kind of work has a slot; what is put into a slot replaces what waits there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable


class Closable(Protocol):
    """What a desk works with."""

    def close(self) -> None:
        """Let go of it."""


T = TypeVar("T", bound=Closable)

Tell = Callable[[Message], object]
"""Posts a message to a screen; may be called from any thread."""

_PATIENCE = 1.0
"""Seconds that the screen waits for work at hand when it closes."""


class Failed(Message):
    """Work at a desk failed; what is no `FlowhelpError` is a bug."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Awaited:
    """What is told, but for what somebody waits for: they are handed it."""

    def __init__(self, tell: Tell) -> None:
        """Told is what nobody waits for."""
        self._tell = tell
        self._changed = threading.Condition()
        self._wants: Callable[[Message], bool] | None = None
        self._got: Message | None = None

    def tell(self, message: Message) -> None:
        """From the thread at work: something came of it."""
        with self._changed:
            if self._wants is not None and self._wants(message):
                self._wants, self._got = None, message
                self._changed.notify()
                return
        self._tell(message)

    def want(self, wants: Callable[[Message], bool]) -> None:
        """Before the work is given: the first such message will be waited for."""
        with self._changed:
            self._wants, self._got = wants, None

    def wait(self, seconds: float) -> Message | None:
        """The message, or None where it did not come in time: then it is told."""
        with self._changed:
            self._changed.wait_for(lambda: self._got is not None, seconds)
            got, self._wants, self._got = self._got, None, None
            return got


class Desk(Generic[T]):
    """One thread at work."""

    def __init__(self, name: str, make: Callable[[], T], tell: Tell, *, after: float = 0.0) -> None:
        """A desk that begins with its first piece of work.

        Args:
            name: Of the thread.
            make: Makes what it works with, in its thread.
            tell: Told what comes of the work.
            after: Seconds that work waits, so that the screen is drawn before.
        """
        self._after = after
        self._make = make
        self._tell = tell
        self._waiting: dict[str, Callable[[T], Iterable[Message]]] = {}
        self._changed = threading.Condition()
        self._ends = False
        self._renews = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def put(self, slot: str, work: Callable[[T], Iterable[Message]]) -> None:
        """Have something done, in place of what waits in that slot; slots go in turn.

        Args:
            slot: The kind of work.
            work: Gives what is told of it, each as soon as it is there.
        """
        with self._changed:
            self._waiting[slot] = work
            if self._thread.ident is None:
                self._thread.start()
            self._changed.notify()

    def drop(self, slot: str) -> None:
        """Nothing is to be done any more of what waits in that slot."""
        with self._changed:
            self._waiting.pop(slot, None)

    def is_overtaken(self, slot: str, within: float) -> bool:
        """Whether something newer comes into that slot within so many seconds, or it all ends.

        For the thread of the desk, which does nothing meanwhile.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self._ends or slot in self._waiting, within)

    def renew(self) -> None:
        """Work with something made anew from now on."""
        with self._changed:
            self._renews = True

    def stop(self) -> None:
        """End the thread, after the work at hand."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        made: T | None = None
        while (work := self._next()) is not None:
            if made is not None and self._renews:
                made.close()
                made = None
            try:
                if made is None:
                    self._renews = False
                    made = self._make()
                for message in work(made):
                    self._say(message)
            except Exception as error:  # noqa: BLE001 (raised again where it can be seen)
                self._say(Failed(error))
        if made is not None:
            made.close()

    def _say(self, message: Message) -> None:
        if not self._ends:
            self._tell(message)

    def _next(self) -> Callable[[T], Iterable[Message]] | None:
        with self._changed:
            while not (self._waiting or self._ends):
                self._changed.wait()
            self._changed.wait_for(lambda: self._ends, self._after)
            if self._ends or not self._waiting:
                return None if self._ends else _nothing
            slot = next(iter(self._waiting))
            return self._waiting.pop(slot)


def _nothing(made: object) -> Iterable[Message]:
    del made
    return ()
