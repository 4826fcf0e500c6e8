"""Target: a git repository, on any host, with one ref for each device.

`refs/flowhelp/DEVICE` holds `records/YYYY/MM/…` and `head.json`; its commits follow each other,
and only that device pushes there, so that nobody ever waits for, or overwrites, anybody else.
A repository at a `file://` address runs its own hooks on this machine, as git does: such an
address is a choice, and never taken from anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from flowhelp.errors import InputError
from flowhelp.gitprogram import cleaned
from flowhelp.ids import DeviceId
from flowhelp.sync.gitagain import push_again
from flowhelp.sync.gitdraft import checked, is_device
from flowhelp.sync.gitfound import Finding, Place
from flowhelp.sync.gitoffer import Offer
from flowhelp.sync.gitremote import THERE, Remote
from flowhelp.sync.gitstore import ALL, Store, under
from flowhelp.sync.target import Found, Parcel, Published, Receipt


class GitTarget:
    """One repository.

    Args:
        address: https://, ssh://, user@host:path, or file:// for a folder that was chosen.
        stores: The folder of private repositories, below the data folder.
        env: The environment of this process, of which git sees a part.

    Raises:
        InputError: That is no such address.
    """

    kind: ClassVar[str] = "git"
    most: ClassVar[int] = 256

    def __init__(self, address: str, stores: Path, env: Mapping[str, str]) -> None:
        self._store = Store(store_path(address, stores), env)
        self._remote = Remote(address, self._store)

    def offer(self, parcels: Sequence[Parcel], head: Published) -> tuple[Receipt, ...]:
        """As `Target.offer`; what a hook refuses by itself is refused with the hook's words.

        Raises:
            InputError: A key, or the device, is no name that every git takes.
        """
        if not is_device(head.device):
            raise InputError(f"{head.device!r} is no name of a device")
        mine = [checked(parcel) for parcel in parcels]
        with self._store.held():
            receipts = Offer(self._store, self._remote, mine, head).made()
            self._store.tidy()
        return receipts

    def told(self, device: DeviceId) -> int | None:
        """Nothing: what is not shown any more is pushed again in `others`."""
        del device
        return None

    def others(self, own: frozenset[DeviceId], cursor: str) -> Iterator[Found]:
        """As `Target.others`; a history that was set back or replaced is named."""
        with self._store.held():
            mine = frozenset(filter(is_device, own))
            shown, refs = self._remote.shown(), self._store.refs(ALL)
            push_again(self._store, self._remote, shown, refs)
            damaged, there = {}, under(refs, THERE)
            if there != {name: commit for name, commit in shown.items() if name not in mine}:
                damaged = self._remote.take_all(shown, but=mine)
                there = self._store.refs(THERE)
            self._store.tidy()
        for ref, words in damaged.items():
            said = f"the records of {cleaned(ref)} cannot be taken: {words}"
            yield Found(cursor, problem=said, passing=True)
        yield from Finding(self._store, there, own).since(Place.read(cursor))

    def close(self) -> None:
        """Nothing stays open between calls."""


def store_path(address: str, stores: Path) -> Path:
    """The private repository for an address."""
    return stores / f"{sha256(address.encode()).hexdigest()[:16]}.git"
