"""Where in a command a value is to go; which forms count, `content.params` decides.

A form is a placeholder only where the page has a parameter (or a fact) of its
name, so template languages of others stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flowhelp.content.params import Form, assigned, placeholders

_OPTION = re.compile(r"[\w.=-]+", re.ASCII)
_VARIABLE = re.compile(r"(?<!\\)\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*)\b)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a command that a value is to take.

    Attributes:
        start: Index of its first letter; `end` is the one after its last.
        name: Of the parameter; empty where the page itself offers only spellings.
        fixed: What to write there instead, for `{{[-o|--long]}}`; else empty.
    """

    start: int
    end: int
    name: str
    fixed: str = ""


def spots(text: str, names: Collection[str]) -> tuple[Spot, ...]:
    """The placeholders of a command, in order; none overlaps another.

    Args:
        text: The command as the page has it.
        names: Parameters and facts of the page.
    """
    found: list[Spot] = []
    for spot in (*_written(text, names), *_variables(text, names)):
        if all(spot.end <= other.start or other.end <= spot.start for other in found):
            found.append(spot)
    return tuple(sorted(found, key=lambda spot: spot.start))


def _written(text: str, names: Collection[str]) -> Iterator[Spot]:
    for place in (*placeholders(text), *placeholders(text, examples=True)):
        if place.form is Form.SPELLING:
            way = place.spellings[-1]
            yield Spot(place.start, place.end, "", way if _OPTION.fullmatch(way) else "")
        elif place.form is not Form.VARIABLE and place.name in names:
            yield Spot(place.start, place.end, place.name)


def _variables(text: str, names: Collection[str]) -> Iterator[Spot]:
    """`$NAME` wherever it stands, also where only a shell would see that it is one."""
    own = assigned(text)
    for match in _VARIABLE.finditer(text):
        name = match[1] or match[2]
        if name in names and name not in own:
            yield Spot(match.start(), match.end(), name)
