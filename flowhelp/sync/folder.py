"""Target: a shared directory, or a stick that is carried around.

Each device has a folder that only it writes to: `DEVICE/KEY-SHA256.jsonl` with `+` for each `/`
of the key, and for each offer a file `DEVICE/head-N.json` that says which parcels it had and
where the chain ended. N counts from 1 without gaps, so what is new is found by looking for the
next number, however much is there. No file ever changes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Row
from flowhelp.sync.folder_files import Folder, NotAFileError, explained, gallop
from flowhelp.sync.folder_found import of_device, places_of
from flowhelp.sync.folder_offer import (
    ENDING,
    LARGEST,
    LONGEST_NAME,
    Offer,
    head_name,
    name_of,
    offer_of,
)
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

_NONE = -1
_DEVICE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEY = re.compile(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*")


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
                last = _last(folder)
                listed = _listed(folder, last, parcels, head)
                receipts = tuple(_put(folder, parcel) for parcel in parcels)
                folder.sync()
                kept = [
                    parcel
                    for parcel, receipt in zip(parcels, receipts, strict=True)
                    if receipt.state is State.KEPT
                ]
                for parcel in kept:
                    if folder.read(name_of(parcel), LARGEST) != parcel.content:
                        raise UnreachableError(f"{self._root} does not keep what is written")
                _tell(folder, last, [each for each in kept if name_of(each) not in listed], head)
        except NotAFileError as error:
            raise ClonedError(f"{self._root}: a file of this device {error}") from error
        except OSError as error:
            raise explained(error, self._root) from error
        return receipts

    def told(self, device: DeviceId) -> int | None:
        """The number of the last event that is told there of a device; see `Target`."""
        try:
            with self._opened() as root:
                return _told(root, device)
        except OSError as error:  # as well where there is no folder: then nothing is known
            raise explained(error, self._root) from error

    def others(self, own: frozenset[DeviceId], cursor: str) -> Iterator[Found]:
        """What other devices brought since; see `Target`."""
        places = places_of(cursor)
        try:
            with self._opened() as root:
                for name in root.names():
                    device = DeviceId(name)
                    if _DEVICE.fullmatch(name) and device not in own:
                        yield from of_device(root, device, places)
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
                hint="connect the right disk; if this is it, flowhelp sync remove and add it again",
            )
        return root


def _last(folder: Folder) -> int:
    """The number of the last offer; 0 for none."""
    return gallop(lambda number: folder.has(head_name(number)))


def _told(root: Folder, device: DeviceId) -> int | None:
    """The number in the newest offer of a device; -1 for none, None for one that says nothing."""
    try:
        opened = root.inside(device)
    except FileNotFoundError:
        return _NONE
    with opened as folder:
        last = _last(folder)
        offer = offer_of(folder, last, device) if last else None
    if not last:
        return _NONE
    return offer.head.seq if offer else None


def _put(folder: Folder, parcel: Parcel) -> Receipt:
    """A parcel's file is there, and what became of it."""
    name = name_of(parcel)
    if not (parcel.key.endswith(ENDING) and _KEY.fullmatch(parcel.key)):
        return Receipt(parcel.key, State.REFUSED, "its key cannot be the name of a file")
    if len(name) > LONGEST_NAME or len(parcel.content) > LARGEST:
        return Receipt(parcel.key, State.REFUSED, "it is too long")
    try:
        known = folder.read(name, LARGEST) == parcel.content
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
        return folder.read(name, LARGEST)
    except (FileNotFoundError, NotAFileError):
        return b""
