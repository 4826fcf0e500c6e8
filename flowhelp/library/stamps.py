"""A file's stamp: tells by its times and size whether it may have changed."""

from __future__ import annotations

import os


def stamp_of(found: os.stat_result) -> str:
    """The stamp of a file that the system says this of."""
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ctime_ns}"


def is_as_stamped(path: str, stamp: str) -> bool:
    """Whether the file at that path still has that stamp; no when it is gone."""
    try:
        return stamp_of(os.stat(path)) == stamp  # noqa: PTH116 (no pathlib: a question comes by)
    except OSError:
        return False
