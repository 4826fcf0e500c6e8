"""`flowhelp people`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flowhelp.cli import hidden, output
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.errors import InputError
from flowhelp.typeset.styles import Style
from flowhelp.usecases import people as enrolled

people = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Enrol, list and remove the people who may sign on this machine.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="As it is printed under a step.")]
Who = Annotated[str, typer.Argument(metavar="NAME", help="The name or id.")]
Id = Annotated[str, typer.Option("--id", metavar="ID", help="For records; else made of NAME.")]
Roles = Annotated[
    list[str] | None, typer.Option("--role", metavar="R", help="A role they may sign in.")
]
Key = Annotated[
    Path | None, typer.Option("--key", metavar="PATH", help="An SSH key to sign with, not a PIN.")
]


class PinsDifferError(InputError):
    """Two different PINs were typed."""


@people.command(epilog="Example: flowhelp people add 'Kim Berg' --id p-2210 --role shift-lead")
def add(
    ctx: typer.Context,
    name: Name,
    id: Id = "",  # noqa: A002 - the name of its option
    role: Roles = None,
    key: Key = None,
) -> None:
    """Enrol somebody with a PIN, asked for twice and not shown, or with an SSH key.

    Of the PIN only a hash is kept. With --key no PIN is asked for: the key, or
    the agent that holds it, signs. From the first person on, only people who
    are enrolled can sign as second person or release a hold.
    """
    opened = workspace(ctx)
    pin = "" if key else _new_pin(name)
    person = enrolled.enrol(opened, name, id=id, roles=role or (), pin=pin, key=key)
    ways = " and ".join({"pin": "a PIN", "ssh": "an SSH key"}[way] for way in person.ways)
    output.line(f"Enrolled {person.name} ({person.id}) with {ways}.")


@people.command(name="list", epilog="Example: flowhelp people list --json")
def list_(ctx: typer.Context, as_data: Json = False) -> None:
    """List who is enrolled on this machine."""
    found = enrolled.everybody(workspace(ctx))
    if as_data:
        for person in found:
            shown = {"roles": list(person.roles), "ways": list(person.ways)}
            output.json_line({"id": person.id, "name": person.name, **shown})
        return
    for person in found:
        facts = [person.id, *person.roles, " or ".join(person.ways)]
        output.spans((person.name, Style.COMMAND), f"  {', '.join(facts)}")
    if not found:
        output.line("Nobody is enrolled; a typed name is taken for what it is.")


@people.command(epilog="Example: flowhelp people remove p-2210")
def remove(ctx: typer.Context, name: Who) -> None:
    """Take somebody out of the list; what they signed stays, and can still be checked."""
    person = enrolled.remove(workspace(ctx), name)
    output.line(f"Removed {person.name} ({person.id}).")


@people.command(epilog="Example: flowhelp people erase p-2210")
def erase(ctx: typer.Context, name: Who, as_data: Json = False) -> None:
    """Erase the walks of a person that were pulled or imported from other machines.

    The hashes of what was erased stay, so that the rest can still be checked.
    The journal of this machine is one chain, of which nothing is ever taken out:
    walks in it stay, and are counted.
    """
    from flowhelp.usecases.erasing import erase as erased

    opened = workspace(ctx)
    found = erased(opened, name)
    if as_data:
        counts = {"erased": found.erased, "staying": found.staying, "named": found.named}
        output.json_line({"person": found.person, **counts})
        return
    count = found.erased
    output.line(f"Erased {count} walk{'s' * (count != 1)} of {found.person}; their hashes stay.")
    if found.named:
        many = f"{found.named} walk{'s' * (found.named != 1)} of others"
        output.line(f"{many} name them, as a second person or a signer: these stay as they are.")
    if found.erased and found.copies:
        output.line("What targets have is erased there by who keeps them; what git fetched lies in")
        output.line(f"{found.copies}, and is fetched again when that is removed.", style=Style.DIM)
    if found.staying:
        many = f"{found.staying} walk{'s' * (found.staying != 1)}"
        output.line(f"{many} in the journal of this machine stay: its chain would be broken.")
        output.line(
            "Where they must go, the whole journal goes: flowhelp log export --private"
            f" -o FILE for what is to be kept, then remove {opened.places.data}",
            style=Style.DIM,
        )


def _new_pin(name: str) -> str:
    pin = hidden.ask(f"New PIN of {name}: ")
    if hidden.ask("The same again: ") != pin:
        raise PinsDifferError("the two PINs are not the same", hint="flowhelp people add")
    return pin
