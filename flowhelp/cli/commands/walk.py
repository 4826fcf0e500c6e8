"""`flowhelp walk`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowhelp.cli import output
from flowhelp.cli.options import Json, Plain
from flowhelp.cli.session import workspace
from flowhelp.errors import FlowhelpError, InputError, MissingError
from flowhelp.typeset.times import local

if TYPE_CHECKING:
    from flowhelp.content import Procedure
    from flowhelp.library.catalog import Entry
    from flowhelp.usecases.walk import OpenRun
    from flowhelp.usecases.workspace import Workspace

Name = Annotated[str, typer.Argument(metavar="NAME", help="A procedure, or its number in howto.")]
Set = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="A value for a parameter.")
]

New = Annotated[bool, typer.Option("--new", help="Begin anew, whatever is unfinished.")]
Again = Annotated[bool, typer.Option("--resume", help="Go on with the unfinished walk.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only try it: nothing is recorded.")]
Answers = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="Take the answers from a file of JSON lines."),
]
WorkOrder = Annotated[str, typer.Option("--work-order", metavar="ID", help="For the record.")]
Ask = Annotated[
    str, typer.Option("--ask", metavar="start|needed", help="When values are asked for.")
]
Equipment = Annotated[str, typer.Option("--equipment", metavar="ID", help="For the record.")]


class NoTerminalError(InputError):
    """Somebody has to be asked, and nobody is there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options say: begin anew, go on, or only try; and what to write down with it."""

    params: dict[str, str]
    context: dict[str, str]
    new: bool
    again: bool
    keep: bool
    ask: str = ""


class AskError(InputError):
    """Values are asked for at the start, or when needed."""


class SetError(InputError):
    """A value for a parameter that is not given as NAME=VALUE."""


class NoSuchPartError(InputError):
    """The page has no procedure of that name."""


class NothingUnfinishedError(MissingError):
    """There is no walk to go on with."""


class ContradictionError(InputError):
    """Two options that exclude each other."""


def walk(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    name: Name,
    values: Set = [],  # noqa: B006 - Typer makes a new one
    plain: Plain = False,
    new: New = False,
    again: Again = False,
    dry_run: DryRun = False,
    answers: Answers = None,
    work_order: WorkOrder = "",
    equipment: Equipment = "",
    ask: Ask = "",
    as_data: Json = False,
) -> None:
    """Follow a procedure step by step, and keep the record.

    On the whole screen, or line by line with --plain. Leave at any point with q or Ctrl-C;
    `flowhelp resume` goes on there.
    """
    if new and again:
        raise ContradictionError("--new and --resume exclude each other")
    if ask not in {"", "start", "needed"}:
        raise AskError(f"--ask is start or needed, not {ask!r}")
    if answers is None and not output.interactive():
        raise NoTerminalError(
            "a walk needs a terminal to ask at", hint="flowhelp walk NAME --answers FILE"
        )
    context = {"work_order": work_order, "equipment": equipment}
    given = pairs(values)
    how = Wish(given, context, new=new or dry_run, again=again, keep=not dry_run, ask=ask)
    with _advised(name, how):
        if answers is None and output.full_screen() and not (plain or as_data):
            _walk_on_screen(workspace(ctx), name, how)
        else:
            _walk(workspace(ctx), name, how, answers, as_data=as_data)


@contextmanager
def _advised(name: str, how: Wish) -> Iterator[None]:
    """Where the records cannot be read, the page can be followed all the same."""
    try:
        yield
    except FlowhelpError as error:
        from flowhelp.journal.schema import is_of_a_journal

        if how.keep and is_of_a_journal(error):
            without = f"flowhelp walk {name} --dry-run follows it without a record"
            error.hint = f"{error.hint}; meanwhile {without}" if error.hint else without
        raise


def _walk_on_screen(opened: Workspace, name: str, how: Wish) -> None:
    from flowhelp.cli.commands.open import open_app
    from flowhelp.tui.places import WalkOf
    from flowhelp.usecases.library import load, resolve
    from flowhelp.usecases.start import checked_params
    from flowhelp.usecases.walk import unfinished

    entry = resolve(opened, name)
    procedure = load(opened, entry)
    checked_params(procedure, how.params)
    left = unfinished(opened, entry.id) if how.again else ()
    if how.again:
        _to_resume(left, again=True, asked=True)
    wish = WalkOf(
        name, how.params, how.context, new=how.new, again=how.again, keep=how.keep, ask=how.ask
    )
    code = open_app(opened, wish)
    if code:
        raise typer.Exit(code)


def _walk(opened: Workspace, name: str, how: Wish, answers: Path | None, *, as_data: bool) -> None:
    from flowhelp.cli.plain.running import go, go_on
    from flowhelp.usecases.keyed import check, read_answers
    from flowhelp.usecases.library import load, resolve
    from flowhelp.usecases.lines import first_paper
    from flowhelp.usecases.start import Start, start
    from flowhelp.usecases.walk import unfinished
    from flowhelp.walkthrough.actions import Note

    entry = resolve(opened, name)
    procedure = load(opened, entry)
    keyed = read_answers(answers) if answers is not None else None
    left = () if how.new else unfinished(opened, entry.id)
    run = _to_resume(left, again=how.again, asked=keyed is None)
    if run is not None:
        go_on(opened, run.run, params=how.params, answers=keyed, as_data=as_data)
        return
    part = _part(procedure, entry, asked=keyed is None)
    begin = Start(how.params, how.context, part, keep=how.keep, asks=keyed is None, ask=how.ask)
    if keyed is not None:
        begin = replace(begin, paper=first_paper(keyed, opened.now()))
        rehearsal = start(opened, entry, procedure, replace(begin, keep=False))
        check(rehearsal, keyed)
    words = _agreed(opened, procedure, how) if keyed is None else ""
    if words is None:
        output.line("Nothing was begun.")
        return
    session = start(opened, entry, procedure, begin)
    if words:
        session.perform(Note(words, to="run"))
    go(session, keyed, as_data=as_data)


def _agreed(opened: Workspace, procedure: Procedure, how: Wish) -> str | None:
    """What the person says to all that speaks against beginning; None when she does not."""
    import platform

    from flowhelp.cli.plain.ready import agreed
    from flowhelp.usecases.readiness import concerns

    found = concerns(
        opened,
        procedure,
        system=platform.system().lower(),
        equipment=how.context.get("equipment", ""),
    )
    return agreed(procedure.title, found, close=procedure.meta.use == "continuous")


def pairs(values: list[str]) -> dict[str, str]:
    """`NAME=VALUE` options as a map."""
    pairs: dict[str, str] = {}
    for value in values:
        name, equals, given = value.partition("=")
        if not equals or not name.strip():
            raise SetError(f"--set takes NAME=VALUE, not {value!r}")
        if name.strip() in pairs:
            raise SetError(f"--set gives {name.strip()!r} twice")
        pairs[name.strip()] = given
    return pairs


def _to_resume(left: tuple[OpenRun, ...], *, again: bool, asked: bool) -> OpenRun | None:
    """The unfinished walk to go on with, if any; a person is asked where nothing was said."""
    if not left:
        if again:
            raise NothingUnfinishedError("no walk of it is unfinished", hint="flowhelp resume")
        return None
    if again:
        return left[0]
    if not asked:
        raise NoTerminalError(
            "a walk of it is unfinished", hint="--resume goes on with it, --new begins anew"
        )
    output.line(f"A walk of it is unfinished, last touched {local(left[0].last.wall)}.")
    typed = output.prompt("Enter goes on with it, n begins anew: ").strip().lower()
    return None if typed in {"n", "new"} else left[0]


def _part(procedure: Procedure, entry: Entry, *, asked: bool) -> str:
    """Which of several procedures on one page."""
    slugs = [slug for slug, _ in procedure.parts]
    if entry.part in slugs:
        return entry.part
    if entry.part:
        raise NoSuchPartError(
            f"{entry.id} is walked as a whole, not from {entry.part!r} on",
            hint=f"flowhelp walk {entry.id}",
        )
    if not slugs or not any(step.part for step in procedure.steps):
        return ""
    if not asked:
        raise NoTerminalError(
            f"{entry.id} holds {len(slugs)} procedures", hint=f"flowhelp walk {entry.id}#{slugs[0]}"
        )
    output.line(f"{procedure.title} holds {len(slugs)} procedures:")
    for number, (_, title) in enumerate(procedure.parts, start=1):
        output.line(f"  {number}  {title}")
    typed = output.prompt(f"Which one, 1 to {len(slugs)}? ").strip()
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(slugs)):
        raise NoSuchPartError(f"{typed!r} is none of them", hint=f"a number from 1 to {len(slugs)}")
    return slugs[int(typed) - 1]
