"""What a look at this installation finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        subject: What was looked at.
        said: What was found, one sentence.
        mend: The command or edit that mends it; empty when nothing is wrong.
    """

    subject: str
    health: Health
    said: str
    mend: str = ""
