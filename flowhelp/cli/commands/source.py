"""`flowhelp source`."""

from __future__ import annotations

from typing import Annotated

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.exits import ExitCode
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.library.source import SourceSpec
from flowhelp.typeset.styles import Style
from flowhelp.usecases import sources
from flowhelp.usecases.reindex import reindex

source = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Add, list, update, trust and remove libraries.",
)

Where = Annotated[str, typer.Argument(metavar="URL|PATH", help="A folder, or a git URL.")]
Named = Annotated[str, typer.Argument(metavar="NAME", help="The library's name.")]
Maybe = Annotated[str, typer.Argument(metavar="[NAME]", help="Only that library.")]
Name = Annotated[str, typer.Option("--name", metavar="N", help="What to call it.")]
Ref = Annotated[str, typer.Option("--ref", metavar="REF", help="Its branch, tag or commit.")]
Pin = Annotated[bool, typer.Option("--pin", help="Stay at the commit found now.")]
Revoke = Annotated[bool, typer.Option("--revoke", help="Trust it no longer.")]


@source.command(epilog="Example: flowhelp source add https://example.org/runbooks.git")
def add(ctx: typer.Context, where: Where, name: Name = "", ref: Ref = "", pin: Pin = False) -> None:
    """Add a library: a git URL is cloned, a folder is used in place.

    A new library is not trusted: it can be read and walked, and nothing in it
    is offered to run.
    """
    opened = workspace(ctx)
    added = sources.add(opened, where, name=name, ref=ref, pin=pin)
    if not added.is_new:
        output.line(f"{added.spec.name} is in the list already.")
        return
    with boundary.progress(f"reading {added.spec.name}") as progress:
        reindex(opened, progress=progress)
    for library in sources.libraries(opened):
        if library.spec.key == added.spec.key:
            output.line(f"Added {added.spec.name}: {_counted(library)}.")


@source.command(name="list", epilog="Example: flowhelp source list --json")
def list_(ctx: typer.Context, as_data: Json = False) -> None:
    """List the libraries in use, strongest first."""
    found = sources.libraries(workspace(ctx))
    if as_data:
        for library in found:
            counts = {"procedures": library.procedures, "problems": library.problems}
            output.json_line(_json(library.spec) | counts)
        return
    for library in found:
        spec = library.spec
        facts = [spec.kind, _counted(library)]
        facts += [f"ref {spec.ref}"] if spec.ref else []
        facts += [f"at {spec.commit[:12]}"] if spec.commit else []
        facts += ["pinned"] if spec.pin else []
        facts += ["trusted"] if spec.trusted else []
        output.spans((spec.name, Style.COMMAND), f"  {', '.join(facts)}")
        output.spans(("  " + spec.location, Style.DIM))


@source.command(epilog="Example: flowhelp source update runbooks")
def update(ctx: typer.Context, name: Maybe = "", as_data: Json = False) -> None:
    """Fetch what is new in git libraries.

    A folder is always as it is now. One library that does not answer does
    not keep the others from it; then the exit code is 5.
    """
    done = sources.update(workspace(ctx), name)
    for updated in done:
        spec = updated.spec
        if as_data:
            told = {"before": updated.before, "failure": updated.failure or None}
            output.json_line(_json(spec) | told)
        elif not updated.failure:
            moved = updated.before != spec.commit
            now = f"{updated.before[:12]} → {spec.commit[:12]}" if moved else "nothing new"
            output.line(f"{spec.name}: {now}")
        if updated.failure:
            boundary.complain(f"{spec.name}: {updated.failure}", updated.hint)
    if not done:
        boundary.talk("flowhelp: no library was added, so there is nothing to update")
    if any(updated.failure for updated in done):
        raise typer.Exit(ExitCode.UNAVAILABLE)


@source.command(epilog="Example: flowhelp source trust runbooks")
def trust(ctx: typer.Context, name: Named, revoke: Revoke = False) -> None:
    """Trust a library: its commands may be offered to run."""
    spec = sources.trust(workspace(ctx), name, trusted=not revoke)
    output.line(f"{spec.name} is {'trusted' if spec.trusted else 'not trusted'} now.")


@source.command(epilog="Example: flowhelp source remove runbooks")
def remove(ctx: typer.Context, name: Named) -> None:
    """Take a library out of the list; a folder itself is left alone."""
    spec = sources.remove(workspace(ctx), name)
    output.line(f"Removed {spec.name}.")


def _counted(library: sources.Library) -> str:
    pages, left_out = library.procedures, library.problems
    said = f"{pages} page{'s' * (pages != 1)}"
    files = f"{left_out} file{'s' * (left_out != 1)}"
    return f"{said}, {files} left out (see flowhelp doctor)" if left_out else said


def _json(spec: SourceSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "kind": spec.kind,
        "location": spec.location,
        "ref": spec.ref,
        "pin": spec.pin,
        "commit": spec.commit,
        "trusted": spec.trusted,
    }
