"""SQLite without what its module loads beside it: dates alone take as long as an answer.

The classes are those of `sqlite3`; an interpreter that names its inner module
otherwise gives the whole.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import _sqlite3 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["sqlite3"]
