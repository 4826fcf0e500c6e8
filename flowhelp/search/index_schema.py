"""The tables of the search index. It is a cache: another version makes it anew."""

from __future__ import annotations

from flowhelp.search.fields import FIELDS
from flowhelp.search.index_file import APPLICATION, STAMP

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

NO_LENGTHS = " ".join("0" for _ in FIELDS)

TABLES = f"""
create table about (stamp text not null);

-- One row a library that was ever indexed, in use or not.
-- `snapshot` lets the library say that nothing changed; null while it is being read. It is
-- large, and what stands before it is read without it.
-- `whole` is 1 once it was read to the end. `pages` and `lengths` (terms in each field) are
-- sums over its pages, `langs` the languages they were ever in; `dead` the numbers of pages
-- that are gone but still in a segment.
create table source (
    id       integer primary key,
    key      text not null unique,
    whole    integer not null default 0,
    pages    integer not null default 0,
    lengths  text not null default '{NO_LENGTHS}',
    langs    text not null default '',
    dead     blob not null default x'',
    problems text not null default '',
    snapshot blob
);

-- Every file that was looked at, also those that could not be read (`problem`).
-- No number is used twice: postings of a page that is gone may still name it.
create table file (
    id      integer primary key autoincrement,
    source  integer not null references source (id),
    path    text not null,
    stamp   text not null,
    digest  blob not null,
    problem text,
    unique (source, path)
);

-- Every page; `id` is its file's. Lists are packed texts (packing.py). `slug` is the last part
-- of `wanted` in lower case.
-- `name` is its id; unique in its source, while `wanted` may not be. `lengths` holds the
-- terms in each field, `named` the terms of title, names and slug, `pairs` its neighbours,
-- `seal` tells whether what is scored and shown is what was written (index_read.py).
create table page (
    id          integer primary key,
    source      integer not null,
    path        text not null,
    name        text not null,
    wanted      text not null,
    slug        text not null,
    title       text not null,
    type        text not null,
    lang        text not null,
    status      text not null,
    platform    text not null,
    tags        text not null,
    aliases     text not null,
    alerts      text not null,
    roles       text not null,
    step_count  integer not null,
    findings    integer not null,
    lengths     text not null,
    named       text not null,
    pairs       blob not null,
    seal        integer not null
);
create index page_by_name on page (name, source);
create index page_by_source on page (source, wanted, path);

-- What is shown of a page (rows.py, `pack_body`), and the names it mentions.
create table body (
    id       integer primary key,
    shown    blob not null,
    lines    blob not null,
    mentions text not null
);

-- Whole titles, aliases, alert names and file names, as terms: found by exactly these words.
create table exact (
    words text not null,
    kind  text not null,
    page  integer not null,
    primary key (words, kind, page)
) without rowid;
create index exact_by_page on exact (page);

-- Which pages speak of something by name: a program they run, a word in code type.
create table mention (
    name text not null,
    page integer not null,
    primary key (name, page)
) without rowid;

-- Plain words and the terms they are found by, in whatever language: for questions, for
-- beginnings of words and for spelling repair (`marks` as typos.py has them). One that left
-- stays until the next rebuild.
create table word (
    length integer not null,
    word   text not null,
    lang   text not null,
    term   text not null,
    marks  integer not null,
    primary key (length, word, lang)
) without rowid;

-- Terms that may answer for others: what ships (source 0) and what libraries declare.
create table synonym (
    term   text not null,
    source integer not null,
    means  text not null,
    primary key (term, source, means)
) without rowid;

-- Parts of a source's postings; its pages have numbers from `base` to
-- `last`, `size` of them (postings.py).
create table segment (
    id     integer primary key,
    source integer not null,
    base   integer not null,
    last   integer not null,
    size   integer not null
);
create table posting (
    segment integer not null,
    term    text not null,
    packed  blob not null,
    primary key (segment, term)
) without rowid;
"""


def create(db: sqlite3.Connection) -> None:
    """Makes the tables in an empty file, in one transaction."""
    from flowhelp.search.synonyms import built_in, pairs  # noqa: PLC0415 (once in its life)

    db.execute(f"pragma application_id = {APPLICATION}")
    try:
        db.executescript(f"begin immediate; {TABLES}")
        db.execute("insert into about values (?)", (STAMP,))
        means = pairs(built_in())
        db.executemany(
            "insert into synonym values (?, 0, ?)",
            ((term, other) for term, others in means.items() for other in others),
        )
        db.execute("commit")
    finally:
        if db.in_transaction:
            db.execute("rollback")
