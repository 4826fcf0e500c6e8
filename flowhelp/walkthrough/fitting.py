"""Whether what was typed is a value of its type, and how it is written then (FORMAT.md §6.2).

Every function takes the parameter and the trimmed text, and returns the text
as a command gets it; what is no such value is a `MisfitError` that says what would be.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flowhelp.content import Field, Param
from flowhelp.errors import InputError
from flowhelp.walkthrough.readings import ValueRefusedError, measured

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?", re.ASCII)
_ISO_DURATION = re.compile(
    r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?", re.ASCII
)
_CLOCK_DURATION = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?|_[\w-]{0,61}[^\W_]")
_VERSION = re.compile(r"(?:\d+:)?v?\d[\w.+~-]*", re.ASCII | re.IGNORECASE)
_ASSET = re.compile(r"[^\W_][\w .:/#+-]*")
_YES = frozenset("y yes true on 1 j ja o oui s si sí sim".split())
_NO = frozenset("n no false off 0 nein non não nao".split())

SECONDS = {
    1.0: "s sec secs second seconds sek sekunde sekunden",
    60.0: "m min mins minute minutes minuten",
    3600.0: "h hr hrs hour hours std stunde stunden",
    86_400.0: "d day days tag tage",
    604_800.0: "w week weeks woche wochen",
}
"""Seconds → how people name that many of them."""

_UNITS = {name: each for each, names in SECONDS.items() for name in names.split()} | {"ms": 0.001}
_LONGEST_HOST = 253
_LONGEST_NAME = 200
_HIGHEST = 1e15


class MisfitError(InputError):
    """A text that is no value of its type."""


def fitted(param: Param, text: str) -> str:
    """The text as a value of the parameter's type; range, pattern and choices are not looked at.

    Raises:
        MisfitError: It is none; the message says what would be.
    """
    reader = _READERS.get(param.type)
    return reader(param, text) if reader else text


def expected(param: Param) -> str:
    """What to type, in a few words: `bar, 0 to 250`; empty where any line is right."""
    if param.choices:
        return " / ".join(param.choices)
    words = _WORDS.get(param.type, "")
    if param.type in _MEASURED:
        words = ", ".join(part for part in (words, param.unit, limits(param)) if part)
    shape = f"like {param.pattern}" if param.pattern else ""
    return ", ".join(part for part in (words, shape) if part)


def limits(param: Param) -> str:
    """The range in words, or nothing: `0 to 250`, `at least 0`, `at most 250`."""
    low, high = param.min, param.max
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"at least {low:g}"
    return "" if high is None else f"at most {high:g}"


def _misfit(param: Param, wanted: str, text: str) -> MisfitError:
    return MisfitError(f"{param.name} is {wanted}, not {text!r}")


def _number(param: Param, text: str) -> str:
    digits = _without_unit(text, param.unit).replace("−", "-").replace(",", ".")
    whole = param.type == "int"
    if not (_WHOLE if whole else _NUMBER).fullmatch(digits):
        in_unit = f" in {param.unit}" if param.unit else ""
        example = "like 3" if whole else "like 2.5 or 2,5"
        raise _misfit(param, f"a {'whole ' if whole else ''}number{in_unit}, {example}", text)
    if abs(float(digits)) > _HIGHEST:
        raise _misfit(param, "a smaller number", text)
    _in_range(param, float(digits))
    return digits.removeprefix("+")


def _without_unit(text: str, unit: str) -> str:
    """The text without its unit, whatever dot or micro sign was at hand."""
    found = re.fullmatch(r"(.*?\d[.,]?)\s*(\D+)", text)
    same = found is not None and _folded(found[2]) == _folded(unit)
    return found[1] if found is not None and unit and same else text


def _folded(unit: str) -> str:
    return re.sub(r"[\s.·⋅*]", "", unit).replace("μ", "µ").casefold()


def _in_range(param: Param, number: float) -> None:
    low, high = param.min, param.max
    if (low is not None and number < low) or (high is not None and number > high):
        unit = f" {param.unit}" if param.unit else ""
        raise MisfitError(f"{param.name} is {number:g}, and has to be {limits(param)}{unit}")


def _bool(param: Param, text: str) -> str:
    word = text.casefold()
    if word not in _YES | _NO:
        raise _misfit(param, "yes or no", text)
    return "true" if word in _YES else "false"


def _moment(param: Param, text: str) -> str:
    """A date or a time, as in a blank of that type."""
    try:
        return str(measured(Field(param.name, param.name, param.type), text).value)
    except ValueRefusedError as error:
        raise MisfitError(error.message) from error


def _duration(param: Param, text: str) -> str:
    """As it was typed; as a number where the parameter has a unit of time."""
    seconds = seconds_of(text)
    unit = _UNITS.get(param.unit.casefold())
    if seconds is None and unit and _NUMBER.fullmatch(text.replace(",", ".")):
        seconds = float(text.replace(",", ".")) * unit
    if seconds is None or not 0 <= seconds <= _HIGHEST:
        raise _misfit(param, "a duration like 5 min, 1 h 30 min or PT5M", text)
    _in_range(param, round(seconds / (unit or 1.0), 9))
    return f"{round(seconds / unit, 9):.9f}".rstrip("0").rstrip(".") if unit else text


def seconds_of(text: str) -> float | None:
    """How long a duration in words is, in seconds: `5 min`, `1h 30m`, `1:30:00`, `PT5M`."""
    iso = _ISO_DURATION.fullmatch(text.upper())
    if iso and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (
            float((part or "0").replace(",", ".")) for part in iso.groups()
        )
        return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds
    if by_clock := _CLOCK_DURATION.fullmatch(text):
        hours, minutes, seconds = (float(part or 0) for part in by_clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    parts = _DURATION.findall(text)
    rest = re.sub(r"[\s,]|\b(?:and|und)\b", "", _DURATION.sub("", text))
    if not parts or rest or any(unit.casefold() not in _UNITS for _, unit in parts):
        return None
    return sum(float(n.replace(",", ".")) * _UNITS[unit.casefold()] for n, unit in parts)


def _host(param: Param, text: str) -> str:
    if not is_host(text):
        raise _misfit(param, "the name or address of a host, like db-1.example.org", text)
    return text


def is_host(text: str) -> bool:
    """Whether it is a name by RFC 1123, an underscore allowed, or an address of IPv4 or IPv6."""
    try:
        ipaddress.ip_address(text.removeprefix("[").removesuffix("]") if "[" in text else text)
    except ValueError:
        labels = text.removesuffix(".").split(".")
        named = all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
        return named and len(text) <= _LONGEST_HOST
    return True


def _url(param: Param, text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and is_host(parts.hostname or "")
        port = parts.port
        secret = parts.password is not None
    except ValueError:
        whole, port, secret = False, None, False
    if secret:
        raise MisfitError(f"{param.name} is an address without a password in it")
    if not whole or port == 0 or re.search(r'[\s<>"\\^`{|}]', text):
        raise _misfit(param, "an address like https://example.org/path", text)
    return text


def _person(param: Param, text: str) -> str:
    if len(text) > _LONGEST_NAME or not any(sign.isalpha() for sign in text):
        raise _misfit(param, "the name of a person", text)
    return text


def _asset(param: Param, text: str) -> str:
    if len(text) > _LONGEST_NAME or not _ASSET.fullmatch(text):
        raise _misfit(param, "the name of a piece of equipment, like VMC-07", text)
    return text


def _version(param: Param, text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise _misfit(param, "a version like 1.2.3", text)
    return text


_MEASURED = frozenset({"int", "number", "duration"})
_READERS: dict[str, Callable[[Param, str], str]] = {
    "int": _number,
    "number": _number,
    "bool": _bool,
    "date": _moment,
    "time": _moment,
    "duration": _duration,
    "host": _host,
    "url": _url,
    "person": _person,
    "asset": _asset,
    "version": _version,
}
_WORDS = {
    "int": "a whole number",
    "number": "a number",
    "bool": "yes or no",
    "date": "a date like 2031-05-04",
    "time": "a time like 14:30",
    "duration": "a duration like 5 min",
    "host": "a host",
    "url": "an address like https://example.org",
    "path": "a file or folder",
    "person": "a person",
    "asset": "a piece of equipment",
    "version": "a version like 1.2.3",
}
