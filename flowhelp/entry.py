"""The console script: the door to everything else.

Nothing heavy is imported here, so that a question can be answered before the
command line is built.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130
_HOT = frozenset({"howto"})
"""Commands that have a door of their own (`cli.hot`)."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `flowhelp` with these arguments (the process's own when None), and exit."""
    try:
        typed = sys.argv[1:] if arguments is None else arguments
        if typed and typed[0] in _HOT and "_FLOWHELP_COMPLETE" not in os.environ:
            from flowhelp.cli import hot  # noqa: PLC0415 - only what an answer needs

            hot.answer(typed)
        if not typed and "_FLOWHELP_COMPLETE" not in os.environ:
            from flowhelp.cli import front  # noqa: PLC0415 - only what the screen needs

            front.open_front()
        from typer.main import get_command  # noqa: PLC0415 - Ctrl-C may come while this loads

        from flowhelp.cli import boundary, session  # noqa: PLC0415
        from flowhelp.cli.app import app  # noqa: PLC0415

        sys.excepthook = boundary.crash
        session.stand_alone()
        get_command(app).main(arguments, prog_name="flowhelp")
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
