"""Values into the commands a step shows, for reading and copying; nothing is run from here.

A value that a shell would read as more than one word is quoted. Where it would
stand inside quotes already, the placeholder stays visible instead, because no
quoting is safe there. Of two spellings of an option, the long one is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from flowhelp.content import Param, Procedure
from flowhelp.content.params import FACTS, Form, Placeholder, assigned, placeholders
from flowhelp.errors import InputError
from flowhelp.walkthrough.fitting import MisfitError, fitted
from flowhelp.walkthrough.readings import matches

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+", re.ASCII)
_PASSWORD = re.compile(r"[\w+.-]+://[^/\s@]*:[^/\s@]+@")
_LONGEST = 1000


class ParamRefusedError(InputError):
    """A value does not fit its parameter."""


def filled(text: str, params: Mapping[str, str], *, code: bool = True) -> str:
    """`text` with the values that are known; placeholders without one stay.

    Args:
        text: A command, or words where `code` is false.
        params: Values by name.
        code: Whether a shell would read the result.
    """
    own = assigned(text) if code else frozenset()
    parts, last = [], 0
    for place in placeholders(text, code=code, examples=True):
        written = text[place.start : place.end]
        if place.form is not Form.VARIABLE or place.name not in own:
            written = _written(place, text, params, code=code)
        parts += [text[last : place.start], written]
        last = place.end
    return "".join(parts) + text[last:]


def _written(place: Placeholder, text: str, params: Mapping[str, str], *, code: bool) -> str:
    """What stands in the place of a placeholder: its value, or itself."""
    itself = text[place.start : place.end]
    if place.form is Form.SPELLING:
        return place.spellings[-1] if code else itself
    given = _given(place.name, params)
    if given is None:
        return itself
    if not code:
        return given
    if _PLAIN.fullmatch(given):
        return given
    return itself if _quoted(text[: place.start]) else _word(given)


def _given(name: str, params: Mapping[str, str]) -> str | None:
    return params.get(name, params.get(re.sub(r"[ -]", "_", name)))


def missing(
    text: str, params: Mapping[str, str], known: Collection[str] | None = None
) -> tuple[str, ...]:
    """Names that a command refers to and that have no value, in order, each once.

    Args:
        text: The command.
        params: Values by name.
        known: What the page asks for; whatever else looks like a placeholder then is
            none. Without it, braces and `<name>` count by their form, and `$NAME` never.
    """
    found: dict[str, None] = {}
    own = assigned(text)
    for place in placeholders(text, examples=known is not None):
        if known is None:
            counts = place.form is not Form.VARIABLE
        else:
            counts = place.name in known or (place.form is Form.BRACES and place.name in FACTS)
        free = place.form is not Form.VARIABLE or place.name not in own
        empty = place.form is not Form.SPELLING and _given(place.name, params) is None
        if counts and free and empty:
            found[place.name] = None
    return tuple(found)


def referred(text: str, known: Collection[str], *, code: bool = True) -> tuple[str, ...]:
    """Those of the known names that a text refers to, in order, each once."""
    found = {place.name: None for place in placeholders(text, code=code, examples=True)}
    return tuple(name for name in found if name in known)


def known_params(procedure: Procedure) -> dict[str, Param]:
    """What may be given a value: what the page asks for, and the facts that it does not."""
    facts = {name: Param(name) for name in sorted(FACTS)}
    return facts | {param.name: param for param in procedure.params}


def checked(param: Param, value: str) -> str:
    """A value that fits its parameter, as it is kept; of a secret, only that there is none here.

    Raises:
        ParamRefusedError: It does not fit; the message says what would.
    """
    if param.type == "secret":
        if value:
            env = f", or comes from ${param.env}" if param.env else ""
            raise ParamRefusedError(
                f"{param.name} is secret, and is not given on a command line",
                hint=f"leave it out: it is asked for without being shown{env}",
            )
        return ""
    kept = fitting(param, value)
    if carries_password(kept):
        raise ParamRefusedError(
            f"{param.name} has a password in it, and is not given on a command line",
            hint="leave it out: it is asked for, and kept in memory only",
        )
    return kept


def carries_password(value: str) -> bool:
    """Whether an address in a value names a password: `scheme://name:password@host`."""
    return _PASSWORD.search(value) is not None


def fitting(param: Param, value: str) -> str:
    """A value that fits its parameter, secret or not, as a command gets it.

    Raises:
        ParamRefusedError: It does not fit; the message says what would, and never a secret.
    """
    value = value.strip()
    if not value and not param.required:
        return ""
    if not value or not value.isprintable() or len(value) > _LONGEST:
        raise ParamRefusedError(
            f"{param.name} needs a value on one line, of at most {_LONGEST} characters"
        )
    if param.choices:
        return _choice(param, value)
    try:
        value = fitted(param, value)
    except MisfitError as error:
        raise ParamRefusedError(error.message) from error
    allowed = bool(param.pattern) and matches(param.pattern, value)
    shown = "what was typed" if param.type == "secret" else repr(value)
    if value.startswith("-") and not allowed and param.type not in {"int", "number"}:
        raise ParamRefusedError(
            f"{param.name} may not begin with '-', which reads as an option",
            hint="a file is meant as ./-name" if param.type == "path" else None,
        )
    if param.pattern and not allowed:
        raise ParamRefusedError(f"{param.name} is {shown}, and has to match {param.pattern}")
    return value


def _choice(param: Param, value: str) -> str:
    """One of the choices, whatever its capitals."""
    if value in param.choices:
        return value
    same = [each for each in param.choices if each.casefold() == value.casefold()]
    if len(same) != 1:
        shown = "what was typed" if param.type == "secret" else repr(value)
        raise ParamRefusedError(f"{param.name} is one of {', '.join(param.choices)}, not {shown}")
    return same[0]


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
