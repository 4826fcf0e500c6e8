"""Everything that is wrong with what was pulled from others."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from flowhelp.ids import DeviceId, EventId
from flowhelp.journal import twins
from flowhelp.journal.chain import Head
from flowhelp.journal.chains import chain_of, links
from flowhelp.journal.following import Flaw, Kind

_NOTED = "select device, seq, kind, reason, id from oddity order by device, seq, kind"
_DEVICES = (
    "select device from pulled union select device from withheld union select device from head"
)


def flaws(
    db: sqlite3.Connection, own: Collection[DeviceId], heads: Iterable[Head] = ()
) -> tuple[Flaw, ...]:
    """What is wrong, by device and number.

    Args:
        db: Of what was pulled.
        own: Devices whose events are in the own journal.
        heads: Published ones that are known from elsewhere.
    """
    told: dict[str, list[tuple[int, str]]] = {}
    for head in heads:
        told.setdefault(head.device, []).append((head.seq, head.sha256))
    found = [
        Flaw(DeviceId(device), seq, Kind(kind), reason, EventId(name))
        for device, seq, kind, reason, name in db.execute(_NOTED)
    ]
    found += twins.forks(db, own)
    for (device,) in db.execute(_DEVICES).fetchall():
        chain = chain_of(db, DeviceId(device), more=told.get(device, ()))
        followed = chain.follow(links(db, DeviceId(device), 0))
        # Forks are told already, by where they begin.
        found += [flaw for flaw in followed if flaw.kind is not Kind.FORKED]
    return tuple(sorted(found, key=lambda flaw: (flaw.device, flaw.seq, flaw.kind)))
