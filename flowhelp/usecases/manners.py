"""How a learning record store is spoken to: in which version, and what it is told of a run.

These are options of its target, as text: `version`, `tell`, `base` and `accounts`. They are part
of what is sent, so a store that was told something already refuses the same told otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flowhelp.errors import InputError
from flowhelp.sync.telling import VERSIONS, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS = ("steps", "readings", "signs")
"""What may have statements of its own."""


class MannerError(InputError):
    """An option of a target is none, or says what cannot be."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one is spoken to.

    Attributes:
        version: One of `VERSIONS`.
        shape: What is told, and under which addresses.
    """

    version: str
    shape: Shape


def manner_of(options: Iterable[tuple[str, str]]) -> Manner:
    """What the options of a target say, and the default of what they do not.

    Args:
        options: `version` 1.0.3, 2.0 or auto; `tell` steps, readings or signs, several with
            commas between; `base` and `accounts` addresses.

    Raises:
        MannerError: One is unknown, or cannot be what it is.
    """
    found: Mapping[str, str] = dict(options)
    for name in found:
        if name not in {"version", "tell", "base", "accounts"}:
            raise MannerError(f"there is no option {name!r} of an xapi target")
    version = found.get("version", "1.0.3")
    if version not in VERSIONS:
        raise MannerError(
            f"there is no version {version!r} of xAPI here", hint=f"one of: {', '.join(VERSIONS)}"
        )
    told = [each.strip() for each in found.get("tell", "").split(",") if each.strip()]
    for each in told:
        if each not in PARTS:
            raise MannerError(f"{each!r} cannot be told", hint=f"some of: {', '.join(PARTS)}")
    shape = Shape(
        base=_address(found.get("base", Shape().base)),
        people=_address(found.get("accounts", Shape().people)),
        steps="steps" in told,
        readings="readings" in told,
        signs="signs" in told,
    )
    return Manner(version, shape)


def as_data(manner: Manner) -> dict[str, object]:
    """The same for programs, each value said, also where it is the default."""
    shape = manner.shape
    return {
        "version": manner.version,
        "tell": [name for name in PARTS if getattr(shape, name)],
        "base": shape.base,
        "accounts": shape.people,
    }


def _address(text: str) -> str:
    """An address that names can be put behind."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
        sound = sound and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        sound = False
    if not sound or not text.isprintable() or " " in text:
        raise MannerError(f"{text!r} is no address", hint="https://howto.example.org")
    return text
