"""`flowhelp log` and `flowhelp log verify`; `flowhelp log searches` has a module of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from flowhelp.cli import output
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.errors import InputError
from flowhelp.typeset.styles import Style
from flowhelp.typeset.times import lasting, local
from flowhelp.usecases.workspace import Workspace

Run = Annotated[
    str,
    typer.Argument(
        metavar="[RUN|verify|searches]",
        help="One run in full, a check of the journal, or questions without an answer.",
    ),
]
Since = Annotated[str, typer.Option("--since", metavar="D", help="From then on: 7d, 2031-05-04.")]
Procedure = Annotated[
    str, typer.Option("--procedure", metavar="NAME", help="Only walks of this procedure.")
]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Only walks of this person.")]
Clear = Annotated[
    bool, typer.Option("--clear", help="With `searches`: erase what was searched for here.")
]

_GOOD = "completed"
_MARKS = {"done": "⊘", "na": "–", "skipped": "»", "failed": "✗", "open": "◯", "todo": " "}


class ClearError(InputError):
    """Something was to be erased that is never erased."""


def log(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    run: Run = "",
    since: Since = "",
    procedure: Procedure = "",
    by: By = "",
    clear: Clear = False,
    as_data: Json = False,
) -> None:
    """Show what was done: walks, newest first, or one in full.

    `flowhelp log verify` checks that nothing in the journal was changed, and
    that every signature is over what was recorded before it; it exits with 4
    and names the first that is not.

    `flowhelp log searches` lists what was asked here and found no answer, or
    none that was opened. It is kept on this machine only; --clear erases it.
    """
    opened = workspace(ctx)
    if clear and run != "searches":
        raise ClearError("--clear is for searches alone", hint="flowhelp log searches --clear")
    match run:
        case "verify":
            _verify(opened, as_data=as_data)
        case "searches":
            _searches(opened, since, clear=clear, as_data=as_data)
        case "":
            _list(opened, since, procedure, by, as_data=as_data)
        case _:
            _one(opened, run, as_data=as_data)


def _list(opened: Workspace, since: str, procedure: str, by: str, *, as_data: bool) -> None:
    from flowhelp.usecases.history import Wanted, moment, records

    start = moment(since, opened.now()) if since else None
    found = False
    for record in records(opened, Wanted(start, procedure, by)):
        found = True
        if as_data:
            output.json_line(record)
        else:
            _in_short(record)
    if not found and not as_data:
        narrowed = since or procedure or by
        output.line("No walk matches." if narrowed else "Nothing was walked yet.")


def _one(opened: Workspace, run: str, *, as_data: bool) -> None:
    from flowhelp.usecases.history import record_of

    record = record_of(opened, run)
    if as_data:
        output.json_line(record)
    else:
        _in_full(record)


def _searches(opened: Workspace, since: str, *, clear: bool, as_data: bool) -> None:
    from flowhelp.cli.commands.searches import clear_searches, searches
    from flowhelp.usecases.history import moment

    if clear:
        clear_searches(opened, as_data=as_data)
    else:
        start = moment(since, opened.now()) if since else None
        searches(opened, start, as_data=as_data)


def _verify(opened: Workspace, *, as_data: bool) -> None:
    from flowhelp.usecases.history import BrokenChainError, BrokenSignatureError, verify

    try:
        verdict = verify(opened)
    except (BrokenChainError, BrokenSignatureError) as error:
        if as_data:
            link = error.link
            broken = {"device": link.device, "seq": link.seq, "id": link.id, "reason": link.reason}
            output.json_line({"ok": False, "broken": broken})
        raise
    head = verdict.head
    if as_data:
        end = {"device": head.device, "seq": head.seq, "sha256": head.sha256} if head else None
        signatures = {"signatures": verdict.signatures, "unchecked": verdict.unchecked}
        output.json_line({"ok": True, "events": verdict.events, "head": end, **signatures})
    elif head is None:
        output.line("The journal is empty.")
    else:
        output.line(f"{verdict.events} events, unbroken.")
        if verdict.signatures:
            good = verdict.signatures - verdict.unchecked
            output.line(f"{good} signature{'' if good == 1 else 's'}, good.")
        if verdict.unchecked:
            words = f"{verdict.unchecked} more not checked: there is no ssh-keygen here."
            output.line(words, style=Style.WARNING)
        output.line(f"Head of {head.device}: {head.seq} {head.sha256}", style=Style.DIM)


def _in_short(record: dict[str, Any]) -> None:
    """One line for a run."""
    state = _outcome(record)
    style = Style.GOOD if record.get("outcome") == _GOOD else Style.WARNING
    count = sum(record["count"].values())
    done = f"{count} step{'' if count == 1 else 's'}"
    output.spans(
        f"{record['id'][-8:]}  {_local(record['started_at'])}  ",
        (f"{state:<15}", style),
        f"  {record['doc']['title']}",
        (f"  ({record['doc']['id']}, {done}, {record['actor']['name']})", Style.DIM),
    )


def _in_full(record: dict[str, Any]) -> None:
    doc = record["doc"]
    output.line(doc["title"], style=Style.TITLE)
    version = doc.get("steps_hash", "")[:20]
    output.line(f"{doc['id']} · {version} · {record['use']} use", style=Style.DIM)
    ended = f" to {_local(record['ended_at'])}" if "ended_at" in record else ""
    output.line(f"{_outcome(record)}, {_local(record['started_at'])}{ended}")
    who = record["actor"]["name"]
    output.line(f"by {who}, {lasting(record['active_s'])} of work · run {record['id']}")
    paper = record.get("paper")
    if paper:
        times = (
            f"{_local(paper['started_at'])} to {_local(paper['ended_at'])}, "
            if "started_at" in paper
            else ""
        )
        output.line(f"on paper: {times}keyed in by {', '.join(paper['keyed_by'])}")
    for name, value in record["context"].items():
        if name != "params" and value:
            output.line(f"{name.replace('_', ' ')}: {value}")
    for name, value in record["context"]["params"].items():
        output.line(f"{name} = {value}")
    output.line()
    for step in record["steps"]:
        _step(step)
    _extras(record)


def _step(step: dict[str, Any]) -> None:
    mark = _MARKS.get(step["state"], "?")
    name = f"{step['n']}. {step['title']}" if "n" in step else step["sid"]
    when = step.get("paper_at") or step.get("at", "")
    took = f", {lasting(step['dwell_s'])}" if "dwell_s" in step and "paper_at" not in step else ""
    spent = f"  {_local(when)}{took}" if when else ""
    output.spans(f"  {mark} {name}", (spent, Style.DIM))
    if "reason" in step:
        output.line(f"      {step['reason']}")
    for reading in step.get("readings", []):
        limits = "" if reading["within"] in {None, True} else "  out of limits"
        unit = f" {reading['unit']}" if "unit" in reading else ""
        label = reading.get("label") or reading["name"]
        value = reading["value"]
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        again = " (corrected)" if "corrects" in reading else ""
        second = f" by {reading['by']}" if reading["name"].endswith("@second") else ""
        tool = f" with {reading['instrument']}" if "instrument" in reading else ""
        output.line(f"      {label}: {shown}{unit}{second}{tool}{limits}{again}")
    for sign in step.get("signs", []):
        shown_by = {"pin": ", PIN", "ssh": ", SSH key"}.get(sign["auth"]["method"], "")
        when = _local(sign["at"])
        output.line(f"      {sign['meaning']}: {sign['name']}, {when}{shown_by}")
    _happened(step)
    if "hold" in step and "released_by" in step["hold"]:
        hold = step["hold"]
        output.line(f"      released by {hold['released_by']}: {hold['reason']}")


def _happened(step: dict[str, Any]) -> None:
    """What ran, how long it waited, how often it was done, and what was attached."""
    if "cmd" in step:
        command = step["cmd"]
        how = command.get("ended", "exit") if command["exit"] is None else f"{command['exit']}"
        output.line(f"      command ended with {how} after {command['dur_s']:.1f} s")
    if step.get("timer", {}).get("waited_s") is not None:
        timer = step["timer"]
        output.line(f"      waited {lasting(timer['waited_s'])} of {lasting(timer['required_s'])}")
    if step.get("rounds", 1) > 1:
        output.line(f"      done {step['rounds']} times")
    for file in step.get("files", []):
        output.line(f"      attached: {file['name']}, SHA-256 {file['sha256'][:12]}…")


def _extras(record: dict[str, Any]) -> None:
    numbers = {step["sid"]: step.get("n", step["sid"]) for step in record["steps"]}
    for each in record.get("moves", []):
        output.line()
        output.line(f"Moved to the changed page, {_local(each['at'])}: {each['reason']}")
    if record["deviations"]:
        output.line()
        output.line("Deviations", style=Style.HEADING)
    for each in record["deviations"]:
        kind = each["kind"].replace("_", " ")
        output.line(f"  {numbers.get(each['sid'], each['sid'])}: {kind}: {each.get('reason', '')}")
    if record["notes"]:
        output.line()
        output.line("Remarks", style=Style.HEADING)
    for note in record["notes"]:
        where = f"{numbers.get(note['sid'], note['sid'])}: " if note["sid"] else ""
        output.line(f"  {where}{note['text']}")


def _outcome(record: dict[str, Any]) -> str:
    words = record.get("outcome", record["state"]).replace("completed_with_", "with ")
    end = f" ({record['end']})" if "end" in record else ""
    return f"{words}{end}"


def _local(text: str) -> str:
    return local(datetime.fromisoformat(text))
