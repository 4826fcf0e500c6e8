"""What is written into a history and read from it: paths, heads, and a commit in git's own words.

Nothing here starts git; the texts are what `git fast-import` reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flowhelp.errors import InputError
from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.target import Parcel, Published

HEAD = "head.json"
RECORDS = "records/"
LARGEST_PARCEL = 64 << 20
"""Bytes of a parcel that is taken."""

SCHEMA = "flowhelp.head/1"

_DEVICE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")
_NUMBERS = re.compile(r"\.([0-9A-Za-z_-]+)\.([1-9]\d{0,17})-([1-9]\d{0,17})\.jsonl$")
_KEY = re.compile(r"\d{4}/\d\d/[^/\x00-\x1f\x7f]{1,240}")


@dataclass(frozen=True, slots=True)
class Draft:
    """One commit more.

    Attributes:
        base: The commit it stands on; empty for the first.
        parcels: What it adds; may be none.
    """

    base: str
    parcels: Sequence[Parcel]
    head: Published

    @property
    def message(self) -> str:
        """What the commit says, in one line."""
        return f"{len(self.parcels)} parcels, {self.head.seq} events in all"

    def stream(self) -> bytes:
        """The whole of it for `fast-import`, which answers with the commit's name."""
        device = self.head.device
        lines = [
            f"feature done\ncommit refs/draft/{device}\nmark :1\n"
            f"committer flowhelp <{device}@flowhelp.invalid> {_seconds(self.head.at)} +0000\n"
            f"data {len(self.message)}\n{self.message}\n".encode()
        ]
        if self.base:
            lines.append(f"from {self.base}\n".encode())
        files = [(f"{RECORDS}{parcel.key}", parcel.content) for parcel in self.parcels]
        for path, content in (*files, (HEAD, told(self.head))):
            lines += [f"M 100644 inline {path}\ndata {len(content)}\n".encode(), content, b"\n"]
        lines.append(b"get-mark :1\ndone\n")
        return b"".join(lines)


def is_device(name: str) -> bool:
    """Whether a ref's last part can be a device."""
    return _DEVICE.fullmatch(name) is not None


def checked(parcel: Parcel) -> Parcel:
    """The parcel, whose key is a path that every git takes.

    Raises:
        InputError: It is not.
    """
    if not _KEY.fullmatch(parcel.key) or parcel_of(parcel.key, parcel.content) is None:
        raise InputError(f"{parcel.key!r} is no name of a parcel")
    return parcel


def parcel_of(key: str, content: bytes) -> Parcel | None:
    """The parcel of that key; None where the key is none of ours."""
    found = _NUMBERS.search(key)
    if found is None or not _KEY.fullmatch(key):
        return None
    device, first, last = found.groups()
    return Parcel(key, content, DeviceId(device), int(first), int(last))


def told(head: Published) -> bytes:
    """A head as it is kept."""
    return (canonical({
        "at": head.at, "device": head.device, "schema": SCHEMA, "seq": head.seq,
        "sha256": head.sha256, "signature": head.signature,
    }) + "\n").encode()  # fmt: skip


def head_of(content: bytes) -> Published | None:
    """The head that these bytes tell; None where they tell none."""
    try:
        found = json.loads(content)
        texts = [found[name] for name in ("device", "sha256", "at", "signature")]
        seq = found["seq"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in texts) or type(seq) is not int or seq < 0:
        return None
    device, sha, at, signature = texts
    return Published(DeviceId(device), seq, sha, at, signature)


def _seconds(at: str) -> int:
    """A commit's time is its head's, so that the same offer is the same commit."""
    try:
        return max(0, int(datetime.fromisoformat(at).timestamp()))
    except (ValueError, OverflowError):
        return 0
