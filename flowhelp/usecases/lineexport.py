"""Event lines for another machine, byte for byte, with the ends of their chains after them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from flowhelp.errors import MissingError, RefusedError
from flowhelp.ids import DeviceId, RunId
from flowhelp.journal.codec import Row
from flowhelp.journal.joining import joined
from flowhelp.journal.lines import Withheld
from flowhelp.sync.heads import line_of
from flowhelp.sync.lines import lines_of, written
from flowhelp.sync.target import Published
from flowhelp.usecases.history import run_named

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_TEAM = "team"
"""What a page's `record` is where its runs may leave; any other, known or not, stays here."""

_PULLED = (
    "select id, device, seq, run, sid, tag, at, body, prev, sha256 from pulled"
    " where device = ? order by seq"
)
_HOLES = (
    "select device, first, last, prev, sha256, why from withheld where device = ? order by first"
)


class StaysHereError(RefusedError):
    """A run that stays on this machine was to leave it."""


class NoSuchDeviceError(MissingError):
    """Nothing of that device is here."""


def wanted_runs(workspace: Workspace, names: Sequence[str], *, private: bool) -> tuple[RunId, ...]:
    """The runs that leave: those named, or all, without those that stay here.

    Args:
        workspace: Its journal.
        names: Their ids, or ends of them; all runs when empty.
        private: Whether private runs may leave too.

    Raises:
        NoSuchRunError: There is none of that name.
        StaysHereError: One that is named stays here.
    """
    stay = frozenset() if private else staying(workspace)
    if not names:
        return tuple(run for run in workspace.journal.runs() if run not in stay)
    found = tuple(dict.fromkeys(run_named(workspace, name) for name in names))
    for run in found:
        if run in stay:
            raise StaysHereError(
                f"run {run} is private and stays on this machine", hint="--private lets it leave"
            )
    return found


def staying(workspace: Workspace) -> frozenset[RunId]:
    """The runs that stay on this machine, as their pages say."""
    starts = workspace.journal.asked("select run, body from event where tag = 'run.started'")
    return frozenset(
        RunId(run) for run, body in starts if json.loads(body).get("record", _TEAM) != _TEAM
    )


def lines(workspace: Workspace, runs: Iterable[RunId]) -> str:
    """The chains of this installation: the events of those runs, and what stands for the rest.

    What follows is a line for the end of each chain.
    """
    chosen = frozenset(runs)
    text: list[str] = []
    heads: list[Published] = []
    for device, rows in groupby(workspace.journal.rows(), key=lambda row: row.device):
        own = list(rows)
        leaves = [row.run in chosen for row in own]
        text.append(written(lines_of(own, leaves=leaves)).decode("utf-8"))
        heads.append(Published(device, own[-1].seq, own[-1].sha256))
    return "".join([*text, *(f"{line_of(head)}\n" for head in heads)])


def lines_of_device(workspace: Workspace, device: str) -> str:
    """What is here of another device, as it came; of what came more than once, once.

    Raises:
        NoSuchDeviceError: Nothing is.
    """
    team = workspace.team
    rows = [Row(*fields) for fields in team.asked(_PULLED, device)]
    holes = [
        Withheld(DeviceId(name), first, last, prev, sha256, why)
        for name, first, last, prev, sha256, why in team.asked(_HOLES, device)
    ]
    heads = [head for head in team.heads() if head.device == device]
    if not (rows or holes):
        raise NoSuchDeviceError(f"nothing of device {device!r} is here", hint="flowhelp log import")
    ends = (Published(head.device, head.seq, head.sha256) for head in heads)
    text = written(joined(rows, holes)).decode("utf-8")
    return text + "".join(f"{line_of(end)}\n" for end in ends)


def own_devices(workspace: Workspace) -> Iterator[DeviceId]:
    """The names that this installation has and had."""
    for (device,) in workspace.journal.asked("select id from device"):
        yield DeviceId(device)
