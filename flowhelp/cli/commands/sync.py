"""`flowhelp sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from flowhelp.cli import boundary, output
from flowhelp.cli.commands.sync_words import (
    advice,
    events,
    parcels,
    show,
    standing_json,
    tell,
    tell_json,
)
from flowhelp.cli.exits import ExitCode, exit_code_for
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.sync.turns import at_work
from flowhelp.usecases import sync as syncing
from flowhelp.usecases import targets
from flowhelp.usecases.unattended import BY_ITSELF

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_WITH_VALUE = {"--color"}


class _Words(TyperGroup):
    """`flowhelp sync` alone, and `flowhelp sync TARGET`, are the command `now`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words typed, with the command that they leave out."""
        words, skip = [], False
        for word in args:
            if not skip and not word.startswith("-"):
                words.append(word)
            skip = word in _WITH_VALUE
        is_named = words[0] in self.commands if words else "--help" in args
        if not is_named:
            args = ["now", *args]
        return super().parse_args(ctx, args)


class _Now(TyperCommand):
    """The command that is left out."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Without the word that nobody types."""
        formatter.write_usage(ctx.parent.command_path, " ".join(self.collect_usage_pieces(ctx)))


sync = typer.Typer(
    cls=_Words,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Bring what was done to where the team keeps it, and take in what others did.\n\n"
    "`flowhelp sync` does it with every target, `flowhelp sync TARGET` with that one; --dry-run"
    " prints what would be brought, --again offers what was refused once more. Walks that are"
    " private stay on this machine, and so do files that were attached to a step: their names and"
    " SHA-256 travel. With `auto_sync = true` in the settings it is done after each walk, in the"
    " background.",
)

Maybe = Annotated[str, typer.Argument(metavar="[TARGET]", help="Only that one.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")]
Named = Annotated[str, typer.Argument(metavar="NAME", help="The target's name.")]
KindOf = Annotated[str, typer.Argument(metavar="git|xapi|folder", help="What it is.")]
Where = Annotated[str, typer.Argument(metavar="URL", help="An address, or a folder.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print what would be brought, and do nothing.")
]
Again = Annotated[bool, typer.Option("--again", help="Offer what was refused once more.")]
Version = Annotated[
    str, typer.Option("--xapi-version", metavar="1.0.3|2.0|auto", help="For xapi; 1.0.3 if unsaid.")
]
Tell = Annotated[
    str,
    typer.Option(
        "--xapi-tell",
        metavar="steps,readings,signs",
        help="For xapi: which of these have statements of their own; none if unsaid.",
    ),
]
Base = Annotated[
    str,
    typer.Option(
        "--xapi-base", metavar="URL", help="For xapi: what addresses of pages begin with."
    ),
]
Accounts = Annotated[
    str,
    typer.Option("--xapi-accounts", metavar="URL", help="For xapi: where accounts are known."),
]
ByItself = Annotated[
    bool, typer.Option(BY_ITSELF, hidden=True, help="Nobody is there: say nothing.")
]


@sync.command(name="now", cls=_Now, hidden=True, epilog="Example: flowhelp sync --dry-run")
def now(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    target: Maybe = "",
    dry_run: DryRun = False,
    again: Again = False,
    by_itself: ByItself = False,
    as_data: Json = False,
) -> None:
    """Bring what is new, and take in what others did.

    One target that does not answer does not keep the others from it; then the
    exit code is 5, and what has not arrived is brought the next time. It is 4
    where one refused something, which is set aside and kept here.
    """
    opened = workspace(ctx)
    if by_itself:
        syncing.sync_by_itself(opened)
        return
    if not targets.targets(opened):
        boundary.talk("flowhelp: there is no target yet")
        boundary.talk("hint: flowhelp sync add NAME git|xapi|folder URL")
        return
    if dry_run:
        _plan(opened, target, as_data=as_data)
        return
    if again:
        for spec in (targets.named(opened, target),) if target else targets.targets(opened):
            syncing.again(opened, spec.name)
    _do(opened, target, as_data=as_data)


@sync.command(epilog="Example: flowhelp sync add team folder /mnt/shared/records")
def add(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    name: Name,
    kind: KindOf,
    where: Where,
    version: Version = "",
    parts: Tell = "",
    base: Base = "",
    accounts: Accounts = "",
) -> None:
    """Add a place that records go to.

    A folder has to be there; a file named flowhelp.sync marks it, so that
    nothing is written where a stick was before.
    """
    options = {"version": version, "tell": parts, "base": base, "accounts": accounts}
    spec = targets.add(workspace(ctx), name, kind, where, options)
    output.line(f"Added {spec.name}: {spec.kind} {spec.location}")


@sync.command(epilog="Example: flowhelp sync status --json")
def status(ctx: typer.Context, as_data: Json = False) -> None:
    """Say how far each target is, and what it refused; nothing is sent."""
    opened = workspace(ctx)
    found = list(syncing.status(opened))
    holder = at_work(opened.places.outbox)
    if holder is not None and not as_data:
        output.line(f"A sync is running: {holder.words}.")
    for standing in found:
        if as_data:
            told = standing_json(opened, standing)
            output.json_line(told | {"running": holder is not None})
        else:
            show(opened, standing)
    if not as_data and not found:
        output.line("There is no target yet; records stay on this machine.")
    elif not as_data and opened.settings.auto_sync:
        output.line("After each walk they are tried by themselves.")


@sync.command(epilog="Example: flowhelp sync remove team")
def remove(ctx: typer.Context, name: Named) -> None:
    """Take a target out of the list; what is there stays there."""
    spec = syncing.remove(workspace(ctx), name)
    output.line(f"Removed {spec.name}.")


def _do(opened: Workspace, target: str, *, as_data: bool) -> None:
    codes = []
    with boundary.progress("sending") as progress:
        for outcome in syncing.sync(opened, target, progress=progress):
            (tell_json if as_data else tell)(outcome)
            if outcome.refused:
                codes.append(ExitCode.BAD_CONTENT)
            if outcome.failure is not None:
                codes.append(exit_code_for(outcome.failure))
                boundary.drain()
                said = f"{outcome.target}: {outcome.failure.message}"
                boundary.complain(said, advice(opened, outcome))
    with boundary.progress("working out what others did") as progress:
        syncing.add_up(opened, progress)
    if codes:
        raise typer.Exit(codes[0] if len(set(codes)) == 1 else ExitCode.UNAVAILABLE)


def _plan(opened: Workspace, target: str, *, as_data: bool) -> None:
    for planned in syncing.plan(opened, target):
        counts = {"parcels": planned.parcels, "events": planned.events}
        if as_data:
            sizes = {"withheld": planned.withheld, "bytes": planned.bytes}
            output.json_line({"target": planned.spec.name, **counts, **sizes})
        elif planned.parcels:
            stay = f"; {planned.withheld} of them stay here" if planned.withheld else ""
            output.line(
                f"{planned.spec.name}: {parcels(planned.parcels)} would be brought,"
                f" with {events(planned.events)}{stay}"
            )
        else:
            output.line(f"{planned.spec.name}: nothing new")
