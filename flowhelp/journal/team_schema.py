"""The tables of what was pulled from others, and of what is worked out from them.

The file can be made again from the targets, so WAL and NORMAL do: after a power cut it is as it
was some moments before, with the cursors of that moment.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flowhelp.errors import ContentError
from flowhelp.journal import files
from flowhelp.journal.schema import BUSY_SECONDS, changing, statements, version
from flowhelp.journal.team_changes import CHANGES

_PRAGMAS = (
    "trusted_schema = off",
    "cell_size_check = on",
    "journal_mode = wal",
    "synchronous = normal",
    "secure_delete = on",  # what is erased is not left in the file
    "temp_store = memory",
)

MODELS = """
create table page (
    -- A procedure that somebody did: its id, and the library it is in.
    number     integer primary key,
    procedure  text not null,
    library    text not null,  -- address of its repository, or the name of its library
    unique (procedure, library)
) strict;

create table run (
    -- One row per run: the fold of its events, or the record that an LRS has of it.
    run         text primary key,
    page        integer not null,
    source      text not null,     -- what its library was called where it was done
    title       text not null,
    version     text not null,     -- steps_hash
    person      text not null,
    who         text not null,
    device      text not null,
    target      text not null,     -- what it was pulled from; empty for an own one
    started     text not null,     -- of the work; RFC 3339, UTC, to the microsecond
    ended       text not null,     -- the same; empty while it goes on
    state       text not null,     -- open, paused or ended
    outcome     text not null,
    word        text not null,     -- of **End**
    purpose     text not null,
    use         text not null,
    active_s    real not null,
    worked_s    real,              -- the same of one that was completed, and not on paper
    steps       integer not null,  -- that were touched
    deviations  integer not null,
    remarks     integer not null,
    useful      integer not null,  -- -1, 0, 1
    events      integer not null,  -- 0 where there is a record alone
    own         integer not null
) strict, without rowid;

create index run_by_time on run (started);
create index run_by_page on run (page, started);
create index run_by_work on run (page, worked_s);
-- These hold all that the figures of a page are counted from, so that no run is looked up.
create index run_by_end on run (page, outcome, ended, purpose, who);
create index run_by_state on run (page, state, outcome, deviations, remarks);
create index run_by_version on run (page, version, person, started);

create table step (
    -- One row per run and step.
    run      text not null,
    sid      text not null,
    page     integer not null,
    place    integer not null,
    n        text not null,
    title    text not null,
    state    text not null,
    dwell_s  real,           -- seconds of work of one that was done, and not on paper
    primary key (run, sid)
) strict, without rowid;

create index step_by_page on step (page, sid, state, dwell_s);

create table said (
    -- Deviations, why steps failed, and remarks for the author of the page.
    run     text not null,
    number  integer not null,
    page    integer not null,
    kind    text not null,  -- skip, out_of_limits, ...; failed; remark; feedback
    sid     text not null,
    who     text not null,
    at      text not null,
    words   text not null,
    primary key (run, number)
) strict, without rowid;

create index said_by_page on said (page, at);
create index said_by_kind on said (page, kind, sid);

create table reach (
    -- Up to which event of which device a run goes.
    run     text not null,
    device  text not null,
    seq     integer not null,
    primary key (run, device)
) strict, without rowid;
"""
"""Worked out from the others; dropped and made anew by `rebuild`."""

_PULLED = """
create table cursor (
    -- Where to go on with each target.
    target  text primary key,
    cursor  text not null
) strict, without rowid;

create table pulled (
    -- Events of others, as journal.event has them.
    device  text not null,
    seq     integer not null,
    id      text not null unique,
    run     text not null,
    sid     text not null,
    tag     text not null,
    at      text not null,
    body    text not null,
    prev    text not null,
    sha256  text not null,
    target  text not null,
    primary key (device, seq)
) strict;

create index pulled_by_run on pulled (run, device, seq);

create table withheld (
    -- Events that are not here: private, or erased.
    device  text not null,
    first   integer not null,
    last    integer not null,
    prev    text not null,
    sha256  text not null,
    why     text not null,
    target  text not null,
    primary key (device, first, last)
) strict, without rowid;

create table head (
    -- What devices published as the ends of their chains, all of it.
    device     text not null,
    seq        integer not null,
    sha256     text not null,
    at         text not null,
    signature  text not null,
    target     text not null,
    primary key (device, seq, sha256)
) strict, without rowid;

create table oddity (
    -- What was wrong with something when it came; `line` is what was kept aside.
    device  text not null,
    seq     integer not null,
    kind    text not null,
    id      text not null,
    reason  text not null,
    line    text not null,
    target  text not null,
    primary key (device, seq, kind, reason, line)
) strict, without rowid;

create table record (
    -- Runs that came without their events.
    run      text primary key,
    content  text not null,  -- canonical JSON
    target   text not null
) strict, without rowid;

create table followed (
    -- Up to where a device's chain is whole, from its first event on.
    device  text primary key,
    seq     integer not null,
    sha256  text not null
) strict, without rowid;

create table erased (
    -- Runs that were erased here, lest they come back.
    run  text primary key
) strict, without rowid;

create table stale (
    -- Runs to be worked out anew.
    run  text primary key
) strict, without rowid;

create table known (
    -- Up to which event of the journal its runs are worked out: 'own' → rowid and id.
    name   text primary key,
    rowno  integer not null,
    id     text not null
) strict, without rowid;
"""

MIGRATIONS = (_PULLED + MODELS, *CHANGES)
"""In order of release."""

MODEL_TABLES = ("page", "run", "step", "said", "reach")


class NewerTeamError(ContentError):
    """The file was written by a newer flowhelp."""


def connect(path: Path) -> sqlite3.Connection:
    """An open file, made and brought up to date if need be.

    Raises:
        NewerTeamError: A newer flowhelp made it.
        sqlite3.Error: It cannot be opened.
        OSError: It cannot be made.
    """
    files.make_private(path)
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            db.execute(f"pragma {pragma}")
        if not is_current(db, path):
            migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def renew_models(db: sqlite3.Connection) -> None:
    """Drop what is worked out and make its tables anew, in a transaction the caller began."""
    for name in MODEL_TABLES:
        db.execute(f"drop table {name}")
    for statement in statements(MODELS):
        db.execute(statement)


def is_current(db: sqlite3.Connection, path: Path) -> bool:
    """Whether its tables are those of this version.

    Raises:
        NewerTeamError: They are of a newer one.
    """
    if version(db) > len(MIGRATIONS):
        raise NewerTeamError(f"{path} was written by a newer flowhelp", hint="update flowhelp")
    return version(db) == len(MIGRATIONS)


def migrate(db: sqlite3.Connection) -> None:
    """Bring it up to date, or leave it as it is."""
    with changing(db):
        for number, script in enumerate(MIGRATIONS[version(db) :], start=version(db) + 1):
            for statement in statements(script):
                db.execute(statement)
            db.execute(f"pragma user_version = {number}")
