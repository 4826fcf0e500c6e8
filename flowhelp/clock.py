"""The one place that asks what time it is."""

from __future__ import annotations

import time

_BOOT_ID = "/proc/sys/kernel/random/boot_id"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


def now() -> datetime:
    """The wall clock: aware, in UTC. It may be wrong, and may jump."""
    from datetime import UTC, datetime  # noqa: PLC0415 (2 ms; a question asks for no date)

    return datetime.now(UTC)


def seconds() -> int:
    """The same in Unix seconds, without what dates load."""
    return int(time.time())


def monotonic() -> float:
    """Seconds since some fixed point of this boot; never goes back. For durations."""
    return time.monotonic()


def boot() -> str:
    """What names the boot in which `monotonic` counts; empty where the system has no name."""
    try:
        with open(_BOOT_ID, encoding="ascii") as file:  # noqa: PTH123 (no pathlib, as elsewhere)
            return file.read().strip()
    except (OSError, ValueError):
        return ""
