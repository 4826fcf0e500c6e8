"""What every place that records go to has in common.

A target keeps parcels: named bytes that never change once they are there. Offering one again is
harmless, whatever became of the first try, so whoever carries them may stop at any moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from flowhelp.errors import ContentError, UnavailableError
from flowhelp.ids import DeviceId

Span = tuple[int, int, str]
"""First and last number of the events that a line tells of, and the hash of the last."""


class UnreachableError(UnavailableError):
    """The target did not answer, or answered that it cannot now; what became of the offer is
    unknown, and the same bytes are offered again later.

    Attributes:
        wait_s: Seconds the target asked to be left alone; None where it did not say.
    """

    def __init__(
        self, message: str, *, hint: str | None = None, wait_s: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.wait_s = wait_s


class DeniedError(ContentError):
    """The target wants other credentials, or lets nobody write: a person has to act."""


class ClonedError(ContentError):
    """The target has other records of this device: its disk was copied, or an old one restored.

    Attributes:
        there: What is there of that device's chain now: first and last number and hash of each
            line, in their order; None where that is not known.
    """

    def __init__(
        self, message: str, *, hint: str | None = None, there: Sequence[Span] | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.there = there


class State(StrEnum):
    """What became of a parcel."""

    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Bytes that travel as they are.

    Attributes:
        key: What it is called at the target: unique, and always the same for the same content.
            `YYYY/MM/ACTOR.DEVICE.FIRST-LAST.jsonl` for lines of a chain, a UUID for a statement.
        content: UTF-8, frozen when the parcel was made.
        device: Who made it; `first` and `last` are the numbers of its events, from 1.
    """

    key: str
    content: bytes
    device: DeviceId
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a parcel that was offered.

    Attributes:
        reason: Why it was refused, in the target's words; empty for one that is kept.
    """

    key: str
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """The end of a device's chain, as it is told to everybody.

    Attributes:
        seq: Number of the last event; with no gaps, also how many there are.
        sha256: Of that event's line.
        at: When it was published, RFC 3339.
        signature: SSHSIG over `text`, armoured; empty where heads are not signed.
    """

    device: DeviceId
    seq: int
    sha256: str
    at: str = ""
    signature: str = ""

    @property
    def text(self) -> str:
        """What is signed: one line that says device, number and hash."""
        return f"flowhelp.head/1 {self.device} {self.seq} {self.sha256}\n"


@dataclass(frozen=True, slots=True)
class Found:
    """Something of another device that was not known here.

    Attributes:
        cursor: Where to go on once this is kept; each target's own text.
        head: What its device last published, where this is that; then there is no parcel.
        problem: What is wrong with what is there, in one sentence that names the device; what
            can be read of it comes all the same.
        passing: Whether that may be over the next time, and so is told and not kept.
    """

    cursor: str
    parcel: Parcel | None = None
    head: Published | None = None
    problem: str = ""
    passing: bool = False

    @property
    def complaint(self) -> str:
        """What is wrong, in a sentence of its own; empty where nothing is."""
        about = f"{self.parcel.key} " if self.parcel and self.problem else ""
        return f"{about}{self.problem}"


class Target(Protocol):
    """A place that keeps parcels of many devices."""

    kind: ClassVar[str]
    """git, xapi or folder."""
    most: ClassVar[int]
    """Parcels of one offer."""

    def offer(self, parcels: Sequence[Parcel], head: Published) -> tuple[Receipt, ...]:
        """Have parcels of this device kept, and its head told.

        All of them are durable at the target, or known to be refused, when this returns.

        Args:
            parcels: At most `most`, oldest first; some or all may be there already.
            head: The end of the chain up to the last of them.

        Returns:
            One receipt for each parcel, in their order.

        Raises:
            UnreachableError: It is unknown which of them are kept.
            DeniedError: None is, until somebody acts.
            ClonedError: Another machine writes as this device.
        """
        ...

    def told(self, device: DeviceId) -> int | None:
        """How far the target shows a device of this machine; less than was told was lost there.

        Returns:
            The number of the last event of its head, -1 where there is no head; None where the
            target looks after that itself, or cannot say.

        Raises:
            UnreachableError: The target cannot be read now.
            DeniedError: It may not be read.
        """
        ...

    def others(self, own: frozenset[DeviceId], cursor: str) -> Iterator[Found]:
        """What other devices brought since, oldest first.

        Args:
            own: Devices whose parcels are not wanted.
            cursor: Of the last `Found` that is kept here; empty for everything.

        Raises:
            UnreachableError: The target cannot be read now.
            DeniedError: It may not be read.
        """
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...
