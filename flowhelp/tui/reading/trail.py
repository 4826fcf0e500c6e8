"""Which pages were read, one after the other, and where in them; for going back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flowhelp.tui.reading.laid import Spot


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, and where in it.

    Attributes:
        name: As `PageAt.name`.
        step: What to begin at, as `PageAt.step`; empty for `spot`.
        spot: Where it was left.
    """

    name: str
    step: str = ""
    spot: Spot = Spot()  # noqa: RUF009 (a value that never changes)


class Trail:
    """Visits in their order, and at which of them the reader is."""

    def __init__(self, first: Visit) -> None:
        self._visits = [first]
        self._at = 0

    @property
    def here(self) -> Visit:
        """Where the reader is."""
        return self._visits[self._at]

    def leave(self, name: str, spot: Spot) -> None:
        """Note where the page is left, under the name that means no other."""
        self._visits[self._at] = replace(self.here, name=name, step="", spot=spot)

    def go(self, visit: Visit) -> None:
        """Go on to another; what was gone back from is forgotten."""
        self._visits[self._at + 1 :] = [visit]
        self._at += 1

    def step(self, step: int) -> bool:
        """Go back (-1) or forward (1); whether there is anything."""
        if not 0 <= self._at + step < len(self._visits):
            return False
        self._at += step
        return True
