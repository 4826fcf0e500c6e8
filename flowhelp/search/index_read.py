"""Pages from the index's tables, as they are scored and shown."""

from __future__ import annotations

from zlib import crc32

from flowhelp.search.analysis import terms
from flowhelp.search.packing import unpack
from flowhelp.search.rows import Body, unpack_body
from flowhelp.search.sealing import IndexLostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator
    from typing import Any

    from flowhelp.search.query import Query

_COLUMNS = (
    "id", "source", "name", "seal", "path", "title", "type", "lang", "status", "platform", "tags",
    "roles", "lengths", "named", "pairs",
)  # fmt: skip
_KNOWN = "(select count(*) from mention where mention.name = page.slug and mention.page <> page.id)"
_SELECT = f"select {', '.join(_COLUMNS)}, {_KNOWN} from page"  # noqa: S608 (constants)
_AT_ONCE = 500
_SEALED = slice(_COLUMNS.index("path"), len(_COLUMNS))
_KINDS = ("alert", "title", "alias", "slug")
"""Of names, the strongest first."""


class Row:
    """A page as it is scored; the last cell is how many other pages speak of it."""

    __slots__ = (*_COLUMNS, "known")

    def __init__(self, cells: tuple[Any, ...]) -> None:
        (
            self.id, self.source, self.name, self.seal, self.path, self.title, self.type,
            self.lang, self.status, self.platform, self.tags, self.roles, self.lengths,
            self.named, self.pairs, self.known,
        ) = cells  # fmt: skip
        if page_seal(*cells[_SEALED]) != self.seal:
            raise IndexLostError("a page is not what was written")


def page_seal(*cells: object) -> int:
    """A checksum of the path, the texts after it and the neighbours of a page."""
    *texts, pairs = cells
    start = crc32("\0".join(map(str, texts)).encode())
    return crc32(pairs, start) if isinstance(pairs, bytes) else -1


def rows_of(db: sqlite3.Connection, ids: Collection[int]) -> Iterator[Row]:
    """Those pages, as they are scored, in no order.

    Raises:
        IndexLostError: One of them is not there, or not what it was.
    """
    wanted = list(ids)
    missing = len(wanted)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        holes = ", ".join("?" * len(some))
        for cells in db.execute(f"{_SELECT} where id in ({holes})", some):
            missing -= 1
            yield Row(cells)
    if missing:
        raise IndexLostError("a page is missing")


def exact_matches(db: sqlite3.Connection, wanted: str) -> dict[int, str]:
    """Pages with exactly that title, alias, alert or file name → which of them it is."""
    found: dict[int, str] = {}
    for kind, page in db.execute("select kind, page from exact where words = ?", (wanted,)):
        if kind not in _KINDS:
            raise IndexLostError("a name is not what was written")
        if page not in found or _KINDS.index(kind) < _KINDS.index(found[page]):
            found[page] = kind
    return found


def alert_pages(db: sqlite3.Connection, alert: str) -> list[int]:
    """The pages that name that alert in their head, or are called like it."""
    wanted = " ".join(dict.fromkeys(terms(alert)))
    return sorted(exact_matches(db, wanted)) if wanted else []


def body_of(db: sqlite3.Connection, page: int) -> Body:
    """What is shown of a page."""
    packed = db.execute("select shown, lines from body where id = ?", (page,)).fetchone()
    if packed is None:
        raise IndexLostError("the text of a page is missing")
    return unpack_body(packed)


def fits(row: Row, query: Query) -> bool:
    """Whether a page passes the filters of a question."""
    if query.type and row.type != query.type:
        return False
    if query.tag and query.tag not in (tag.lower() for tag in unpack(row.tags)):
        return False
    roles = [role.lower() for role in unpack(row.roles)]
    return not query.role or not roles or query.role in roles
