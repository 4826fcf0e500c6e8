"""Rows of a chain ⇄ the lines that travel. Pure.

A line is the text that a row's hash covers (`codec.Row.line`), so nothing has to be said twice:
the hash of a line is the `prev` of the next one, and the last one's is the published head. Events
that must not leave their machine are left out as a range with the hashes at both of its ends;
that way the chain around them can still be followed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256

from flowhelp.errors import ContentError
from flowhelp.ids import DeviceId, EventId, RunId, StepId
from flowhelp.journal.codec import Row, canonical
from flowhelp.journal.lines import WITHHELD, Withheld

__all__ = ["UnreadableLineError", "Withheld", "lines_of", "read", "spans", "written"]

_EVENT = "flowhelp.event/1"


class UnreadableLineError(ContentError):
    """A line that was brought is not one of ours, or is not what its hash says."""


def lines_of(rows: Iterable[Row], *, leaves: Iterable[bool]) -> Iterator[Row | Withheld]:
    """What travels of consecutive rows of one device.

    Args:
        rows: In the order of their numbers.
        leaves: For each row whether it may leave this machine.
    """
    kept: Withheld | None = None
    for row, may in zip(rows, leaves, strict=True):
        if not may:
            first, prev = (kept.first, kept.prev) if kept else (row.seq, row.prev)
            kept = Withheld(row.device, first, row.seq, prev, row.sha256)
            continue
        if kept is not None:
            yield kept
            kept = None
        yield row
    if kept is not None:
        yield kept


def written(parts: Iterable[Row | Withheld]) -> bytes:
    """The bytes of a parcel: a line for each, each with its end."""
    return "".join(f"{part.line}\n" for part in parts).encode("utf-8")


def read(content: bytes) -> Iterator[Row | Withheld]:
    """The parts of a parcel; the hash of each row is computed from its bytes.

    Raises:
        UnreadableLineError: A line is cut off, is not canonical JSON, or is of no schema of ours.
    """
    if content and not content.endswith(b"\n"):
        raise UnreadableLineError("the last line is cut off")
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            part = _part(line)
            known = part.line.encode("utf-8") == line
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableLineError(f"line {number} is not a record") from error
        if not known:
            raise UnreadableLineError(f"line {number} is not as flowhelp writes it")
        yield part


def spans(content: bytes, device: DeviceId) -> list[tuple[int, int, str]]:
    """First and last number and hash of each line of a device; none where they cannot be read."""
    found = []
    with suppress(UnreadableLineError):
        for part in read(content):
            if part.device == device:
                ends = (part.seq, part.seq) if isinstance(part, Row) else (part.first, part.last)
                found.append((*ends, part.sha256))
    return found


def _part(line: bytes) -> Row | Withheld:
    found = json.loads(line)
    if found["schema"] == WITHHELD:
        return Withheld(
            DeviceId(_text(found["device"])), _number(found["first"]), _number(found["last"]),
            _text(found["prev"]), _text(found["sha256"]), _text(found["why"]),
        )  # fmt: skip
    if found["schema"] != _EVENT:
        raise ValueError(found["schema"])
    return Row(
        id=EventId(_text(found["id"])),
        device=DeviceId(_text(found["device"])),
        seq=_number(found["seq"]),
        run=RunId(_text(found["run"])),
        sid=StepId(_text(found["sid"])),
        tag=_text(found["type"]),
        at=_text(found["t"]),
        body=canonical(found["data"]),
        prev=_text(found["prev"]),
        sha256=sha256(line).hexdigest(),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(value)
    return value
