"""In which zone the times of a record are shown: what a report says once in its head. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone, tzinfo
from itertools import groupby
from typing import Any

from flowhelp.typeset.times import local


def zone_words(record: Mapping[str, Any], zone: tzinfo | None = None) -> str:
    """How far the clock was from UTC: `UTC+01:00`.

    Where it was changed meanwhile, from which of the times on:
    `UTC+02:00 from 2031-10-25 18:00, UTC+01:00 from 2031-10-27 08:12`.

    Args:
        record: As `journal.record.run_record` has it.
        zone: Of the clock on the wall; by default that of this machine.
    """
    moments = sorted(moment.astimezone(zone) for moment in _moments(record))
    offsets = [(name, next(same)) for name, same in groupby(moments, _offset)]
    if len(offsets) == 1:
        return offsets[0][0]
    return ", ".join(f"{name} from {local(first, zone)}" for name, first in offsets)


def _offset(moment: datetime) -> str:
    """How far a moment's clock is from UTC: `UTC`, `UTC+05:30`."""
    away = moment.utcoffset()
    return timezone(away).tzname(None) if away is not None else "UTC"


def _moments(found: Any, name: str = "") -> Iterator[datetime]:
    """Every time in a record; they are RFC 3339 under `at` and under names that end in `_at`."""
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _moments(value, key)
    elif isinstance(found, str):
        if name == "at" or name.endswith("_at"):
            try:
                yield datetime.fromisoformat(found)
            except ValueError:
                return
    elif isinstance(found, Iterable):
        for value in found:
            yield from _moments(value)
