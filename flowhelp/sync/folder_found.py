"""What other devices laid into a folder since a cursor.

A cursor says for each device which offer is next, how many of its parcels are known, and what the
offer before it was: a folder that was emptied, or put back from an older copy, has others under
the same numbers, and is read from its beginning again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from hashlib import sha256

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.folder_files import Folder, NotAFileError
from flowhelp.sync.folder_offer import ENDING, LARGEST, Offer, head_name, key_of, offer_of
from flowhelp.sync.target import Found, Parcel


@dataclass(frozen=True, slots=True)
class Place:
    """How far a device was read.

    Attributes:
        number: Of the next offer, from 1.
        done: How many of its parcels are known.
        before: SHA-256 of the offer before it; empty where there is none, or none to be read.
    """

    number: int = 1
    done: int = 0
    before: str = ""


Places = dict[str, Place]
"""By device."""


def places_of(cursor: str) -> Places:
    """What a cursor says; nothing where it is empty."""
    found = json.loads(cursor) if cursor else {}
    return {device: Place(*place) for device, place in found.items()}


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
        while folder.has(head_name(place.number)):
            is_last = not folder.has(head_name(place.number + 1))
            offer = offer_of(folder, place.number, device)
            if offer is None and is_last:
                return
            for known, (name, first, last) in enumerate(offer.parcels if offer else ()):
                if known < place.done:
                    continue
                about = Parcel(key_of(name), b"", device, first, last)
                found = _found(folder, name, about)
                if found is None and is_last:
                    return
                each = found or Found("", about, problem="is missing")
                places[device] = Place(place.number, known + 1, place.before)
                yield Found(_cursor(places), each.parcel, None, each.problem)
            place = Place(place.number + 1, 0, _hash(offer))
            places[device] = place
            if offer is not None:
                yield Found(_cursor(places), head=offer.head)


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
