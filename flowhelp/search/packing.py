"""Lists of texts in one text, for columns of the index: quicker to read than JSON, and safe.

The separators are control characters, which are taken out of what is packed.
"""

from __future__ import annotations

from collections.abc import Iterable

_ROW, _CELL, _ITEM = "\x1e", "\x1f", "\x1d"
_CLEAN = {ord(mark): " " for mark in (_ROW, _CELL, _ITEM, "\0")}


def pack(items: Iterable[str]) -> str:
    """Those texts as one; an empty list is an empty text."""
    return "".join(item.translate(_CLEAN) + _ITEM for item in items)


def unpack(text: str) -> tuple[str, ...]:
    """What `pack` was given."""
    return tuple(text.split(_ITEM)[:-1])


def pack_rows(rows: Iterable[Iterable[str]]) -> str:
    """Rows of texts as one; a cell may itself come from `pack`."""
    return "".join(_CELL.join(row) + _ROW for row in rows)


def unpack_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """What `pack_rows` was given."""
    return tuple(tuple(row.split(_CELL)) for row in text.split(_ROW)[:-1])


def clean(text: str) -> str:
    """The text without what separates cells and rows."""
    return text.translate(_CLEAN)
