"""Select graphic rendition: numbers → the look of what is written next.

Source: ECMA-48 §8.3.117; ISO 8613-6 for colours with sub-parameters (`38:2::R:G:B`).
"""

from __future__ import annotations

from typing import Any

from flowhelp.tui.emulator.cells import PLAIN, Look

_ON = {
    1: "bold",
    2: "dim",
    3: "italic",
    4: "underline",
    5: "blink",
    6: "blink",
    7: "reverse",
    8: "hidden",
    9: "strike",
    21: "underline",
}
_OFF = {
    22: ("bold", "dim"),
    23: ("italic",),
    24: ("underline",),
    25: ("blink",),
    27: ("reverse",),
    28: ("hidden",),
    29: ("strike",),
}
_FG, _BG, _UNDERLINE = 38, 48, 58
_TRUE, _PALETTE = 2, 5
_LARGEST = 255
_EIGHT, _USUAL = 8, 9
_TENS = {3: (False, 0), 4: (True, 0), 9: (False, 8), 10: (True, 8)}
"""Tens of a code → whether it is of the ground, and the first number of the palette."""


def look_after(look: Look, numbers: str) -> Look:
    """The look after the sequence with these parameters, as they are written: `1;38;5;9`."""
    if numbers in {"", "0"}:
        return PLAIN
    waiting = list(reversed(numbers.split(";")))
    while waiting:
        word = waiting.pop()
        code, *inner = (int(part) if part else 0 for part in word.split(":"))
        if code == 0:
            look = PLAIN
        elif code in {_FG, _BG, _UNDERLINE}:
            colour = _own(inner) if inner else _following(waiting)
            if colour and code != _UNDERLINE:
                look = look._replace(fg=colour) if code == _FG else look._replace(bg=colour)
        elif code in _ON:
            on = not (inner and inner[0] == 0)  # 4:0 is no underline
            look = _flagged(look, (_ON[code],), on=on)
        elif code in _OFF:
            look = _flagged(look, _OFF[code], on=False)
        else:
            look = _coloured(look, code)
    return look


def _flagged(look: Look, names: tuple[str, ...], *, on: bool) -> Look:
    flags: dict[str, Any] = dict.fromkeys(names, on)
    return look._replace(**flags)


def _coloured(look: Look, code: int) -> Look:
    ten, unit = divmod(code, 10)
    if unit == _USUAL and ten in {3, 4}:
        return look._replace(fg="") if ten == 3 else look._replace(bg="")  # noqa: PLR2004
    if unit >= _EIGHT or ten not in _TENS:
        return look
    ground, first = _TENS[ten]
    colour = str(unit + first)
    return look._replace(bg=colour) if ground else look._replace(fg=colour)


def _own(parts: list[int]) -> str:
    """A colour of sub-parameters: `5:N`, `2:R:G:B` or `2:SPACE:R:G:B`."""
    match parts:
        case [2, red, green, blue] | [2, _, red, green, blue, *_]:
            return _hex(red, green, blue)
        case [5, number, *_] if number <= _LARGEST:
            return str(number)
    return ""


def _following(waiting: list[str]) -> str:
    """A colour of the parameters that follow; they are taken away."""
    kind = _number(waiting)
    if kind == _PALETTE:
        number = _number(waiting)
        return str(number) if 0 <= number <= _LARGEST else ""
    if kind == _TRUE:
        return _hex(_number(waiting), _number(waiting), _number(waiting))
    return ""


def _number(waiting: list[str]) -> int:
    """The next parameter; -1 where there is none."""
    word = waiting.pop() if waiting else "-1"
    return int(word) if word.removeprefix("-").isdigit() else 0


def _hex(*parts: int) -> str:
    if not all(0 <= part <= _LARGEST for part in parts):
        return ""
    return "#" + "".join(f"{part:02x}" for part in parts)
