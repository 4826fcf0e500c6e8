"""What the headers of an LRS's answer say of time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from flowhelp import clock
from flowhelp.journal.codec import stamp

_LONGEST_WAIT_S = 86_400.0


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that we are asked to wait, 0 to a day; None where we are not.

    Source: RFC 9110, section 10.2.3.
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), _LONGEST_WAIT_S)
    until = _date(said)
    if until is None:
        return None
    # By the clock of the one who says it, where it tells its time.
    begin = _date(headers.get("date", "")) or clock.now()
    return min(max((until - begin).total_seconds(), 0.0), _LONGEST_WAIT_S)


def through(headers: Mapping[str, str]) -> datetime | None:
    """Up to when an LRS is sure to tell of everything: as it says, else up to its own time.

    Source: xAPI 1.0.3, xAPI-Communication.md, section 2.1, "X-Experience-API-Consistent-Through".
    """
    with suppress(ValueError):
        return stamp(headers.get("X-Experience-API-Consistent-Through", ""))
    return _date(headers.get("date", ""))


def _date(said: str) -> datetime | None:
    """A date of HTTP; None for anything else."""
    try:
        found = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
