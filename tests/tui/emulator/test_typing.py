"""Keys, as programs get them."""

from __future__ import annotations

import pytest

from flowhelp.tui.emulator.typing import pasted, typed


@pytest.mark.parametrize(
    ("key", "character", "sent"),
    [
        ("a", "a", "a"),
        ("enter", "\r", "\r"),
        ("ctrl+c", "\x03", "\x03"),
        ("ctrl+z", None, "\x1a"),
        ("up", None, "\x1b[A"),
        ("ctrl+left", None, "\x1b[1;5D"),
        ("shift+delete", None, "\x1b[3;2~"),
        ("f1", None, "\x1bOP"),
        ("f12", None, "\x1b[24~"),
        ("alt+x", None, "\x1bx"),
        ("backspace", "\x7f", "\x7f"),
        ("plus", "+", "+"),
        ("é", "é", "é"),
        ("ctrl+backslash", None, "\x1c"),
    ],
)
def test_a_key_is_sent_as_an_xterm_sends_it(key: str, character: str | None, sent: str) -> None:
    assert typed(key, character, set()) == sent


def test_arrows_follow_the_mode_of_the_program() -> None:
    assert typed("up", None, {"1"}) == "\x1bOA"
    assert typed("shift+up", None, {"1"}) == "\x1b[1;2A"


def test_nothing_in_a_paste_ends_it_early() -> None:
    assert pasted("a\nb\x1b[201~c", {"2004"}) == "\x1b[200~a\rb[201~c\x1b[201~"
    assert pasted("a\r\nb", set()) == "a\rb"
