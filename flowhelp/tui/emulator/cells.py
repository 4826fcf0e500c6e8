"""What stands on the screen of a terminal: rows of cells, each with its look."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

BLANK = " "


class Look(NamedTuple):
    """How a cell looks.

    Attributes:
        fg: Colour of the sign: empty for the usual one, a number of the palette, or `#rrggbb`.
        bg: The same of the ground.
    """

    fg: str = ""
    bg: str = ""
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    blink: bool = False
    reverse: bool = False
    hidden: bool = False
    strike: bool = False


PLAIN = Look()

Run = tuple[str, Look]
"""Signs that stand beside each other in one look."""


class Row:
    """One row of cells. The right half of a wide sign is a cell with nothing in it.

    Attributes:
        signs: One text for each cell.
        looks: One for each cell.
    """

    __slots__ = ("looks", "signs")

    def __init__(self, width: int, look: Look = PLAIN) -> None:
        """A blank row."""
        self.signs = [BLANK] * width
        self.looks = [look] * width

    def put(self, x: int, signs: str | list[str], look: Look) -> None:
        """Write cells from column `x` on; half a wide sign that is left over becomes a blank."""
        end = x + len(signs)
        if x and not self.signs[x]:
            self.signs[x - 1] = BLANK
        if end < len(self.signs) and not self.signs[end]:
            self.signs[end] = BLANK
        self.signs[x:end] = signs
        self.looks[x:end] = [look] * len(signs)

    def blank(self, start: int, end: int, look: Look) -> None:
        """Clear the cells from `start` to before `end`."""
        if start < end:
            self.put(start, [BLANK] * (end - start), look)

    def insert(self, x: int, count: int, width: int, look: Look) -> None:
        """Push what stands from `x` on to the right; what leaves the row is gone."""
        count = min(count, width - x)
        self.signs[x:width] = [BLANK] * count + self.signs[x : width - count]
        self.looks[x:width] = [look] * count + self.looks[x : width - count]
        self._mend()

    def delete(self, x: int, count: int, width: int, look: Look) -> None:
        """Take cells out; what stands behind them moves to the left."""
        count = min(count, width - x)
        self.signs[x:width] = self.signs[x + count : width] + [BLANK] * count
        self.looks[x:width] = self.looks[x + count : width] + [look] * count
        self._mend()

    def widen(self, width: int) -> None:
        """Make it at least so wide; nothing is cut off."""
        more = width - len(self.signs)
        if more > 0:
            self.signs += [BLANK] * more
            self.looks += [PLAIN] * more

    def copy(self) -> Row:
        """The same, to be changed apart."""
        twin = Row(0)
        twin.signs, twin.looks = self.signs.copy(), self.looks.copy()
        return twin

    def runs(self, width: int) -> list[Run]:
        """The first `width` cells, those of one look together."""
        looks = self.looks[:width]
        if not looks:
            return []
        first = looks[0]
        if looks.count(first) == len(looks):
            return [("".join(self.signs[:width]), first)]
        cuts = [at for at, (one, next_) in enumerate(pairwise(looks), 1) if one != next_]
        return [
            ("".join(self.signs[start:end]), looks[start])
            for start, end in pairwise((0, *cuts, len(looks)))
        ]

    @property
    def text(self) -> str:
        """Its signs, without the blanks at the end."""
        return "".join(self.signs).rstrip()

    def _mend(self) -> None:
        """Halves that lost their other half become blanks."""
        from flowhelp.typeset.layout import cells

        for x, sign in enumerate(self.signs):
            if not sign and (x == 0 or cells(self.signs[x - 1]) < 2):  # noqa: PLR2004 (wide)
                self.signs[x] = BLANK
