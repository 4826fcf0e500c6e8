"""Writing pages into the index's tables. Every function is called inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flowhelp.search import index_segments
from flowhelp.search.index_read import page_seal
from flowhelp.search.languages import language
from flowhelp.search.packing import pack, unpack
from flowhelp.search.rows import Page
from flowhelp.search.synonyms import pairs
from flowhelp.search.typos import marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

    from flowhelp.search.synonyms import Group

_PUT_PAGE = f"insert into page values ({', '.join('?' * 21)})"  # noqa: S608 (holes)


class Reading(NamedTuple):
    """One file, read: its page, or the problem that it has instead."""

    path: str
    stamp: str
    digest: bytes
    page: Page | None
    problem: str = ""


def source_id(db: sqlite3.Connection, key: str) -> int:
    """The number of a source; a new one gets the next."""
    db.execute("insert or ignore into source (key) values (?)", (key,))
    (number,) = db.execute("select id from source where key = ?", (key,)).fetchone()
    return int(number)


def put(db: sqlite3.Connection, source: int, readings: Iterable[Reading]) -> None:
    """Takes those files in, in place of what was known of them."""
    waiting = list(readings)
    remove(db, source, (reading.path for reading in waiting))
    codes: dict[int, Mapping[str, int]] = {}
    for reading in waiting:
        (file,) = db.execute(
            "insert into file (source, path, stamp, digest, problem) values (?, ?, ?, ?, ?)"
            " returning id",
            (source, reading.path, reading.stamp, reading.digest, reading.problem or None),
        ).fetchone()
        if reading.page is not None:
            _put_page(db, file, source, reading.path, reading.page)
            codes[file] = reading.page.codes
    pages = [reading.page for reading in waiting if reading.page is not None]
    _count(db, source, [page.lengths for page in pages], 1)
    _note_languages(db, source, {language(page.lang) for page in pages})
    _put_words(db, pages)
    index_segments.write(db, source, codes)


def remove(db: sqlite3.Connection, source: int, paths: Iterable[str]) -> None:
    """Forgets those files."""
    gone: list[int] = []
    lengths: list[tuple[int, ...]] = []
    for path in paths:
        row = db.execute(
            "select file.id, lengths, mentions from file"
            " left join page on page.id = file.id left join body on body.id = file.id"
            " where file.source = ? and file.path = ?",
            (source, path),
        ).fetchone()
        if row is None:
            continue
        file, counted, mentions = row
        if counted is not None:
            gone.append(file)
            lengths.append(tuple(map(int, counted.split())))
            _cut_page(db, file, mentions)
        db.execute("delete from file where id = ?", (file,))
    _count(db, source, lengths, -1)
    index_segments.forget(db, source, gone)


def drop(db: sqlite3.Connection, source: int) -> None:
    """Forgets a source and all its files."""
    paths = [path for (path,) in db.execute("select path from file where source = ?", (source,))]
    remove(db, source, paths)
    index_segments.drop(db, source)
    db.execute("delete from synonym where source = ?", (source,))
    db.execute("delete from source where id = ?", (source,))


def settle(db: sqlite3.Connection, source: int) -> None:
    """Gives every page of a source a name of its own: of equals, the first by path keeps it."""
    index_segments.settle(db, source)
    db.execute("update page set name = wanted where source = ? and name <> wanted", (source,))
    twice = db.execute(
        "select wanted, min(path) from page where source = ? group by wanted having count(*) > 1",
        (source,),
    ).fetchall()
    db.executemany(
        "update page set name = path where source = ? and wanted = ? and path <> ?",
        ((source, wanted, first) for wanted, first in twice),
    )


def declare_synonyms(db: sqlite3.Connection, source: int, groups: Iterable[Group]) -> None:
    """Takes groups of words that a library says to mean the same, in place of its former ones."""
    found = tuple(groups)
    db.execute("delete from synonym where source = ?", (source,))
    (langs,) = db.execute("select langs from source where id = ?", (source,)).fetchone()
    for lang in langs.split():
        db.executemany(
            "insert or ignore into synonym values (?, ?, ?)",
            (
                (term, source, other)
                for term, others in pairs(found, lang).items()
                for other in others
            ),
        )


def _count(db: sqlite3.Connection, source: int, lengths: list[tuple[int, ...]], sign: int) -> None:
    """Adds pages with those lengths to the sums of a source, or takes them off."""
    if not lengths:
        return
    pages, before = db.execute(
        "select pages, lengths from source where id = ?", (source,)
    ).fetchone()
    sums = [
        int(known) + sign * sum(column)
        for known, column in zip(before.split(), zip(*lengths, strict=True), strict=True)
    ]
    db.execute(
        "update source set pages = ?, lengths = ? where id = ?",
        (pages + sign * len(lengths), " ".join(map(str, sums)), source),
    )


def _note_languages(db: sqlite3.Connection, source: int, found: set[str]) -> None:
    (known,) = db.execute("select langs from source where id = ?", (source,)).fetchone()
    if not found <= set(known.split()):
        every = " ".join(sorted(found | set(known.split())))
        db.execute("update source set langs = ? where id = ?", (every, source))


def _put_page(db: sqlite3.Connection, file: int, source: int, path: str, page: Page) -> None:
    db.execute(_PUT_PAGE, _page_row(file, source, path, page))
    mentions = pack(page.mentions)
    db.execute("insert into body values (?, ?, ?, ?)", (file, *page.body, mentions))
    db.executemany(
        "insert or ignore into exact values (?, ?, ?)",
        ((words, kind, file) for words, kind in page.exact),
    )
    db.executemany(
        "insert or ignore into mention values (?, ?)", ((name, file) for name in page.mentions)
    )


def _put_words(db: sqlite3.Connection, pages: Iterable[Page]) -> None:
    by_language: dict[str, set[str]] = {}
    for page in pages:
        by_language.setdefault(language(page.lang), set()).update(page.words.split("\n"))
    rows = (
        (word, code, term)
        for code, lines in by_language.items()
        for word, _, term in (line.partition("\t") for line in sorted(lines))
        if word
    )
    db.executemany(
        "insert or ignore into word values (?, ?, ?, ?, ?)",
        ((len(word), word, code, term, marks(word)) for word, code, term in rows),
    )


def _cut_page(db: sqlite3.Connection, file: int, mentions: str) -> None:
    db.executemany(
        "delete from mention where name = ? and page = ?", ((n, file) for n in unpack(mentions))
    )
    db.execute("delete from exact where page = ?", (file,))
    db.execute("delete from body where id = ?", (file,))
    db.execute("delete from page where id = ?", (file,))


def _page_row(file: int, source: int, path: str, page: Page) -> tuple[object, ...]:
    tags, aliases, alerts, roles = map(pack, (page.tags, page.aliases, page.alerts, page.roles))
    kind, lang, status, platform = page.type, page.lang, page.status, page.platform
    wanted, lengths = page.wanted_id, " ".join(map(str, page.lengths))
    slug = wanted.rpartition("/")[2].lower()
    sealed = page_seal(
        path, page.title, kind, lang, status, platform, tags, roles, lengths, page.named, page.pairs
    )
    return (
        file, source, path, wanted, wanted, slug, page.title, kind, lang, status, platform,
        tags, aliases, alerts, roles, page.steps, page.findings, lengths, page.named, page.pairs,
        sealed,
    )  # fmt: skip
