"""Recordings of a terminal: the text of a `.cast` file → what was written when.

Both versions are read: in the second the times count from the beginning, in the third from the
event before. A damaged recording is good up to the line before the damage.

Source: https://docs.asciinema.org/manual/asciicast/v2/ and /v3/.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from flowhelp.errors import ContentError

MOST_COLUMNS, MOST_LINES = 500, 200
_USUAL = (80, 24)
_SECOND, _THIRD = 2, 3
_PARTS = 3
_LONGEST_DAYS = 7 * 86_400.0


class BrokenRecordingError(ContentError):
    """The file is no recording."""


@dataclass(frozen=True, slots=True)
class Written:
    """Something that happened in a recording.

    Attributes:
        at: Seconds from the beginning.
        kind: `o` for output, `r` for another size.
        text: The output, or `COLUMNSxLINES`.
    """

    at: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A place in a recording that its author marked."""

    at: float
    title: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording.

    Attributes:
        columns: Of its terminal at the beginning; `lines` the same.
        events: What was written, by time.
        chapters: What was marked, by time.
        length: Seconds.
        title: As its author calls it.
        exit: The status its program ended with; None where it is not told.
        idle: The longest pause that its author wants, or None.
        problem: What is wrong with it, and at which line; empty where it is whole.
    """

    columns: int
    lines: int
    events: tuple[Written, ...]
    chapters: tuple[Chapter, ...] = ()
    length: float = 0.0
    title: str = ""
    exit: int | None = None
    idle: float | None = None
    problem: str = ""


def read_cast(raw: bytes) -> Recording:
    """The recording, as far as it can be read.

    Raises:
        BrokenRecordingError: Its first line does not say that it is one of version 2 or 3.
    """
    lines = raw.decode("utf-8", "replace").split("\n")
    header = _header(lines[0].removeprefix("\ufeff"))
    reader = _Reader(relative=header["version"] == _THIRD)
    problem = ""
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.startswith("#"):
            continue
        if not reader.take(line):
            problem = f"it is damaged at line {number}, and ends there"
            break
    columns, rows = _size(header)
    title, idle = header.get("title"), header.get("idle_time_limit")
    return Recording(
        columns=columns,
        lines=rows,
        events=tuple(reader.events),
        chapters=tuple(reader.chapters),
        length=reader.at,
        title=title if isinstance(title, str) else "",
        exit=reader.exit,
        idle=_seconds(idle) or None,
        problem=problem,
    )


def paced(times: list[float], longest: float | None) -> list[float]:
    """The same moments, with no pause longer than `longest` seconds between them."""
    if longest is None:
        return times
    found: list[float] = []
    before = now = 0.0
    for at in times:
        now += min(at - before, longest)
        before = at
        found.append(now)
    return found


class _Reader:
    """Takes in one event after the other."""

    def __init__(self, *, relative: bool) -> None:
        self._relative = relative
        self.at = 0.0
        self.events: list[Written] = []
        self.chapters: list[Chapter] = []
        self.exit: int | None = None

    def take(self, line: str) -> bool:
        """Whether the line is an event; one of an unknown kind only takes its time."""
        event = _json(line)
        if not isinstance(event, list) or len(event) < _PARTS:
            return False
        time, kind, text = _seconds(event[0]), event[1], event[2]
        if time is None or not isinstance(kind, str) or not isinstance(text, str):
            return False
        at = self.at + time if self._relative else max(self.at, time)
        if at > _LONGEST_DAYS:
            return False
        self.at = at
        match kind:
            case "o":
                self.events.append(Written(at, kind, text))
            case "r":
                if size_of(text) is None:
                    return False
                self.events.append(Written(at, kind, text))
            case "m":
                self.chapters.append(Chapter(at, text))
            case "x":
                self.exit = int(text) if text.isascii() and text.isdigit() else None
        return True


def size_of(text: str) -> tuple[int, int] | None:
    """Columns and lines of `120x40`, at most as many as can be shown; None for another text."""
    columns, _, lines = text.partition("x")
    if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in (columns, lines)):  # noqa: PLR2004
        return None
    return _clamped(int(columns), int(lines))


def _clamped(columns: int, lines: int) -> tuple[int, int]:
    return max(2, min(columns, MOST_COLUMNS)), max(1, min(lines, MOST_LINES))


def _header(line: str) -> dict[str, Any]:
    found = _json(line)
    if not isinstance(found, dict) or found.get("version") not in {_SECOND, _THIRD}:
        raise BrokenRecordingError(
            "it is no recording of asciinema, version 2 or 3", hint="asciinema convert"
        )
    return found


def _size(header: dict[str, Any]) -> tuple[int, int]:
    term = header.get("term")
    if header["version"] == _THIRD and isinstance(term, dict):
        size = (term.get("cols"), term.get("rows"))
    else:
        size = (header.get("width"), header.get("height"))
    columns, lines = (
        one if isinstance(one, int) and one > 0 else usual
        for one, usual in zip(size, _USUAL, strict=True)
    )
    return _clamped(columns, lines)


def _seconds(value: Any) -> float | None:
    """It, as a number of seconds; None where that makes no sense."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _LONGEST_DAYS and math.isfinite(value) else None


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
