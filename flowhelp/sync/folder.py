"""Target: a shared directory, or a stick that is carried around.

Each device has a folder that only it writes to: `DEVICE/KEY-SHA256.jsonl` with `+` for each `/`
of the key, and for each offer a file `DEVICE/head-N.json` that says which parcels it had and
where the chain ended. N counts from 1 without gaps, so what is new is found by looking for the
next number, however much is there. No file ever changes.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Row, canonical
from flowhelp.sync.folder_files import Folder, NotAFileError, explained, gallop
from flowhelp.sync.folder_offer import LONGEST_NAME, Offer, head_name, key_of, name_of, offer_of
from flowhelp.sync.lines import UnreadableLineError, read, spans
from flowhelp.sync.target import (
    ClonedError,
    Found,
    Parcel,
    Published,
    Receipt,
    Span,
    State,
    UnreachableError,
)

MARKER = "flowhelp.sync"
"""Lies in the folder when it is the one that was set up, and not where a stick was before."""

_LARGEST = 64 << 20
_DEVICE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEY = re.compile(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*")
_ENDING = ".jsonl"


class FolderTarget:
    """A folder that many devices write to."""

    kind: ClassVar[str] = "folder"
    most: ClassVar[int] = 100

    def __init__(self, root: Path) -> None:
        self._root = root

    def prepare(self) -> None:
        """Make it a place for records; one that is one already is left as it is.

        Raises:
            UnreachableError: There is no such folder, or its disk is full.
            DeniedError: It cannot be written.
        """
        try:
            with Folder.open(self._root) as root:
                if not root.has(MARKER):
                    root.write(MARKER, f"flowhelp.folder/1 {secrets.token_hex(8)}\n".encode())
                    root.sync()
        except OSError as error:
            raise explained(error, self._root) from error

    def close(self) -> None:
        """Nothing stays open between two calls."""

    def offer(self, parcels: Sequence[Parcel], head: Published) -> tuple[Receipt, ...]:
        """Have parcels kept, and the head told; see `Target`."""
        try:
            with self._opened() as root, root.inside(head.device, make=True) as folder:
                last = gallop(lambda number: folder.has(head_name(number)))
                listed = _listed(folder, last, parcels, head)
                receipts = tuple(_put(folder, parcel) for parcel in parcels)
                folder.sync()
                kept = [
                    parcel
                    for parcel, receipt in zip(parcels, receipts, strict=True)
                    if receipt.state is State.KEPT
                ]
                for parcel in kept:
                    if folder.read(name_of(parcel), _LARGEST) != parcel.content:
                        raise UnreachableError(f"{self._root} does not keep what is written")
                _tell(folder, last, [each for each in kept if name_of(each) not in listed], head)
        except NotAFileError as error:
            raise ClonedError(f"{self._root}: a file of this device {error}") from error
        except OSError as error:
            raise explained(error, self._root) from error
        return receipts

    def others(self, own: frozenset[DeviceId], cursor: str) -> Iterator[Found]:
        """What other devices brought since; see `Target`."""
        places = _places(cursor)
        try:
            with self._opened() as root:
                for name in root.names():
                    device = DeviceId(name)
                    if _DEVICE.fullmatch(name) and device not in own:
                        yield from _of_device(root, device, places)
        except OSError as error:
            raise explained(error, self._root) from error

    def _opened(self) -> Folder:
        root = Folder.open(self._root)
        try:
            known = root.has(MARKER)
        except BaseException:
            root.__exit__(None, None, None)
            raise
        if not known:
            root.__exit__(None, None, None)
            raise UnreachableError(
                f"{self._root} is not the folder that was set up: it has no {MARKER}",
                hint="connect the right disk, or flowhelp sync add it again",
            )
        return root


def _put(folder: Folder, parcel: Parcel) -> Receipt:
    """A parcel's file is there, and what became of it."""
    name = name_of(parcel)
    if not (parcel.key.endswith(_ENDING) and _KEY.fullmatch(parcel.key)):
        return Receipt(parcel.key, State.REFUSED, "its key cannot be the name of a file")
    if len(name) > LONGEST_NAME or len(parcel.content) > _LARGEST:
        return Receipt(parcel.key, State.REFUSED, "it is too long")
    try:
        known = folder.read(name, _LARGEST) == parcel.content
    except (FileNotFoundError, NotAFileError):
        known = False
    if not known:
        folder.write(name, parcel.content)
    return Receipt(parcel.key, State.KEPT)


def _tell(folder: Folder, last: int, new: Sequence[Parcel], head: Published) -> None:
    """The head is told, with the parcels that no offer has listed yet."""
    before = offer_of(folder, last, head.device) if last else None
    if new or before is None or before.head.seq < head.seq:
        offer = Offer(head, tuple((name_of(each), each.first, each.last) for each in new))
        folder.write(head_name(last + 1), offer.content, once=True)
        folder.sync()


def _listed(folder: Folder, last: int, parcels: Sequence[Parcel], head: Published) -> set[str]:
    """The names of parcels that earlier offers have of the same events; mostly none.

    Raises:
        ClonedError: An event there has another hash than the one offered under its number.
    """
    ours = {head.seq: head.sha256}
    for parcel in parcels:
        ours |= _hashes(parcel.content, head.device)
    first, listed = min(ours), set[str]()
    for number in range(last, 0, -1):
        offer = offer_of(folder, number, head.device)
        if offer is None:
            continue
        theirs = {offer.head.seq: offer.head.sha256}
        for name, begin, end in offer.parcels:
            if begin <= head.seq and end > first:  # its hash vouches for all before it
                theirs |= _hashes(_content(folder, name), head.device)
        if any(ours.get(seq, sha) != sha for seq, sha in theirs.items()):
            raise ClonedError(
                "another machine writes there as this one: its disk was copied, or an old one"
                " restored",
                there=_there(folder, last, head.device),
            )
        listed |= {name for name, _, _ in offer.parcels}
        if offer.head.seq <= first:
            break
    return listed


def _there(folder: Folder, last: int, device: DeviceId) -> list[Span]:
    """What is there of that device's chain, by all offers up to that one."""
    offers = (offer_of(folder, number, device) for number in range(1, last + 1))
    names = {name for offer in offers if offer for name, _, _ in offer.parcels}
    return sorted(span for name in names for span in spans(_content(folder, name), device))


def _hashes(content: bytes, device: DeviceId) -> dict[int, str]:
    """What lines say of that device's chain: the hash of each event they have or mention."""
    found: dict[int, str] = {}
    try:
        for part in read(content):
            if part.device == device:
                first, last = (
                    (part.seq, part.seq) if isinstance(part, Row) else (part.first, part.last)
                )
                found |= {first - 1: part.prev, last: part.sha256}
    except UnreadableLineError:
        return {}
    return found


def _content(folder: Folder, name: str) -> bytes:
    try:
        return folder.read(name, _LARGEST)
    except (FileNotFoundError, NotAFileError):
        return b""


def _of_device(root: Folder, device: DeviceId, places: dict[str, list[int]]) -> Iterator[Found]:
    """What a device brought since; what its newest offer lacks still may be under way."""
    try:
        opened = root.inside(device)
    except OSError:  # a link, a file, or gone
        return
    with opened as folder:
        number, done = places.get(device, [1, 0])
        while folder.has(head_name(number)):
            is_last = not folder.has(head_name(number + 1))
            offer = offer_of(folder, number, device)
            if offer is None and is_last:
                return
            for place, (name, first, last) in enumerate(offer.parcels if offer else ()):
                if place < done:
                    continue
                about = Parcel(key_of(name), b"", device, first, last)
                found = _found(folder, name, about)
                if found is None and is_last:
                    return
                places[device] = [number, place + 1]
                lost = Found(
                    "", Parcel(key_of(name), b"", device, first, last), problem="is missing"
                )
                each = found or lost
                yield Found(canonical(places), each.parcel, None, each.problem)
            number, done = number + 1, 0
            places[device] = [number, 0]
            if offer is not None:
                yield Found(canonical(places), head=offer.head)


def _found(folder: Folder, name: str, about: Parcel) -> Found | None:
    """The parcel of that name, or what is wrong with it; None where there is no such file."""
    try:
        content = folder.read(name, _LARGEST)
    except FileNotFoundError:
        return None
    except NotAFileError as error:
        return Found("", about, problem=str(error))
    if not name.endswith(f"-{sha256(content).hexdigest()}{_ENDING}"):
        return Found("", about, problem="is not what its name says")
    return Found("", Parcel(about.key, content, about.device, about.first, about.last))


def _places(cursor: str) -> dict[str, list[int]]:
    """For each device the number of the next offer, and how many of its parcels are known."""
    return dict(json.loads(cursor)) if cursor else {}
