"""`flowhelp paths`."""

from __future__ import annotations

import typer

from flowhelp.cli import output
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.typeset.styles import Style


def paths(ctx: typer.Context, as_data: Json = False) -> None:
    """Print where everything lies.

    FLOWHELP_CONFIG, FLOWHELP_DATA and FLOWHELP_CACHE move the first three;
    FLOWHELP_PATH adds libraries.
    """
    opened = workspace(ctx)
    places = opened.places
    found = {
        "config": places.config,
        "data": places.data,
        "cache": places.cache,
        "settings": places.settings,
        "sources": places.sources,
        "journal": places.journal,
        "targets": places.targets,
        "outbox": places.outbox,
        "team": places.team,
        "clones": places.clones,
        "index": places.index,
    }
    if as_data:
        libraries = [
            {"name": spec.name, "kind": spec.kind, "location": spec.location}
            for spec in opened.specs
        ]
        names = {name: str(path) for name, path in found.items()}
        output.json_line({**names, "libraries": libraries})
        return
    for name, path in found.items():
        output.spans((f"{name:<9}", Style.DIM), str(path))
    for spec in opened.specs:
        output.spans(("library  ", Style.DIM), f"{spec.location} ({spec.name}, {spec.kind})")
