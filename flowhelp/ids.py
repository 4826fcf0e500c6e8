"""Names for things, and identifiers that sort by time."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import NewType
else:

    def NewType(name: str, kind: type) -> type:  # noqa: ARG001, N802
        """The name itself at run time: `typing` takes 4 ms to load."""
        return kind


ProcedureId = NewType("ProcedureId", str)
"""A path inside its source without its ending (`db/failover`); `#slug` names a part."""

StepId = NewType("StepId", str)
"""A step inside its procedure: an anchor, a heading slug, or `s-` and 8 hex digits."""

RunId = NewType("RunId", str)
"""One passage of one person through one procedure: a UUIDv7, and the xAPI registration."""

EventId = NewType("EventId", str)
"""One fact in a journal: a UUIDv7 minted before the write."""

DeviceId = NewType("DeviceId", str)
"""One installation: a UUIDv7 minted when its journal is made."""

SourceName = NewType("SourceName", str)
"""A library of this installation, unique in its configuration."""

_RANDOM_BITS = 74


def uuid7(at: datetime, noise: int) -> str:
    """A UUIDv7: text order is time order, to the millisecond.

    Args:
        at: When, timezone-aware.
        noise: Random bits; the low 74 of them are used.

    Returns:
        36 characters, lower case.

    Source: RFC 9562, section 5.7.
    """
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    noise &= (1 << _RANDOM_BITS) - 1
    high, low = noise >> 62, noise & (1 << 62) - 1
    value = milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
