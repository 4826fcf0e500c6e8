"""Which statements follow from what is new in a journal, and what those of others bring. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Row, UnreadableEventError
from flowhelp.sync.statements import NoRecordError, Shape, carried, parcels, signed
from flowhelp.sync.target import Parcel, Published

_OF_A_RUN = (
    "select id, device, seq, run, sid, tag, at, body, prev, sha256 from event"
    " where run = ? order by rowid"
)


class Journal(Protocol):
    """What is asked of the journal; the real one is opened by use cases alone."""

    def asked(self, question: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        """The rows that answer a `select`."""
        ...


def cut(
    shape: Shape,
    sign: Callable[[Published], str] = lambda head: "",  # noqa: ARG005
) -> Callable[[Sequence[Row], Journal, DeviceId], tuple[Parcel, ...]]:
    """What makes statements of new events: those about runs that ended, or were added to, by them.

    Args:
        shape: What is told, and under which addresses.
        sign: The signature of an end of a chain, armoured; empty for none.

    Returns:
        A function of consecutive events of one device, the journal they are of, and the name
        under which this machine brings them.
    """

    def made(rows: Sequence[Row], journal: Journal, carrier: DeviceId) -> tuple[Parcel, ...]:
        found: list[Parcel] = []
        for run in dict.fromkeys(row.run for row in rows):
            whole = [Row(*fields) for fields in journal.asked(_OF_A_RUN, run)]
            # What is told may go no further than what was cut: more may have been written since.
            known = [
                row for row in whole if row.device != rows[0].device or row.seq <= rows[-1].seq
            ]
            try:
                told = parcels(known, shape)
            except UnreadableEventError:
                # Whether it may leave cannot be read, so it stays.
                continue
            found += [
                replace(each, device=carrier)
                for each in told
                if each.device == rows[0].device and rows[0].seq <= each.last <= rows[-1].seq
            ]
        return signed(found, sign)

    return made


def record(content: bytes) -> tuple[dict[str, Any], int] | None:
    """The run record in a statement, and how many events were added to it after the run's end.

    Returns:
        None for a statement about a part of a run.

    Raises:
        NoRecordError: It is no statement, or carries what is no record.
    """
    try:
        statement = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoRecordError("this is no statement") from error
    if not isinstance(statement, dict):
        raise NoRecordError("this is no statement")
    found = carried(statement)
    return (found.record, found.later) if found else None
