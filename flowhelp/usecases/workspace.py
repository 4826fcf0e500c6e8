"""The composition root: real parts, each opened at first use.

It has fields, `open` and `close`, and no behaviour. A room is imported when
its part is first asked for, so that a search never loads the journal.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from flowhelp import clock, paths


@dataclass
class Workspace:
    """What one run of the program has to work with."""

    places: paths.Places
    now: Callable[[], datetime] = clock.now
    monotonic: Callable[[], float] = clock.monotonic
    noise: Callable[[int], int] = secrets.randbits
    _open: list[Callable[[], None]] = field(default_factory=list)

    @classmethod
    def open(cls) -> Self:
        """The workspace of this process's environment."""
        return cls(paths.places())

    def close(self) -> None:
        """Close what was opened, last first."""
        while self._open:
            self._open.pop()()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
