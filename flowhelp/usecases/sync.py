"""Bring what was done to where the team keeps it, and take in what others did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError
from flowhelp.usecases.targets import KINDS, TargetSpec, named, targets, unlist

if TYPE_CHECKING:
    from flowhelp.journal.outbox import Outbox
    from flowhelp.journal.outbox_schema import Attempt, Frozen
    from flowhelp.journal.team import Team
    from flowhelp.sync.outcome import Outcome
    from flowhelp.sync.runner import Means
    from flowhelp.sync.target import Published
    from flowhelp.usecases.workspace import Workspace

_BITS = 53
_AFTER = "select count(*), min(seq) from event where device = ? and seq > ?"
_WRITTEN_AT = "select at from event where device = ? and seq = ?"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a target is.

    Attributes:
        unsent: Events of this machine that are not known to be there.
        oldest: When the first of them was written, RFC 3339; empty where all is there.
        stuck: Parcels that it refused, each with its reason.
        attempt: How the last sync went.
    """

    spec: TargetSpec
    unsent: int
    oldest: str
    stuck: tuple[Frozen, ...]
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Planned:
    """What a sync would bring.

    Attributes:
        parcels: How many; `bytes` how large they are together.
        events: How many new events they tell of; `withheld` how many of these stay here.
    """

    spec: TargetSpec
    parcels: int
    bytes: int
    events: int
    withheld: int


def sync(
    workspace: Workspace,
    name: str = "",
    *,
    by_hand: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Iterator[Outcome]:
    """What became of each target, one after the other; one that fails keeps no other from it.

    Args:
        workspace: Its journal is sent.
        name: Only that target; all when empty.
        by_hand: Whether a person asked, who does not wait until it is tried again by itself.
        progress: Told how many parcels of how many have arrived.

    Raises:
        UnknownTargetError: No target has that name.
        BusyError: Another sync of this machine is running.
        JournalError: A file of this machine failed.
    """
    specs = (named(workspace, name),) if name else targets(workspace)
    with _turn(workspace, by_hand=by_hand), _outbox(workspace) as outbox, _team(workspace) as team:
        for spec in specs:
            yield _synced(workspace, spec, outbox, team, by_hand=by_hand, progress=progress)


def sync_by_itself(workspace: Workspace) -> None:
    """Sync with every target that is due, after whoever is at it, and say nothing.

    Raises:
        JournalError: A file of this machine failed.
    """
    from flowhelp.sync.turns import BusyError

    with suppress(BusyError):  # one that waits already brings the same
        for _ in sync(workspace, by_hand=False):
            pass
        add_up(workspace)


def add_up(
    workspace: Workspace,
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> None:
    """Work out what others did, so that whoever looks at it next need not wait.

    It may be stopped at any time, and goes on there.

    Args:
        workspace: What was pulled into it; without that there is nothing to do.
        progress: Told how many runs of how many are worked out.

    Raises:
        JournalError: A file of this machine failed.
    """
    if workspace.places.team.exists():
        workspace.team.refresh(workspace.journal.asked, progress)


def plan(workspace: Workspace, name: str = "") -> Iterator[Planned]:
    """What a sync would bring to each target; nothing is written or sent.

    Raises:
        UnknownTargetError: No target has that name.
    """
    from flowhelp.sync.cutting import devices, new_rows, staying

    with _outbox(workspace) as outbox:
        for spec in (named(workspace, name),) if name else targets(workspace):
            cut = KINDS[spec.kind].cut(workspace, spec, lambda _: "")
            done = Planned(spec, *outbox.weight(spec.name), 0)
            own = devices(workspace.journal)
            for device in own:
                progress = outbox.progress(spec.name, device)
                after, carrier = progress.cut, own[-1] if progress.parted else device
                while rows := new_rows(workspace.journal, device, after):
                    after = rows[-1].seq
                    found = cut(rows, workspace.journal, carrier)
                    done = replace(
                        done,
                        parcels=done.parcels + len(found),
                        bytes=done.bytes + sum(len(each.content) for each in found),
                        events=done.events + len(rows),
                        withheld=done.withheld + staying(rows, workspace.journal),
                    )
            yield done


def status(workspace: Workspace) -> Iterator[Standing]:
    """How far each target is, without asking any of them."""
    with _outbox(workspace) as outbox:
        for spec in targets(workspace):
            yield _standing(workspace, spec, outbox)


def again(workspace: Workspace, name: str) -> int:
    """Have offered once more what a target refused; how many parcels that are.

    Raises:
        UnknownTargetError: No target has that name.
    """
    spec = named(workspace, name)
    with _outbox(workspace) as outbox:
        return outbox.again(spec.name) if outbox.stuck(spec.name) else 0


def remove(workspace: Workspace, name: str) -> TargetSpec:
    """The target, which is no longer listed; what it has, and what came from it, stays.

    Raises:
        UnknownTargetError: No target has that name.
        BusyError: A sync of this machine is running.
    """
    spec = named(workspace, name)
    with _turn(workspace):
        unlist(workspace, spec)
        if workspace.places.outbox.exists():
            with _outbox(workspace) as outbox:
                outbox.forget(name)
        if workspace.places.team.exists():
            with _team(workspace) as team:
                team.forget(name)
    return spec


def _synced(  # noqa: PLR0913 - what a sync works with
    workspace: Workspace,
    spec: TargetSpec,
    outbox: Outbox,
    team: Team,
    *,
    by_hand: bool,
    progress: Callable[[int, int], None],
) -> Outcome:
    from flowhelp.journal.outbox_schema import Attempt
    from flowhelp.sync.outcome import Outcome
    from flowhelp.sync.runner import carry, is_due
    from flowhelp.sync.target import UnreachableError

    kind, attempt = KINDS[spec.kind], outbox.attempt(spec.name)
    if not is_due(attempt, workspace.now(), by_hand=by_hand):
        left = UnreachableError(f"it is left alone for now: {attempt.message}", wait_s=0.0)
        waiting = outbox.count(spec.name)
        return Outcome(spec.name, waiting=waiting, failure=left, retry=attempt.retry)
    try:
        target = kind.open(workspace, spec)
    except FlowhelpError as error:  # nobody but a person can change that
        told = Attempt(attempt.at, attempt.failed + 1, denied=True, message=error.message)
        outbox.note(spec.name, told)
        return Outcome(spec.name, waiting=outbox.count(spec.name), failure=error)
    means = _means(workspace, spec, outbox, team, progress)
    with closing(target):
        return carry(means, spec.name, target, kind.cut(workspace, spec, means.sign))


def _means(
    workspace: Workspace,
    spec: TargetSpec,
    outbox: Outbox,
    team: Team,
    progress: Callable[[int, int], None],
) -> Means:
    from flowhelp.sync.intake import Intake
    from flowhelp.sync.runner import Means

    return Means(
        journal=workspace.journal,
        outbox=outbox,
        sink=Intake(team, KINDS[spec.kind].records()),
        now=workspace.now,
        dice=lambda: workspace.noise(_BITS) / 2**_BITS,
        pause=time.sleep,
        progress=progress,
        sign=lambda head: _signature(workspace, head),
        keep=lambda head: _keep(workspace, head),
    )


def _signature(workspace: Workspace, head: Published) -> str:
    """The signature of a head that is published; empty where heads are not signed."""
    if not workspace.settings.sign_heads:
        return ""
    from flowhelp.usecases.published import signed

    return signed(workspace, head).signature


def _keep(workspace: Workspace, head: Published) -> None:
    from flowhelp.usecases.published import keep

    keep(workspace, head)


def _standing(workspace: Workspace, spec: TargetSpec, outbox: Outbox) -> Standing:
    from flowhelp.sync.cutting import devices

    journal = workspace.journal
    unsent, firsts = 0, []
    for device in devices(journal):
        done = outbox.arrived(spec.name, device)
        for count, first in journal.asked(_AFTER, device, done):
            unsent += count
            if first is not None:
                firsts.append((device, first))
    times = [at for each in firsts for (at,) in journal.asked(_WRITTEN_AT, *each)]
    stuck = outbox.stuck(spec.name)
    return Standing(spec, unsent, min(times, default=""), stuck, outbox.attempt(spec.name))


def _turn(workspace: Workspace, *, by_hand: bool = True) -> AbstractContextManager[None]:
    from flowhelp.sync.turns import turn

    since = workspace.now().isoformat()
    return turn(workspace.places.outbox, by_hand=by_hand, since=since)


@contextmanager
def _outbox(workspace: Workspace) -> Iterator[Outbox]:
    from flowhelp.journal.outbox import Outbox

    with closing(Outbox.open(workspace.places.outbox)) as outbox:
        yield outbox


@contextmanager
def _team(workspace: Workspace) -> Iterator[Team]:
    from flowhelp.journal.team import Team
    from flowhelp.sync.cutting import devices, hash_at

    journal, places = workspace.journal, workspace.places
    own, mine = frozenset(devices(journal)), partial(hash_at, journal)
    opened = Team.open(places.team, now=workspace.now, own=own, mine=mine, gone=workspace.gone)
    with closing(opened) as team:
        yield team
