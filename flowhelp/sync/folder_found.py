"""What other devices laid into a folder since a cursor.

A cursor says for each device which offer is next, how many of its parcels are known, and what the
offer before it was: a folder that was emptied, or put back from an older copy, has others under
the same numbers, and is read from its beginning again.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from typing import Any

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.folder_files import Folder, NotAFileError
from flowhelp.sync.folder_offer import ENDING, LARGEST, Offer, head_name, key_of, offer_of
from flowhelp.sync.target import Found, Parcel

_MOST_LATE = 1_000
"""Parcels that are looked for again, the newest; others are gone for good."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a device was read.

    Attributes:
        number: Of the next offer, from 1.
        done: How many of its parcels are known.
        before: SHA-256 of the offer before it; empty where there is none, or none to be read.
        late: Parcels that earlier offers list and that were not there: name, first and last
            number. What carries the folder from machine to machine may bring them any time.
    """

    number: int = 1
    done: int = 0
    before: str = ""
    late: tuple[tuple[str, int, int], ...] = ()


Places = dict[str, Place]
"""By device."""


def places_of(cursor: str) -> Places:
    """What a cursor says; nothing where it is empty."""
    found = json.loads(cursor) if cursor else {}
    return {device: _place(*place) for device, place in found.items()}


def _place(number: int, done: int, before: str = "", late: Sequence[Any] = ()) -> Place:
    return Place(number, done, before, tuple((name, first, last) for name, first, last in late))


def of_device(root: Folder, device: DeviceId, places: Places) -> Iterator[Found]:
    """What a device brought since; what its newest offer lacks still may be under way."""
    try:
        opened = root.inside(device)
    except OSError:  # a link, a file, or gone
        return
    with opened as folder:
        place = places.get(device, Place())
        if not _is_the_same(folder, place, device):
            place = Place()
            if folder.has(head_name(1)):
                said = f"the records of device {device} were put back, or brought anew"
                yield Found("", problem=said, passing=True)
        places[device] = place
        yield from _late(folder, device, places)
        while folder.has(head_name(places[device].number)):
            number = places[device].number
            is_last = not folder.has(head_name(number + 1))
            offer = offer_of(folder, number, device)
            if offer is None and is_last:
                return
            whole = yield from _parcels(folder, device, places, offer, is_last=is_last)
            if not whole:
                return
            places[device] = Place(number + 1, 0, _hash(offer), places[device].late)
            if offer is not None:
                yield Found(_cursor(places), head=offer.head)


def _parcels(
    folder: Folder, device: DeviceId, places: Places, offer: Offer | None, *, is_last: bool
) -> Generator[Found, None, bool]:
    """What an offer lists, and whether it was read to its end: not where the last one lacks some.

    What an earlier one lacks is looked for again at each sync: whatever carries a folder from
    machine to machine keeps no order.
    """
    for known, (name, first, last) in enumerate(offer.parcels if offer else ()):
        place = places[device]
        if known < place.done:
            continue
        about = Parcel(key_of(name), b"", device, first, last)
        found = _found(folder, name, about)
        if found is not None:
            places[device] = replace(place, done=known + 1)
            yield Found(_cursor(places), found.parcel, None, found.problem)
        elif is_last:
            return False
        else:
            late = (*place.late, (name, first, last))[-_MOST_LATE:]
            places[device] = replace(place, done=known + 1, late=late)
            yield Found("", about, problem="is missing", passing=True)
    return True


def _late(folder: Folder, device: DeviceId, places: Places) -> Iterator[Found]:
    """What has come of what was missing."""
    for entry in places[device].late:
        name, first, last = entry
        found = _found(folder, name, Parcel(key_of(name), b"", device, first, last))
        if found is not None:
            left = tuple(each for each in places[device].late if each != entry)
            places[device] = replace(places[device], late=left)
            yield Found(_cursor(places), found.parcel, None, found.problem)


def _is_the_same(folder: Folder, place: Place, device: DeviceId) -> bool:
    """Whether the offer before that place is the one that was read."""
    if place.number == 1:
        return True
    if not folder.has(head_name(place.number - 1)):
        return False
    offer = offer_of(folder, place.number - 1, device)
    return offer is None or place.before in {"", _hash(offer)}


def _hash(offer: Offer | None) -> str:
    return sha256(offer.content).hexdigest() if offer else ""


def _cursor(places: Places) -> str:
    return canonical({device: astuple(place) for device, place in places.items()})


def _found(folder: Folder, name: str, about: Parcel) -> Found | None:
    """The parcel of that name, or what is wrong with it; None where there is no such file."""
    try:
        content = folder.read(name, LARGEST)
    except FileNotFoundError:
        return None
    except NotAFileError as error:
        return Found("", about, problem=str(error))
    if not name.endswith(f"-{sha256(content).hexdigest()}{ENDING}"):
        return Found("", about, problem="is not what its name says")
    return Found("", Parcel(about.key, content, about.device, about.first, about.last))
