"""Running the commands of a step inside the app: recorded here, while the program runs beside.

The rules are those of `usecases.running` and `usecases.checks`. What is asked before, and what is
said after, is the business of the screen.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from flowhelp.content import Param, Step
from flowhelp.errors import FlowhelpError, InputError, UnavailableError
from flowhelp.execution.remote import Remote
from flowhelp.tui.beside import Beside
from flowhelp.tui.widgets.terminal import Terminal
from flowhelp.usecases import checks, running
from flowhelp.usecases.checks import Checked
from flowhelp.usecases.running import Offer, Ran

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession

T = TypeVar("T")
_SIZE = (24, 80)


class BusyTerminalError(InputError):
    """A program runs there already."""


async def run_in_terminal(
    session: WalkSession, offered: Offer, terminal: Terminal, *, always: bool = False
) -> Ran:
    """Run what was offered and agreed to; how it ended is on the disk when this returns.

    Call it from a worker: the app goes on meanwhile. Where that is cancelled, because the app
    or the screen closes, the program is ended and its end is written down.

    Args:
        session: The walk it belongs to.
        offered: The very value that the person was shown.
        terminal: Where it is seen and typed at.
        always: Whether the person said "always for this".

    Raises:
        BusyTerminalError: Another program runs there.
        NotRunnableError: It may not run.
        NoInterpreterError: Its interpreter or folder is not there.
        FlowhelpError: That it begins, or how it ended, could not be written down.
    """
    if terminal.running:
        raise BusyTerminalError("a command is running already", hint="wait for its end, or end it")
    begun = running.begin(session, offered, always=always)
    work = terminal.start(lambda screen: running.carry_out(begun, screen))
    try:
        outcome = await work.wait()
    except UnavailableError:
        running.could_not(session, begun)
        raise
    except CancelledError:
        _cut(session, begun, work)
        raise
    finally:
        terminal.finish()
    return running.conclude(session, begun, outcome)


async def check_beside(
    session: WalkSession, step: Step, offered: Offer, *, early: bool = False
) -> Checked:
    """Run the check of a step without a terminal; what it said is on the disk when this returns.

    Call it from a worker; where that is cancelled the check is ended, and nothing is written.

    Raises:
        NotRunnableError: It may not run.
        FlowhelpError: What it said could not be written down.
    """
    tried = await _beside(
        lambda remote: checks.attempt(step, offered, early=early, pause=remote.pause, remote=remote)
    )
    return checks.settle(session, step, tried)


async def suggest_beside(session: WalkSession, param: Param) -> tuple[str, ...]:
    """The values that the page's `from:` lists now; only when the person asks for them.

    Raises:
        UntrustedSuggestionError: The library is not trusted.
        NoSuggestionError: The command did not list them.
    """
    job = checks.suggesting(session, param)
    return await _beside(lambda remote: checks.suggested(param, job, remote))


async def _beside(work: Callable[[Remote], T]) -> T:
    running_ = Beside(work, Remote(_SIZE))
    try:
        return await running_.wait()
    except CancelledError:
        running_.stop()
        raise


def _cut(session: WalkSession, begun: running.Begun, work: Beside[running.Outcome]) -> None:
    """End the program at once and write down how; where that fails it stays unknown."""
    with suppress(TimeoutError, FlowhelpError):
        try:
            outcome = work.cut()
        except UnavailableError:
            running.could_not(session, begun)
        else:
            running.conclude(session, begun, outcome)
