"""What became of a sync, as front ends tell it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flowhelp.errors import FlowhelpError
from flowhelp.ids import DeviceId
from flowhelp.sync.target import Receipt


@dataclass(slots=True)
class Outcome:
    """What became of a sync with one target.

    Attributes:
        kept: How many parcels arrived now.
        refused: Those that were refused now: key and reason.
        pulled: How much was brought that was not known here.
        problems: What is wrong with what others brought, each in a sentence.
        waiting: How many parcels still wait.
        renamed: The new name of this machine, where another one writes under the old.
        failure: What stopped it; None where it went through.
        retry: When it is tried again by itself, RFC 3339; empty where nothing failed.
    """

    target: str
    kept: int = 0
    refused: list[Receipt] = field(default_factory=list)
    pulled: int = 0
    problems: list[str] = field(default_factory=list)
    waiting: int = 0
    renamed: DeviceId | None = None
    failure: FlowhelpError | None = None
    retry: str = ""
