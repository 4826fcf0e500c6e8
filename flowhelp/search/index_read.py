"""Pages from the index's tables, as they are scored and shown."""

from __future__ import annotations

from flowhelp.search.analysis import terms
from flowhelp.search.packing import unpack
from flowhelp.search.rows import Body, unpack_body

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator
    from typing import Any

    from flowhelp.search.query import Query

_COLUMNS = (
    "id", "source", "path", "name", "title", "type", "lang", "status", "platform", "tags",
    "roles", "lengths", "named", "pairs",
)  # fmt: skip
_KNOWN = "(select count(*) from mention where mention.name = page.slug and mention.page <> page.id)"
_SELECT = f"select {', '.join(_COLUMNS)}, {_KNOWN} from page"  # noqa: S608 (constants)
_AT_ONCE = 500
_KINDS = ("alert", "title", "alias", "slug")
"""Of names, the strongest first."""


class Row:
    """A page as it is scored; the last cell is how many other pages speak of it."""

    __slots__ = (*_COLUMNS, "known")

    def __init__(self, cells: tuple[Any, ...]) -> None:
        (
            self.id, self.source, self.path, self.name, self.title, self.type, self.lang,
            self.status, self.platform, self.tags, self.roles, self.lengths, self.named,
            self.pairs, self.known,
        ) = cells  # fmt: skip


def rows_of(db: sqlite3.Connection, ids: Collection[int]) -> Iterator[Row]:
    """Those pages, as they are scored, in no order."""
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        holes = ", ".join("?" * len(some))
        yield from map(Row, db.execute(f"{_SELECT} where id in ({holes})", some))


def exact_matches(db: sqlite3.Connection, wanted: str) -> dict[int, str]:
    """Pages with exactly that title, alias, alert or file name → which of them it is."""
    found: dict[int, str] = {}
    for kind, page in db.execute("select kind, page from exact where words = ?", (wanted,)):
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
    return unpack_body(packed)


def fits(row: Row, query: Query) -> bool:
    """Whether a page passes the filters of a question."""
    if query.type and row.type != query.type:
        return False
    if query.tag and query.tag not in (tag.lower() for tag in unpack(row.tags)):
        return False
    roles = [role.lower() for role in unpack(row.roles)]
    return not query.role or not roles or query.role in roles
