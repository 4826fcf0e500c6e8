"""Takes what others brought into the store of what the team did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flowhelp.errors import ContentError
from flowhelp.ids import DeviceId
from flowhelp.journal.team import Team
from flowhelp.sync.lines import read
from flowhelp.sync.target import Found, Parcel

Records = Callable[[bytes], tuple[Mapping[str, Any], int] | None]
"""The run record in a parcel, for targets whose parcels are not lines, and how many events were
added to the run after its end; None in one that has none. May raise ContentError."""


class Intake:
    """A sink of the runner; each thing and its cursor are kept in one transaction."""

    def __init__(self, team: Team, records: Records | None = None) -> None:
        """Take into that store.

        Args:
            team: The store.
            records: How parcels are read; as lines of a chain where None.
        """
        self._team = team
        self._records = records

    def cursor(self, target: str) -> str:
        """Where to go on with a target; empty for everything."""
        return self._team.cursor(target)

    def take(self, target: str, found: Found) -> int:
        """Keep it; how much of it was not known.

        Raises:
            JournalError: It is not kept, and neither is its cursor.
        """
        if found.passing:
            return 0
        new = 0
        cursor, parcel, head = found.cursor, found.parcel, found.head
        if parcel is not None and parcel.content:
            new = self._parcel(target, parcel, "" if found.problem or head else cursor)
        if head is not None:
            told = (head.device, head.seq, head.sha256, head.at, head.signature)
            rest, alone = "" if found.problem else cursor, self._records is not None
            self._team.take_head(target, *told, alone=alone, cursor=rest)
        if found.problem:
            device = parcel.device if parcel else head.device if head else DeviceId("")
            first = parcel.first if parcel else head.seq if head else 0
            self._team.take_unreadable(target, device, first, found.problem, cursor=cursor)
        elif parcel is None and head is None:
            self._team.take_records(target, (), cursor=cursor)
        return new

    def _parcel(self, target: str, parcel: Parcel, cursor: str) -> int:
        try:
            if self._records is not None:
                record, later = self._records(parcel.content) or (None, 0)
                records = () if record is None else (record,)
                return self._team.take_records(target, records, later=later, cursor=cursor).new
            lines, carrier = read(parcel.content), parcel.device
            return self._team.take_lines(target, lines, carrier=carrier, cursor=cursor).new
        except ContentError as error:
            known = (target, parcel.device, parcel.first, error.message)
            self._team.take_unreadable(*known, cursor=cursor)
            return 0
