"""Garbage is collected while nobody presses anything, and not between a key and its frame."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_YOUNG, _MIDDLE, _OLD = 10_000, 50, 100
"""New objects after which the newest are looked through; each so many times, older ones too."""

_QUIET_S = 1.0
"""A person who presses nothing for so long reads."""

_ENOUGH = 5
"""Looks through the newest after which all are looked through: a few pages were turned."""


class Rubbish:
    """Looks through everything only in quiet moments: it takes 30 to 100 ms, a visible stall.

    Only for a process that is one app, from its start to its end: how garbage is collected is
    one thing for the whole process.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._seen = -1
        self._cleared = -_ENOUGH

    def watch(self) -> None:
        """Collect rarely from now on, and everything in quiet moments."""
        gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
        self._app.set_interval(_QUIET_S, self.look, name="rubbish")

    def look(self) -> None:
        """Collect, where nothing was done since the last time and much was before."""
        done = _looks()
        quiet, self._seen = done == self._seen, done
        if quiet and done >= self._cleared + _ENOUGH:
            # What was kept apart may be rubbish by now: screens that were closed.
            gc.unfreeze()
            gc.collect()
            gc.freeze()  # so that what is looked through meanwhile is only what is new
            self._cleared = self._seen = _looks()


def _looks() -> int:
    """How often the newest objects were looked through."""
    return int(gc.get_stats()[0]["collections"])
