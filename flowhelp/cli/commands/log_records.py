"""`flowhelp log export`, `import` and `correct`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.exits import ExitCode
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.errors import InputError, MissingError

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


class Form(StrEnum):
    """What records are written as."""

    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"
    HTML = "html"
    XAPI = "xapi"


Runs = Annotated[list[str] | None, typer.Argument(metavar="[RUN]…", help="These only; else all.")]
As = Annotated[Form, typer.Option("--format", "-f", help="What they are written as.")]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write to a file; one there is replaced."),
]
Private = Annotated[bool, typer.Option("--private", help="Let private walks leave too.")]
Device = Annotated[
    str, typer.Option("--device", metavar="ID", help="What was imported of that device; jsonl.")
]
File = Annotated[str, typer.Argument(metavar="FILE", help="An export as jsonl; - for stdin.")]
Run = Annotated[str, typer.Argument(metavar="RUN", help="A run, or an end of its id.")]
Step = Annotated[str, typer.Argument(metavar="STEP", help="Its number, like 1.4, or its id.")]
Field = Annotated[str, typer.Option("--field", metavar="F", help="The blank, where there are two.")]
Value = Annotated[str, typer.Option("--value", metavar="V", help="What it should have been.")]
Reason = Annotated[str, typer.Option("--reason", metavar="R", help="Why.")]


class NothingToExportError(MissingError):
    """There is no run, or none that may leave."""


class DeviceFormError(InputError):
    """Lines of another device were wanted as something else."""


def export(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    runs: Runs = None,
    form: As = Form.JSONL,
    out: Out = None,
    private: Private = False,
    device: Device = "",
) -> None:
    """Write records for other tools and for people.

    jsonl: the events as they are chained, with the head of the chain at the end;
    what does not leave stands in it as a range with its hashes. csv: one reading
    or step a row. md, html: a report of each run, to sign or to archive. xapi:
    the statements that a sync sends. All of them say where the chain ends, for
    log verify --heads. Walks of private pages stay here without --private. Walks
    of others are in none of it unless RUN names one, for md, html or csv.
    """
    text = _text(workspace(ctx), runs or [], form, device, private=private)
    if out is None or str(out) == "-":
        output.write(text)
        return
    from flowhelp.usecases.export import place_of, save

    path = place_of(workspace(ctx), str(out))
    save(path, text, instead=True)
    boundary.talk(f"{path}")


def _text(opened: Workspace, names: list[str], form: Form, device: str, *, private: bool) -> str:
    from flowhelp.usecases.lineexport import lines, lines_of_device, wanted_runs

    if device:
        if form is not Form.JSONL or names:
            raise DeviceFormError("--device is for all of its lines, as jsonl")
        return lines_of_device(opened, device)
    if form is Form.JSONL and (names or opened.journal.head() is not None):
        return lines(opened, wanted_runs(opened, names, private=private))
    from flowhelp.typeset.exports import text_of
    from flowhelp.usecases.others import all_of_anybody

    if form is Form.XAPI:  # what a sync sends is told by who did it
        wanted_runs(opened, names, private=private)
    found = all_of_anybody(opened, names, private=private)
    if not found:
        raise NothingToExportError("there is no walk to export", hint="flowhelp log")
    return text_of(form.value, found)


def take_in(ctx: typer.Context, file: File, as_data: Json = False) -> None:
    """Take in records of another machine, beside your own and never among them.

    All of the file is taken in, or nothing: its chains and its heads are checked
    first. The same file twice adds nothing.
    """
    from flowhelp.usecases.lineimport import take_in as taken

    opened = workspace(ctx)
    try:
        content = sys.stdin.buffer.read() if file == "-" else (opened.folder / file).read_bytes()
    except OSError as error:
        raise MissingError(f"{file} cannot be read: {(error.strerror or '').lower()}") from error
    found = taken(opened, content)
    if as_data:
        heads = [{"device": h.device, "seq": h.seq, "sha256": h.sha256} for h in found.heads]
        told = {"new": found.new, "known": found.known, "heads": heads}
        output.json_line(told | {"aside": found.aside, "without_head": list(found.bare)})
    else:
        output.line(f"{found.new} new, {found.known} known already.")
        for head in found.heads:
            output.line(f"Head of {head.device}: {head.seq} {head.sha256}")
    for device in found.bare:
        boundary.complain(
            f"it does not say where the chain of {device} ends: its walks count as unverified",
            "ask for the whole export, as it was written",
        )
    if found.aside:
        boundary.complain(
            "it is not what is here of the same events; both are kept", "flowhelp log verify --json"
        )
        raise typer.Exit(ExitCode.BAD_CONTENT)


def correct(  # noqa: PLR0913, PLR0917 - what a correction is made of
    ctx: typer.Context,
    run: Run,
    step: Step,
    value: Value,
    reason: Reason,
    field: Field = "",
    as_data: Json = False,
) -> None:
    """Correct a reading of a walk that has ended; the original stays on record."""
    from flowhelp.usecases.correcting import correct as corrected

    written = corrected(workspace(ctx), run, step, field=field, value=value, reason=reason)
    if as_data:
        output.json_line({"corrected": written})
    elif written:
        output.line("Corrected; the original stays.")
    else:
        output.line("That is what it was already.")
