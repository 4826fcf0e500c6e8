"""Whether this process may fork: cheap and safe only where it has a single thread."""

from __future__ import annotations

import os
import sys


def may_fork() -> bool:
    """Whether a fork is safe here: not on macOS or Windows, and not beside other threads."""
    threads = sys.modules.get("threading")
    single = threads is None or threads.active_count() == 1
    return sys.platform not in {"darwin", "win32"} and hasattr(os, "fork") and single


def cores() -> int:
    """How many processors this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
