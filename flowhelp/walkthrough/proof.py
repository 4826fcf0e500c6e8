"""How somebody showed who they are, and what their signature binds."""

from __future__ import annotations

from dataclasses import dataclass

from flowhelp.journal.events import Person


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands behind a name under a step.

    Attributes:
        person: Who; `person.auth` says the same as `method`.
        method: typed, pin or ssh.
        factors: How many things were asked for: 1 for a name, 2 for a name and a PIN or key.
            Source: 21 CFR 11.200 (a) (1), https://www.ecfr.gov/current/title-21/part-11
        role: In which of their roles, or empty.
        statement: SHA-256 of what is signed, or empty.
        signature: Over what is signed, or empty.
    """

    person: Person
    method: str = "typed"
    factors: int = 1
    role: str = ""
    statement: str = ""
    signature: str = ""
