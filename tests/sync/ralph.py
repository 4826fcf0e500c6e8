"""A real learning record store: Ralph, with its file-system back end, in a place of its own.

It is installed once for each run of the tests, into a temporary folder, as it wants other
versions of what is used elsewhere. Where it cannot be installed, its tests are skipped.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "device-7", "correct horse battery"
_PACKAGES = ("ralph-malph[lrs,cli]==5.1.0", "requests")  # it imports requests without asking for it
_PATIENCE_S = 60.0

# Its back end opens a file for creation only, so that all but the first write would fail.
_SERVE = """
import sys
from ralph.backends.data.base import BaseOperationType
from ralph.backends.data.fs import FSDataBackend
FSDataBackend.default_operation_type = BaseOperationType.APPEND
import uvicorn
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


class NoRalphError(Exception):
    """It cannot be installed here, or does not start."""


def installed(folder: Path) -> Path:
    """The Python that has it, which may take a minute; at once where it is there already.

    Raises:
        NoRalphError: It cannot be installed.
    """
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", *_PACKAGES],
        [str(python), "-c", "import ralph.api"],
    ):
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, timeout=300, env=_env(folder)
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoRalphError(f"Ralph cannot be installed: {error}") from error
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["no reason given"]
            raise NoRalphError(f"Ralph cannot be installed: {said[-1]}")
    (folder / "ready").touch()
    return python


@contextmanager
def serving(python: Path, folder: Path) -> Iterator[str]:
    """The address of a store with nothing in it, until the end of the block.

    Raises:
        NoRalphError: It does not start.
    """
    env = _env(folder)
    (folder / "data").mkdir(parents=True)
    ralph = python.with_name("ralph")
    subprocess.run(
        [ralph, "auth", "-u", USER, "-p", PASSWORD, "-s", "all", "-M", "mailto:lrs@example.org",
         "-N", USER, "-w"],
        check=True, capture_output=True, env=env, timeout=60,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        store = subprocess.Popen([python, "-c", _SERVE, str(port)], stdout=log, stderr=log, env=env)
    try:
        _wait(store, f"http://127.0.0.1:{port}", folder / "log")
        yield f"http://127.0.0.1:{port}/xAPI"
    finally:
        store.terminate()
        store.wait()


def _wait(store: subprocess.Popen[bytes], url: str, log: Path) -> None:
    ends = time.monotonic() + _PATIENCE_S
    while store.poll() is None and time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"{url}/__lbheartbeat__", timeout=1):  # noqa: S310
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise NoRalphError(f"Ralph does not start: {said[-1] if said else 'it says nothing'}")


def _env(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "RALPH_APP_DIR": str(folder / "app"),
        "RALPH_AUTH_FILE": str(folder / "auth.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder / "data"),
        "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": "statements.jsonl",
    }
