"""`flowhelp serve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.errors import InputError

if TYPE_CHECKING:
    from flowhelp.tui.listening import Stand

Name = Annotated[
    str, typer.Argument(metavar="[NAME]", help="A procedure to walk; else the search is shown.")
]
Port = Annotated[
    int, typer.Option("--port", "-p", metavar="P", min=0, max=65535, help="0 for a free one.")
]
Host = Annotated[
    str, typer.Option("--host", metavar="H", help="Where to listen; this machine alone by default.")
]
Url = Annotated[
    str, typer.Option("--url", metavar="URL", help="The address at which a proxy offers it.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Others may reach it: do not ask about that.")]


class OthersError(InputError):
    """Others could reach it, and nobody said that they may."""


def serve(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    name: Name = "",
    port: Port = 8000,
    host: Host = "127.0.0.1",
    url: Url = "",
    yes: Yes = False,
    as_data: Json = False,
) -> None:
    """Open the same screens in a web browser, for this machine alone.

    Prints the address to open; Ctrl-C ends it. There is no login: the token in the address is all
    that keeps others out, and nothing is encrypted. Whoever is to reach it from elsewhere should
    come through a proxy with TLS and a login, named with --url, not through --host.
    """
    from flowhelp.tui import serving
    from flowhelp.tui.listening import stand
    from flowhelp.usecases.library import resolve

    serving.need_server()
    where = stand(host, port, url)
    opened = workspace(ctx)
    if name:
        resolve(opened, name)
    if not where.alone and not _agreed(where, yes=yes):
        boundary.talk("Nothing is served.")
        return

    def told(address: str) -> None:
        if as_data:
            output.json_line({"url": address})
        else:
            output.line(address)
        output.flush()
        boundary.talk("Open that address in a browser. Ctrl-C here ends it; every walk is kept.")

    serving.serve(where, told=told, said=boundary.talk, walk=name)


def _agreed(where: Stand, *, yes: bool) -> bool:
    """Warn of what it means that others can reach it; whether that is wanted."""
    place = where.outside or f"{where.host} (port {where.port or 'any'})"
    boundary.complain(
        f"others can reach {place}, and there is no login: whoever has the address acts as you, "
        "sees your records and may run commands on this machine",
        "flowhelp serve, behind a proxy with TLS and a login",
    )
    if yes:
        return True
    if not output.interactive():
        raise OthersError(
            "others could reach it, and nobody is here to be asked", hint="--yes, if they may"
        )
    return output.prompt("Serve it all the same? [y/N] ").strip().lower() in {"y", "yes"}
