"""What the find screen is told by its desks: messages, which load nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from flowhelp.typeset.styles import Line
    from flowhelp.usecases.freshness import Fresh
    from flowhelp.usecases.keystrokes import Answers, Asked
    from flowhelp.usecases.shelf import Facets, Home


@dataclass
class Answered(Message):
    """These answer; `whole` when no more of them are on the way."""

    answers: Answers
    whole: bool


@dataclass
class Freshened(Message):
    """How fresh pages are, by `source:id`."""

    fresh: dict[str, Fresh]


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at.

    Attributes:
        name: The page, `source:id`; empty for none.
        step: Sid of the step to begin at; empty for the top.
        run: The walk of it that was left; empty for none.
    """

    name: str = ""
    step: str = ""
    run: str = ""


@dataclass
class Looked(Message):
    """A look at a page, or at a walk.

    Attributes:
        sight: What was looked at.
        lines: Laid out for the width that was asked for.
    """

    sight: Sight
    lines: Sequence[Line]


@dataclass
class AtHome(Message):
    """What stands there before anything is asked."""

    home: Home


@dataclass
class Choices(Message):
    """The values that one filter may have."""

    name: str
    facets: Facets


@dataclass
class Near(Message):
    """Nothing answers: (name, title) of the pages that come nearest, and where to write one."""

    asked: Asked
    pages: Sequence[tuple[str, str]]
    file: str


@dataclass
class Reading(Message):
    """How many files of how many are read; all of them when it is over."""

    done: int
    total: int


@dataclass
class Current(Message):
    """The index is as the libraries are.

    Attributes:
        changed: Whether anything was taken in.
        libraries: What tells one set of libraries from another.
        file: What tells one index file from another that took its place; 0 where there is none.
    """

    changed: bool
    libraries: tuple[str, ...]
    file: int = 0


@dataclass
class Added(Message):
    """A library was added, or was there already."""

    name: str
    is_new: bool
