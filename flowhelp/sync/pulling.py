"""What other devices brought to an LRS, page by page.

`since` asks for what was *stored* since, as work arrives weeks after it was done. Some stores
compare when it was *done* instead; they are found out by asking once for something that is
known to have been stored late; how they are read from then on is in `looking`.

Source: xAPI 1.0.3, xAPI-Communication.md, section 2.1.3, "GET Statements".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import stamp, written
from flowhelp.sync.looking import STORED, TIMESTAMP, Place
from flowhelp.sync.lrs import Lrs
from flowhelp.sync.statements import Carried, NoRecordError, carried, frozen
from flowhelp.sync.target import DeniedError, Found, Parcel, Published, UnreachableError

_PAGE = "100"
_OK = 200
_CLEAR = timedelta(milliseconds=20)
_BY_THE_LRS = frozenset({"stored", "authority", "version"})


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


def pulled(lrs: Lrs, own: frozenset[DeviceId], cursor: str, at: datetime) -> Iterator[Found]:
    """What other devices brought since, oldest first, and at the end how far that was.

    Args:
        lrs: What is read.
        own: Devices whose statements are not wanted.
        cursor: Of the last thing that is kept here.
        at: Now.

    Raises:
        UnreachableError: The LRS cannot be read now.
        DeniedError: It may not be read.
    """
    start = place = Place.read(cursor)
    look = start.due(at)
    begin, through = start.begin(look), None
    seen = set(start.ids)
    for number, (page, told) in enumerate(_pages(lrs, start.since(look))):
        through = told if not number else through
        if not place.by:
            place = replace(place, by=_goes_by(lrs, page))
        for each in page:
            key = str(each.statement.get("id", "")).lower()
            if each.at <= begin or not key or key in seen:
                continue
            seen.add(key)
            place = place.further(key, each.at)
            # In a store that is not read in the order of storing, nothing is behind us
            # before everything is.
            so_far = place if place.by == STORED else start
            yield from _found(each.statement, key, own, so_far.cursor if so_far.stored else "")
    place = place.looked(look, at, through)
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
    end = (brought.device, brought.last, brought.sha256, at, brought.signature)
    yield Found(cursor, head=Published(*end))


def _pages(lrs: Lrs, since: datetime | None) -> Iterator[tuple[list[_Stored], datetime | None]]:
    """Pages of an LRS, each in the order of storing, and up to when each tells of everything."""
    asked = {"ascending": "true", "limit": _PAGE}
    if since is not None:
        asked["since"] = written(since)
    page, through = _page(lrs, "statements", asked)
    visited: set[str] = set()
    while True:
        yield _in_order(page), through
        more = page.get("more")
        if not more:
            return
        link = lrs.inside(str(more))
        if link in visited:
            raise UnreachableError("its pages lead in circles")
        visited.add(link)
        page, through = _page(lrs, link, None)


def _page(
    lrs: Lrs, resource: str, asked: Mapping[str, str] | None
) -> tuple[dict[str, Any], datetime | None]:
    answer = lrs.get(resource, asked)
    if answer.status != _OK:
        raise DeniedError(
            f"it does not show its statements ({answer.status}): {lrs.said(answer)}",
            hint="check what the name may read at the LRS",
        )
    found = answer.json()
    if not isinstance(found, dict) or not isinstance(found.get("statements"), list):
        raise UnreachableError("it answered with something that is no page of statements")
    return found, answer.through


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
        return TIMESTAMP
    found = answer.json()
    listed = found.get("statements", ()) if isinstance(found, dict) else ()
    ids = {str(each.get("id", "")).lower() for each in listed}
    return STORED if str(latest.statement["id"]).lower() in ids else TIMESTAMP


def _registration(each: _Stored) -> str:
    context = each.statement.get("context")
    return str(context.get("registration") or "") if isinstance(context, dict) else ""
