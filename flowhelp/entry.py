"""The console script: the door to everything else.

Nothing heavy is imported here, so that a question can be answered before the
command line is built.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `flowhelp` with these arguments (the process's own when None), and exit."""
    try:
        from typer.main import get_command  # noqa: PLC0415 - Ctrl-C may come while this loads

        from flowhelp.cli import boundary  # noqa: PLC0415
        from flowhelp.cli.app import app  # noqa: PLC0415

        sys.excepthook = boundary.crash
        get_command(app).main(arguments, prog_name="flowhelp")
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
