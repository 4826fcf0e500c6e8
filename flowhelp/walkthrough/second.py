"""The second person: another one, with blanks of their own, compared with the first's.

Who checks independently measures again without seeing the first value. So the
two are compared here, and not by a person.
"""

from __future__ import annotations

import unicodedata
from typing import TypeGuard

from flowhelp.content import Field, Label, Step
from flowhelp.journal.events import Person, Reading, Value
from flowhelp.walkthrough.walk import Walk

PART = "second"
INDEPENDENT = "independent"
CONCURRENT = "concurrent"

_MARK = f"@{PART}"
_HAIR = 1e-9
"""Of a width: what binary fractions may add to a difference."""


def kind(label: Label) -> str:
    """How a second person checks: `independent`, which is meant where nothing is said, or
    `concurrent`, watching while it is done.
    """
    words = label.arg.casefold().replace(",", " ").split()
    return CONCURRENT if CONCURRENT in words else INDEPENDENT


def is_second(field: Field) -> bool:
    """Whether a blank is the second person's."""
    return field.name.endswith(_MARK)


def base(field: Field) -> str:
    """The blank's name without the mark of the second person."""
    return field.name.removesuffix(_MARK)


def part(field: Field) -> str:
    """Whose blank it is, as an event says it: `second`, or empty for the performer."""
    return PART if is_second(field) else ""


def differs(walk: Walk, step: Step, field: Field) -> bool:
    """Whether the second person's value is not the performer's, within the tolerance.

    Two numbers agree when they are no further apart than half the width of the
    limits (`25 ± 2`: 2), or on the same side of a single limit. All else, and a
    number without limits, has to be the same. False where one of the two is missing.
    """
    if not is_second(field):
        return False
    first = walk.readings.get((step.sid, base(field)))
    second = walk.readings.get((step.sid, field.name))
    if first is None or second is None:
        return False
    return not agree(field, first, second)


def agree(field: Field, first: Reading, second: Reading) -> bool:
    """Whether two readings of one thing agree; `field` says how close they have to be."""
    one, other = first.value, second.value
    if not (_is_number(one) and _is_number(other)):
        return _plain(one) == _plain(other)
    if field.min is not None and field.max is not None:
        width = field.max - field.min
        return abs(one - other) <= width / 2 + abs(width) * _HAIR
    if field.min is not None or field.max is not None:
        return first.within == second.within
    return one == other


def same_name(one: str, other: str) -> bool:
    """Whether two names are one person's, whatever their case, spaces or width of letters."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """A name as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def unseen(walk: Walk, step: Step) -> frozenset[str]:
    """Names of the performer's blanks whose values stay hidden until the second person measured.

    So it is where the second person checks independently, and until all of theirs are filled.
    """
    labels = step.values("second person")[:1]
    if not any(kind(label) == INDEPENDENT for label in labels):
        return frozenset()
    own = [field for field in step.fields if is_second(field)]
    missing = [field for field in own if (step.sid, field.name) not in walk.readings]
    return frozenset(base(field) for field in own) if missing else frozenset()


def is_performer(walk: Walk, person: Person) -> bool:
    """Whether somebody is the one who does the work, by account, name, or own signature."""
    performers = [] if walk.started is None else [walk.started.actor]
    performers += [
        sign.person
        for sign in walk.signs
        if (sign.part, sign.meaning) == ("performer", "performed")
    ]
    known = {folded(each) for who in performers for each in (who.id, who.name) if each.strip()}
    return bool(known & {folded(person.id), folded(person.name or person.id)})


def _is_number(value: Value) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Value) -> Value:
    return folded(value) if isinstance(value, str) else value
