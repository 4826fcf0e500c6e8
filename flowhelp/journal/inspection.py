"""What is odd about a journal's file, beside its chains: damage, and what nobody here put there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flowhelp.journal import schema
from flowhelp.journal.codec import known_tags, stamp
from flowhelp.journal.history import Ask

_OBJECTS = "select type, name, coalesce(sql, '') from sqlite_master"


@dataclass(frozen=True, slots=True)
class Oddities:
    """What was found.

    Attributes:
        damage: What SQLite says of the file, a line each; empty where all is well.
        missing: Tables, indexes and triggers that are not there, or not as they were made.
        extra: Those that are nothing of ours.
        strangers: Devices that wrote here and that this installation never was.
        unknown: Types of events that this flowhelp does not know, and how many there are.
        newest: When the newest event was written by its clock; None where there is none.
    """

    damage: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    newest: datetime | None = None


def oddities(ask: Ask) -> Oddities:
    """What is odd about the file.

    Args:
        ask: Of the journal, which is there.

    Raises:
        FlowhelpError: It cannot be read at all.
    """
    damage = tuple(str(said) for (said,) in ask("pragma integrity_check(5)") if said != "ok")
    if damage:
        return Oddities(damage)
    version = next((number for (number,) in ask("pragma user_version")), 0)
    made, found = _made(version), frozenset(_objects(ask(_OBJECTS)))
    strangers = ask("select distinct device from event where device not in (select id from device)")
    tags = ask("select tag, count(*) from event group by tag order by tag")
    known = known_tags()
    newest = next((at for (at,) in ask("select max(at) from event")), None)
    return Oddities(
        missing=tuple(sorted(name for _, name, _ in made - found)),
        extra=tuple(sorted({name for _, name, _ in found} - {name for _, name, _ in made})),
        strangers=tuple(str(device) for (device,) in strangers),
        unknown=tuple((tag, count) for tag, count in tags if tag not in known),
        newest=stamp(newest) if newest else None,
    )


@cache
def _made(version: int) -> frozenset[tuple[str, str, str]]:
    """What the migrations up to that version make."""
    with closing(sqlite3.connect(":memory:")) as db:
        for script in schema.MIGRATIONS[:version]:
            db.executescript(script)
        return frozenset(_objects(db.execute(_OBJECTS)))


def _objects(rows: Iterator[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Kind, name and text, whatever its spaces; not what SQLite makes for itself."""
    for kind, name, text in rows:
        if not name.startswith("sqlite_"):
            yield kind, name, " ".join(text.split())
