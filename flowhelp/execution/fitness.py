"""Which values a program can be given at all, in a place where options are read."""

from __future__ import annotations

import re

from flowhelp.content import Param
from flowhelp.errors import InputError

LONGEST_VALUE = 60_000
"""Bytes of a value; Linux allows 128 KiB for one variable."""

_NUMERIC = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class UnfitValueError(InputError):
    """A value that no command can be given."""


def fit(name: str, value: str, param: Param | None) -> None:
    """Refuse a value that no program can be given.

    Raises:
        UnfitValueError: It holds NUL, is too long, or reads as an option.
    """
    if "\0" in value:
        raise UnfitValueError(f"{name} holds a NUL, which no program can be given")
    if len(value.encode("utf-8", "surrogatepass")) > LONGEST_VALUE:
        raise UnfitValueError(f"{name} is longer than {LONGEST_VALUE:,} bytes")
    if not value.startswith("-") or (param and (value in param.choices or param.pattern)):
        return
    if param is None or param.type not in {"int", "number"} or not _NUMERIC.fullmatch(value):
        raise UnfitValueError(f"{name} may not begin with '-', which reads as an option")
