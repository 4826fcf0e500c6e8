"""`flowhelp log` and `flowhelp log verify`; what the team did, its figures and searches have
modules of their own.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flowhelp.cli import output
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.errors import InputError
from flowhelp.typeset.recorded import local_time, outcome, part_mark
from flowhelp.typeset.styles import Style
from flowhelp.usecases.workspace import Workspace

Run = Annotated[
    str,
    typer.Argument(
        metavar="[RUN|verify|stats|searches]",
        help="One run in full, a check of the journal, figures, or questions without an answer.",
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]", help="With `stats`: the procedure.", show_default=False),
]
Team = Annotated[
    bool, typer.Option("--team", help="Everybody's walks, who did what last, and what is due.")
]
Since = Annotated[str, typer.Option("--since", metavar="D", help="From then on: 7d, 2031-05-04.")]
Procedure = Annotated[
    str, typer.Option("--procedure", metavar="NAME", help="Only walks of this procedure.")
]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Only walks of this person.")]
Clear = Annotated[
    bool, typer.Option("--clear", help="With `searches`: erase what was searched for here.")
]


class ClearError(InputError):
    """Something was to be erased that is never erased."""


class StatsError(InputError):
    """It was not said which procedure the figures are wanted of."""


def log(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    run: Run = "",
    names: Names = None,
    team: Team = False,
    since: Since = "",
    procedure: Procedure = "",
    by: By = "",
    clear: Clear = False,
    as_data: Json = False,
) -> None:
    """Show what was done: walks, newest first, or one in full.

    What was walked as a part of another walk stands below it, behind ↳.

    `flowhelp log verify` checks that nothing in the journal was changed, and
    that every signature is over what was recorded before it; it exits with 4
    and names the first that is not.

    --team adds the walks of others, and how far each can be relied on.

    `flowhelp log stats NAME` says what everybody's walks of it add up to.

    `flowhelp log searches` lists what was asked here and found no answer, or
    none that was opened. It is kept on this machine only; --clear erases it.
    """
    opened = workspace(ctx)
    _fits(run, names or [], clear=clear)
    match run:
        case "verify":
            _verify(opened, as_data=as_data)
        case "stats":
            _stats(opened, *(names or []), as_data=as_data)
        case "searches":
            _searches(opened, since, clear=clear, as_data=as_data)
        case "":
            (_team if team else _list)(opened, since, procedure, by, as_data=as_data)
        case _:
            _one(opened, run, as_data=as_data)


def _fits(run: str, names: list[str], *, clear: bool) -> None:
    """Refuse words that say nothing where they stand."""
    if clear and run != "searches":
        raise ClearError("--clear is for searches alone", hint="flowhelp log searches --clear")
    if run == "stats" and len(names) != 1:
        raise StatsError("figures are of one procedure", hint="flowhelp log stats NAME")
    if run != "stats" and names:
        raise InputError(f"{names[0]!r} is one word too many", hint="flowhelp log --help")


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
    from flowhelp.typeset.record import in_full
    from flowhelp.usecases.history import record_of

    record = record_of(opened, run)
    if as_data:
        output.json_line(record)
    else:
        for line in in_full(record, output.width()):
            output.spans(*line)


def _team(opened: Workspace, since: str, procedure: str, by: str, *, as_data: bool) -> None:
    from flowhelp.cli.commands.team import team
    from flowhelp.usecases.history import Wanted, moment

    start = moment(since, opened.now()) if since else None
    team(opened, Wanted(start, procedure, by), as_data=as_data)


def _stats(opened: Workspace, name: str, *, as_data: bool) -> None:
    from flowhelp.cli.commands.team import figures

    figures(opened, name, as_data=as_data)


def _searches(opened: Workspace, since: str, *, clear: bool, as_data: bool) -> None:
    from flowhelp.cli.commands.searches import clear_searches, searches
    from flowhelp.usecases.history import moment

    if clear:
        clear_searches(opened, as_data=as_data)
    else:
        start = moment(since, opened.now()) if since else None
        searches(opened, start, as_data=as_data)


def _verify(opened: Workspace, *, as_data: bool) -> None:
    from flowhelp.typeset.chain import verdict_lines
    from flowhelp.usecases.history import BrokenChainError, BrokenSignatureError, verify

    try:
        verdict = verify(opened)
    except (BrokenChainError, BrokenSignatureError) as error:
        if as_data:
            link = error.link
            broken = {"device": link.device, "seq": link.seq, "id": link.id, "reason": link.reason}
            output.json_line({"ok": False, "broken": broken})
        raise
    if as_data:
        head = verdict.head
        end = {"device": head.device, "seq": head.seq, "sha256": head.sha256} if head else None
        signatures = {"signatures": verdict.signatures, "unchecked": verdict.unchecked}
        output.json_line({"ok": True, "events": verdict.events, "head": end, **signatures})
        return
    for line in verdict_lines(verdict):
        output.spans(*line)


def _in_short(record: dict[str, Any], depth: int) -> None:
    """One line for a run, which stands inside so many others."""
    _, state, style = outcome(record.get("outcome", record["state"]), record.get("end", ""))
    count = sum(record["count"].values())
    done = f"{count} step{'' if count == 1 else 's'}"
    output.spans(
        f"{record['id'][-8:]}  {local_time(record['started_at'])}  ",
        (f"{state:<15}", style),
        f"  {part_mark(depth, part='parent' in record)}{record['doc']['title']}",
        (f"  ({record['doc']['id']}, {done}, {record['actor']['name']})", Style.DIM),
    )
