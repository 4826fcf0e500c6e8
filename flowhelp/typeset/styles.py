"""What text is, and how that looks."""

from __future__ import annotations

from enum import StrEnum


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Style(StrEnum):
    """What a piece of text is; the value is its select-graphic-rendition code (ECMA-48 §8.3.117).

    Only the eight basic colours, so that light and dark terminals keep their own.
    """

    TITLE = "1;4"
    HEADING = "1"
    STRONG = "1"
    DIM = "2"
    EMPHASIS = "3"
    STRUCK = "9"
    LINK = "4"
    COMMAND = "36"
    NUMBER = "1;34"
    GOOD = "32"
    WARNING = "33"
    DANGER = "1;31"


Span = tuple[str, Style | None]
"""A piece of text in one style."""

Line = tuple[Span, ...]
"""What stands in one line."""
