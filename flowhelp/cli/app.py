"""`flowhelp`: every command, in the order `--help` shows them.

A command's module is imported when the command is called, and not before: the
list below is all that `flowhelp --help` needs.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_command

from flowhelp import __version__
from flowhelp.cli import output
from flowhelp.cli.group import Boundary
from flowhelp.cli.options import everywhere
from flowhelp.errors import InputError


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as the list shows it: one sentence, and one example of its use."""

    summary: str
    example: str


COMMANDS = {
    "howto": Entry(
        "Find the procedure, and the step in it, that answers a question.",
        'flowhelp howto "renew a TLS certificate"',
    ),
    "show": Entry(
        "Read one procedure, or one step of it.",
        "flowhelp show failover-postgres#3",
    ),
    "list": Entry(
        "List what is in the library.",
        "flowhelp list --type checklist",
    ),
    "inspect": Entry(
        "Show how a file was understood: its type, steps, readings and ways on.",
        "flowhelp inspect docs/restore.md --json",
    ),
    "walk": Entry(
        "Follow a procedure step by step, and keep the record.",
        "flowhelp walk failover-postgres --plain",
    ),
    "resume": Entry(
        "Go on with a walk that was left.",
        "flowhelp resume",
    ),
    "print": Entry(
        "Make a form to print and fill in by hand.",
        "flowhelp print failover-postgres -o form.html",
    ),
    "log": Entry(
        "Show what was done: walks, newest first, or one in full.",
        "flowhelp log --json",
    ),
    "sync": Entry(
        "Bring what was done to where the team keeps it, and take in what others did.",
        "flowhelp sync --dry-run",
    ),
    "serve": Entry(
        "Open the same screens in a web browser, for this machine alone.",
        "flowhelp serve --port 8080",
    ),
    "people": Entry(
        "Enrol, list and remove the people who may sign on this machine.",
        "flowhelp people add 'Kim Berg' --role shift-lead",
    ),
    "source": Entry(
        "Add, list, update, trust and remove libraries.",
        "flowhelp source add https://example.org/runbooks.git",
    ),
    "index": Entry(
        "Bring the search index up to date; normally this happens by itself.",
        "flowhelp index --rebuild",
    ),
    "paths": Entry(
        "Print where everything lies.",
        "flowhelp paths --json",
    ),
    "doctor": Entry(
        "Say what is wrong with this installation, and how to mend it.",
        "flowhelp doctor",
    ),
}
"""In the order of the help page. The module and its function have the command's name."""


class Commands(Boundary):
    """The commands, each loaded when it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.params += _common_parameters()

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order of the help page."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, loaded now; None when there is none."""
        del ctx
        return _load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that `args` begin with.

        Raises:
            InputError: There is no such command; the hint is the likeliest thing meant.
        """
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise InputError(f"there is no command {name!r}", hint=_likely(args))
        return super().resolve_command(ctx, args)


def _likely(args: list[str]) -> str:
    """The command line that was probably meant: a near command, else a question."""
    name, rest = args[0], args[1:]
    near = [known for known in COMMANDS if known.startswith(name)]
    near += get_close_matches(name, COMMANDS, n=1, cutoff=0.7)
    return shlex.join(["flowhelp", near[0], *rest] if near else ["flowhelp", "howto", *args])


def _load(name: str) -> Any:
    entry = COMMANDS[name]
    found = getattr(import_module(f"flowhelp.cli.commands.{name}"), name)
    if isinstance(found, typer.Typer):
        command = get_command(found)
        for part in getattr(command, "commands", {}).values():
            part.params += _common_parameters()
    else:
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name)(found)
        command = get_command(alone)
    command.name = name
    command.epilog = f"Example: {entry.example}"
    command.params += _common_parameters()
    return command


def _common_parameters() -> list[Any]:
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command()(everywhere)
    return get_command(alone).params


def _print_version(wanted: bool) -> None:
    if wanted:
        output.line(f"flowhelp {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def flowhelp(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Help that reaches you while you work: find a procedure, follow it, keep the record."""
    del version
    if ctx.invoked_subcommand is None:
        output.line(ctx.get_help())
