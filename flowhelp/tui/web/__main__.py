"""The app for one tab: `python -m flowhelp.tui.web COLUMNSxROWS [NAME]`, begun by the server.

Its input and output are a stream of packets between it and the server, which nothing else may
read or write; and the environment stays the person's, so that commands get what they always get.
"""

from __future__ import annotations

import os
import sys

_COLORS = "TEXTUAL_COLOR_SYSTEM"


def main(arguments: list[str]) -> int:
    """Run the app until the tab or the person ends it; its exit code."""
    columns, _, rows = arguments[0].partition("x")
    _keep_the_stream()
    before = os.environ.get(_COLORS)
    os.environ[_COLORS] = "truecolor"  # read while the framework loads: a browser has them all
    from flowhelp.tui.app import FlowhelpApp
    from flowhelp.tui.web.driver import TabDriver

    if before is None:
        del os.environ[_COLORS]
    else:
        os.environ[_COLORS] = before

    from flowhelp.tui.places import WalkOf
    from flowhelp.usecases.workspace import Workspace

    first = WalkOf(arguments[1]) if len(arguments) > 1 else None
    with Workspace.open() as workspace:
        app = FlowhelpApp(workspace, first, front="web")
        app.driver_class = TabDriver
        code = app.run(size=(int(columns), int(rows)))
        return code or app.return_code or 0


def _keep_the_stream() -> None:
    """Take the stream for the app alone: a program that it starts gets no input, and our stderr."""
    sys.__stdin__ = sys.stdin = os.fdopen(os.dup(0), encoding="utf-8")  # type: ignore[misc]
    sys.__stdout__ = sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")  # type: ignore[misc]
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
