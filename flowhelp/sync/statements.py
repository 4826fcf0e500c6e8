"""A run → the xAPI statements that tell of it, and back. Pure.

One statement tells of a run that has ended; steps, readings and signatures have their own only
where they are wanted. What is told is fixed by the run's events up to its end, so a statement
made again, on any day, has the same id and the same bytes. What is added to a run later (a
correction, a remark) is a statement of its own that refers to the first.

The whole record travels as text in an extension: an LRS may index what it likes of the rest, and
the record stays as it was to the byte.

Source: FORMAT.md §11.5; xAPI 1.0.3, https://github.com/adlnet/xAPI-Spec/blob/1.0.3/xAPI-Data.md
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flowhelp.errors import ContentError
from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Recorded, Row, canonical, decode
from flowhelp.journal.events import RunEnded
from flowhelp.journal.record import SCHEMA, run_record
from flowhelp.sync.target import Parcel, Published
from flowhelp.sync.telling import PROOF, RECORD, Shape, told, updated
from flowhelp.sync.telling_parts import parts

__all__ = ["Carried", "NoRecordError", "Shape", "carried", "frozen", "parcels", "signed"]

_TRAVELS = "team"
_DIGEST = 64


class NoRecordError(ContentError):
    """A statement that says it carries a record does not."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a statement brings to those who were not there.

    Attributes:
        record: As `journal.record.run_record` made it on the other machine.
        device: Who made it; `first` and `last` are the numbers of the run's events.
        sha256: Of the event with the number `last`.
        later: How many events were added after the run had ended; of several statements about
            one run, the one with the most tells how it stands.
        signature: SSHSIG over that event as the end of its chain; empty where there is none.
    """

    record: dict[str, Any]
    device: DeviceId
    first: int
    last: int
    sha256: str
    later: int = 0
    signature: str = ""


def parcels(rows: Sequence[Row], shape: Shape | None = None) -> tuple[Parcel, ...]:
    """The statements of a run, each frozen under its id.

    Args:
        rows: All of the run on this device, oldest first.
        shape: What is told, and under which addresses.

    Returns:
        The run's own first. None where it has not ended, or may not leave this machine.
    """
    shape = shape or Shape()
    events = [_recorded(row) for row in rows]
    ends = [place for place, each in enumerate(events) if isinstance(each.event, RunEnded)]
    if not ends:
        return ()
    end = ends[0] + 1
    record = run_record(events[:end])
    if record.get("record") != _TRAVELS:
        return ()
    whole = told(record, _evidence(record, rows[:end]), shape)
    found = [
        Parcel(each["id"], frozen(each), *_span(rows[:end]))
        for each in (whole, *parts(record, whole, shape))
    ]
    if len(rows) > end:
        after = run_record(events)
        more = updated(after, whole, _evidence(after, rows, len(rows) - end), rows[-1].at)
        found.append(Parcel(more["id"], frozen(more), *_span(rows)))
    return tuple(found)


def signed(told: Sequence[Parcel], sign: Callable[[Published], str]) -> tuple[Parcel, ...]:
    """The same statements, the last that proves anything with a signature in its proof.

    One is enough for all that are told at once: what it vouches for is the end of a chain, and so
    all before it.
    """
    for place in range(len(told) - 1, -1, -1):
        statement = json.loads(told[place].content)
        proof = statement["context"].get("extensions", {}).get(PROOF)
        if proof is not None:
            end = Published(DeviceId(proof["device"]), proof["last"], proof["sha256"])
            if signature := sign(end):
                proof["signature"] = signature
                last = replace(told[place], content=frozen(statement))
                return (*told[:place], last, *told[place + 1 :])
            break
    return tuple(told)


def frozen(statement: Mapping[str, Any]) -> bytes:
    """The bytes of a statement, the same for the same statement on every machine.

    Whole numbers are written without a fraction, and text that is no Unicode with `?`.
    """
    return canonical(_plain(statement)).encode("utf-8", "replace")


def carried(statement: Mapping[str, Any]) -> Carried | None:
    """The record in a statement; None where it carries none.

    Raises:
        NoRecordError: What it carries is no record, or is another run's than it says.
    """
    try:
        context = statement.get("context", {})
        extensions = context.get("extensions", {})
        text, proof = extensions.get(RECORD), extensions.get(PROOF)
        if text is None or proof is None:
            return None
        record = json.loads(text)
        first, last, later = proof["first"], proof["last"], proof.get("later", 0)
        own, signature = (
            (proof["device"], proof["sha256"], record["id"]),
            proof.get("signature", ""),
        )
        known = record["schema"] == SCHEMA and record["id"] == context["registration"]
        known &= all(isinstance(each, str) and each for each in own)
        known &= len(own[1]) == _DIGEST and record.get("record") == _TRAVELS
        known &= {type(each) for each in (first, last, later)} == {int}
        known &= isinstance(signature, str)
        known &= 1 <= first <= last and later >= 0 and str(UUID(own[2])) == own[2]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise NoRecordError("a statement carries what is no record") from error
    if not known:
        raise NoRecordError("a statement carries a record that is not the one it tells of")
    return Carried(record, DeviceId(own[0]), first, last, own[1], later, signature)


def _evidence(record: Mapping[str, Any], rows: Sequence[Row], later: int = 0) -> dict[str, Any]:
    """The record to the byte, and where in the chain of its device it stands."""
    device, first, last = _span(rows)
    proof: dict[str, Any] = {
        "device": device,
        "first": first,
        "last": last,
        "sha256": rows[-1].sha256,
    }
    if later:
        proof["later"] = later
    return {RECORD: canonical(record), PROOF: proof}


def _span(rows: Sequence[Row]) -> tuple[DeviceId, int, int]:
    """The device under whose name the last was written, and the numbers of its events here."""
    device = rows[-1].device
    return device, next(row.seq for row in rows if row.device == device), rows[-1].seq


def _recorded(row: Row) -> Recorded:
    event = decode(row.tag, run=row.run, sid=row.sid, at=row.at, body=row.body)
    return Recorded(row.id, row.device, row.seq, event)


def _plain(value: Any) -> Any:
    """The value with its whole numbers as whole numbers; infinities and the like as text."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value
