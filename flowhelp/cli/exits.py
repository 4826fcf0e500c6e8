"""The numbers `flowhelp` exits with. They are a promise to scripts."""

from __future__ import annotations

from enum import IntEnum

from flowhelp.errors import (
    ContentError,
    FlowhelpError,
    InputError,
    MissingError,
    RefusedError,
    UnavailableError,
)


class ExitCode(IntEnum):
    """Never renumbered; a new kind of failure takes the next free number."""

    OK = 0
    BUG = 1
    USAGE = 2
    NOT_FOUND = 3
    BAD_CONTENT = 4
    UNAVAILABLE = 5
    INTERRUPTED = 130


_CODE_OF_KIND = {
    InputError: ExitCode.USAGE,
    RefusedError: ExitCode.USAGE,
    MissingError: ExitCode.NOT_FOUND,
    ContentError: ExitCode.BAD_CONTENT,
    UnavailableError: ExitCode.UNAVAILABLE,
}


def exit_code_for(error: FlowhelpError) -> ExitCode:
    """The code of the nearest kind that `error` is."""
    kinds = (_CODE_OF_KIND[cls] for cls in type(error).__mro__ if cls in _CODE_OF_KIND)
    return next(kinds, ExitCode.BUG)
