"""What a chain has in the place of events that are not there."""

from __future__ import annotations

from dataclasses import dataclass

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import canonical

WITHHELD = "flowhelp.withheld/1"
"""The schema of its line."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Events that stay where they were written, or were erased there.

    Attributes:
        first: Number of the first of them; `last` that of the last.
        prev: Hash of the event before the first.
        sha256: Hash of the last.
        why: private, or erased.
    """

    device: DeviceId
    first: int
    last: int
    prev: str
    sha256: str
    why: str = "private"

    @property
    def line(self) -> str:
        """One line of canonical JSON."""
        return canonical({
            "device": self.device, "first": self.first, "last": self.last, "prev": self.prev,
            "schema": WITHHELD, "sha256": self.sha256, "why": self.why,
        })  # fmt: skip
