"""How somebody at this terminal shows who they are: a PIN, an SSH key, or a name alone.

Where nobody is enrolled, a typed name is taken for what it is, and recorded so.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowhelp.errors import RefusedError
from flowhelp.journal.events import Person
from flowhelp.usecases.people import (
    PIN,
    SSH,
    Enrolled,
    NotEnrolledError,
    everybody,
    find,
    guard,
)
from flowhelp.walkthrough.second import same_name

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

TYPED = "typed"


class NotThemselvesError(RefusedError):
    """A name was typed whose owner has to prove it, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of whom it is known how far they have shown who they are.

    Attributes:
        method: typed, pin, or ssh; one of ssh shows it when they sign.
        key_file: The key to sign with, or empty.
    """

    person: Person
    method: str = TYPED
    key_file: str = ""

    @property
    def factors(self) -> int:
        """How many things were asked for: a name, and perhaps something to go with it."""
        return 1 if self.method == TYPED else 2


def ways(workspace: Workspace, name: str, performer: Person | None = None) -> tuple[str, ...]:
    """How the owner of a name has to show it: pin, ssh, or typed for a name alone.

    A name alone will do where nobody is enrolled, and for the performer, whom the
    operating system knows.

    Raises:
        NotThemselvesError: Others are enrolled here, and this one is not.
    """
    person = find(workspace, name)
    if person is not None:
        return person.ways
    own = performer is not None and any(same_name(name, n) for n in (performer.id, performer.name))
    if own or not everybody(workspace):
        return (TYPED,)
    raise NotThemselvesError(
        f"{name!r} is not enrolled on this machine", hint="flowhelp people add NAME"
    )


def check_keyed(workspace: Workspace, name: str, performer: Person | None = None) -> None:
    """Nothing, when a name from a file will do; a file cannot show who somebody is.

    Names on paper are another matter: they were signed there, and who keyed them in is
    recorded with them.

    Raises:
        NotThemselvesError: Its owner has to show it, or is not enrolled where others are.
    """
    if TYPED not in ways(workspace, name, performer):
        raise NotThemselvesError(
            f"{name!r} signs at a terminal, and not from a file",
            hint="sign there, or give the time on the paper form (at)",
        )


def by_name(workspace: Workspace, name: str, performer: Person | None = None) -> Known:
    """Somebody who only typed a name, where that is enough.

    Raises:
        NotThemselvesError: It is not enough.
    """
    if TYPED not in ways(workspace, name, performer):
        raise NotThemselvesError(f"{name!r} has to be shown with a PIN or a key")
    typed = " ".join(name.split())
    return Known(Person(typed, typed, auth=TYPED))


def by_pin(workspace: Workspace, name: str, pin: str) -> Known:
    """Somebody who knew their PIN.

    Raises:
        NotEnrolledError: Nobody of that name has one.
        WrongPinError: It is not theirs.
        TooManyTriesError: It was tried too often.
    """
    person = find(workspace, name)
    if person is None or not person.pin:
        raise NotEnrolledError(f"{name!r} has no PIN here", hint="flowhelp people list")
    guard(workspace).check(person.id, pin, person.pin)
    return Known(_as_person(person, PIN), PIN)


def by_key(workspace: Workspace, name: str) -> Known:
    """Somebody who will sign with their SSH key.

    Raises:
        NotEnrolledError: Nobody of that name has one.
    """
    person = find(workspace, name)
    if person is None or not person.key:
        raise NotEnrolledError(f"{name!r} has no SSH key here", hint="flowhelp people list")
    return Known(_as_person(person, SSH), SSH, person.key_file)


def _as_person(person: Enrolled, auth: str) -> Person:
    return Person(person.id, person.name, platform.node(), person.roles, auth)
