"""Carries out what is to travel: cut, freeze, offer, settle; then take in what others brought.

It may be killed at any moment and started again: what was frozen is offered again with the same
bytes, and a target keeps the same bytes once. An answer that is lost is no reason to do anything
else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flowhelp.errors import FlowhelpError
from flowhelp.ids import DeviceId
from flowhelp.journal.codec import GENESIS, Row, written
from flowhelp.journal.outbox import Outbox
from flowhelp.journal.outbox_schema import Attempt, Frozen
from flowhelp.journal.schema import JournalError
from flowhelp.sync.cutting import Journal, devices, hash_at, new_rows
from flowhelp.sync.outcome import Outcome
from flowhelp.sync.target import (
    ClonedError,
    Found,
    Parcel,
    Published,
    Receipt,
    Span,
    State,
    Target,
    UnreachableError,
)

_NEW_NAMES = 3
_SHORT_S, _LONGEST_S = 1.0, 900.0

Cut = Callable[[Sequence[Row], Journal, DeviceId], Sequence[Parcel]]
"""New events of one device, the journal they are of, who brings them → parcels."""


class Sink(Protocol):
    """Where what others brought is taken in."""

    def cursor(self, target: str) -> str:
        """Where to go on; empty for everything."""
        ...

    def take(self, target: str, found: Found) -> int:
        """Keep it, with its cursor, in one transaction; how much of it was not known."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a sync works with.

    Attributes:
        now: The wall clock.
        dice: A number from 0 to 1, for how long to wait.
        pause: Waits so many seconds; at most one.
        sign: The signature of a head, armoured; empty for none.
        keep: Keeps a head that was published and that the journal does not reach any more.
        progress: Told how many events of how many are at the target.
    """

    journal: Journal
    outbox: Outbox
    sink: Sink
    now: Callable[[], datetime]
    dice: Callable[[], float]
    pause: Callable[[float], None]
    sign: Callable[[Published], str] = lambda head: ""  # noqa: ARG005
    keep: Callable[[Published], None] = lambda head: None  # noqa: ARG005
    progress: Callable[[int, int], None] = lambda done, total: None  # noqa: ARG005


def is_due(attempt: Attempt, at: datetime, *, by_hand: bool) -> bool:
    """Whether a target is to be tried now.

    Args:
        attempt: How it went last.
        at: Now.
        by_hand: Whether a person asks: then only a target that itself asked to be left alone is.
    """
    waits = attempt.retry and written(at) < attempt.retry
    if by_hand:
        return not (waits and attempt.asked)
    return not waits and not attempt.denied


def carry(means: Means, name: str, target: Target, cut: Cut) -> Outcome:
    """What became of bringing everything new to a target, and taking in what is new there.

    Args:
        means: What it works with.
        name: The target's name, under which the outbox knows it.
        target: Open; it stays so.
        cut: Makes its parcels.

    Raises:
        JournalError: A file of this machine failed; nothing is lost.
    """
    outcome = Outcome(name)
    try:
        _push(means, name, target, cut, outcome)
        cursor = means.sink.cursor(name)
        own = frozenset(devices(means.journal)) - means.outbox.parted()
        for found in target.others(own, cursor):
            outcome.pulled += means.sink.take(name, found)
            outcome.problems += [found.complaint] if found.problem else []
    except JournalError:
        raise
    except FlowhelpError as error:  # whatever it is, it is about this target alone
        outcome.failure = error
        outcome.retry = _failed(means, name, error)
    else:
        means.outbox.note(name, Attempt(written(means.now())))
    outcome.waiting = means.outbox.count(name)
    return outcome


def _push(means: Means, name: str, target: Target, cut: Cut, outcome: Outcome) -> None:
    for attempt in range(_NEW_NAMES):
        try:
            for device in devices(means.journal):
                _look_again(means, name, target, device)
            for device in devices(means.journal):
                _bring(means, name, target, cut, device, outcome)
        except ClonedError as error:
            if attempt == _NEW_NAMES - 1:
                raise
            outcome.renamed = _renamed(means, name, error.there)
        else:
            return


def _bring(  # noqa: PLR0913, PLR0917 - all that a sync is about
    means: Means, name: str, target: Target, cut: Cut, device: DeviceId, outcome: Outcome
) -> None:
    """Everything of a device is at the target, or refused."""
    _offer_waiting(means, name, target, outcome)
    while True:
        progress = means.outbox.progress(name, device)
        if progress.sha256 and hash_at(means.journal, device, progress.cut) != progress.sha256:
            # An old journal was put in this one's place, and others have what it lacks.
            lost = Published(device, progress.cut, progress.sha256, written(means.now()))
            means.keep(lost)
            means.outbox.part(name, device, upto=0)
            outcome.renamed = means.journal.renew(device)
            progress = means.outbox.progress(name, device)
        rows = new_rows(means.journal, device, progress.cut)
        if not rows:
            return
        carrier = devices(means.journal)[-1] if progress.parted else device
        frozen = [
            Frozen(each.key, each.content, each.device, device, each.first, each.last)
            for each in cut(rows, means.journal, carrier)
        ]
        end = rows[-1]
        means.outbox.freeze(
            name, device, frozen, after=progress.cut, upto=end.seq, sha256=end.sha256
        )
        _offer_waiting(means, name, target, outcome)


def _look_again(means: Means, name: str, target: Target, device: DeviceId) -> None:
    """What the target has lost since it was told, as a disk has that was put back, is cut anew."""
    progress = means.outbox.progress(name, device)
    # A new name may have brought what was written under an old one alone; its own end is 0 then.
    brought = progress.told or (not progress.cut and means.outbox.knows(name, device))
    shown = target.told(device) if brought and not progress.parted else None
    if shown is not None and shown < progress.told:
        upto = max(0, shown)
        sha = hash_at(means.journal, device, upto)
        means.outbox.rewind(name, device, upto=upto, sha256=sha)


def _offer_waiting(means: Means, name: str, target: Target, outcome: Outcome) -> None:
    """No parcel waits any more."""
    done = 0
    total = means.outbox.count(name)
    while waiting := means.outbox.waiting(name, target.most):
        carrier = waiting[0].device
        told = means.outbox.progress(name, carrier).told
        seq = max([told, *(each.last for each in waiting if each.chain == carrier)])
        head = _head(means, carrier, seq)
        parcels = [Parcel(e.key, e.content, e.device, e.first, e.last) for e in waiting]
        receipts = _offered(means, target, parcels, head)
        answers = [
            (receipt.key, "" if receipt.state is State.KEPT else receipt.reason or "refused")
            for receipt in receipts
        ]
        means.outbox.settle(name, carrier, head.seq, answers)
        refused = [receipt for receipt in receipts if receipt.state is not State.KEPT]
        outcome.refused += refused
        outcome.kept += len(receipts) - len(refused)
        done += len(receipts)
        means.progress(done, max(total, done))


def _offered(
    means: Means, target: Target, parcels: Sequence[Parcel], head: Published
) -> tuple[Receipt, ...]:
    """The receipts; a target that does not answer is asked once more after a moment."""
    try:
        return target.offer(parcels, head)
    except UnreachableError as error:
        if error.wait_s is not None:
            raise
    means.pause(means.dice() * _SHORT_S)
    return target.offer(parcels, head)


def _head(means: Means, device: DeviceId, seq: int) -> Published:
    sha = hash_at(means.journal, device, seq) if seq else GENESIS
    if not sha:
        raise ClonedError(f"the journal has no event {seq} of {device} any more")
    bare = Published(device, seq, sha, written(means.now()))
    return Published(device, seq, sha, bare.at, means.sign(bare))


def _renamed(means: Means, name: str, there: Sequence[Span] | None) -> DeviceId:
    """The new name, after another machine was found to write under this one's.

    Under it goes what the target does not have of the old one's chain: of a copied disk what
    came after the copying, and everything where somebody put another history over ours.
    """
    waiting = means.outbox.waiting(name, 1)
    device = waiting[0].device if waiting else devices(means.journal)[-1]
    renamed = means.journal.renew(device)
    upto = None if there is None else _common(means.journal, device, there)
    means.outbox.part(name, device, upto=upto)
    return renamed


def _common(journal: Journal, device: DeviceId, there: Sequence[Span]) -> int:
    """The number up to which what is there is our chain, without gaps; 0 for nothing."""
    upto = 0
    for first, last, sha256 in there:
        if first > upto + 1 or hash_at(journal, device, last) != sha256:
            break
        upto = max(upto, last)
    return upto


def _failed(means: Means, name: str, error: FlowhelpError) -> str:
    """When to try again, which is noted: at random, within a time that doubles up to 15 minutes.

    Source: "Exponential backoff and jitter" (full jitter), AWS Architecture Blog, 2015.
    """
    before = means.outbox.attempt(name)
    failed = before.failed + 1
    longest = min(_LONGEST_S, _SHORT_S * 2.0 ** min(failed, 20))
    asked = getattr(error, "wait_s", None)
    wait = max(_SHORT_S, means.dice() * longest, asked or 0.0)
    denied = not isinstance(error, UnreachableError)
    retry = "" if denied else written(means.now() + timedelta(seconds=wait))
    how = Attempt(before.at, failed, retry, asked is not None, denied, error.message)
    means.outbox.note(name, how)
    return retry
