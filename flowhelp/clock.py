"""The one place that asks what time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The wall clock: aware, in UTC. It may be wrong, and may jump."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds since some fixed point of this boot; never goes back. For durations."""
    return time.monotonic()
