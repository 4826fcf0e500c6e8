"""Whether the keys that `[keys]` in the configuration sets can be what they are meant to be."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from textual.keys import Keys, key_to_character

from flowhelp.tui import keys as bindings

_MODIFIERS = frozenset({"alt", "ctrl", "shift", "super", "hyper", "meta"})
_NAMED = frozenset(key.value for key in Keys)
_APART = frozenset({"app", "list", "run"})
"""Groups whose keys hold in several places, where the same key may mean several things."""


def troubles(keys: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with these keys, each in one sentence; nothing where all can be used.

    Args:
        keys: Id of a binding → its keys, apart by commas.
    """
    known = _known()
    return (*_wrong(keys, known), *_taken(keys, known))


def _wrong(keys: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    for name, value in keys.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f"; did you mean {near[0]!r}" if near else "; ? on a screen lists them"
            yield f"there is no key binding {name!r}{meant}"
            continue
        for key in _split(value):
            if not _is_key(key):
                yield f"{name!r} cannot have the key {key!r}: there is no such key"
        if not _split(value):
            yield f"{name!r} has no key; it can then only be reached with Ctrl+P"


def _taken(keys: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    """Keys that another binding of the same screen has as well."""
    now = {**known, **{name: value for name, value in keys.items() if name in known}}
    for name in keys:
        group = name.partition(".")[0]
        if name not in known or group in _APART:
            continue
        for other, value in now.items():
            if other == name or other.partition(".")[0] != group:
                continue
            if other in keys and list(keys).index(other) < list(keys).index(name):
                continue
            for key in sorted({*_split(now[name])} & {*_split(value)} - {*_split(known[name])}):
                yield f"{name!r} and {other!r} have the same key {key!r}"


def _split(value: str) -> list[str]:
    return [key.strip() for key in value.split(",") if key.strip()]


def _is_key(key: str) -> bool:
    """Whether that is how a key is called: `f2`, `ctrl+r`, `question_mark`, `x`."""
    *modifiers, last = key.split("+")
    if not all(each in _MODIFIERS for each in modifiers):
        return False
    return len(last) == 1 or last in _NAMED or key_to_character(last) is not None


def _known() -> Mapping[str, str]:
    """Every binding of every screen, which are all loaded for it."""
    import flowhelp.tui

    for module in pkgutil.walk_packages(flowhelp.tui.__path__, "flowhelp.tui."):
        if ".web" not in module.name:
            importlib.import_module(module.name)
    return bindings.known
