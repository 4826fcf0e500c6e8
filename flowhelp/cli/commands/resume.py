"""`flowhelp resume`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowhelp.cli import output
from flowhelp.cli.commands.walk import NoTerminalError
from flowhelp.cli.options import Json, Plain
from flowhelp.cli.session import workspace
from flowhelp.errors import InputError
from flowhelp.ids import RunId
from flowhelp.typeset.times import local

if TYPE_CHECKING:
    from flowhelp.usecases.walk import OpenRun
    from flowhelp.usecases.workspace import Workspace

Run = Annotated[str, typer.Argument(metavar="[RUN]", help="Which one, when there are several.")]
Answers = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="Take the answers from a file of JSON lines."),
]


class OverError(InputError):
    """The walk has ended already."""


class NoSuchNumberError(InputError):
    """A number that the list of unfinished walks does not have."""


def resume(
    ctx: typer.Context,
    run: Run = "",
    plain: Plain = False,
    answers: Answers = None,
    as_data: Json = False,
) -> None:
    """Go on with a walk that was left; lists them when there are several.

    The run of a sub-procedure stands for the walk it is a part of.
    """
    from flowhelp.cli.plain.running import go_on
    from flowhelp.usecases.children import root_of
    from flowhelp.usecases.history import run_named
    from flowhelp.usecases.keyed import read_answers
    from flowhelp.usecases.walk import NothingToResumeError, unfinished

    opened = workspace(ctx)
    left = unfinished(opened)
    if run:
        name = root_of(opened, run_named(opened, run))
        if name not in {each.run for each in left}:
            raise OverError(f"run {run} is over", hint=f"flowhelp log {run}")
    elif not left:
        raise NothingToResumeError("no walk is unfinished", hint="flowhelp howto WORDS")
    keyed = read_answers(answers) if answers is not None else None
    if keyed is None and not output.interactive():
        if not run and len(left) > 1:
            _list(left)
        raise NoTerminalError(
            "a walk needs a terminal to ask at", hint="flowhelp resume RUN --answers FILE"
        )
    if not run:
        name = _chosen(left, asked=keyed is None)
    if keyed is None and output.full_screen() and not (plain or as_data):
        _on_screen(opened, name)
    else:
        go_on(opened, name, params={}, answers=keyed, as_data=as_data)


def _on_screen(opened: Workspace, run: RunId) -> None:
    from flowhelp.cli.commands.open import open_app
    from flowhelp.tui.places import WalkOn

    code = open_app(opened, WalkOn(run))
    if code:
        raise typer.Exit(code)


def _chosen(left: tuple[OpenRun, ...], *, asked: bool) -> RunId:
    """The only unfinished walk, or the one a person picks."""
    if len(left) == 1:
        return left[0].run
    _list(left)
    if not asked:
        raise NoTerminalError(
            f"{len(left)} walks are unfinished", hint=f"flowhelp resume {left[0].run[-8:]}"
        )
    typed = output.prompt(f"Which one, 1 to {len(left)} (Enter for 1)? ").strip() or "1"
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(left)):
        raise NoSuchNumberError(f"{typed!r} is none of them", hint="flowhelp resume")
    return left[int(typed) - 1].run


def _list(left: tuple[OpenRun, ...]) -> None:
    output.line(f"{len(left)} walks are unfinished:")
    for number, each in enumerate(left, start=1):
        title = each.started.doc.title
        when = local(each.last.wall)
        output.line(f"  {number}  {each.run[-8:]}  {when}  {title}")
