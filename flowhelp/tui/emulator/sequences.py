"""Control sequences: the letter at their end → what they do."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.tui.emulator.machine import Machine

Do = Callable[[Machine, list[int]], None]

_LEAST = 1


def switch(at: Machine, mode: str, *, on: bool) -> None:
    """Switch a private mode on or off."""
    (at.modes.add if on else at.modes.discard)(mode)
    if mode in {"47", "1047", "1049"}:
        at.show_second(on=on, save=mode == "1049")
    elif mode == "6":
        _home(at)
    elif mode == "1048":
        (at.save if on else at.restore)()


def _count(values: list[int]) -> int:
    return max(_LEAST, values[0])


def _home(at: Machine) -> None:
    at.to(0, at.grid.top if "6" in at.modes else 0)


def _up(at: Machine, values: list[int]) -> None:
    stop = at.grid.top if at.y >= at.grid.top else 0
    at.to(at.x, max(stop, at.y - _count(values)))


def _down(at: Machine, values: list[int]) -> None:
    stop = at.grid.bottom if at.y <= at.grid.bottom else at.grid.lines - 1
    at.to(at.x, min(stop, at.y + _count(values)))


def _left_of_next(at: Machine, values: list[int]) -> None:
    _down(at, values)
    at.to(0, at.y)


def _left_of_former(at: Machine, values: list[int]) -> None:
    _up(at, values)
    at.to(0, at.y)


def _row(at: Machine, values: list[int]) -> None:
    y = _count(values) - 1
    if "6" in at.modes:
        y = min(y + at.grid.top, at.grid.bottom)
    at.to(at.x, y)


def _place(at: Machine, values: list[int]) -> None:
    _row(at, values)
    column = values[1] if len(values) > 1 else 1
    at.to(max(_LEAST, column) - 1, at.y)


def _clear(at: Machine, values: list[int]) -> None:
    look = at.ground
    match values[0]:
        case 0:
            _clear_line(at, values)
            at.grid.clear(at.y + 1, at.grid.lines, look)
        case 1:
            _clear_line(at, values)
            at.grid.clear(0, at.y, look)
        case 2:
            at.grid.clear(0, at.grid.lines, look)
        case 3:
            at.grid.lost += len(at.grid.kept)
            at.grid.kept.clear()


def _clear_line(at: Machine, values: list[int]) -> None:
    row, columns = at.grid.rows[at.y], at.grid.columns
    start, end = {0: (at.x, columns), 1: (0, at.x + 1), 2: (0, columns)}.get(values[0], (0, 0))
    row.blank(start, end, at.ground)


def _lines(at: Machine, count: int) -> None:
    """Insert rows where the cursor is, or take them out where `count` is above 0."""
    if at.grid.top <= at.y <= at.grid.bottom:
        at.grid.scroll(count, at.ground, top=at.y)
        at.to(0, at.y)


def _insert(at: Machine, values: list[int]) -> None:
    at.grid.rows[at.y].insert(at.x, _count(values), at.grid.columns, at.ground)


def _delete(at: Machine, values: list[int]) -> None:
    at.grid.rows[at.y].delete(at.x, _count(values), at.grid.columns, at.ground)


def _erase(at: Machine, values: list[int]) -> None:
    end = min(at.x + _count(values), at.grid.columns)
    at.grid.rows[at.y].blank(at.x, end, at.ground)


def _margins(at: Machine, values: list[int]) -> None:
    top = _count(values) - 1
    bottom = (values[1] if len(values) > 1 and values[1] else at.grid.lines) - 1
    if at.grid.margins(top, bottom):
        _home(at)


def _tabs(at: Machine, values: list[int]) -> None:
    if values[0] == 3:  # noqa: PLR2004 (all of them)
        at.stops.clear()
    elif values[0] == 0:
        at.stops.discard(at.x)


def _report(at: Machine, values: list[int]) -> None:
    match values[0]:
        case 5:
            at.answer("\x1b[0n")
        case 6:
            y = at.y - (at.grid.top if "6" in at.modes else 0)
            at.answer(f"\x1b[{y + 1};{at.x + 1}R")


def _who(at: Machine, values: list[int]) -> None:
    if values[0] == 0:
        at.answer("\x1b[?6c")  # a VT102


SEQUENCES: dict[str, Do] = {
    "@": _insert,
    "A": _up,
    "B": _down,
    "C": lambda at, values: at.to(at.x + _count(values), at.y),
    "D": lambda at, values: at.to(at.x - _count(values), at.y),
    "E": _left_of_next,
    "F": _left_of_former,
    "G": lambda at, values: at.to(_count(values) - 1, at.y),
    "H": _place,
    "I": lambda at, values: at.tab(_count(values)),
    "J": _clear,
    "K": _clear_line,
    "L": lambda at, values: _lines(at, -_count(values)),
    "M": lambda at, values: _lines(at, _count(values)),
    "P": _delete,
    "S": lambda at, values: at.grid.scroll(_count(values), at.ground),
    "T": lambda at, values: at.grid.scroll(-_count(values), at.ground),
    "X": _erase,
    "Z": lambda at, values: at.tab(-_count(values)),
    "`": lambda at, values: at.to(_count(values) - 1, at.y),
    "a": lambda at, values: at.to(at.x + _count(values), at.y),
    "b": lambda at, values: at.again(_count(values)),
    "c": _who,
    "d": _row,
    "e": _down,
    "f": _place,
    "g": _tabs,
    "n": _report,
    "r": _margins,
    "s": lambda at, _: at.save(),
    "u": lambda at, _: at.restore(),
}
"""Source: XTerm Control Sequences, "Functions using CSI"."""
