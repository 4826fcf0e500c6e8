"""Another flowhelp, which goes on when this one and its terminal are gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import flowhelp

_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); import flowhelp; del sys.path[0];"
    " from flowhelp.entry import main; main()"
)
"""The same flowhelp as this one, wherever it was loaded from; else the path is as it always is."""

_POLITELY = 10
"""How much whoever is at work at this machine comes first."""

_left: list[subprocess.Popen[bytes]] = []
"""What was started here and was still at work when something was started last."""


def leave_behind(words: Sequence[str], env: Mapping[str, str], folder: str) -> bool:
    """Start `flowhelp` with these words, and do not wait for it.

    It has a session of its own and none of the streams of this process, so nothing that it says
    is seen, and a terminal that is closed does not end it.

    Args:
        words: After the name of the program.
        env: Its environment.
        folder: Where it begins.

    Returns:
        Whether it was started; what becomes of it is its own business.
    """
    own = str(Path(flowhelp.__file__).parents[1])
    try:
        process = subprocess.Popen(  # noqa: S603 (ourselves, and no shell)
            # -P: nothing is loaded from the folder the person happens to be in.
            (sys.executable, "-P", "-c", _BEGIN, own, *words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=dict(env),
            start_new_session=True,
            creationflags=getattr(subprocess, "DETACHED_PROCESS", 0),  # the same on Windows
        )
    except OSError:
        return False
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, process.pid, _POLITELY)
    # Those that have ended leave nothing behind. A thread that waits for them would make the end
    # of this process 20 ms longer.
    _left[:] = [*(each for each in _left if each.poll() is None), process]
    return True
