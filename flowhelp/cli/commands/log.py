"""`flowhelp log` and what begins with it; its parts have modules of their own."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flowhelp.cli import output
from flowhelp.cli.commands.log_chain import checkpoint, verify
from flowhelp.cli.commands.log_records import correct, export, take_in
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.errors import InputError
from flowhelp.typeset.recorded import local_time, outcome, part_mark
from flowhelp.typeset.styles import Style
from flowhelp.usecases.workspace import Workspace

Run = Annotated[str, typer.Argument(metavar="RUN", help="A run, or an end of its id.")]
Team = Annotated[
    bool, typer.Option("--team", help="Everybody's walks, who did what last, and what is due.")
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The procedure.")]
Since = Annotated[str, typer.Option("--since", metavar="D", help="From then on: 7d, 2031-05-04.")]
Procedure = Annotated[
    str, typer.Option("--procedure", metavar="NAME", help="Only walks of this procedure.")
]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Only walks of this person.")]
Clear = Annotated[bool, typer.Option("--clear", help="Erase what was searched for here.")]

_ONE = "one"


class ClearError(InputError):
    """Something was to be erased that is never erased."""


class Parts(TyperGroup):
    """The commands below `log`; a word that is none of them is a run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that `args` begin with."""
        known = self.get_command(ctx, args[0]) is not None or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else [_ONE, *args])


log = typer.Typer(
    cls=Parts,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    subcommand_metavar="[RUN | COMMAND …]",
)


@log.callback(invoke_without_command=True)
def runs(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    team: Team = False,
    since: Since = "",
    procedure: Procedure = "",
    by: By = "",
    clear: Annotated[bool, typer.Option("--clear", hidden=True)] = False,
    as_data: Json = False,
) -> None:
    """Show what was done: walks, newest first, or one in full.

    What was walked as a part of another walk stands below it, behind ↳.

    --team adds the walks of others, and how far each can be relied on; RUN may be
    one of them.
    """
    if clear and ctx.invoked_subcommand != "searches":
        raise ClearError("--clear is for searches alone", hint="flowhelp log searches --clear")
    if ctx.invoked_subcommand is None:
        (_team if team else _list)(workspace(ctx), since, procedure, by, as_data=as_data)


@log.command(name=_ONE, hidden=True)
def one(ctx: typer.Context, run: Run, as_data: Json = False) -> None:
    """Show one run in full."""
    _one(workspace(ctx), run, as_data=as_data or _before(ctx, "as_data"))


@log.command(epilog="Example: flowhelp log stats cnc-lathe-weekly")
def stats(ctx: typer.Context, name: Name, as_data: Json = False) -> None:
    """Say what everybody's walks of a procedure add up to."""
    from flowhelp.cli.commands.team import figures

    figures(workspace(ctx), name, as_data=as_data or _before(ctx, "as_data"))


@log.command(name="searches", epilog="Example: flowhelp log searches --since 30d")
def searched(
    ctx: typer.Context, since: Since = "", clear: Clear = False, as_data: Json = False
) -> None:
    """List what was asked here and found no answer, or none that was opened.

    It is kept on this machine only; --clear erases it.
    """
    from flowhelp.cli.commands.searches import clear_searches, searches
    from flowhelp.usecases.history import moment

    opened = workspace(ctx)
    as_data = as_data or _before(ctx, "as_data")
    since = since or _before(ctx, "since")
    if clear or _before(ctx, "clear"):
        clear_searches(opened, as_data=as_data)
    else:
        start = moment(since, opened.now()) if since else None
        searches(opened, start, as_data=as_data)


log.command(name="verify", epilog="Example: flowhelp log verify --heads head.jsonl")(verify)
log.command(name="checkpoint", epilog="Example: flowhelp log checkpoint --sign")(checkpoint)
log.command(name="export", epilog="Example: flowhelp log export --format html -o r.html 2f0e6a1b")(
    export
)
log.command(name="import", epilog="Example: flowhelp log import records.jsonl")(take_in)
log.command(
    name="correct",
    epilog="Example: flowhelp log correct 2f0e6a1b 1.4 --value 1.2 --reason 'read the wrong gauge'",
)(correct)


def _before(ctx: typer.Context, name: str) -> Any:
    """What was given between `log` and the command."""
    return ctx.parent.params.get(name) if ctx.parent is not None else None


def _list(opened: Workspace, since: str, procedure: str, by: str, *, as_data: bool) -> None:
    from flowhelp.usecases.history import Wanted, moment, nested_records, records

    start = moment(since, opened.now()) if since else None
    wanted = Wanted(start, procedure, by)
    if as_data:
        for record in records(opened, wanted):
            output.json_line(record)
        return
    found = False
    for record, depth in nested_records(opened, wanted):
        found = True
        _in_short(record, depth)
    if not found:
        narrowed = since or procedure or by
        output.line("No walk matches." if narrowed else "Nothing was walked yet.")


def _one(opened: Workspace, run: str, *, as_data: bool) -> None:
    from flowhelp.typeset.others import whole
    from flowhelp.usecases.others import for_programs, of_anybody

    found = of_anybody(opened, run)
    if as_data:
        output.json_line(for_programs(found))
    else:
        for line in whole(found, output.width()):
            output.spans(*line)


def _team(opened: Workspace, since: str, procedure: str, by: str, *, as_data: bool) -> None:
    from flowhelp.cli.commands.team import team
    from flowhelp.usecases.history import Wanted, moment

    start = moment(since, opened.now()) if since else None
    team(opened, Wanted(start, procedure, by), as_data=as_data)


def _in_short(record: dict[str, Any], depth: int) -> None:
    """One line for a run, which stands inside so many others."""
    from flowhelp.journal.papers import begun_at

    _, state, style = outcome(record.get("outcome", record["state"]), record.get("end", ""))
    count = sum(record["count"].values())
    done = f"{count} step{'' if count == 1 else 's'}"
    output.spans(
        f"{record['id'][-8:]}  {local_time(begun_at(record))}  ",
        (f"{state:<15}", style),
        f"  {part_mark(depth, part='parent' in record)}{record['doc']['title']}",
        (f"  ({record['doc']['id']}, {done}, {record['actor']['name']})", Style.DIM),
    )
