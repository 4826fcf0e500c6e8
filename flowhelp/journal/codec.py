"""Event ⇄ (tag, canonical JSON), and the line that a chain's hash covers.

Fields that hold their default are left out, so an event may gain one later and
old rows still read. A tag nobody here knows becomes an `UnknownEvent`, which is
written back exactly as it was read.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flowhelp.errors import ContentError
from flowhelp.ids import DeviceId, EventId, RunId, StepId

if TYPE_CHECKING:
    from flowhelp.journal.events import Event  # takes 40 ms to load, and rows need none of it

GENESIS = sha256(b"flowhelp.journal/1").hexdigest()
"""What the first event of a device has before it."""

_ENVELOPE = frozenset({"run", "at", "sid"})
"""Fields that have a column of their own."""

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
"""Made once: making it takes longer than most texts."""


class UnreadableEventError(ContentError):
    """A row of the journal is not an event."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the journal, as it is stored.

    Attributes:
        seq: Counts the events of one device from 1, without gaps.
        at: RFC 3339 in UTC, to the microsecond.
        body: The fields without a column, as canonical JSON.
        prev: SHA-256 of the event before it on this device, or `GENESIS`.
        sha256: Of `line`.
    """

    id: EventId
    device: DeviceId
    seq: int
    run: RunId
    sid: StepId
    tag: str
    at: str
    body: str
    prev: str
    sha256: str = ""

    @property
    def line(self) -> str:
        """The event as one line of canonical JSON: what is hashed, and what travels."""
        return (
            f'{{"data":{self.body},"device":{_text(self.device)},"id":{_text(self.id)},'
            f'"prev":{_text(self.prev)},"run":{_text(self.run)},"schema":"flowhelp.event/1",'
            f'"seq":{self.seq},"sid":{_text(self.sid)},"t":{_text(self.at)},'
            f'"type":{_text(self.tag)}}}'
        )

    def digest(self) -> str:
        """The SHA-256 that this row must carry, in hexadecimal."""
        return sha256(self.line.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that is on the disk, and where."""

    id: EventId
    device: DeviceId
    seq: int
    event: Event


def encode(event: Event) -> tuple[str, str]:
    """The tag and the canonical JSON body of an event."""
    from flowhelp.journal.events import UnknownEvent  # noqa: PLC0415 (see above)

    if isinstance(event, UnknownEvent):
        return event.name, event.body
    body = _fields(event)
    if event.at.mono is not None:
        body["mono"] = event.at.mono
    if event.at.boot:
        body["boot"] = event.at.boot
    return event.tag, canonical(body)


def sid_of(event: Event) -> StepId:
    """The step that an event is about; empty for one about the whole run."""
    from flowhelp.journal.events import NO_STEP, StepFact  # noqa: PLC0415 (see above)

    return event.sid if isinstance(event, StepFact) else NO_STEP


def decode(tag: str, *, run: str, sid: str, at: str, body: str) -> Event:
    """The event of one row.

    Raises:
        UnreadableEventError: The body is not what the tag promises.
    """
    from flowhelp.journal.events import Moment, UnknownEvent  # noqa: PLC0415 (see above)

    try:
        fields = json.loads(body)
        moment = Moment(stamp(at), fields.pop("mono", None), fields.pop("boot", ""))
        kind = _kinds().get(tag)
        if kind is None:
            return UnknownEvent(run=RunId(run), at=moment, sid=StepId(sid), name=tag, body=body)
        fields |= {"run": run}
        if "sid" in _hints(kind):
            fields["sid"] = sid
        return typing.cast("Event", _build(kind, fields, at=moment))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableEventError(
            f"an event {tag!r} of run {run} cannot be read", hint="flowhelp log verify"
        ) from error


def row_of(fields: tuple[Any, ...]) -> Row:
    """The row of those columns, which are those of `Row` in their order."""
    return Row(*fields)


def recorded_of(fields: tuple[Any, ...]) -> Recorded:
    """The event of those columns.

    Raises:
        UnreadableEventError: The body is not what the tag promises.
    """
    row = Row(*fields)
    event = decode(row.tag, run=row.run, sid=row.sid, at=row.at, body=row.body)
    return Recorded(row.id, row.device, row.seq, event)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal bytes."""
    return _CANONICAL.encode(value)


def stamp(text: str) -> datetime:
    """The moment that an RFC 3339 text names.

    Raises:
        ValueError: It is no such text.
    """
    return datetime.fromisoformat(text).astimezone(UTC)


def written(moment: datetime) -> str:
    """RFC 3339, in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _text(value: str) -> str:
    return _CANONICAL.encode(value)


def _fields(value: Any) -> dict[str, Any]:
    """What differs from the defaults, ready for JSON."""
    body: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if field.name in _ENVELOPE and not isinstance(value, _nested()):
            continue
        if field.default is dataclasses.MISSING or content != field.default:
            body[field.name] = _plain(content)
    return body


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        # Half a surrogate pair, from an argument that is not UTF-8, cannot be stored.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return _fields(value)
    return value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: type, fields: Mapping[str, Any], **given: Any) -> Any:
    """An instance of a dataclass. Fields it does not know are of a newer version, and dropped."""
    hints = _fields_of(kind)
    values = {
        # Most fields have their type already.
        name: value if type(value) is hints[name] else _typed(hints[name], value)
        for name, value in fields.items()
        if name in hints and name not in given
    }
    return kind(**values, **given)


@cache
def _fields_of(kind: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields, by name."""
    return {field.name: _hints(kind)[field.name] for field in dataclasses.fields(kind)}


def _typed(hint: Any, value: Any) -> Any:
    """`value` of JSON as the type a field has."""
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        return _one_of(typing.get_args(hint), value)
    if origin is tuple:
        return _tuple(typing.get_args(hint), value)
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast("type", hint), value)
    if hint is datetime:
        return stamp(value)
    plain = getattr(hint, "__supertype__", hint)
    if plain is float and type(value) is int:
        return float(value)
    if type(value) is not plain:
        raise TypeError(f"{value!r} is no {plain}")
    return value


def _one_of(hints: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        if type(None) in hints:
            return None
        raise TypeError("a value is missing")
    exact = [hint for hint in hints if hint is type(value)]
    rest = [hint for hint in hints if hint is not type(None)]
    for hint in exact or rest:
        try:
            return _typed(hint, value)
        except (TypeError, ValueError):
            continue
    raise TypeError(f"{value!r} is none of {hints}")


def _tuple(hints: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    if hints[-1] is Ellipsis:
        return tuple(_typed(hints[0], item) for item in value)
    return tuple(_typed(hint, item) for hint, item in zip(hints, value, strict=True))


@cache
def _kinds() -> Mapping[str, type]:
    """Classes of events by their tags."""
    from flowhelp.journal.events import Event, UnknownEvent  # noqa: PLC0415 (see above)

    return {kind.tag: kind for kind in typing.get_args(Event) if kind is not UnknownEvent}


@cache
def _nested() -> tuple[type, ...]:
    """Values inside events; they have no columns."""
    from flowhelp.journal.events import (  # noqa: PLC0415 (see above)
        Changes,
        Document,
        Line,
        Person,
    )

    return (Changes, Document, Line, Person)


def known_tags() -> frozenset[str]:
    """Types of events that are understood here."""
    return frozenset(_kinds())
