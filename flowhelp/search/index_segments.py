"""Segments of postings in the index's tables: written, put together, forgotten.

Every function is called inside a transaction. New pages become a segment of
their own; when there are many of a size they are put together, as a
log-structured merge tree does, so that a page is moved a few times in its life
and a question looks into a few segments.

Source: P. O'Neil and others, "The log-structured merge-tree", 1996.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping

from flowhelp.search.postings import SPAN, Gathering, Posting

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

Row = tuple[int, int, int, int]
"""A segment: its id, base, last page and size."""

FANOUT = 8
"""Segments of about one size that are put together."""

LARGEST = 20_000
"""Pages of a segment that is left as it is: the memory to put larger ones together is felt."""


MOST_DEAD = 1000
"""Pages that are gone and may stay in segments, however few there are left."""


def write(db: sqlite3.Connection, source: int, pages: Mapping[int, Mapping[str, int]]) -> None:
    """Takes in the postings of new pages, at most `SPAN` apart.

    Args:
        db: The index.
        source: Whose pages they are.
        pages: Number → term → code.
    """
    if not pages:
        return
    base = min(pages)
    gathered = Gathering(base)
    for page in sorted(pages):
        gathered.add(page, pages[page])
    _put(db, source, (base, max(pages), len(pages)), gathered)
    _tidy(db, source)


def settle(db: sqlite3.Connection, source: int) -> None:
    """Leaves a source few segments after a long reading; a few new pages are left to `write`."""
    group: list[Row] = []
    groups = [group]
    for row in db.execute(
        "select id, base, last, size from segment where source = ? and size < ? order by base",
        (source, LARGEST),
    ).fetchall():
        full = sum(size for *_, size in (*group, row)) > LARGEST * 2
        if group and (full or len(_near([*group, row])) <= len(group)):
            group = []
            groups.append(group)
        group.append(row)
    for group in groups:
        sizes = sorted(size for *_, size in group)
        if len(sizes) > 1 and 2 * sum(sizes[:-1]) >= sizes[-1]:
            _join(db, source, group)


def forget(db: sqlite3.Connection, source: int, pages: Collection[int]) -> None:
    """Notes that those pages are gone; their postings go when their segment is next rewritten."""
    if not pages:
        return
    gone = dead(db, source) | set(pages)
    _note_dead(db, source, gone)
    (living,) = db.execute("select pages from source where id = ?", (source,)).fetchone()
    if len(gone) > MOST_DEAD and len(gone) > living // 4:
        for segment in db.execute(
            "select id, base, last, size from segment where source = ?", (source,)
        ).fetchall():
            _join(db, source, [segment])


def drop(db: sqlite3.Connection, source: int) -> None:
    """Forgets everything of a source."""
    db.execute(
        "delete from posting where segment in (select id from segment where source = ?)", (source,)
    )
    db.execute("delete from segment where source = ?", (source,))


def dead(db: sqlite3.Connection, source: int) -> set[int]:
    """The pages of a source that are gone and still have postings."""
    row = db.execute("select dead from source where id = ?", (source,)).fetchone()
    return set(array("I", row[0])) if row else set()


def _note_dead(db: sqlite3.Connection, source: int, gone: Iterable[int]) -> None:
    packed = array("I", sorted(gone)).tobytes()
    db.execute("update source set dead = ? where id = ?", (packed, source))


def _put(
    db: sqlite3.Connection, source: int, place: tuple[int, int, int], gathered: Gathering
) -> None:
    (segment,) = db.execute(
        "insert into segment (source, base, last, size) values (?, ?, ?, ?) returning id",
        (source, *place),
    ).fetchone()
    db.executemany(
        "insert into posting values (?, ?, ?)",
        ((segment, term, packed) for term, packed in gathered.packed()),
    )


def _tidy(db: sqlite3.Connection, source: int) -> None:
    """Puts segments together where there are many of a size."""
    while True:
        by_class: dict[int, list[Row]] = {}
        for row in db.execute(
            "select id, base, last, size from segment where source = ? and size < ? order by base",
            (source, LARGEST),
        ):
            by_class.setdefault(_size_class(row[3]), []).append(row)
        crowded = (_near(found) for found in by_class.values() if len(found) >= FANOUT)
        near = next((found for found in crowded if len(found) > 1), None)
        if near is None:
            return
        _join(db, source, near)


def _size_class(size: int) -> int:
    """How often it can be divided by the fanout."""
    power = 0
    while size >= FANOUT:
        size //= FANOUT
        power += 1
    return power


def _near(segments: list[Row]) -> list[Row]:
    """The newest of the segments, by base, that one segment can hold."""
    end = max(last for _, _, last, _ in segments)
    return [segment for segment in segments if end - segment[1] < SPAN]


def _join(db: sqlite3.Connection, source: int, segments: list[Row]) -> None:
    """One segment in place of several, without what is gone."""
    gone = dead(db, source)
    base = min(base for _, base, _, _ in segments)
    end = max(last for _, _, last, _ in segments)
    gathered = Gathering(base)
    buried: set[int] = set()
    for segment, own_base, _, _ in segments:
        own = {page - own_base for page in gone if 0 <= page - own_base < SPAN}
        for term, packed in db.execute(
            "select term, packed from posting where segment = ?", (segment,)
        ):
            posting = Posting(packed)
            if own and not own.isdisjoint(posting.pages):
                buried.update(own_base + page for page in own.intersection(posting.pages))
                posting = posting.without(own)
            gathered.join(term, posting, own_base)
        db.execute("delete from posting where segment = ?", (segment,))
        db.execute("delete from segment where id = ?", (segment,))
    size = sum(size for *_, size in segments) - len(buried)
    if size > 0:
        _put(db, source, (base, end, size), gathered)
    if buried:
        _note_dead(db, source, gone - buried)
