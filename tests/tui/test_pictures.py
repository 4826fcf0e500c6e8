"""How a terminal draws pictures: told by its environment, or set."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import sys
import termios
from collections.abc import Iterator

import pytest
from PIL import Image

from flowhelp.tui.pictures import cell_size, drawn
from flowhelp.tui.sixel import SixelPicture


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal of 80 × 24 cells of 9 × 17 pixels; what its window is told by."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 720, 408))
    with os.fdopen(theirs, "w") as screen:
        monkeypatch.setattr(sys, "__stdout__", screen)
        yield ours
    os.close(ours)


def kind(wanted: str = "auto", **env: str) -> str:
    return type(drawn(Image.new("RGBA", (8, 8)), wanted, env)).__name__


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("env", "way"),
    [
        ({"TERM": "xterm-256color"}, "HalfcellImage"),
        ({"TERM": "xterm-kitty"}, "TGPImage"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, "TGPImage"),
        ({"TERM": "foot"}, "SixelPicture"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "SixelPicture"),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "240805"}, "SixelPicture"),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "210400"}, "HalfcellImage"),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "²"}, "HalfcellImage"),
        (
            {"TERM": "tmux-256color", "TMUX": "/run/tmux", "TERM_PROGRAM": "WezTerm"},
            "HalfcellImage",
        ),
    ],
)
def test_a_terminal_is_known_by_its_environment(env: dict[str, str], way: str) -> None:
    assert kind(**env) == way


@pytest.mark.usefixtures("terminal")
def test_what_is_set_goes_before_what_is_known() -> None:
    assert kind("sixel", TERM="xterm-256color") == "SixelPicture"
    assert kind("sixel", TERM="tmux-256color", TMUX="/run/tmux") == "SixelPicture"
    assert kind("kitty", TERM="xterm-256color") == "TGPImage"
    assert kind("blocks", TERM="foot") == "HalfcellImage"


def test_a_terminal_that_does_not_tell_its_pixels_gets_blocks(terminal: int) -> None:
    assert cell_size() == (9, 17)

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    assert cell_size() is None
    assert kind("sixel") == "HalfcellImage"


def test_where_there_is_no_terminal_there_are_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stdout__", io.StringIO())

    assert cell_size() is None
    assert kind("sixel", TERM="foot") == "HalfcellImage"


@pytest.mark.usefixtures("terminal")
def test_a_picture_is_given_the_shape_of_the_cells() -> None:
    widget = drawn(Image.new("RGBA", (8, 8)), "sixel", {})

    assert isinstance(widget, SixelPicture)
    assert widget.slim == pytest.approx(17 / 9)
