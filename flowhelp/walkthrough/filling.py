"""Values into the commands a step shows, for reading and copying; nothing is run from here.

A value that a shell would read as more than one word is quoted. Where it would
stand inside quotes already, the placeholder stays visible instead, because no
quoting is safe there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flowhelp.content import Param
from flowhelp.errors import InputError
from flowhelp.walkthrough.readings import matches

_PLACEHOLDER = re.compile(r"(?<![$\\])\{\{\s*([A-Za-z_][\w./-]*)\s*\}\}|<([A-Za-z][\w -]*)>")
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+", re.ASCII)
_NUMERIC = {"int", "number"}


class ParamRefusedError(InputError):
    """A value does not fit its parameter."""


def filled(text: str, params: Mapping[str, str], *, code: bool = True) -> str:
    """`text` with the values that are known; placeholders without one stay.

    Args:
        text: A command, or words where `code` is false.
        params: Values by name.
        code: Whether a shell would read the result.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        given = params.get(name, params.get(re.sub(r"[ -]", "_", name)))
        if given is None or (match.group(2) and not code):
            return match.group()
        if not code or _PLAIN.fullmatch(given):
            return given
        return match.group() if _quoted(text[: match.start()]) else _word(given)

    return _PLACEHOLDER.sub(value, text)


def checked(param: Param, value: str) -> str:
    """A value that fits its parameter, as it is kept.

    Raises:
        ParamRefusedError: It does not fit; the message says what would.
    """
    value = value.strip()
    if param.type == "secret":
        raise ParamRefusedError(f"{param.name} is secret, and is not given on a command line")
    if not value or not value.isprintable():
        raise ParamRefusedError(f"{param.name} needs a value on one line")
    if param.choices and value not in param.choices:
        raise ParamRefusedError(f"{param.name} is one of {', '.join(param.choices)}, not {value!r}")
    if value.startswith("-") and param.type not in _NUMERIC:
        raise ParamRefusedError(f"{param.name} may not begin with '-', which reads as an option")
    if param.type in _NUMERIC:
        return _number(param, value)
    if param.pattern and not matches(param.pattern, value):
        raise ParamRefusedError(f"{param.name} is {value!r}, and has to match {param.pattern}")
    return value


def _number(param: Param, value: str) -> str:
    text = value.removesuffix(param.unit).strip().replace(",", ".")
    try:
        number = float(int(text) if param.type == "int" else float(text))
    except ValueError:
        raise ParamRefusedError(f"{param.name} is a number, not {value!r}") from None
    low, high = param.min, param.max
    if (low is not None and number < low) or (high is not None and number > high):
        limits = f"from {low:g}" if low is not None else ""
        limits += f" to {high:g}" if high is not None else ""
        raise ParamRefusedError(f"{param.name} is {number:g}, and has to be {limits.strip()}")
    return text


def _word(value: str) -> str:
    """One word of a POSIX shell."""
    return "'" + value.replace("'", "'\"'\"'") + "'"


def _quoted(before: str) -> bool:
    """Whether text after `before` stands inside quotes or a here-document."""
    if "<<" in before:
        return True
    quote = ""
    escaped = False
    for sign in before:
        if escaped:
            escaped = False
        elif sign == "\\" and quote != "'":
            escaped = True
        elif sign == quote:
            quote = ""
        elif not quote and sign in "'\"`":
            quote = sign
    return bool(quote)
