"""Keys of the app → the bytes that an xterm sends for them."""

from __future__ import annotations

_ARROWS = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
_NUMBERED = {
    "insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f5": 15, "f6": 17, "f7": 18, "f8": 19,
    "f9": 20, "f10": 21, "f11": 23, "f12": 24,
}  # fmt: skip
_LETTERED = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
_PLAIN = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "ctrl+backspace": "\b",
    "escape": "\x1b",
    "space": " ",
    "ctrl+at": "\0",
    "ctrl+space": "\0",
    "ctrl+backslash": "\x1c",
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+underscore": "\x1f",
}
_HELD = {"shift": 1, "alt": 2, "ctrl": 4}
_START, _END = "\x1b[200~", "\x1b[201~"


def typed(key: str, character: str | None, modes: set[str]) -> str:
    """What a program gets for a key; empty for one that says nothing to it.

    Args:
        key: As the app names it: `ctrl+c`, `shift+up`, `a`.
        character: The sign it stands for, or None.
        modes: What the program switched on.

    Source: XTerm Control Sequences, "PC-Style Function Keys".
    """
    if key in _PLAIN:
        return _PLAIN[key]
    *held, name = key.split("+") if not key.endswith("+") else [key]
    more = sum(_HELD.get(each, 0) for each in held)
    if name in _ARROWS:
        return _arrow(_ARROWS[name], more, application="1" in modes)
    if name in _NUMBERED:
        return f"\x1b[{_NUMBERED[name]}{f';{more + 1}' if more else ''}~"
    if name in _LETTERED:
        return f"\x1b[1;{more + 1}{_LETTERED[name]}" if more else f"\x1bO{_LETTERED[name]}"
    sign = character or ""
    if "ctrl" in held and len(name) == 1 and name.isascii() and name.isalpha():
        sign = chr(ord(name.upper()) - ord("@"))
    elif "alt" in held:
        sign = character or (name if len(name) == 1 else _PLAIN.get(name, ""))
    return f"\x1b{sign}" if sign and "alt" in held else sign


def pasted(text: str, modes: set[str]) -> str:
    """What a program gets for a text that is pasted: nothing in it ends the paste early."""
    plain = text.replace("\r\n", "\r").replace("\n", "\r").replace("\x1b", "")
    return f"{_START}{plain}{_END}" if "2004" in modes else plain


def _arrow(letter: str, more: int, *, application: bool) -> str:
    if more:
        return f"\x1b[1;{more + 1}{letter}"
    return f"\x1bO{letter}" if application else f"\x1b[{letter}"
