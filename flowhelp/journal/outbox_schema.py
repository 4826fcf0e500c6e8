"""The tables of the outbox, and what they hold as values."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from flowhelp.errors import ContentError, FlowhelpError
from flowhelp.ids import DeviceId
from flowhelp.journal import schema

MIGRATIONS = (
    # 1: first release.
    """
    create table progress (
        -- How far the chain of a device was cut into parcels for a target.
        target  text not null,
        device  text not null,
        cut     integer not null,  -- number of the last event that was cut, from 1
        sha256  text not null,     -- of that event: tells a journal that is not the same one
        told    integer not null,  -- number of the last event of the published head
        parted  integer not null,  -- 1: another machine writes there under this name
        primary key (target, device)
    ) strict;

    create table parcel (
        -- Not kept yet.
        number   integer primary key,  -- the order in which they are offered
        target   text not null,
        device   text not null,  -- who brings it
        chain    text not null,  -- whose numbers these are; another one where names were parted
        key      text not null,
        first    integer not null,
        last     integer not null,
        content  blob not null,  -- these bytes are offered, and no others
        reason   text not null,  -- why it was refused; empty while it was not
        unique (target, key)
    ) strict;

    create table attempt (
        -- How the last sync with a target went.
        target   text primary key,
        at       text not null,     -- when it last succeeded, RFC 3339; or empty
        failed   integer not null,  -- how often it has failed since
        retry    text not null,     -- when to try again, RFC 3339; or empty
        asked    integer not null,  -- 1: the target itself asked to be left alone until then
        denied   integer not null,  -- 1: a person has to act before it is tried by itself
        message  text not null      -- what was wrong; or empty
    ) strict;
    """,
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A parcel that waits for its target.

    Attributes:
        device: Who brings it.
        chain: Whose events they are, and so whose numbers `first` and `last` are.
        reason: Why it was refused; empty while it was not.
    """

    key: str
    content: bytes
    device: DeviceId
    chain: DeviceId
    first: int
    last: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a target is with a device.

    Attributes:
        cut: Number of the last event that is in a parcel; 0 before the first.
        sha256: Of that event.
        told: Number of the last event of the head that was published.
        parted: Whether another machine writes there under this name.
    """

    cut: int = 0
    sha256: str = ""
    told: int = 0
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """How the last sync with a target went; the fields are those of the table."""

    at: str = ""
    failed: int = 0
    retry: str = ""
    asked: bool = False
    denied: bool = False
    message: str = ""


class DamagedOutboxError(ContentError):
    """The file is damaged, or is something else."""


def explained(error: sqlite3.Error | OSError, path: Path) -> FlowhelpError:
    """What went wrong, in words a person can act on; see `schema.explained`."""
    found = schema.explained(error, path)
    if isinstance(found, schema.DamagedJournalError):
        return DamagedOutboxError(
            f"{path}, which says what the targets have, is damaged ({error})",
            hint=f"mv {path} {path}.damaged, then flowhelp sync brings them what they lack",
        )
    return found
