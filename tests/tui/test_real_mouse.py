"""The mouse of a real terminal, and pictures in one that draws sixels."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from flowhelp.usecases.sources import add
from tests.terminal import FLOWHELP, PATIENCE_S
from tests.tui.screens.test_media import png
from tests.tui.screens.test_walk import library
from tests.tui.terminal import ENTER, OUT_OF, RealTerminal, app_env
from tests.tui.worlds import opened
from tests.usecases.libraries import write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")

WASH = "# Wash the press\n\n" + "".join(f"{n}. Wash roller {n}.\n" for n in range(1, 60))


def pressed(terminal: RealTerminal, words: str, button: int = 0) -> None:
    """Press the mouse where these words stand, as a terminal reports it (xterm's SGR, 1006)."""
    rows = terminal.sees(words).split("\n")
    row = next(number for number, line in enumerate(rows) if words in line)
    at = f"{button};{rows[row].index(words) + 2};{row + 1}"
    terminal.presses(f"\x1b[<{at}M" + (f"\x1b[<{at}m" if button == 0 else ""))


def test_a_page_is_found_scrolled_and_walked_by_the_mouse(tmp_path: Path) -> None:
    library(tmp_path, wash=WASH).close()
    with RealTerminal(env=app_env(tmp_path)) as terminal:
        terminal.sees("What do you want to do?")
        terminal.presses("wash")
        pressed(terminal, "Wash the press")
        terminal.presses("\x1b[<35;1;1M")  # moved away
        pressed(terminal, "Wash the press")
        terminal.sees("w Walk")
        terminal.sees("▌1. Wash roller 1.")
        for _ in range(5):
            pressed(terminal, "Wash roller", button=65)  # the wheel, down
        terminal.sees("Wash roller", without="▌1. Wash roller 1.")
        pressed(terminal, "w Walk")
        terminal.sees("Step 1 of 59")
        pressed(terminal, "⏎ Done")
        terminal.sees("Step 2 of 59")
        pressed(terminal, "q Leave")

        terminal.sees("w Walk")
        terminal.presses("\x11")
        assert terminal.leaves() == 0
        assert terminal.is_given_back


@pytest.mark.parametrize("pixels", [True, False], ids=["pixels", "none"])
def test_a_terminal_that_draws_sixels_gets_them_where_it_tells_its_pixels(
    tmp_path: Path, *, pixels: bool
) -> None:
    write(tmp_path / "lib", {"look.md": "# Look\n\n1. Look.\n\n   ![The pump](pump.png)\n"})
    (tmp_path / "lib" / "pump.png").write_bytes(png(64, 32))
    add(opened(tmp_path), str(tmp_path / "lib"))
    opened(tmp_path).close()
    env = app_env(tmp_path, TERM_PROGRAM="WezTerm")
    command = ["sh", "-c", 'read ready; exec "$@"', "sh", *FLOWHELP, "walk", "look"]
    with RealTerminal(env=env, size=(40, 100), command=command) as terminal:
        terminal.resize(40, 100, (1000, 800) if pixels else (0, 0))
        terminal.presses(ENTER)
        terminal.sees("The pump — ")
        found, end = None, time.monotonic() + PATIENCE_S
        while pixels and not found:
            assert time.monotonic() < end, terminal.written[-2000:]
            terminal.listen(0.1)
            found = re.search(rb'\x1bP[0-9;]*q"1;1;(\d+);(\d+)', terminal.written)
        if not pixels:
            terminal.sees("▀▀▀▀▀▀")
            assert b"\x1bP" not in terminal.written
        terminal.presses("q")
        terminal.leaves()

        assert OUT_OF in terminal.written
        if found:
            assert int(found[1]) % 10 == int(found[2]) % 20 == 0
