"""How much memory a child may take."""

from __future__ import annotations

import mmap
from contextlib import suppress


def limit_memory(most: int) -> None:
    """Let this process take so many bytes more than it has: a fork has all that its parent has."""
    try:
        import resource  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return
    limit = _taken() + most
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _taken() -> int:
    """Bytes of address space of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as told:  # noqa: PTH123 (pathlib takes 4 ms to load)
            return int(told.read().split()[0]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return 0
