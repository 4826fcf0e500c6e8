"""Run what was agreed to, and nothing else: in a terminal of its own, with an end.

The program gets its own session, process group and pseudo-terminal, so Ctrl-C
reaches it and not the walk. What it prints is counted and hashed in full and
kept up to a limit, without secrets and before anybody sees it; its line ends
count as it wrote them, so the hash is the same with a terminal and without. A
program in the background that keeps the terminal open is not waited for.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable

from flowhelp.errors import UnavailableError
from flowhelp.execution.pseudo import Pseudo, controlled
from flowhelp.execution.remote import Remote
from flowhelp.execution.tty import Keyboard, size_of
from flowhelp.execution.watching import MOST_KEPT, Job, Outcome, Screen, Watch, nowhere

__all__ = [
    "MOST_KEPT",
    "Job",
    "NoInterpreterError",
    "Outcome",
    "Screen",
    "captured",
    "run",
    "unattended",
]


class NoInterpreterError(UnavailableError):
    """The program that would run the block is not installed, or the folder is gone."""


def run(job: Job, screen: Screen) -> Outcome:
    """Run it in a pseudo-terminal, with the person at its keys.

    Raises:
        NoInterpreterError: The program or the folder is not there.
    """
    began = time.monotonic()
    remote = screen.remote
    size = remote.size if remote is not None else size_of(screen.keys)
    with remote or Keyboard(screen.keys) as keys, Pseudo(size) as pseudo:
        process = _started(
            job,
            stdin=pseudo.inner,
            stdout=pseudo.inner,
            setup=controlled,
            term=screen.term or job.env.get("TERM", ""),
        )
        pseudo.let_go()
        with keys.following(pseudo.resize):
            watch = Watch(process, job, screen, pseudo.outer, keys, terminal=True)
            watch.until_the_end()
    return watch.outcome(began)


def unattended(job: Job, show: Callable[[str], None]) -> Outcome:
    """Run it without a terminal and without input, and show what it prints.

    Ctrl-C reaches it all the same.

    Raises:
        NoInterpreterError: The program or the folder is not there.
    """
    with Keyboard(None) as keys:
        return _piped(job, show, keys)


def captured(job: Job, remote: Remote | None = None) -> Outcome:
    """Run it without a terminal and without input, and keep what it prints.

    Args:
        job: What to run.
        remote: Who may end it.

    Raises:
        NoInterpreterError: The program or the folder is not there.
    """
    return _piped(job, nowhere, remote)


def _piped(job: Job, show: Callable[[str], None], keys: Keyboard | Remote | None) -> Outcome:
    began = time.monotonic()
    outer, inner = os.pipe()
    try:
        process = _started(job, stdin=subprocess.DEVNULL, stdout=inner)
    except BaseException:
        os.close(outer)
        raise
    finally:
        os.close(inner)
    try:
        watch = Watch(process, job, Screen(show), outer, keys, terminal=False)
        watch.until_the_end()
    finally:
        os.close(outer)
    return watch.outcome(began)


def _started(
    job: Job,
    *,
    stdin: int,
    stdout: int,
    setup: Callable[[], None] | None = None,
    term: str = "dumb",
) -> subprocess.Popen[bytes]:
    env = {**job.env, "TERM": term} if term else dict(job.env)
    try:
        return subprocess.Popen(  # noqa: S603 (what the person has seen and agreed to)
            job.argv,
            stdin=stdin,
            stdout=stdout,
            stderr=stdout,
            cwd=job.folder,
            env=env,
            start_new_session=True,
            preexec_fn=setup,  # noqa: PLW1509 (the child takes its terminal, and no more)
            restore_signals=True,
        )
    except OSError as error:
        what = job.folder if not job.folder.is_dir() else job.argv[0]
        reason = (error.strerror or str(error)).lower()
        raise NoInterpreterError(
            f"{what} cannot be used: {reason}", hint="copy the command, and run it by hand"
        ) from error
