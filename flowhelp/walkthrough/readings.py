"""What was typed into a blank → a value, and whether it is within limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from flowhelp.content import Field
from flowhelp.errors import InputError
from flowhelp.journal.events import Reading, Value

_NUMBER = re.compile(r"([+\-−]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?)\s*(\D.*)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?")
_YES = frozenset("y yes true j ja o oui s si sí sim".split())
_NO = frozenset("n no false nein non não nao".split())
_PARAM = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
_NUMBERED = re.compile(r"\\x([0-9a-f]{2})")
_LONGEST = 1000
_LONGEST_SCAN = 100
_MOST_REPEATS = 4
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)


class ValueRefusedError(InputError):
    """What was typed does not fit the blank; nothing was written."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that fits its blank.

    Attributes:
        within: Whether it is within limits; None where there are none.
        stopped: Whether it lies outside the stop range.
    """

    value: Value
    within: bool | None = None
    stopped: bool = False


def measured(field: Field, typed: str) -> Measured:
    """The value that was typed.

    Raises:
        ValueRefusedError: It does not fit; the message says what would.
    """
    text = typed.strip()
    if len(text) > _LONGEST:
        raise ValueRefusedError(f"{_name(field)} takes at most {_LONGEST} characters")
    if field.type == "number":
        return _number(field, text)
    if field.type == "scan":
        return Measured(_scan(field, text), within=True)
    readers: dict[str, Callable[[Field, str], Value]] = {
        "choice": _choice,
        "yes/no": _yes_or_no,
        "date": _date,
        "time": _time,
    }
    reader = readers.get(field.type)
    return Measured(reader(field, text) if reader else text)


def shown(value: Value, unit: str = "") -> str:
    """A value as a person reads it, with its unit."""
    plain = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
    words = f"{value:.15g}" if isinstance(value, float) else plain or str(value)
    return f"{words} {unit}".strip()


def expected(field: Field) -> str:
    """What to type, in a few words: `140–160 bar, stop 130–170`; empty for free text."""
    if field.type == "choice":
        return " / ".join(field.choices)
    if field.type == "number":
        return limits(field)
    words = {"scan": f"scan {field.pattern}", "yes/no": "yes or no", "date": "year-month-day"}
    return words.get(field.type, "" if field.type == "text" else field.type)


def limits(field: Field) -> str:
    """The limits of a number with its unit, then its stop range; empty where it has neither."""
    usual = _range(field.min, field.max, above=field.min_open, below=field.max_open)
    stop = _range(field.stop_min, field.stop_max)
    first = " ".join(part for part in (usual, field.unit) if part)
    return ", ".join(part for part in (first, f"stop {stop}" if stop else "") if part)


def _range(
    low: float | None, high: float | None, *, above: bool = False, below: bool = False
) -> str:
    """`140–160`, `at most 10`, `more than 0 and below 5`; empty without limits.

    A dash before or behind a minus sign is hard to read, so there it is `-5 to 5`.
    """
    if low is not None and high is not None and not (above or below):
        dash = " to " if low < 0 or high < 0 else "–"
        return f"{low:g}{dash}{high:g}"
    lower = "" if low is None else f"{'more than' if above else 'at least'} {low:g}"
    upper = "" if high is None else f"{'below' if below else 'at most'} {high:g}"
    return " and ".join(part for part in (lower, upper) if part)


def _name(field: Field) -> str:
    return field.label or field.name


def _number(field: Field, text: str) -> Measured:
    found = _NUMBER.fullmatch(text)
    if found is None:
        example = "25,4 or 25.4"
        raise ValueRefusedError(f"{_name(field)} asks for a number, like {example}, not {text!r}")
    digits, unit = found.group(1), (found.group(2) or "").strip()
    if unit and _folded(unit) not in {_folded(field.unit), _folded(field.ucum)}:
        asked = f"in {field.unit}" if field.unit else "without a unit"
        raise ValueRefusedError(f"{_name(field)} is asked for {asked}, not in {unit!r}")
    value = float(digits.replace("−", "-").replace(",", "."))
    if value in {float("inf"), float("-inf")}:
        raise ValueRefusedError(f"{_name(field)} is too large a number")
    return judged(field, value)


def judged(field: Field, value: float) -> Measured:
    """A number with what the limits of its blank say of it."""
    within = None if (field.min, field.max) == (None, None) else _inside(value, field)
    low, high = field.stop_min, field.stop_max
    stopped = (low is not None and value < low) or (high is not None and value > high)
    return Measured(value, False if stopped else within, stopped)


def _inside(value: float, field: Field) -> bool:
    low, high = field.min, field.max
    over = low is None or value > low or (value == low and not field.min_open)
    under = high is None or value < high or (value == high and not field.max_open)
    return over and under


def same_unit(one: Reading, other: Field) -> bool:
    """Whether a reading is in the unit that a blank asks for."""
    coded = bool(one.ucum) and one.ucum == other.ucum
    return coded or _folded(one.unit) == _folded(other.unit)


def _folded(unit: str) -> str:
    """Units are the same whatever dot or micro sign was at hand."""
    return re.sub(r"[\s.·⋅*]", "", unit).replace("μ", "µ").casefold()


def _choice(field: Field, text: str) -> str:
    for choice in field.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise ValueRefusedError(f"{_name(field)} is one of {', '.join(field.choices)}, not {text!r}")


def _scan(field: Field, text: str) -> str:
    if not text or len(text) > _LONGEST_SCAN or not matches(field.pattern, text):
        right = _NUMBERED.sub(lambda found: chr(int(found[1], 16)), field.pattern)
        raise ValueRefusedError(
            f"{_name(field)} is {text!r}, which is not the right one ({right})",
            hint="check that this is the right component",
        )
    return text


def asked_for(field: Field, params: Mapping[str, str]) -> Field:
    """The blank with the values of the run in its pattern, which are meant as they stand.

    So `(scan {{machine}})` asks for the very machine that is worked on.

    Raises:
        ValueRefusedError: The pattern refers to a value that is not known yet.
    """
    if "{{" not in field.pattern:
        return field

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if not params.get(name):
            raise ValueRefusedError(
                f"{_name(field)} depends on {name!r}, which has no value yet",
                hint=f"--set {name}=VALUE",
            )
        # A backslash by its number: `\\1` would be taken for a reference.
        return _SPECIAL.sub(lambda c: f"\\x{ord(c[0]):02x}", params[name])

    return replace(field, pattern=_PARAM.sub(value, field.pattern))


def matches(pattern: str, text: str) -> bool:
    """Whether `text` is all of a page's pattern.

    A pattern that is none, or that could take for ever, is compared as it stands.
    """
    if _risky(pattern):
        return pattern == text
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, OverflowError, RecursionError):
        return pattern == text


def _risky(pattern: str) -> bool:
    """Whether a repeat repeats something that can match in more than one way."""
    loose = [False]
    closed = False
    repeats = 0
    for atom in _ATOM.findall(pattern):
        repeat = atom in {"*", "+"} or (atom[0] == "{" and len(atom) > 1)
        if repeat and closed:
            return True
        repeats += repeat
        if atom == "(":
            loose.append(False)
        elif atom == ")" and len(loose) > 1:
            closed = loose.pop()
            loose[-1] = loose[-1] or closed
            continue
        elif repeat or atom == "|":
            loose[-1] = True
        closed = False
    return repeats > _MOST_REPEATS or "\\1" in pattern


def _yes_or_no(field: Field, text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueRefusedError(f"{_name(field)} is yes or no, not {text!r}")
    return word in _YES


def day(text: str) -> str | None:
    """The day that was typed, as `2031-05-04`; None when it is none. `4.5.2031` is one too."""
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            number, month, year = map(int, day_first.groups())
            return date(year, month, number).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _date(field: Field, text: str) -> str:
    found = day(text)
    if found is None:
        raise ValueRefusedError(f"{_name(field)} is a date like 2031-05-04, not {text!r}")
    return found


def _time(field: Field, text: str) -> str:
    found = _CLOCK.fullmatch(text)
    try:
        if found:
            hour, minute, second = (int(part or 0) for part in found.groups())
            spec = "seconds" if found.group(3) else "minutes"
            return time(hour, minute, second).isoformat(spec)
    except ValueError:
        pass
    raise ValueRefusedError(f"{_name(field)} is a time like 14:30, not {text!r}")
