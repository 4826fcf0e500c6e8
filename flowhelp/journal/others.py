"""One run of others, read from what was pulled: its record, and how far that can be relied on.

It is folded from its events each time, so nothing has to be worked out and written down before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flowhelp.ids import DeviceId, RunId
from flowhelp.journal.chain import NOBODY, Head
from flowhelp.journal.chains import COLUMNS
from flowhelp.journal.codec import Row
from flowhelp.journal.history import Ask
from flowhelp.journal.runs import folded
from flowhelp.journal.team_runs import Standing

_NAMED = """
select run from (select run from run union select run from stale)
where substr(run, 1, length(?1)) = ?1 or substr(run, -length(?1)) = ?1
order by run
"""
_ROWS = (
    f"select 0, target, {COLUMNS} from pulled where run = ?1 union all"  # noqa: S608 - constants
    f" select 1, target, {COLUMNS} from twin where run = ?1 order by 4, 5, 12"
)
_RECORD = "select content, target from record where run = ?"
_HEAD = "select max(seq), sha256 from head where device = ? group by device"
_COVERED = """
select 1 from head join followed using (device)
where device = ? and not alone and head.seq >= ? and head.seq <= followed.seq limit 1
"""


@dataclass(frozen=True, slots=True)
class Other:
    """A run of others.

    Attributes:
        record: As `run_record` makes it, or as a learning record store gave it back; that may be
            anything that has an `id`.
        rows: The events it is folded from; none where there is a record alone.
        device: Where it was begun; empty where that is not known.
        target: What it was pulled from.
        head: The last end of its chain that the device published, or None.
        is_covered: Whether an end that its device published, and to which the chain is whole,
            covers all of its events.
    """

    record: Mapping[str, Any]
    rows: tuple[Row, ...]
    device: DeviceId
    target: str
    standing: Standing
    head: Head | None
    is_covered: bool


def named(ask: Ask, end: str) -> tuple[RunId, ...]:
    """The runs whose id begins or ends like that, own ones that were worked out included.

    Args:
        ask: `Team.asked`.
        end: Not empty.
    """
    return tuple(RunId(run) for (run,) in ask(_NAMED, end))


def other(ask: Ask, run: RunId) -> Other | None:
    """A run of others; None where it is not here, or only a part without its beginning.

    Args:
        ask: `Team.asked`.
        run: Its whole id.
    """
    found = [(is_beside, target, Row(*fields)) for is_beside, target, *fields in ask(_ROWS, run)]
    rows = [row for _, _, row in found]
    record, target = folded(rows), next((target for _, target, _ in found), "")
    if not record:
        kept = next(ask(_RECORD, run), None)
        if kept is None:
            return None
        record, target, found, rows = json.loads(kept[0]), kept[1], [], []
    device = _device(record)
    ends = {row.device: row.seq for _, _, row in found}
    covered = [next(ask(_COVERED, name, seq), None) for name, seq in ends.items()]
    beside = any(is_beside for is_beside, _, _ in found)
    head = next((Head(device, *end) for end in ask(_HEAD, device)), None)
    is_covered = bool(covered) and all(covered) and not beside
    standing = Standing.VERIFIED if is_covered else Standing.UNVERIFIED
    standing = standing if ends else Standing.RECORD
    return Other(record, tuple(rows), device, target, standing, head, is_covered)


def _device(record: Mapping[str, Any]) -> DeviceId:
    found = record.get("device")
    name = found.get("id") if isinstance(found, Mapping) else None
    return DeviceId(name) if isinstance(name, str) else NOBODY
