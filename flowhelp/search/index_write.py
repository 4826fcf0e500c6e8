"""Writing pages into the index's tables. Every function is called inside a transaction."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from flowhelp.search.analysis import terms
from flowhelp.search.fields import FIELDS, backward
from flowhelp.search.packing import clean, pack, pack_rows
from flowhelp.search.rows import Page, StepRow

_COLUMNS = ", ".join(FIELDS)
_HOLES = ", ".join("?" for _ in FIELDS)
_PUT_TERMS = f"insert into term (rowid, {_COLUMNS}) values (?, {_HOLES})"  # noqa: S608 (constants)
_CUT_TERMS = f"insert into term (term, rowid, {_COLUMNS}) values ('delete', ?, {_HOLES})"  # noqa: S608
_PUT_PAGE = f"insert into page values ({', '.join('?' * 21)})"  # noqa: S608


class Reading(NamedTuple):
    """One file, read: its page, or the problem that it has instead."""

    path: str
    stamp: str
    digest: bytes
    page: Page | None
    problem: str = ""


def source_mark(source: int) -> str:
    """The term that every page of a source has in the index, and in no text."""
    return f"__s{source}"


def source_id(db: sqlite3.Connection, key: str) -> int:
    """The number of a source; a new one gets the next."""
    db.execute("insert or ignore into source (key) values (?)", (key,))
    (number,) = db.execute("select id from source where key = ?", (key,)).fetchone()
    return int(number)


def put(db: sqlite3.Connection, source: int, readings: Iterable[Reading]) -> None:
    """Takes those files in, in place of what was known of them."""
    for reading in readings:
        remove(db, source, (reading.path,))
        (file,) = db.execute(
            "insert into file (source, path, stamp, digest, problem) values (?, ?, ?, ?, ?)"
            " returning id",
            (source, reading.path, reading.stamp, reading.digest, reading.problem or None),
        ).fetchone()
        if reading.page is not None:
            _put_page(db, file, source, reading.path, reading.page)


def remove(db: sqlite3.Connection, source: int, paths: Iterable[str]) -> None:
    """Forgets those files."""
    for path in paths:
        row = db.execute(
            "select id, counted, lengths from file left join page using (id)"
            " where file.source = ? and file.path = ?",
            (source, path),
        ).fetchone()
        if row is None:
            continue
        file, counted, lengths = row
        if counted is not None:
            fields = _marked(backward(counted), source)
            db.execute(_CUT_TERMS, (file, *fields))
            db.execute("delete from exact where page = ?", (file,))
            db.execute("delete from page where id = ?", (file,))
            _count(db, lengths, -1)
        db.execute("delete from file where id = ?", (file,))


def drop(db: sqlite3.Connection, source: int) -> None:
    """Forgets a source and all its files."""
    paths = [path for (path,) in db.execute("select path from file where source = ?", (source,))]
    remove(db, source, paths)
    db.execute("delete from source where id = ?", (source,))


def settle(db: sqlite3.Connection, source: int) -> None:
    """Gives every page of a source a name of its own: of equals, the first by path keeps it."""
    db.execute("update page set name = wanted where source = ? and name <> wanted", (source,))
    twice = db.execute(
        "select wanted, min(path) from page where source = ? group by wanted having count(*) > 1",
        (source,),
    ).fetchall()
    db.executemany(
        "update page set name = path where source = ? and wanted = ? and path <> ?",
        ((source, wanted, first) for wanted, first in twice),
    )


def _count(db: sqlite3.Connection, lengths: str, sign: int) -> None:
    """Adds a page to the totals, or takes it off."""
    pages, before = db.execute("select pages, lengths from total").fetchone()
    summed = [int(a) + sign * int(b) for a, b in zip(before.split(), lengths.split(), strict=True)]
    db.execute(
        "update total set pages = ?, lengths = ?", (pages + sign, " ".join(map(str, summed)))
    )


def _put_page(db: sqlite3.Connection, file: int, source: int, path: str, page: Page) -> None:
    lengths = " ".join(str(field.count(" ") + 1 if field else 0) for field in page.fields)
    db.execute(_PUT_PAGE, _page_row(file, source, path, page, lengths))
    _count(db, lengths, 1)
    db.execute(_PUT_TERMS, (file, *_marked(page.fields, source)))
    db.executemany("insert or ignore into exact values (?, ?, ?)", _exact_rows(file, page))
    db.executemany("insert or ignore into word values (?)", ((word,) for word in page.words))


def _page_row(file: int, source: int, path: str, page: Page, lengths: str) -> tuple[object, ...]:
    lines = "\n".join(f"{owner} {line}" for owner, line in page.lines)
    return (
        file,
        source,
        path,
        page.wanted_id,
        page.wanted_id,
        page.title,
        page.type,
        page.description,
        page.lang,
        page.status,
        pack(page.tags),
        pack(page.aliases),
        pack(page.alerts),
        pack(page.roles),
        pack_rows(map(clean, row) for row in page.warnings),
        len(page.steps),
        page.findings,
        lengths,
        page.counted,
        zlib.compress(pack_rows(map(_step_cells, page.steps)).encode("utf-8", "replace"), 1),
        zlib.compress(lines.encode("utf-8", "replace"), 1),
    )


def _step_cells(step: StepRow) -> tuple[str, ...]:
    return (
        clean(step.n),
        clean(step.sid),
        clean(step.title),
        step.role,
        pack(step.commands),
        step.title_terms,
        step.terms,
    )


def _exact_rows(file: int, page: Page) -> Iterable[tuple[str, str, int]]:
    """What finds a page when it is the whole question."""
    named = [("title", page.title), ("slug", page.wanted_id.rpartition("/")[2])]
    named += [("alias", alias) for alias in page.aliases]
    named += [("alert", alert) for alert in page.alerts]
    for kind, text in named:
        found = " ".join(dict.fromkeys(terms(text)))
        if found:
            yield found, kind, file


def _marked(fields: Iterable[str], source: int) -> list[str]:
    """The fields as the index has them: the first says which source they are of."""
    first, *rest = fields
    return [f"{first} {source_mark(source)}".strip(), *rest]
