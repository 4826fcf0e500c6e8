"""The three desks of the find screen: one answers, one looks things up, one keeps up to date.

What is asked at each key never waits for a page that is parsed, or for a library that is read.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from flowhelp.tui import finding
from flowhelp.tui.desk import Awaited, Desk
from flowhelp.tui.found import Answered
from flowhelp.usecases.shelf import Shelf

if TYPE_CHECKING:
    from textual.message import Message

    from flowhelp.tui.desk import Tell
    from flowhelp.tui.found import Sight
    from flowhelp.usecases.keystrokes import Answers, Asked
    from flowhelp.usecases.workspace import Workspace


_RESTS, _SOON = 0.4, 0.12
"""Seconds without a key after which the other answers are found, or a look at a page is made.

Sooner, and they take the time of the next key of somebody who types fast.
"""


_PROMPT = 0.03
"""Seconds that the screen waits for an answer, so that it is drawn together with the key."""

_HASTE = 0.03
"""Keys that come faster than this, as from a paste, are not worth waiting for."""

_TURN = 0.001
"""Seconds that one thread computes before another one gets its turn."""


class SearchDesks:
    """See the module."""

    EVERY: ClassVar[float] = 10.0
    """Seconds between two looks for what changed in the libraries."""

    def __init__(self, workspace: Workspace, tell: Tell) -> None:
        """Desks that tell what they find out; none begins before it has work."""
        # Each time the index is read, the thread that reads waits for its turn again: by default
        # up to 5 ms while the screen draws, and one answer reads many times.
        sys.setswitchinterval(_TURN)
        self._tell = tell
        # What `beside` reads is set by now, so any thread may call it.
        self._awaited = Awaited(tell)
        self._asked_at = 0.0
        self._answering = Desk("answering", workspace.beside, self._awaited.tell)
        self._looking_up = Desk("looking up", lambda: Shelf(workspace.beside()), tell, after=_SOON)
        self._keeping_up = Desk("keeping up", workspace.beside, tell)
        self._adding = Desk("adding", workspace.beside, tell)

    def ask(self, asked: Asked) -> Message | None:
        """What answers to that; or, where nothing is asked, what there is at home.

        Returns:
            The first answers where they are there at once, as most often; else None, and they
            are told.
        """
        for slot in ("fresh", "near", "home", "look"):
            self._looking_up.drop(slot)
        if asked.is_empty:
            self._answering.drop("ask")
            self._looking_up.put("home", finding.go_home)
            return None
        answering = self._answering
        before, self._asked_at = self._asked_at, time.monotonic()
        hasty = self._asked_at - before < _HASTE
        if not hasty:
            self._awaited.want(lambda message: _is_answer(message, asked))
        answering.put("ask", finding.ask(asked, lambda: answering.is_overtaken("ask", _RESTS)))
        return None if hasty else self._awaited.wait(_PROMPT)

    def more_of(self, answers: Answers, known: Collection[str]) -> None:
        """How fresh what answers is, but for what is known; what is near where nothing does."""
        if not answers.hits:
            self._looking_up.put("near", finding.near(answers.asked))
            return
        hits = [hit for hit in answers.hits if f"{hit.source}:{hit.id}" not in known]
        if hits:
            self._looking_up.put("fresh", finding.freshen(hits))

    def look(self, sight: Sight, width: int) -> None:
        """A look at a page, or at a walk."""
        self._looking_up.put("look", finding.look(sight, width))

    def choices(self, name: str) -> None:
        """What a filter may be set to."""
        self._looking_up.put("choices", finding.choices(name))

    def note(self, asked: Asked) -> None:
        """Keep that this was asked."""
        self._answering.put("note", finding.keep(asked))

    def add(self, typed: str) -> None:
        """Add a library."""
        self._adding.put("add", finding.add(typed))

    def keep_up(self) -> None:
        """Look for what changed in the libraries."""
        self._keeping_up.put("refresh", finding.bring_up_to_date(self._tell))

    def renew(self) -> None:
        """There are other libraries now."""
        self._answering.renew()
        self._looking_up.renew()

    def stop(self) -> None:
        """Let all of them go."""
        for desk in (self._answering, self._looking_up, self._keeping_up, self._adding):
            desk.stop()


def _is_answer(message: Message, asked: Asked) -> bool:
    return isinstance(message, Answered) and message.answers.asked == asked
