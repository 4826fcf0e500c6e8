"""What text is, and how that looks."""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


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
    FOUND = "4;1"


class Link(str):
    """The look of a link, which also knows where it leads.

    Attributes:
        target: As the page writes it.
        hint: What the page says of it where the mouse rests on it, or empty.
        picture: Whether it is a picture that stands in the text.
    """

    __slots__ = ("hint", "picture", "target")

    target: str
    hint: str
    picture: bool

    def __new__(cls, target: str, hint: str = "", *, picture: bool = False) -> Self:
        """A link to `target`; printed, it is the code of its look."""
        link = super().__new__(cls, Style.DIM if picture else Style.LINK)
        link.target = target
        link.hint = hint
        link.picture = picture
        return link

    @property
    def said(self) -> str:
        """Where it leads and its hint, for a reader who cannot follow it."""
        return f"{self.target} {self.hint!r}" if self.hint else self.target


Look = Style | Link
"""How a piece of text looks."""

Span = tuple[str, Look | None]
"""A piece of text in one look."""

Line = tuple[Span, ...]
"""What stands in one line."""
