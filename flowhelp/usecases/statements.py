"""What a signature is over: who signed what, when, and everything recorded up to there.

The statement is JSON with sorted keys, no spaces and nothing but ASCII and
UTF-8 text, as RFC 8785 has it for values like these:

    {"at":"2031-05-04T12:00:00.000000Z","head":"…","meaning":"verified",
     "part":"second","person":{"id":"p-2210","name":"Kim"},"role":"",
     "run":"…","schema":"flowhelp.statement/1","step":"s-83be0d11"}

`at` is RFC 3339 in UTC. `head` is the hash of the run's last event before the
act of signing; as every event carries the hash of the one before it, that is
all that was recorded. The event holds the statement's SHA-256, and an SSH
signature is over the statement itself.

Source: https://www.rfc-editor.org/rfc/rfc8785
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flowhelp.journal.codec import Row, canonical, decode, written
from flowhelp.journal.events import Event, Signed

SCHEMA = "flowhelp.statement/1"


@dataclass(frozen=True, slots=True)
class Standing:
    """A signature as it stands in the journal.

    Attributes:
        row: Where.
        event: What.
        statement: What it is over; where that is nothing of the record, what it should be over.
    """

    row: Row
    event: Signed
    statement: bytes


def statement_of(event: Signed, head: str) -> bytes:
    """What the signature is over; `head` is the hash of the run's last event before it."""
    fields = {
        "schema": SCHEMA,
        "run": event.run,
        "step": event.sid,
        "part": event.part,
        "meaning": event.meaning,
        "person": {"id": event.person.id, "name": event.person.name},
        "role": event.role,
        "at": written(event.at.wall),
        "head": head,
    }
    return canonical(fields).encode("utf-8", "replace")


def digest(statement: bytes) -> str:
    """The SHA-256 of a statement, in hexadecimal."""
    return sha256(statement).hexdigest()


def signatures_in(rows: Sequence[Row]) -> Iterator[Standing]:
    """The signatures of a run that bind a statement, in order.

    Args:
        rows: All of the run, oldest first.
    """
    events = [decode(row.tag, run=row.run, sid=row.sid, at=row.at, body=row.body) for row in rows]
    for place, (row, event) in enumerate(zip(rows, events, strict=True)):
        if isinstance(event, Signed) and (event.statement or event.signature):
            made = [statement_of(event, head) for head in _heads(rows, events, place)]
            good = (each for each in made if digest(each) == event.statement)
            yield Standing(row, event, next(good, made[0]))


def _heads(rows: Sequence[Row], events: Sequence[Event], place: int) -> Iterator[str]:
    """What the signature at that place may have had before it, the likeliest first.

    That is the event before it, or the one before the act of which it is a part:
    what one act writes has one moment.
    """
    at = events[place].at
    while place > 0:
        place -= 1
        yield rows[place].sha256
        if events[place].at != at:
            return
    yield ""
