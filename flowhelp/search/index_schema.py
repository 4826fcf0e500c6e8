"""The tables of the search index. It is a cache: another version makes it anew."""

from __future__ import annotations

import sqlite3

from flowhelp import __version__
from flowhelp.search.fields import FIELDS

APPLICATION = 0x464C4F57
"""`FLOW`, in the file's header."""

LAYOUT = 3
"""Raised when tables, or what the reader of files makes of a page, change."""

STAMP = f"{__version__}/{LAYOUT}"
"""An index with another stamp is made anew."""

TABLES = f"""
create table about (stamp text not null);

-- One row a library that was ever indexed, in use or not.
-- `snapshot` lets the library say that nothing changed; null while it is being read;
-- `whole` is 1 once it was read to the end.
create table source (
    id       integer primary key,
    key      text not null unique,
    snapshot blob,
    whole    integer not null default 0,
    problems text not null default ''
);

-- Every file that was looked at, also those that could not be read (`problem`).
create table file (
    id      integer primary key,
    source  integer not null references source (id),
    path    text not null,
    stamp   text not null,
    digest  blob not null,
    problem text,
    unique (source, path)
);

-- Every page; `id` is its file's. Lists are packed texts (packing.py).
-- `name` is its id; unique in its source, while `wanted` may not be.
-- `counted` holds its terms with their counts (fields.py), `lengths` the terms in each field.
create table page (
    id          integer primary key,
    source      integer not null,
    path        text not null,
    name        text not null,
    wanted      text not null,
    title       text not null,
    type        text not null,
    description text not null,
    lang        text not null,
    status      text not null,
    tags        text not null,
    aliases     text not null,
    alerts      text not null,
    roles       text not null,
    warnings    text not null,
    step_count  integer not null,
    findings    integer not null,
    lengths     text not null,
    counted     text not null,
    steps       blob not null,
    lines       blob not null
);
create index page_by_name on page (name, source);
create index page_by_source on page (source, wanted, path);

-- Whole titles, aliases, alert names and file names, as terms: found by exactly these words.
create table exact (
    words text not null,
    kind  text not null,
    page  integer not null,
    primary key (words, kind, page)
) without rowid;
create index exact_by_page on exact (page);

-- Plain words, for spelling repair. One that left the library stays until the next rebuild.
create table word (word text primary key) without rowid;

-- Number of pages and of terms in each field, over the whole index.
create table total (pages integer not null, lengths text not null);

create virtual table term using fts5 (
    {", ".join(FIELDS)}, content='', tokenize="ascii tokenchars '_'"
);
create virtual table vocabulary using fts5vocab (term, 'col');
"""


def is_current(db: sqlite3.Connection) -> bool:
    """Whether these are our tables, of this version."""
    (application,) = db.execute("pragma application_id").fetchone()
    if application != APPLICATION:
        return False
    try:
        return bool(db.execute("select stamp from about").fetchall() == [(STAMP,)])
    except sqlite3.OperationalError:
        return False


def create(db: sqlite3.Connection) -> None:
    """Makes the tables in an empty file, in one transaction."""
    zeros = " ".join("0" for _ in FIELDS)
    db.execute(f"pragma application_id = {APPLICATION}")
    try:
        db.executescript(f"begin immediate; {TABLES}")
        db.execute("insert into about values (?)", (STAMP,))
        db.execute("insert into total values (0, ?)", (zeros,))
        db.execute("commit")
    finally:
        if db.in_transaction:
            db.execute("rollback")
