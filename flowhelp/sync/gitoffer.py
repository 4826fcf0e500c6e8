"""An offer of parcels to a git repository: what is new as a commit, pushed, and what came of it.

A refusal by a hook is taken apart until it is known which parcels it is about. Whatever the own
ref shows that was not made here was written by another machine with this device's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from flowhelp.errors import ContentError
from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Row
from flowhelp.sync.gitblobs import Blobs
from flowhelp.sync.gitdraft import HEAD, LARGEST_PARCEL, RECORDS, Draft, head_of, parcel_of
from flowhelp.sync.gitremote import Outcome, Remote
from flowhelp.sync.gitstore import Store, blob_id
from flowhelp.sync.lines import Withheld, read, spans
from flowhelp.sync.target import (
    ClonedError,
    DeniedError,
    Parcel,
    Published,
    Receipt,
    Span,
    State,
    UnreachableError,
)

_TURNS = 3
"""How often an offer starts again because an earlier one of this machine came after all."""


class _MovedError(Exception):
    """An earlier offer of this machine arrived in between."""


@dataclass(slots=True)
class Offer:
    """One offer; the repository is held by the caller.

    Attributes:
        refused: Reasons by key, as far as known.
    """

    store: Store
    remote: Remote
    parcels: Sequence[Parcel]
    head: Published
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def _device(self) -> DeviceId:
        return self.head.device

    @property
    def _ref(self) -> str:
        return f"refs/own/{self._device}"

    @property
    def _cloned(self) -> str:
        return f"refs/cloned/{self._device}"

    @property
    def _arrived(self) -> str:
        return f"refs/arrived/{self._device}"

    def made(self) -> tuple[Receipt, ...]:
        """What became of each parcel, in their order; errors as for `Target.offer`."""
        for _ in range(_TURNS):
            try:
                self._send()
            except _MovedError:
                continue
            return tuple(
                Receipt(parcel.key, State.REFUSED, self.refused[parcel.key])
                if parcel.key in self.refused
                else Receipt(parcel.key, State.KEPT)
                for parcel in self.parcels
            )
        raise UnreachableError(
            f"it takes no refs/flowhelp/{self._device}, though nothing else is there",
            hint="look for a ref of that name, or above or below it: git ls-remote",
        )

    def _send(self) -> None:
        self.refused.clear()
        base, new, published = self._compared()
        head = self._newest(published)
        if new or head != published:
            said, there = self._tried(base, new, head)
        else:
            said, there = self._pushed(base, base)
        if said and there != base:  # what this stands on was never taken, though unanswered
            self.store.point(self._ref, there)
            raise _MovedError
        if said:
            self._apart(base, new, said)

    def _apart(self, base: str, new: Sequence[Parcel], words: str) -> None:
        """Halves what was refused until each parcel is kept, or refused by itself."""
        waiting, kept = [(list(new), words)] if new else [], False
        while waiting:
            group, why = waiting.pop()
            if len(group) == 1:
                self.refused[group[0].key] = why
                continue
            half = len(group) // 2
            for part in (group[:half], group[half:]):
                said, there = self._tried(base, part, self.head)
                if said:
                    waiting.append((part, said))
                else:
                    base, kept = there, True
        if not kept:
            said, _ = self._tried(base, (), self.head)
            if said:  # even a head alone is not taken: it is not about the records
                raise DeniedError(said, hint="ask who looks after the repository")

    def _tried(self, base: str, parcels: Sequence[Parcel], head: Published) -> tuple[str, str]:
        commit = self.store.commit(Draft(base, parcels, head))
        self.store.point(self._ref, commit)  # first: a push that is not answered may arrive yet
        return self._pushed(base, commit)

    def _pushed(self, base: str, commit: str) -> tuple[str, str]:
        """The words of whoever refused, or nothing; and the commit that is there now."""
        pushed = self.remote.push(commit, self._device)
        if pushed.outcome is Outcome.KEPT:
            self.store.point(self._arrived, commit)
            return "", commit
        there = self.remote.own(self._device)
        if there and there not in self.store.objects([there]):
            self.remote.take(self._device, self._cloned)
            raise self._is_cloned()
        if pushed.outcome is Outcome.REFUSED:
            self.store.point(self._ref, base)
            return pushed.words or "refused", there
        if there and not self.store.is_before(there, commit):
            self.store.point(self._ref, there)
        raise _MovedError

    def _compared(self) -> tuple[str, list[Parcel], Published | None]:
        """The commit to stand on, the parcels that it does not have, and the head it tells."""
        refs = self.store.objects([self._cloned, self._ref])
        if self._cloned in refs:
            raise self._is_cloned()
        base = refs.get(self._ref, "")
        adopted = "" if base else self._adopted()
        base = base or adopted
        names = [f"{base}:{RECORDS}{parcel.key}" for parcel in self.parcels]
        found = self.store.objects([f"{base}:{HEAD}", *names]) if base else {}
        told = found.get(f"{base}:{HEAD}")
        published = head_of(self.store.content(told)) if told else None
        new, changed = [], False
        for name, parcel in zip(names, self.parcels, strict=True):
            if name not in found:
                new.append(parcel)
            changed |= found.get(name, "") not in {"", blob_id(parcel.content)}
        if changed or self._forks(base, published, new, adopted=bool(adopted)):
            if adopted:
                self.store.point(self._cloned, adopted)
            raise self._is_cloned()
        if adopted:
            self.store.point(self._ref, adopted)
        return base, new, published

    def _adopted(self) -> str:
        """What is there already, where our own repository is new or was deleted."""
        there = self.remote.own(self._device)
        if there and there not in self.store.objects([there]):
            self.remote.take(self._device, f"refs/came/{self._device}")
        return there

    def _newest(self, published: Published | None) -> Published:
        """The head to tell; an older one, or the same at another time, is not told again."""
        if published is None or published.seq < self.head.seq:
            return self.head
        same = (published.seq, published.signature) == (self.head.seq, self.head.signature)
        return published if same or published.seq > self.head.seq else self.head

    def _forks(
        self, base: str, head: Published | None, new: Sequence[Parcel], *, adopted: bool
    ) -> bool:
        """Whether our chain is not the one whose head was published.

        A journal that was put back grows again from an older event on: what it offers then lies
        before the head, and is compared with what is there of the same numbers.
        """
        if head is None:
            return False
        if adopted and head.seq > self.head.seq:
            return True
        if head.seq == self.head.seq and head.sha256 != self.head.sha256:
            return True
        if any(_passes_by(parcel, head) for parcel in self.parcels):
            return True
        early = [parcel for parcel in new if parcel.first <= head.seq]
        return bool(early) and self._contradicts(base, early)

    def _contradicts(self, base: str, early: Sequence[Parcel]) -> bool:
        ours = {event: sha for parcel in early for event, sha in _hashes(parcel.content)}
        with Blobs(self.store) as blobs:
            for change in self.store.changes("", base):
                there = parcel_of(change.path.removeprefix(RECORDS), b"")
                if there and any(p.first <= there.last and there.first <= p.last for p in early):
                    theirs = _hashes(blobs.read(change.blob, LARGEST_PARCEL) or b"")
                    if any(ours.get(event, sha) != sha for event, sha in theirs):
                        return True
        return False

    def _is_cloned(self) -> ClonedError:
        return ClonedError(
            f"another machine writes as this device: {self._device}",
            hint="its disk was copied, or an old one put back; both histories are kept",
            there=self._there(self.store.objects([self._cloned]).get(self._cloned, "")),
        )

    def _there(self, commit: str) -> list[Span]:
        """What the other machine's history has of this device's chain."""
        found: list[Span] = []
        with Blobs(self.store) as blobs:
            for change in self.store.changes("", commit) if commit else ():
                if change.path.startswith(RECORDS):
                    content = blobs.read(change.blob, LARGEST_PARCEL) or b""
                    found += spans(content, self._device)
        return sorted(found)


def _passes_by(parcel: Parcel, head: Published) -> bool:
    """Whether lines at the end that was published do not fit to it."""
    if not head.seq or not parcel.first - 1 <= head.seq <= parcel.last:
        return False
    with suppress(ContentError):  # bytes that are no lines have no chain
        for part in read(parcel.content):
            first, last = _range(part)
            if part.device != head.device:  # brought for a name that another machine goes by
                continue
            if last == head.seq and part.sha256 != head.sha256:
                return True
            if first == head.seq + 1 and part.prev != head.sha256:
                return True
    return False


def _hashes(content: bytes) -> list[tuple[tuple[DeviceId, int], str]]:
    """Device and number of each event in a parcel, with its hash; none where there are no lines."""
    with suppress(ContentError):
        return [((part.device, _range(part)[1]), part.sha256) for part in read(content)]
    return []


def _range(part: Row | Withheld) -> tuple[int, int]:
    return (part.seq, part.seq) if isinstance(part, Row) else (part.first, part.last)
