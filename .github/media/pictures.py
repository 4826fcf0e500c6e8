#!/usr/bin/env python3
"""Makes the pictures of the README from what flowhelp really prints on a terminal.

Run it with the Python that flowhelp is installed for; it needs rich, and a
system with pseudo-terminals.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

COMMAND = Path(sys.executable).with_name("flowhelp")
HERE = Path(__file__).parent
FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
COLUMNS, ROWS = 84, 32


def printed(words: list[str], home: str) -> str:
    """What a terminal receives from `flowhelp` with these words."""
    main, side = pty.openpty()
    settings = {
        "HOME": home,
        "FLOWHELP_CACHE": f"{home}/cache",
        "FLOWHELP_DATA": f"{home}/data",
        "FLOWHELP_CONFIG": f"{home}/config",
        "COLUMNS": str(COLUMNS),
        "LINES": str(ROWS),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }
    process = subprocess.Popen(  # noqa: S603 - the command of this environment
        [COMMAND, *words], cwd=home, env=os.environ | settings, stdin=side, stdout=side
    )
    os.close(side)
    received = b""
    try:
        while part := os.read(main, 65536):
            received += part
    except OSError:  # the other end is closed
        process.wait()
    return received.decode().replace("\r\n", "\n")


def main() -> None:
    """Write one picture a command."""
    with tempfile.TemporaryDirectory() as home:
        for name, words in {
            "howto": ["howto", "renew a TLS certificate", "-n", "3"],
            "show": ["show", "cnc-lathe-weekly"],
        }.items():
            lines = printed(words, home).rstrip("\n").split("\n")[: ROWS + 8]
            console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
            console.print(Text.assemble(("$ ", "bold"), " ".join(["flowhelp", *words])))
            console.print(Text.from_ansi("\n".join(lines)))
            drawn = console.export_svg(title="flowhelp", theme=DIMMED_MONOKAI)
            # No font from another host: the reader's own monospace one serves.
            (HERE / f"{name}.svg").write_text(FONT.sub("", drawn), encoding="utf-8")


main()
