"""A walk by hand or from a file of answers, and what is printed at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flowhelp.cli import boundary, output
from flowhelp.cli.plain import view
from flowhelp.cli.plain.commands import left_open
from flowhelp.cli.plain.loop import summary, walk_plainly
from flowhelp.ids import RunId
from flowhelp.typeset.styles import Style
from flowhelp.typeset.times import ago
from flowhelp.usecases.keyed import Answer, StoppedError, check, perform
from flowhelp.usecases.lines import doubts
from flowhelp.usecases.standing import of_another
from flowhelp.usecases.walk import WalkSession, resume
from flowhelp.usecases.workspace import Workspace
from flowhelp.walkthrough.actions import SetParam
from flowhelp.walkthrough.walk import State


def go(
    session: WalkSession, answers: Sequence[Answer] | None, *, as_data: bool, fresh: bool = True
) -> None:
    """Walk to the end, or until the person leaves or a command of the answers fails."""
    if answers is None and fresh:
        view.header(session.walk, kept=session.kept)
    try:
        if answers is not None:
            _key_in(session, answers, as_data=as_data)
        else:
            walk_plainly(session)
    except (KeyboardInterrupt, StoppedError):
        _record(session, as_data=as_data)
        raise
    _record(session, as_data=as_data)


def _record(session: WalkSession, *, as_data: bool) -> None:
    if as_data:
        output.json_line(session.record)


def go_on(
    workspace: Workspace,
    run: RunId,
    *,
    params: Mapping[str, str],
    answers: Sequence[Answer] | None,
    as_data: bool,
) -> None:
    """Go on with an unfinished walk where it was left."""
    if answers is not None:
        rehearsal = resume(workspace, run, keep=False)
        _set(rehearsal, params)
        check(rehearsal, answers)
    before = workspace.journal.read(run)
    session = resume(workspace, run)
    _set(session, params)
    other = of_another(session)
    if other:
        boundary.talk(f"flowhelp: this is {other}'s walk, and stays so")
        boundary.talk(
            "hint: the word handover, in flowhelp resume --plain, lets another person go on"
        )
    if answers is None:
        away = session.moment().seconds_since(before[-1].event.at) if before else 0.0
        _banner(session, away)
        left_open(session)
    go(session, answers, as_data=as_data, fresh=False)


def _banner(session: WalkSession, away: float) -> None:
    """Say where the walk was left."""
    walk = session.walk
    view.header(walk, kept=session.kept)
    settled, total = walk.count
    output.line()
    step = walk.next_step
    where = f"at step {step.n} {view.MARKS[State.OPEN]}" if step else "at the end"
    output.line(f"You were {where}, {settled} of {total} settled, {ago(away)}.")
    if session.changed:
        output.line(
            "The page has changed since; so far you go by it as it was when you began.",
            style=Style.WARNING,
        )


def _key_in(session: WalkSession, answers: Sequence[Answer], *, as_data: bool) -> None:
    for doubt in doubts(answers, session.moment().wall):
        boundary.talk(doubt)
    walk = perform(session, answers, boundary.relay)
    if as_data:
        return
    if walk.ended is not None:
        summary(session)
        return
    settled, total = walk.count
    output.line(f"Left at {settled} of {total}; everything is kept.")
    output.line(f"Go on with: flowhelp resume {walk.run[-8:]}")


def _set(session: WalkSession, params: Mapping[str, str]) -> None:
    for name, value in params.items():
        session.perform(SetParam(name, value))
