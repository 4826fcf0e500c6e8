"""Which blanks of a step are still to be filled, and which values still need a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flowhelp.content import Field, PageType, Step
from flowhelp.walkthrough.figures import figure
from flowhelp.walkthrough.second import differs, is_second
from flowhelp.walkthrough.walk import Walk

_ROW = re.compile(r"_\d+\Z")
"""How the name of a blank ends that stands in a numbered row."""


@dataclass(frozen=True, slots=True)
class ReadingDemand:
    """A blank is to be filled; `why` is why one that is calculated has to be, else empty."""

    field: Field
    why: str = ""

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        name = self.field.label or self.field.name
        if self.why:
            return f"{name!r} cannot be calculated ({self.why}), and has to be recorded by hand"
        return f"{name!r} has to be recorded"


@dataclass(frozen=True, slots=True)
class ReasonDemand:
    """A value out of limits, or unlike the first person's (`differs`), needs its reason."""

    field: Field
    differs: bool = False

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        name = self.field.label or self.field.name
        wrong = "differs from the first value" if self.differs else "is out of limits"
        return f"{name!r} {wrong} and needs a reason"


def blank_demands(walk: Walk, step: Step) -> list[ReadingDemand | ReasonDemand]:
    """What the performer's blanks ask for, in the order of the page.

    A calculated blank is filled by itself. Only where that cannot be, although all that it is
    calculated from was asked for, it is asked for as well, after the others.
    """
    found: list[ReadingDemand | ReasonDemand] = []
    late: list[ReadingDemand | ReasonDemand] = []
    for field in step.fields:
        reading = walk.readings.get((step.sid, field.name))
        if is_missing(walk, step, field):
            # A second person fills theirs when they sign.
            if field.formula:
                why = by_hand(walk, step, field)
                late += [ReadingDemand(field, why)] if why else []
            elif not is_second(field):
                found.append(ReadingDemand(field))
        elif reading is not None and (step.sid, field.name) not in walk.explained:
            outside = reading.within is False or reading.stopped
            if outside or differs(walk, step, field):
                found.append(ReasonDemand(field, differs=not outside))
    return found + late


def by_hand(walk: Walk, step: Step, field: Field) -> str:
    """Why a calculated blank has to be filled by hand; empty while it may still be calculated."""
    found = figure(walk, step, field)
    if found.value is not None or waits_for(walk, step, found.missing):
        return ""
    return found.why


def waits_for(walk: Walk, step: Step, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names that are blanks of this step and have yet to be filled."""
    own = {field.name: field for field in step.fields}
    asked = (name for name in names if name.lower() in own)
    return tuple(name for name in asked if is_missing(walk, step, own[name.lower()]))


def is_missing(walk: Walk, step: Step, field: Field) -> bool:
    """Whether a blank has no value, and must have one."""
    reading = walk.readings.get((step.sid, field.name))
    return reading is None or (reading.value == "" and not may_be_empty(walk, field))


def may_be_empty(walk: Walk, field: Field) -> bool:
    """Whether nothing is an answer too.

    So it is for words on a form, for the rows of its tables, of which there may be more than
    are needed, and for words where nobody must be asked.
    """
    form = walk.plan.procedure.type is PageType.FORM
    row = form and _ROW.search(field.name) is not None
    return row or (field.type == "text" and (form or walk.use == "information"))
