"""Syncs in processes of their own that are killed in the middle.

Two ways to choose the moment. By calls: the kernel gets the SIGKILL from the process itself after
so many calls and returns of functions, drawn from as many as a whole sync makes; that is spread
over everything our own code does. By time: from outside, after a part of the time that a whole
sync takes; that is spread over the programs it starts too, which are killed with it or live on.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from tests.sync.matrix.machines import Machine
from tests.sync.test_git_faults import children

Work = Callable[[], None]


def syncing(machine: Machine) -> Work:
    """A whole sync, as from the command line."""

    def work() -> None:
        done = machine.says("sync")
        assert done.exit_code in {0, 5}, done.output

    return work


@dataclass(frozen=True)
class Measure:
    """What a whole sync takes.

    Attributes:
        calls: Of functions, and returns from them.
        seconds: In a process of its own.
    """

    calls: int
    seconds: float


def measured(work: Work) -> Measure:
    """What that takes; it is carried out once, in a process of its own."""
    read, write = os.pipe()
    start = time.monotonic()
    child = _forked(lambda: os.write(write, str(_counted(work)).encode()))
    os.close(write)
    with open(read, encoding="ascii") as told:  # noqa: PTH123 - a descriptor
        calls = told.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, "the work itself failed"
    return Measure(int(calls), time.monotonic() - start)


def killed(work: Work, moment: Measure, dice: random.Random) -> bool:
    """Whether it was killed before it was over."""
    by_calls, everything = dice.random() < 0.5, dice.random() < 0.5
    after = dice.randrange(1, moment.calls) if by_calls else 0
    child = _forked(lambda: _counted(work, after))
    if not by_calls:
        _kill_later(child, dice.random() * moment.seconds, everything=everything)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0, "the work itself failed"
    return os.WIFSIGNALED(status)


def together(*works: Work) -> None:
    """All of that is done at the same time, each in a process of its own, and goes well."""
    begun = [_forked(work) for work in works]
    ended = [os.waitpid(child, 0)[1] for child in begun]
    assert not any(ended), "the work itself failed"


def _kill_later(child: int, seconds: float, *, everything: bool) -> None:
    handle = os.pidfd_open(child)
    ended, _, _ = select.select([handle], [], [], seconds)
    os.close(handle)
    if ended:
        return
    os.kill(child, signal.SIGSTOP)
    for each in (*(children(child) if everything else ()), child):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _forked(work: Callable[[], object]) -> int:
    """The process that does it; it never comes back here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12: the tests have threads
        child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the parent says that it failed
        sys.setprofile(None)
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _counted(work: Work, kill_after: int = 0) -> int:
    """How many calls and returns that made; with a number, it is killed after so many."""
    count = 0

    def see(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        del frame, event, arg
        count += 1
        if count == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
