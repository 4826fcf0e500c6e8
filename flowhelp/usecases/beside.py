"""A workspace for another thread: a database that is open belongs to the thread that opened it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flowhelp.usecases.workspace import Workspace


@contextmanager
def beside(workspace: Workspace) -> Iterator[Workspace]:
    """Another workspace of the same places and clocks; it is closed at the end."""
    other = Workspace(
        workspace.places, folder=workspace.here, env=workspace.env, shipped=workspace.shipped
    )
    other.now, other.monotonic, other.noise = workspace.now, workspace.monotonic, workspace.noise
    with other:
        yield other
