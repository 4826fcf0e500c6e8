"""Colours: light, dark, high contrast, and the terminal's own.

Meaning is never carried by colour alone; words and signs stand beside it. Text has a contrast of
4.5 to 1 to what is behind it, and of 7 to 1 in high contrast; tests/tui/test_looks.py measures it.
"""

from __future__ import annotations

from textual.theme import Theme

_FAINT = {"text-muted": "auto 75%", "text-disabled": "auto 65%"}
"""What is said by the way, and what stands in an empty line: still to be read by everybody."""

DARK = Theme(
    "flowhelp-dark",
    primary="#5fafd7",
    secondary="#87afaf",
    accent="#d7af5f",
    warning="#d7af5f",
    error="#ff8787",
    success="#87d787",
    foreground="#d8dee4",
    background="#14181d",
    surface="#1b2128",
    panel="#28313b",
    variables=_FAINT,
)
LIGHT = Theme(
    "flowhelp-light",
    primary="#005f87",
    secondary="#366161",
    accent="#6f4e00",
    warning="#6f4e00",
    error="#af0000",
    success="#006f00",
    foreground="#1c2126",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e2dfd6",
    dark=False,
    variables=_FAINT,
)
CONTRAST = Theme(
    "flowhelp-contrast",
    primary="#00d7ff",
    secondary="#ffffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8080",
    success="#00ff5f",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    text_alpha=1.0,
    variables={"text-muted": "auto 85%", "text-disabled": "auto 80%"},
)
OWN = (DARK, LIGHT, CONTRAST)

NAMES = {
    "dark": DARK.name,
    "light": LIGHT.name,
    "contrast": CONTRAST.name,
    "terminal": "ansi-dark",
    "terminal-light": "ansi-light",
}
"""What `theme` in the configuration may say → the framework's name of it."""
