"""What lies in the folder of a device: names of parcels, and a file for each offer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.folder_files import Folder, NotAFileError
from flowhelp.sync.target import Parcel, Published

_LARGEST_HEAD = 1 << 20
_NAME = re.compile(r"([A-Za-z0-9._~+-]+)-([0-9a-f]{64})\.jsonl")
LONGEST_NAME = 240
"""Characters; file systems take 255."""

ENDING = ".jsonl"
LARGEST = 64 << 20
"""Bytes of a parcel."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer, as its head file has it.

    Attributes:
        parcels: For each its name, and the numbers of its first and last event.
    """

    head: Published
    parcels: tuple[tuple[str, int, int], ...]

    @property
    def content(self) -> bytes:
        """Its bytes: one line of canonical JSON."""
        head = self.head
        return (
            canonical({
                "at": head.at, "device": head.device, "parcels": self.parcels,
                "schema": "flowhelp.offer/1", "seq": head.seq, "sha256": head.sha256,
                "signature": head.signature,
            }) + "\n"
        ).encode("utf-8")  # fmt: skip


def offer_of(folder: Folder, number: int, device: DeviceId) -> Offer | None:
    """What a head file says; None where it is none, or that of another device."""
    try:
        text = folder.read(head_name(number), _LARGEST_HEAD)
        found: dict[str, Any] = json.loads(text)
        parcels = tuple((name, first, last) for name, first, last in found["parcels"])
        head = Published(
            DeviceId(found["device"]), found["seq"], found["sha256"], found["at"],
            found["signature"],
        )  # fmt: skip
        offer = Offer(head, parcels)
        sound = head.device == device and offer.content == text
        sound = sound and type(head.seq) is int and all(map(_is_name, parcels))
    except (NotAFileError, ValueError, KeyError, TypeError, RecursionError, FileNotFoundError):
        return None
    return offer if sound else None


def _is_name(entry: tuple[str, int, int]) -> bool:
    name, first, last = entry
    numbers = type(first) is int and type(last) is int and 0 < first <= last
    return numbers and len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def head_name(number: int) -> str:
    """The name of the file of an offer."""
    return f"head-{number}.json"


def name_of(parcel: Parcel) -> str:
    """The name of a parcel's file: its key and its hash."""
    stem = parcel.key.removesuffix(ENDING).replace("/", "+")
    return f"{stem}-{sha256(parcel.content).hexdigest()}{ENDING}"


def key_of(name: str) -> str:
    """The key of the parcel in a file of that name."""
    found = _NAME.fullmatch(name)
    return (found[1] if found else name).replace("+", "/") + ENDING
