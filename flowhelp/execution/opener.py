"""A file or address is given to the program that the system shows such things with."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping

from flowhelp.errors import UnavailableError


class NoOpenerError(UnavailableError):
    """There is no program that opens things, or no desktop it could open them on."""


def open_with_system(target: str, env: Mapping[str, str], *, platform: str = sys.platform) -> None:
    """Open it, and do not wait for what happens then.

    Args:
        target: An absolute path, or an address that begins with `http`; never an option.
        env: The person's environment.
        platform: As `sys.platform`.

    Raises:
        NoOpenerError: There is no such program.
    """
    if not target.startswith(("/", "http://", "https://", "HTTP://", "HTTPS://")):
        raise NoOpenerError(f"{target} cannot be opened")
    name = "open" if platform == "darwin" else "xdg-open"
    program = shutil.which(name, path=env.get("PATH"))
    if program is None:
        raise NoOpenerError(
            f"there is no {name} on this machine", hint=f"open it yourself: {target}"
        )
    try:
        process = subprocess.Popen(  # noqa: S603 (a program of the system, and no shell)
            (program, target),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            start_new_session=True,
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NoOpenerError(f"{program} cannot be started: {reason}") from error
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves nothing behind
