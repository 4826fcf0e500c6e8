"""`flowhelp sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from flowhelp.cli import boundary, output
from flowhelp.cli.exits import ExitCode, exit_code_for
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.typeset.styles import Style
from flowhelp.typeset.times import ago, clock
from flowhelp.usecases import sync as syncing
from flowhelp.usecases import targets

if TYPE_CHECKING:
    from flowhelp.sync.outcome import Outcome
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
        if "--help" not in args and (not words or words[0] not in self.commands):
            args = ["now", *args]
        return super().parse_args(ctx, args)


sync = typer.Typer(
    cls=_Words,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Bring what was done to where the team keeps it, and take in what others did.\n\n"
    "`flowhelp sync` does it with every target, `flowhelp sync TARGET` with that one; --dry-run"
    " prints what would be brought, --again offers what was refused once more. Walks that are"
    " private stay on this machine, and so do files that were attached to a step: their names and"
    " SHA-256 travel.",
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


@sync.command(name="now", hidden=True, epilog="Example: flowhelp sync --dry-run")
def now(
    ctx: typer.Context,
    target: Maybe = "",
    dry_run: DryRun = False,
    again: Again = False,
    as_data: Json = False,
) -> None:
    """Bring what is new, and take in what others did.

    One target that does not answer does not keep the others from it; then the
    exit code is 5. What has not arrived is brought the next time.
    """
    opened = workspace(ctx)
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
    codes = []
    with boundary.progress("sending") as progress:
        for outcome in syncing.sync(opened, target, progress=progress):
            (_tell_json if as_data else _tell)(outcome)
            if outcome.failure is not None:
                codes.append(exit_code_for(outcome.failure))
                boundary.drain()
                said = f"{outcome.target}: {outcome.failure.message}"
                boundary.complain(said, _next(outcome))
    if codes:
        raise typer.Exit(codes[0] if len(set(codes)) == 1 else ExitCode.UNAVAILABLE)


@sync.command(epilog="Example: flowhelp sync add team folder /mnt/shared/records")
def add(ctx: typer.Context, name: Name, kind: KindOf, where: Where) -> None:
    """Add a place that records go to.

    A folder has to be there; a file named flowhelp.sync marks it, so that
    nothing is written where a stick was before.
    """
    spec = targets.add(workspace(ctx), name, kind, where)
    output.line(f"Added {spec.name}: {spec.kind} {spec.location}")


@sync.command(epilog="Example: flowhelp sync status --json")
def status(ctx: typer.Context, as_data: Json = False) -> None:
    """Say how far each target is, and what it refused; nothing is sent."""
    opened = workspace(ctx)
    found = list(syncing.status(opened))
    for standing in found:
        if as_data:
            output.json_line(_standing_json(opened, standing))
            continue
        spec, attempt = standing.spec, standing.attempt
        output.spans((spec.name, Style.COMMAND), f"  {spec.kind} {spec.location}")
        if standing.unsent:
            age = ago(_age(opened, standing.oldest))
            output.line(f"  {_events(standing.unsent)} not there yet, the oldest of {age}")
        else:
            output.line("  everything is there")
        output.line(f"  last sync: {_since(opened, attempt.at)}")
        if attempt.message:
            output.line(f"  failed: {attempt.message}", style=Style.DANGER)
            waits = f"not before {_clock(attempt.retry)}" if attempt.retry else "not"
            output.line(f"  tried again by itself {waits}; at once with flowhelp sync {spec.name}")
        for each in standing.stuck:
            output.line(f"  refused: {each.key}: {each.reason}", style=Style.DANGER)
    if not found and not as_data:
        output.line("There is no target yet; records stay on this machine.")


@sync.command(epilog="Example: flowhelp sync remove team")
def remove(ctx: typer.Context, name: Named) -> None:
    """Take a target out of the list; what is there stays there."""
    spec = syncing.remove(workspace(ctx), name)
    output.line(f"Removed {spec.name}.")


def _plan(opened: Workspace, target: str, *, as_data: bool) -> None:
    for planned in syncing.plan(opened, target):
        counts = {"parcels": planned.parcels, "events": planned.events}
        if as_data:
            sizes = {"withheld": planned.withheld, "bytes": planned.bytes}
            output.json_line({"target": planned.spec.name, **counts, **sizes})
        elif planned.parcels:
            stay = f"; {planned.withheld} of them stay here" if planned.withheld else ""
            output.line(
                f"{planned.spec.name}: {_parcels(planned.parcels)} would be brought,"
                f" with {_events(planned.events)}{stay}"
            )
        else:
            output.line(f"{planned.spec.name}: nothing new")


def _tell(outcome: Outcome) -> None:
    if outcome.renamed:
        boundary.talk(
            f"flowhelp: {outcome.target} has records of another machine under this one's name, so"
            f" this one is {outcome.renamed} from now on; both are kept"
        )
    for receipt in outcome.refused:
        boundary.complain(
            f"{outcome.target} refused {receipt.key}: {receipt.reason}",
            f"mend it there, then flowhelp sync {outcome.target} --again",
        )
    for problem in outcome.problems:
        said = f"{outcome.target}: {problem}"
        boundary.complain(said, "all the rest is taken; flowhelp log verify says what it touches")
    if outcome.failure is None or outcome.kept or outcome.pulled:
        sent = f"{_parcels(outcome.kept)} brought" if outcome.kept else "nothing new to bring"
        taken = f"{outcome.pulled} new from others" if outcome.pulled else "nothing new from others"
        output.line(f"{outcome.target}: {sent}, {taken}")


def _tell_json(outcome: Outcome) -> None:
    output.json_line({
        "target": outcome.target,
        "kept": outcome.kept,
        "refused": [{"key": each.key, "reason": each.reason} for each in outcome.refused],
        "pulled": outcome.pulled,
        "problems": outcome.problems,
        "waiting": outcome.waiting,
        "device": outcome.renamed,
        "failure": outcome.failure.message if outcome.failure else None,
        "retry_at": outcome.retry or None,
    })  # fmt: skip


def _next(outcome: Outcome) -> str | None:
    assert outcome.failure is not None  # noqa: S101 - for the types
    hint = outcome.failure.hint or "nothing is lost; flowhelp sync goes on where it stopped"
    return f"{hint}; by itself not before {_clock(outcome.retry)}" if outcome.retry else hint


def _clock(at: str) -> str:
    from flowhelp.journal.codec import stamp

    return clock(stamp(at))


def _standing_json(opened: Workspace, standing: syncing.Standing) -> dict[str, Any]:
    spec, attempt = standing.spec, standing.attempt
    return {
        "target": spec.name, "kind": spec.kind, "location": spec.location,
        "unsent": standing.unsent,
        "oldest_at": standing.oldest or None,
        "oldest_s": _age(opened, standing.oldest) if standing.oldest else None,
        "stuck": [{"key": each.key, "reason": each.reason} for each in standing.stuck],
        "last_at": attempt.at or None,
        "failure": attempt.message or None,
        "denied": attempt.denied,
        "retry_at": attempt.retry or None,
    }  # fmt: skip


def _age(opened: Workspace, at: str) -> float:
    from flowhelp.journal.codec import stamp

    return max(0.0, round((opened.now() - stamp(at)).total_seconds(), 3))


def _since(opened: Workspace, at: str) -> str:
    return ago(_age(opened, at)) if at else "never"


def _events(count: int) -> str:
    return f"{count} event{'s' * (count != 1)}"


def _parcels(count: int) -> str:
    return f"{count} parcel{'s' * (count != 1)}"
