"""The kinds of failure a person can understand, and usually repair.

Only kinds live here. A concrete error is declared in the room that raises it
and inherits its kind; anything that is not a `FlowhelpError` is a bug, and
keeps its traceback.
"""

from __future__ import annotations


class FlowhelpError(Exception):
    """The root: catch this at the edge of the program, and nowhere else.

    Attributes:
        message: One sentence in lower case, without markup or final stop.
        hint: The command or edit most likely to help, or None.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(FlowhelpError):
    """We were asked for something that makes no sense as asked."""


class MissingError(FlowhelpError):
    """The thing named is not in this library or journal."""


class ContentError(FlowhelpError):
    """A file was found, and is not what it should be."""


class RefusedError(FlowhelpError):
    """We could, and will not: untrusted content, or an act that would lose data."""


class UnavailableError(FlowhelpError):
    """Something outside this program did not answer; later may work."""
