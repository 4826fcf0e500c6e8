"""What other devices brought to an LRS, page by page.

`since` asks for what was *stored* since, as work arrives weeks after it was done. Some stores
compare when it was *done* instead; they are found out by asking once for something that is
known to have been stored late, and are read whole from then on.

Source: xAPI 1.0.3, xAPI-Communication.md, section 2.1.3, "GET Statements".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical, stamp, written
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.statements import Carried, NoRecordError, carried, frozen
from flowhelp.sync.target import DeniedError, Found, Parcel, Published, UnreachableError

_PAGE = "100"
_OK = 200
_OVERLAP = timedelta(seconds=60)
"""A statement may be seen later than one that was stored after it, in a store of many machines."""

_REMEMBERED = 100
_CLEAR = timedelta(milliseconds=20)
_BY_THE_LRS = frozenset({"stored", "authority", "version"})
_BEGIN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """How far an LRS was read.

    Attributes:
        stored: The latest moment of storing that was seen, RFC 3339 in UTC; empty at first.
        by: What its `since` goes by: stored, timestamp, or empty while that is unknown.
        ids: Of the last statements seen up to then, which come again as the time overlaps.
    """

    stored: str = ""
    by: str = ""
    ids: tuple[str, ...] = ()

    @classmethod
    def read(cls, cursor: str) -> Place:
        """The place a cursor names; the beginning for one that names none."""
        try:
            found = json.loads(cursor)
            place = cls(found["stored"], found["by"], tuple(found["ids"]))
            stamp(place.stored)
        except (ValueError, KeyError, TypeError):
            return cls()
        return place

    @property
    def cursor(self) -> str:
        """As text."""
        return canonical({"by": self.by, "ids": self.ids, "stored": self.stored})

    @property
    def begin(self) -> datetime:
        """From when on there may be something new."""
        return stamp(self.stored) - _OVERLAP if self.stored else _BEGIN


@dataclass(frozen=True, slots=True)
class _Stored:
    """A statement on a page."""

    statement: Mapping[str, Any]
    at: datetime

    @property
    def done(self) -> datetime:
        """When it says that it happened; when it was stored where it does not say."""
        try:
            return stamp(self.statement["timestamp"])
        except (KeyError, TypeError, ValueError):
            return self.at


def pulled(lrs: Lrs, own: frozenset[DeviceId], cursor: str) -> Iterator[Found]:
    """What other devices brought since, oldest first, and at the end how far that was.

    Raises:
        UnreachableError: The LRS cannot be read now.
        DeniedError: It may not be read.
    """
    start = place = Place.read(cursor)
    seen = set(start.ids)
    for page in _pages(lrs, start):
        if not place.by:
            place = replace(place, by=_goes_by(lrs, page))
        for each in page:
            key = str(each.statement.get("id", "")).lower()
            if each.at <= start.begin or not key or key in seen:
                continue
            seen.add(key)
            place = _further(place, key, each.at)
            # In a store that is not read in the order of storing, nothing is behind us
            # before everything is.
            so_far = place if place.by == "stored" else start
            yield from _found(each.statement, key, own, so_far.cursor if so_far.stored else "")
    if place != start:
        yield Found(place.cursor)


def _found(
    statement: Mapping[str, Any], key: str, own: frozenset[DeviceId], cursor: str
) -> Iterator[Found]:
    """The record in a statement, and the end of the chain that it tells; none for a stranger's."""
    try:
        brought: Carried | None = carried(statement)
    except NoRecordError:
        # Whatever else is in an LRS is none of our business.
        return
    if brought is None or brought.device in own:
        return
    ours = {name: value for name, value in statement.items() if name not in _BY_THE_LRS}
    at = str(statement.get("timestamp", ""))
    yield Found(cursor, Parcel(key, frozen(ours), brought.device, brought.first, brought.last))
    yield Found(cursor, head=Published(brought.device, brought.last, brought.sha256, at))


def _pages(lrs: Lrs, start: Place) -> Iterator[list[_Stored]]:
    """Pages of an LRS, each in the order of storing."""
    asked = {"ascending": "true", "limit": _PAGE}
    if start.by == "stored" and start.stored:
        asked["since"] = written(start.begin)
    page = _page(lrs, "statements", asked)
    visited: set[str] = set()
    while True:
        yield _in_order(page)
        more = page.get("more")
        if not more:
            return
        link = lrs.inside(str(more))
        if link in visited:
            raise UnreachableError("its pages lead in circles")
        visited.add(link)
        page = _page(lrs, link, None)


def _page(lrs: Lrs, resource: str, asked: Mapping[str, str] | None) -> dict[str, Any]:
    answer = lrs.get(resource, asked)
    if answer.status != _OK:
        raise DeniedError(
            f"it does not show its statements ({answer.status}): {lrs.said(answer)}",
            hint="check what the name may read at the LRS",
        )
    found = answer.json()
    if not isinstance(found, dict) or not isinstance(found.get("statements"), list):
        raise UnreachableError("it answered with something that is no page of statements")
    return found


def _in_order(page: Mapping[str, Any]) -> list[_Stored]:
    found = []
    for each in page["statements"]:
        try:
            found.append(_Stored(each, stamp(each["stored"])))
        except (KeyError, TypeError, ValueError):
            raise UnreachableError(
                "it does not say when it stored a statement", hint="ask those who run the LRS"
            ) from None
    return sorted(found, key=lambda each: each.at)


def _further(place: Place, key: str, at: datetime) -> Place:
    ids = (*place.ids, key)[-_REMEMBERED:]
    latest = place.stored if place.stored and stamp(place.stored) >= at else written(at)
    return replace(place, stored=latest, ids=ids)


def _goes_by(lrs: Lrs, page: list[_Stored]) -> str:
    """What `since` compares, by a statement that was stored later than it was done."""
    late = [each for each in page if each.at - each.done >= _CLEAR and _registration(each)]
    if not late:
        return ""
    latest = max(late, key=lambda each: each.at - each.done)
    between = latest.done + (latest.at - latest.done) / 2
    asked = {"since": written(between), "registration": _registration(latest), "limit": _PAGE}
    answer = lrs.get("statements", asked)
    if answer.status != _OK:
        return "timestamp"
    found = answer.json()
    listed = found.get("statements", ()) if isinstance(found, dict) else ()
    ids = {str(each.get("id", "")).lower() for each in listed}
    return "stored" if str(latest.statement["id"]).lower() in ids else "timestamp"


def _registration(each: _Stored) -> str:
    context = each.statement.get("context")
    return str(context.get("registration") or "") if isinstance(context, dict) else ""
