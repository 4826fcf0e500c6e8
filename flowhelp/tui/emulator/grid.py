"""The rows of a screen and what moves them: scrolling, inserting, clearing, another size."""

from __future__ import annotations

from collections import deque

from flowhelp.tui.emulator.cells import PLAIN, Look, Row


class Grid:
    """A window of rows; what leaves it at the top is kept up to a limit.

    Attributes:
        lines: How many rows the window has; `columns` how many cells each shows.
        rows: The rows, from the top.
        kept: Rows that left at the top, the oldest first.
        lost: How many rows were forgotten because too many were kept.
        top: First row of what scrolls; `bottom` the last.
    """

    def __init__(self, lines: int, columns: int, *, most_kept: int = 0) -> None:
        """A blank one."""
        self.lines, self.columns = lines, columns
        self.rows = [Row(columns) for _ in range(lines)]
        self.kept: deque[Row] = deque(maxlen=most_kept)
        self.lost = 0
        self.top, self.bottom = 0, lines - 1

    @property
    def partly(self) -> bool:
        """Whether only a part of the window scrolls."""
        return (self.top, self.bottom) != (0, self.lines - 1)

    def scroll(self, count: int, look: Look, *, top: int | None = None) -> None:
        """Move what scrolls up by `count` rows, or down where it is below 0.

        Args:
            count: Rows.
            look: Of the new rows.
            top: Where the part that moves begins; nothing of it is kept then.
        """
        first = self.top if top is None else top
        size = self.bottom - first + 1
        count = max(-size, min(size, count))
        if count == 1 and top is None:  # what nearly all of it is
            gone_row = self.rows.pop(first)
            if first == 0:
                self._keep([gone_row])
            self.rows.insert(self.bottom, Row(self.columns, look))
            return
        fresh = [Row(self.columns, look) for _ in range(abs(count))]
        if count > 0:
            gone = self.rows[first : first + count]
            if top is None and first == 0:
                self._keep(gone)
            self.rows[first : self.bottom + 1] = self.rows[first + count : self.bottom + 1] + fresh
        elif count < 0:
            self.rows[first : self.bottom + 1] = fresh + self.rows[first : self.bottom + 1 + count]

    def margins(self, top: int, bottom: int) -> bool:
        """Let only those rows scroll, counted from 0; whether that makes sense."""
        bottom = min(bottom, self.lines - 1)
        if not 0 <= top < bottom:
            return False
        self.top, self.bottom = top, bottom
        return True

    def resize(self, lines: int, columns: int, y: int) -> int:
        """Take another size; where row `y` is then.

        Blank rows below `y` go first; then those at the top, which are kept.
        """
        for row in self.rows:
            row.widen(columns)
        while len(self.rows) > lines and len(self.rows) - 1 > y and not self.rows[-1].text:
            self.rows.pop()
        over = max(0, len(self.rows) - lines)
        self._keep(self.rows[:over])
        del self.rows[:over]
        self.rows += [Row(columns) for _ in range(lines - len(self.rows))]
        self.lines, self.columns = lines, columns
        self.top, self.bottom = 0, lines - 1
        return max(0, min(y - over, lines - 1))

    def copy(self) -> Grid:
        """The same, to be changed apart."""
        twin = Grid(0, self.columns, most_kept=self.kept.maxlen or 0)
        twin.lines, twin.rows = self.lines, [row.copy() for row in self.rows]
        twin.kept, twin.lost = self.kept.copy(), self.lost
        twin.top, twin.bottom = self.top, self.bottom
        return twin

    def clear(self, first: int, end: int, look: Look = PLAIN) -> None:
        """Make the rows from `first` to before `end` blank."""
        for y in range(first, end):
            self.rows[y] = Row(self.columns, look)

    def _keep(self, gone: list[Row]) -> None:
        if not self.kept.maxlen:
            return
        self.lost += max(0, len(self.kept) + len(gone) - self.kept.maxlen)
        self.kept.extend(gone)
