"""What other devices brought to a git repository since a cursor.

A cursor names for each ref the commit up to which everything was taken and, within one step of
one ref, how far that is.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace

from flowhelp.gitprogram import cleaned
from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical
from flowhelp.sync.gitblobs import Blobs
from flowhelp.sync.gitdraft import HEAD, LARGEST_PARCEL, RECORDS, head_of, is_device, parcel_of
from flowhelp.sync.gitstore import Change, Store
from flowhelp.sync.target import Found


@dataclass(frozen=True, slots=True)
class Place:
    """A cursor.

    Attributes:
        taken: Commits by ref.
        within: The ref, the commit, and how many of its news were taken; None between refs.
    """

    taken: Mapping[str, str] = field(default_factory=dict)
    within: tuple[str, str, int] | None = None

    @classmethod
    def read(cls, text: str) -> Place:
        """The place a text names; the beginning where it names none."""
        try:
            found = json.loads(text)
            taken = {str(ref): str(commit) for ref, commit in found["refs"].items()}
            inside = found.get("in")
            within = (str(inside[0]), str(inside[1]), int(inside[2])) if inside else None
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return cls()
        return cls(taken, within)

    @property
    def text(self) -> str:
        """As it is kept."""
        inside = {"in": list(self.within)} if self.within else {}
        return canonical({"refs": dict(self.taken), **inside})

    def at(self, ref: str, commit: str) -> Place:
        """Everything of a commit was taken; of no commit, where it is empty."""
        taken = {name: known for name, known in self.taken.items() if name != ref}
        return Place(taken | ({ref: commit} if commit else {}))


@dataclass(frozen=True, slots=True)
class _News:
    """One thing to tell: a sentence, or a changed file.

    Attributes:
        passing: As of `Found`.
    """

    problem: str = ""
    change: Change | None = None
    passing: bool = False


class Finding:
    """One look at what is there; what was fetched is not fetched again.

    Args:
        there: Commits by ref, as just fetched.
        own: Refs that are not wanted.
    """

    def __init__(self, store: Store, there: Mapping[str, str], own: frozenset[DeviceId]) -> None:
        self._store = store
        self._there = there
        self._own = own
        self._known: frozenset[str] = frozenset()
        self._blobs = Blobs(store)

    def since(self, place: Place) -> Iterator[Found]:
        """Everything that is new, device by device, oldest first."""
        refs = sorted(filter(is_device, {*self._there, *place.taken} - self._own))
        moved = [ref for ref in refs if place.taken.get(ref) != self._there.get(ref)]
        if place.within is None and not moved:
            return
        asked = {*place.taken.values()} | ({place.within[1]} if place.within else set())
        self._known = frozenset(self._store.objects(sorted(asked)))
        with Blobs(self._store) as self._blobs:
            if place.within is not None:
                ref, commit, count = place.within
                place = replace(place, within=None)
                if commit in self._known and ref not in self._own:
                    place = yield from self._step(place, ref, commit, count)
                    self._known |= {commit}
            for ref in moved:
                there = self._there.get(ref, "")
                if place.taken.get(ref, "") != there:
                    place = yield from self._step(place, ref, there)

    def _step(
        self, place: Place, ref: str, commit: str, taken: int = 0
    ) -> Generator[Found, None, Place]:
        """Tells what one ref has more than at `place`, and gives the place after it."""
        done = place.at(ref, commit)
        old = place.taken.get(ref, "")
        news = list(self._news(ref, old if old in self._known else "", commit))
        for count, each in enumerate(news[taken:], start=taken + 1):
            at = done if count == len(news) else replace(place, within=(ref, commit, count))
            yield self._found(at.text, DeviceId(ref), each)
        return done

    def _news(self, ref: str, old: str, new: str) -> Iterator[_News]:
        """The same for the same commits: problems first, then parcels by number, then the head."""
        if not new:
            said = f"the records of device {ref} are not there any more"
            yield _News(said, passing=True)  # its next sync brings them again
            return
        if self._store.objects([f"{new}^{{commit}}"]).get(f"{new}^{{commit}}") != new:
            yield _News(f"the ref of device {ref} shows no commit")
            return
        back = False
        if old and not self._store.is_before(old, new):
            self._store.point(f"refs/was/{ref}/{old}", old)
            back = self._store.is_before(new, old)  # put back from an older copy, as by a disk
            yield _News(self._rewritten(ref, old, new, back=back), passing=back)
        parcels: list[tuple[int, str, Change]] = []
        heads: list[Change] = []
        for change in self._store.changes(old, new):
            if change.path == HEAD:
                heads.append(change)
            elif change.path.startswith(RECORDS):
                key = change.path.removeprefix(RECORDS)
                parcel = parcel_of(key, b"")
                parcels.append((parcel.first if parcel else 0, key, change))
        for _, key, change in sorted(parcels, key=lambda each: each[:2]):
            if change.old and not back:
                done = "changed" if change.blob else "removed"
                yield _News(f"device {ref} {done} what it had published: {cleaned(key)}")
            if change.blob:
                yield _News(change=change)
        yield from (_News(change=head) for head in heads if head.blob)

    def _rewritten(self, ref: str, old: str, new: str, *, back: bool) -> str:
        if back:
            return f"the history of device {ref} was set back"
        if self._store.is_related(old, new):
            return f"the history of device {ref} was replaced by another one"
        return f"the history of device {ref} was replaced by an unrelated one"

    def _found(self, cursor: str, ref: DeviceId, news: _News) -> Found:
        change = news.change
        if change is None:
            return Found(cursor, problem=news.problem, passing=news.passing)
        name = cleaned(change.path)
        content = self._blobs.read(change.blob, LARGEST_PARCEL)
        if content is None:
            return Found(cursor, problem=f"device {ref} published what cannot be read: {name}")
        if change.path == HEAD:
            head = head_of(content)
            if head is None or head.device != ref:
                return Found(cursor, problem=f"device {ref} published no head of its own")
            return Found(cursor, head=head)
        parcel = parcel_of(change.path.removeprefix(RECORDS), content)
        if parcel is None or parcel.device != ref:
            return Found(cursor, problem=f"device {ref} published what is not its own: {name}")
        return Found(cursor, parcel)
