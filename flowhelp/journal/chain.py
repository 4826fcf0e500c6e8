"""Hash chains: each event carries the hash of the one before it on its device."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flowhelp.ids import DeviceId, EventId
from flowhelp.journal.codec import GENESIS, Row

NOBODY = DeviceId("")
"""No device in particular."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a device's chain: publish it, and a cut tail can be found."""

    device: DeviceId
    seq: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first event of a chain that is not what it was."""

    device: DeviceId
    seq: int
    id: EventId
    reason: str


def first_flaw(rows: Iterable[Row], published: Head | None = None) -> BrokenLink | None:
    """The first broken link, or None when every chain is whole.

    Args:
        rows: By device, and in the order of their numbers.
        published: A head that was given away earlier; without one, a tail that was
            cut off or written anew cannot be found.
    """
    before: Row | None = None
    reached: Row | None = None
    for row in rows:
        if before is not None and before.device != row.device:
            before = None
        reason = _flaw(row, before)
        if published and (row.device, row.seq) == (published.device, published.seq):
            reached = row
            reason = reason or ("differs from its head" if row.sha256 != published.sha256 else "")
        if reason:
            return BrokenLink(row.device, row.seq, row.id, reason)
        before = row
    if published and reached is None:
        return BrokenLink(published.device, published.seq, EventId(""), "is missing at the end")
    return None


def _flaw(row: Row, before: Row | None) -> str:
    """What is wrong with a row, or nothing."""
    if row.seq != (before.seq + 1 if before else 1):
        return "does not follow the event before it"
    if row.prev != (before.sha256 if before else GENESIS):
        return "does not carry the hash of the event before it"
    return "" if row.sha256 == row.digest() else "was changed after it was written"
